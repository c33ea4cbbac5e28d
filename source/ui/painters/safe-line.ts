import type { StatusView, TickerView } from '../../store/views.js';
import { formatState, tokenOfState } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { directionGlyph } from './quantities.js';
import { rowWidth, span } from './rows.js';
import type { Painted, PaintedRow, Span } from './spans.js';

/** One line for a terminal too small for panes. Whole facts only, the most important first. */
export function paintSafeLine(
	status: StatusView,
	ticker: TickerView,
	width: number,
	height: number,
	{ glyphs }: { readonly glyphs: Glyphs },
): Painted {
	if (width <= 0 || height <= 0) {
		return [];
	}

	const state = [span(formatState(status.freshness), tokenOfState(status.freshness.state))];
	const facts: PaintedRow[] = [
		[{ text: status.mode, token: status.mode === 'LIVE' ? 'danger' : 'accent', bold: true }],
		...(status.armed === undefined ? [] : [[span(status.armed, 'danger')]]),
		...(status.trading === 'ACTIVE' ? [] : [[span(status.trading, 'danger')]]),
		state,
		[span(status.symbol, 'title')],
		...(ticker.last === undefined
			? []
			: [[span(`${directionGlyph(ticker.direction, glyphs)}${ticker.last}`, ticker.direction < 0 ? 'down' : 'up')]]),
		[span('q', 'key'), span(' quit', 'dim')],
		[span('needs 60x16', 'dim')],
	];
	const bareState = [span(status.freshness.state, tokenOfState(status.freshness.state))];
	const row: Span[] = [];
	for (const fact of facts) {
		const space = row.length > 0 ? 1 : 0;
		const room = width - rowWidth(row) - space;
		// The word of the state goes even where its age does not fit.
		const shown = fact === state && rowWidth(fact) > room ? bareState : fact;
		if (rowWidth(shown) <= room) {
			row.push(...(space > 0 ? [span(' ')] : []), ...shown);
		}
	}

	return [row];
}

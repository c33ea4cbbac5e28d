import type { StatusView } from '../../store/views.js';
import { countOf } from '../question.js';
import type { Bandwidth } from '../screen/screen.js';
import { formatState, ownText, tokenOfState } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { formatClock } from './quantities.js';
import { fitRow, rowWidth, span } from './rows.js';
import type { Painted, PaintedRow, Span, Token } from './spans.js';

export type StatusOptions = {
	readonly glyphs: Glyphs;
	/** That went off and were not looked at. */
	readonly alerts?: number;
	readonly bandwidth?: Bandwidth;
};

/** What stops orders goes before the clock and the note. */
const urgent = ({ trading }: StatusView, part: PaintedRow): readonly PaintedRow[] =>
	trading === 'ACTIVE' ? [] : [part];

/** The first line of the screen: mode as a word, symbol, data state, trading state, venue, clock. Mode and state go last. */
export function paintStatusBar(
	view: StatusView,
	width: number,
	height: number,
	{ glyphs, alerts = 0, bandwidth = 'full' }: StatusOptions,
): Painted {
	if (width <= 0 || height <= 0) {
		return [];
	}

	const modeToken: Token = view.mode === 'LIVE' ? 'danger' : 'accent';
	const mode: Span = { text: ` ${view.mode} `, token: modeToken, bold: true, inverse: true };
	const armed = view.armed === undefined ? [] : [span(` ${view.armed}`, view.armed === 'ARMED' ? 'danger' : 'bar')];
	const viewer =
		view.viewerOf === undefined
			? []
			: [span(view.viewerOf > 0 ? ` VIEWER of pid ${view.viewerOf}` : ' VIEWER', 'warning')];
	const auto: PaintedRow =
		view.auto === undefined
			? []
			: view.auto.on
				? [span(' '), { text: ' AUTO ', token: 'danger', bold: true, inverse: true }]
				: [span(' AUTO off', 'warning')];
	const autoNote: PaintedRow =
		view.auto === undefined
			? []
			: [
					span(
						view.auto.on ? ` ${view.auto.orders}/${view.auto.maxOrders} today, a stops` : ` ${view.auto.why}`,
						'dim',
					),
				];
	const playback =
		view.playback === undefined
			? []
			: [span(` ${ownText(view.playback, glyphs)}`, view.playback === 'END' ? 'warning' : 'bar')];
	const start: PaintedRow = [mode, ...armed, ...viewer, ...playback, ...auto];
	const symbol: PaintedRow = [span(` ${view.symbol}`, 'title')];
	const state: PaintedRow = [span(' '), span(formatState(view.freshness), tokenOfState(view.freshness.state))];
	const note: PaintedRow = view.freshness.note === '' ? [] : [span(` ${ownText(view.freshness.note, glyphs)}`, 'dim')];
	const trading: PaintedRow = [
		span(` ${glyphs.vertical} `, 'border'),
		span(`trading ${view.trading}`, view.trading === 'ACTIVE' ? 'text' : 'danger'),
	];
	const unknown: PaintedRow =
		(view.unknown ?? 0) === 0 ? [] : [span(` UNKNOWN ${view.unknown}`, 'danger', { bold: true })];
	const working: PaintedRow = (view.working ?? 0) === 0 ? [] : [span(` ${view.working} working`, 'own')];
	// A small screen has no room for ORDERS, where it is a row; nobody may take it for gone.
	const held: PaintedRow = (view.held ?? 0) === 0 ? [] : [span(` ${countOf(view.held!, 'stop')} held`, 'warning')];
	const gone: PaintedRow = alerts <= 0 ? [] : [span(` ALERT ${alerts}`, 'warning', { bold: true }), span(' n', 'key')];
	const low: PaintedRow =
		bandwidth === 'full' ? [] : [span(bandwidth === 'low' ? ' low bandwidth' : ' low bandwidth: slow line', 'warning')];
	const venue: PaintedRow = [span(` ${glyphs.vertical} `, 'border'), span(ownText(view.venue, glyphs), 'dim')];
	const clock: PaintedRow = [span(`${formatClock(view.now)} UTC `, 'text')];

	// In the order of what a person needs least; the line is written in reading order.
	const parts = [start, autoNote, symbol, state, note, trading, unknown, working, held, gone, low, venue];
	const needs: readonly PaintedRow[] = [
		start,
		state,
		symbol,
		unknown,
		...urgent(view, trading),
		working,
		held,
		gone,
		low,
		clock,
		autoNote,
		note,
		trading,
		venue,
	];
	const kept = new Set<PaintedRow>();
	let used = 0;
	for (const part of new Set(needs)) {
		const cells = rowWidth(part) + (part === clock ? 1 : 0);
		if (used + cells <= width) {
			kept.add(part);
			used += cells;
		}
	}

	const left = parts.filter(part => kept.has(part)).flat();
	const right = kept.has(clock) ? clock : [];
	const space = width - rowWidth(left) - rowWidth(right);
	return [fitRow([...left, span(' '.repeat(Math.max(0, space))), ...right], width)];
}

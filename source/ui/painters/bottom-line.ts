import { ownText } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { fitRow, rowWidth, span } from './rows.js';
import type { Painted, PaintedRow, Span } from './spans.js';

export type KeyHint = { readonly keys: string; readonly label: string };

export type BottomLine = {
	/** What the last key had to say; goes before everything. */
	readonly message: string | undefined;
	/** What the person should know now. */
	readonly banner: string | undefined;
	readonly hints: readonly KeyHint[];
	/** A step of the tour, in the place of the hints. */
	readonly tour?: string | undefined;
};

/** The last line of the screen: an answer to a key, else what is wrong, else what the keys do. */
export function paintBottomLine(
	view: BottomLine,
	width: number,
	height: number,
	options: { readonly glyphs: Glyphs },
): Painted {
	if (width <= 0 || height <= 0) {
		return [];
	}

	if (view.message !== undefined) {
		return [fitRow([span(` ${ownText(view.message, options.glyphs)}`, 'warning')], width)];
	}

	const hintsIn = (cells: number): PaintedRow =>
		view.tour === undefined
			? paintHints(view.hints, cells, options.glyphs)
			: fitRow([span(` ${ownText(view.tour, options.glyphs)}`, 'accent')], Math.max(0, cells));
	if (view.banner === undefined) {
		return [hintsIn(width)];
	}

	const banner = [span(` ${ownText(view.banner, options.glyphs)} `, 'danger')];
	return [fitRow([...banner, ...hintsIn(width - rowWidth(banner))], width)];
}

function paintHints(hints: readonly KeyHint[], width: number, glyphs: Glyphs): PaintedRow {
	const row: Span[] = [];
	let used = 0;
	for (const { keys, label } of hints) {
		const item = [span(` ${ownText(keys, glyphs)}`, 'key'), span(` ${label} `, 'dim')];
		const cells = rowWidth(item);
		if (used + cells > width) {
			break;
		}

		row.push(...item);
		used += cells;
	}

	return row;
}

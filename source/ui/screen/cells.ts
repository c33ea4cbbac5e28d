import type { PaintedRow, Span } from '../painters/spans.js';
import { type ClusterSink, type ClusterWidth, eachCluster } from './clusters.js';
import { plainStyle, type StyleTable } from './styles.js';

/** The right half of a wide character. Its cell has the style of the left half. */
export const continuation = 0;
export const blank = 0x20;
/** Glyphs from here on are clusters of several code points, in the order in which they were first seen. */
const firstCluster = 0x110000;
/** A glyph that no grid holds after painting: a cell that has to be written whatever it should show. */
export const unknownGlyph = 0xffffffff;

/** Clusters of several code points by number; a single code point is its own number. */
export type GlyphTable = {
	readonly intern: (cluster: string) => number;
	readonly textOf: (glyph: number) => string;
	readonly size: () => number;
	/** Forgets every cluster. Grids made with this table have to be painted again. */
	readonly clear: () => void;
};

export function createGlyphTable(): GlyphTable {
	let ids = new Map<string, number>();
	let texts: string[] = [];
	return {
		intern: cluster => {
			let id = ids.get(cluster);
			if (id === undefined) {
				id = firstCluster + texts.length;
				ids.set(cluster, id);
				texts.push(cluster);
			}

			return id;
		},
		textOf: glyph => (glyph < firstCluster ? String.fromCodePoint(glyph) : (texts[glyph - firstCluster] ?? ' ')),
		size: () => texts.length,
		clear: () => {
			ids = new Map();
			texts = [];
		},
	};
}

/** What a terminal shows: a glyph and a style a cell, row by row from the top left. */
export type Grid = {
	readonly columns: number;
	readonly rows: number;
	readonly glyphs: Uint32Array;
	readonly styles: Uint32Array;
};

/** A grid of blanks. */
export function createGrid(columns: number, rows: number): Grid {
	const grid = {
		columns,
		rows,
		glyphs: new Uint32Array(columns * rows),
		styles: new Uint32Array(columns * rows),
	};
	clearGrid(grid);
	return grid;
}

export function clearGrid(grid: Grid): void {
	grid.glyphs.fill(blank);
	grid.styles.fill(plainStyle);
}

/** Makes every cell differ from any picture. */
export function forgetGrid(grid: Grid): void {
	grid.glyphs.fill(unknownGlyph);
}

/** Writes rows of text into grids that share one table of glyphs and one of styles. */
export type Pen = {
	/** Points at a cell; what is written from there ends before column `limit`. */
	readonly moveTo: (grid: Grid, x: number, y: number, limit: number) => void;
	readonly write: (text: string, style: number) => void;
	/** Ends a row: a wide character of the old picture that was half overwritten becomes a blank. */
	readonly lift: () => void;
};

export function createPen(glyphs: GlyphTable, styles: StyleTable): Pen {
	let grid: Grid;
	let cell = 0;
	let end = 0;
	let rowEnd = 0;
	let style = plainStyle;
	let blankStyle = plainStyle;

	const put = (glyph: number, width: ClusterWidth): void => {
		if (cell + width > end) {
			while (cell < end) {
				grid.glyphs[cell] = blank;
				grid.styles[cell] = blankStyle;
				cell += 1;
			}

			return;
		}

		grid.glyphs[cell] = glyph;
		grid.styles[cell] = glyph === blank ? blankStyle : style;
		cell += 1;
		if (width === 2) {
			grid.glyphs[cell] = continuation;
			grid.styles[cell] = style;
			cell += 1;
		}
	};
	/** Writes the start of a text that nothing can join, which is most of what a screen shows; returns where it ends. */
	const writeAscii = (text: string): number => {
		const { length } = text;
		let index = 0;
		while (index < length && cell < end) {
			const unit = text.charCodeAt(index);
			if (unit < 0x20 || unit > 0x7e || (index + 1 < length && text.charCodeAt(index + 1) > 0x7e)) {
				break;
			}

			grid.glyphs[cell] = unit;
			grid.styles[cell] = unit === blank ? blankStyle : style;
			cell += 1;
			index += 1;
		}

		return index;
	};
	const sink: ClusterSink = { point: put, marked: (cluster, width) => put(glyphs.intern(cluster), width) };

	return {
		moveTo: (target, x, y, limit) => {
			grid = target;
			const row = y * grid.columns;
			cell = row + x;
			end = row + Math.min(limit, grid.columns);
			rowEnd = row + grid.columns;
			if (x > 0 && cell < rowEnd && grid.glyphs[cell] === continuation) {
				blankOut(grid, cell - 1, styles);
			}
		},
		write: (text, newStyle) => {
			style = newStyle;
			blankStyle = styles.blankOf(newStyle);
			const from = writeAscii(text);
			if (cell < end && from < text.length) {
				eachCluster(from === 0 ? text : text.slice(from), sink);
			}
		},
		lift: () => {
			if (cell < rowEnd && grid.glyphs[cell] === continuation) {
				blankOut(grid, cell, styles);
			}
		},
	};
}

/** Turns one cell into a blank that keeps what a blank shows of its style. */
function blankOut(grid: Grid, cell: number, styles: StyleTable): void {
	grid.glyphs[cell] = blank;
	grid.styles[cell] = styles.blankOf(grid.styles[cell]!);
}

/** Writes a painter's row from `x`, `y` into at most `width` cells. Cells to the right of the row stay as they were. */
export function writeSpans(
	pen: Pen,
	grid: Grid,
	x: number,
	y: number,
	width: number,
	row: PaintedRow,
	resolveStyle: (span: Span) => number,
): void {
	pen.moveTo(grid, x, y, x + width);
	for (const span of row) {
		pen.write(span.text, resolveStyle(span));
	}

	pen.lift();
}

export type Placement = {
	/** Left top corner in the source, and in the target. */
	readonly fromX: number;
	readonly fromY: number;
	readonly toX: number;
	readonly toY: number;
	readonly width: number;
	readonly height: number;
};

/** Copies a rectangle, cut to both grids. A wide character cut by an edge, on either side of it, becomes blanks. */
export function copyCells(source: Grid, target: Grid, place: Placement, styles: StyleTable): void {
	const skipX = Math.max(0, -place.toX, -place.fromX);
	const skipY = Math.max(0, -place.toY, -place.fromY);
	const fromX = place.fromX + skipX;
	const fromY = place.fromY + skipY;
	const toX = place.toX + skipX;
	const toY = place.toY + skipY;
	const width = Math.min(place.width - skipX, source.columns - fromX, target.columns - toX);
	const height = Math.min(place.height - skipY, source.rows - fromY, target.rows - toY);
	if (width <= 0) {
		return;
	}

	for (let row = 0; row < height; row++) {
		const from = (fromY + row) * source.columns + fromX;
		const to = (toY + row) * target.columns + toX;
		if (toX > 0 && target.glyphs[to] === continuation) {
			blankOut(target, to - 1, styles);
		}

		target.glyphs.set(source.glyphs.subarray(from, from + width), to);
		target.styles.set(source.styles.subarray(from, from + width), to);
		if (target.glyphs[to] === continuation) {
			blankOut(target, to, styles);
		}

		const last = to + width - 1;
		if (fromX + width < source.columns && source.glyphs[from + width] === continuation) {
			blankOut(target, last, styles);
		}

		if (toX + width < target.columns && target.glyphs[last + 1] === continuation) {
			blankOut(target, last + 1, styles);
		}
	}
}

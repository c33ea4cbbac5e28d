import { takeCells, widthOf } from './cell-text.js';
import type { Painted, PaintedRow, Span, Token } from './spans.js';

/** A run of text in one style. */
export function span(text: string, token: Token = 'text', style: { readonly bold?: boolean } = {}): Span {
	return style.bold === true ? { text, token, bold: true } : { text, token };
}

export function rowWidth(row: PaintedRow): number {
	let width = 0;
	for (const { text } of row) {
		width += widthOf(text);
	}

	return width;
}

/** The row cut to `width` cells, and with `fill` made exactly that wide. */
export function fitRow(row: PaintedRow, width: number, options: { readonly fill?: Token } = {}): PaintedRow {
	const spare = width - rowWidth(row);
	if (spare >= 0) {
		return options.fill === undefined || spare === 0 ? row : [...row, span(' '.repeat(spare), options.fill)];
	}

	const result: Span[] = [];
	let left = Math.max(0, width);
	for (const piece of row) {
		if (left === 0) {
			break;
		}

		const cells = widthOf(piece.text);
		if (cells <= left) {
			result.push(piece);
			left -= cells;
		} else {
			const text = takeCells(piece.text, left);
			result.push({ ...piece, text });
			// A wide character that does not fit leaves a blank, and nothing comes after it.
			left -= widthOf(text);
			break;
		}
	}

	if (options.fill !== undefined && left > 0) {
		result.push(span(' '.repeat(left), options.fill));
	}

	return result;
}

/** At most `height` rows of at most `width` cells: the last guard of every painter. */
export function fitPainted(rows: Painted, width: number, height: number): Painted {
	if (width <= 0 || height <= 0) {
		return [];
	}

	return rows.slice(0, height).map(row => fitRow(row, width));
}

/** Left part and right part of one line; the right one gives way when both do not fit. */
export function spread(left: PaintedRow, right: PaintedRow, width: number): PaintedRow {
	const space = width - rowWidth(left) - rowWidth(right);
	if (right.length === 0 || space < 1) {
		return fitRow(left, width);
	}

	return [...left, span(' '.repeat(space)), ...right];
}

/** Puts runs that belong together into as many lines as they need; none is split. A run wider than the line is left out. */
export function flow(items: readonly PaintedRow[], width: number, gap: number): PaintedRow[] {
	const lines: Span[][] = [];
	let current: Span[] = [];
	let used = 0;
	for (const item of items) {
		const cells = rowWidth(item);
		if (cells === 0 || cells > width) {
			continue;
		}

		if (used > 0 && used + gap + cells > width) {
			lines.push(current);
			current = [];
			used = 0;
		}

		if (used > 0) {
			current.push(span(' '.repeat(gap)));
			used += gap;
		}

		current.push(...item);
		used += cells;
	}

	if (used > 0) {
		lines.push(current);
	}

	return lines;
}

/** The row with the cells from `from` up to `to` in another token: a bar under the digits. */
export function repaintCells(row: PaintedRow, from: number, to: number, token: Token): PaintedRow {
	const result: Span[] = [];
	let start = 0;
	for (const piece of row) {
		const end = start + widthOf(piece.text);
		if (end <= from || start >= to) {
			result.push(piece);
		} else {
			const before = takeCells(piece.text, Math.max(0, from - start));
			const upTo = takeCells(piece.text, Math.min(end, to) - start);
			const inside = upTo.slice(before.length);
			const after = piece.text.slice(upTo.length);
			if (before !== '') {
				result.push({ ...piece, text: before });
			}

			if (inside !== '') {
				result.push({ ...piece, text: inside, token });
			}

			if (after !== '') {
				result.push({ ...piece, text: after });
			}
		}

		start = end;
	}

	return result;
}

/** All of the row in one token. */
export function recolor(row: PaintedRow, token: Token): PaintedRow {
	return row.map(piece => ({ ...piece, token }));
}

/** Painted rows as text, as somebody without colors sees them. */
export function toText(rows: Painted): string {
	return rows.map(row => row.map(({ text }) => text).join('')).join('\n');
}

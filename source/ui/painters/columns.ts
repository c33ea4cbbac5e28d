import { cutText, padEnd, padStart, widthOf } from './cell-text.js';
import { span } from './rows.js';
import type { PaintedRow, Span } from './spans.js';

/** One column of a table. */
export type Column<Row> = {
	readonly header: string;
	readonly align: 'left' | 'right';
	/** 0 stays longest; the highest number is dropped first when the width does not do. */
	readonly rank: number;
	/** Numbers are given whole or not at all; only words may be `flexible`. */
	readonly cell: (row: Row) => Span;
	/** At least so many cells, so that a table does not jump with its values. */
	readonly minWidth?: number;
	/** Words may be cut down to this many cells. */
	readonly flexible?: number;
};

export type Table<Row> = {
	readonly header: PaintedRow;
	readonly paintRow: (row: Row) => PaintedRow;
	/** Cells used, at most the width asked for. */
	readonly width: number;
	/** Headers of the columns that are shown. */
	readonly shown: readonly string[];
};

const gap = 1;
const widestGap = 3;

/** Chooses the columns that fit `width`, with widths from these rows. A column that does not fit is left out whole. */
export function layTable<Row>(
	columns: readonly Column<Row>[],
	rows: readonly Row[],
	width: number,
	ellipsis: string,
): Table<Row> {
	// Each cell is written once, for its width and for its place in the row.
	const cells = new Map(rows.map(row => [row, columns.map(column => column.cell(row))]));
	let kept: readonly Kept<Row>[] = columns.map((column, index) => ({
		column,
		index,
		natural: naturalWidth(column, index, cells),
	}));
	while (kept.length > 0 && minimalWidth(kept) > width) {
		const worst = Math.max(...kept.map(({ column }) => column.rank));
		const last = kept.findLastIndex(({ column }) => column.rank === worst);
		kept = kept.toSpliced(last, 1);
	}

	const widths = shrink(kept, width);
	const total = sum(widths) + gap * Math.max(0, kept.length - 1);
	const extra = kept.length > 1 ? Math.min(widestGap - gap, Math.floor((width - total) / (kept.length - 1))) : 0;
	const between = ' '.repeat(gap + Math.max(0, extra));

	const gapSpan = span(between);
	const paint = (cellOf: (column: Column<Row>, index: number) => Span): PaintedRow => {
		const row: Span[] = [];
		for (let place = 0; place < kept.length; place += 1) {
			if (place > 0) {
				row.push(gapSpan);
			}

			const { column, index } = kept[place]!;
			row.push(fitCell(cellOf(column, index), widths[place]!, column.align, ellipsis));
		}

		return row;
	};

	return {
		header: paint(column => span(column.header, 'dim')),
		paintRow: row => {
			const known = cells.get(row);
			return paint((column, index) => known?.[index] ?? column.cell(row));
		},
		width: kept.length === 0 ? 0 : sum(widths) + between.length * (kept.length - 1),
		shown: kept.map(({ column }) => column.header),
	};
}

/** A column that is shown, with its place among all. */
type Kept<Row> = { readonly column: Column<Row>; readonly index: number; readonly natural: number };

function naturalWidth<Row>(column: Column<Row>, index: number, cells: ReadonlyMap<Row, readonly Span[]>): number {
	let width = Math.max(widthOf(column.header), column.minWidth ?? 0);
	for (const row of cells.values()) {
		width = Math.max(width, widthOf(row[index]!.text));
	}

	return width;
}

function fitCell(cell: Span, width: number, align: 'left' | 'right', ellipsis: string): Span {
	const spare = width - widthOf(cell.text);
	if (spare === 0) {
		return cell;
	}

	const blanks = spare > 0 ? ' '.repeat(spare) : '';
	const text =
		spare < 0 ? cutText(cell.text, width, ellipsis) : align === 'left' ? cell.text + blanks : blanks + cell.text;
	return { ...cell, text: spare < 0 ? (align === 'left' ? padEnd(text, width) : padStart(text, width)) : text };
}

function minimalWidth<Row>(kept: readonly Kept<Row>[]): number {
	return (
		sum(kept.map(({ column, natural }) => Math.min(natural, column.flexible ?? natural))) +
		gap * Math.max(0, kept.length - 1)
	);
}

/** Takes what is missing from the flexible columns, the least important first. */
function shrink<Row>(kept: readonly Kept<Row>[], width: number): number[] {
	const widths = kept.map(({ natural }) => natural);
	let excess = sum(widths) + gap * Math.max(0, kept.length - 1) - width;
	const order = kept.map((_, index) => index).sort((a, b) => kept[b]!.column.rank - kept[a]!.column.rank);
	for (const index of order) {
		const { column, natural } = kept[index]!;
		const give = Math.min(Math.max(0, excess), natural - Math.min(natural, column.flexible ?? natural));
		widths[index]! -= give;
		excess -= give;
	}

	return widths;
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

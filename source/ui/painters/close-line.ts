import { formatFixed } from '../../lib/format.js';
import type { ChartView } from '../../store/views.js';
import type { ChartOptions } from './chart.js';
import { paintLineChart } from './line-chart.js';
import { repaintCells, span } from './rows.js';
import type { Painted, PaintedRow, Token } from './spans.js';

/** The closes as one line with its axis on the left, a column a bar; where nobody traded the line is broken. */
export function paintCloseLine(view: ChartView, width: number, height: number, options: ChartOptions): Painted {
	const formatValue = (value: number): string => formatFixed(value, Math.min(20, Math.max(0, view.decimals)));
	const known = view.slots.flatMap(({ candle }) => (candle === undefined ? [] : [Number(candle.close)]));
	const labelCells = Math.max(2, ...known.map(close => formatValue(close).length));
	const slots = view.slots.slice(-Math.max(1, width - labelCells - 2));
	let last = Number(slots.find(({ candle }) => candle !== undefined)?.candle?.close ?? Number.NaN);
	const closes = slots.map(({ candle }) => {
		last = candle === undefined ? last : Number(candle.close);
		return last;
	});
	const [first] = closes;
	const token: Token = first === undefined || last === first ? 'accent' : last > first ? 'up' : 'down';
	const chart = paintLineChart(closes, width, height, { glyphs: options.glyphs, token, formatValue });
	if (chart.length === 0) {
		return [[span('no room for a chart', 'dim')]];
	}

	// The axis is as wide as what is painted of it.
	const axis = chart[0]![0]!.text.length;
	const gaps = slots.flatMap(({ candle }, index) => (candle === undefined ? [index] : []));
	const column = slots.findIndex(({ start }) => start === options.cursor?.start);
	return chart.map(row => {
		const broken = breakRow(row, axis, gaps);
		return column <= 0
			? broken
			: repaintCells(padded(broken, axis + column), axis + column - 1, axis + column, 'cursor');
	});
}

/** A segment before and behind a gap is not drawn: nothing is known to have happened there. */
function breakRow(row: PaintedRow, axis: number, gaps: readonly number[]): PaintedRow {
	const [label, line, ...rest] = row;
	if (gaps.length === 0 || label === undefined || line === undefined) {
		return row;
	}

	const cells = [...line.text];
	for (const gap of gaps) {
		for (const index of [gap - 1, gap]) {
			if (index >= 0 && index < cells.length && label.text.length === axis) {
				cells[index] = ' ';
			}
		}
	}

	return [label, { ...line, text: cells.join('') }, ...rest];
}

function padded(row: PaintedRow, width: number): PaintedRow {
	const used = row.reduce((cells, { text }) => cells + text.length, 0);
	return used >= width ? row : [...row, span(' '.repeat(width - used))];
}

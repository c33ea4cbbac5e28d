import type { ChartLineKind, ChartMark, ChartView } from '../../store/views.js';
import type { CellCanvas } from './cell-canvas.js';
import { type ChartGeometry, listPriceLabels, listTimeLabels } from './chart-geometry.js';
import type { Glyphs } from './glyphs.js';
import type { Token } from './spans.js';

type LineStyle = { readonly name: string; readonly token: Token; readonly pattern: 'solid' | 'dots' };

/** Each line differs from the others by its pattern or its place, not by color alone. */
export const lineStyles: Readonly<Record<ChartLineKind, LineStyle>> = {
	ema12: { name: 'EMA12', token: 'accent', pattern: 'solid' },
	ema26: { name: 'EMA26', token: 'sync', pattern: 'dots' },
	vwap: { name: 'VWAP', token: 'ageing', pattern: 'solid' },
	channelHigh: { name: 'DC20', token: 'dim', pattern: 'dots' },
	channelLow: { name: 'DC20', token: 'dim', pattern: 'dots' },
};

const markTokens: Readonly<Record<ChartMark['kind'], Token>> = {
	buy: 'own',
	sell: 'own',
	stop: 'danger',
	target: 'live',
};

/** Lines go where no bar is, four steps a cell. */
export function drawLines(
	canvas: CellCanvas,
	geometry: ChartGeometry,
	top: number,
	{ view, glyphs }: { readonly view: ChartView; readonly glyphs: Glyphs },
): void {
	for (const { kind, values } of view.lines) {
		const { token, pattern } = lineStyles[kind];
		const shapes = pattern === 'solid' ? glyphs.lineSteps : glyphs.dotSteps;
		for (const [x, value] of values.slice(geometry.from).entries()) {
			if (!Number.isFinite(value) || value > geometry.high || value < geometry.low) {
				continue;
			}

			const step = geometry.stepOf(value, shapes.length);
			canvas.fill(x, top + Math.floor(step / shapes.length), shapes[step % shapes.length]!, token);
		}
	}
}

/** A price where something of ours waits: a broken line with its name, under which the bars stay visible. */
export function drawMarks(
	canvas: CellCanvas,
	geometry: ChartGeometry,
	top: number,
	{ view, glyphs }: { readonly view: ChartView; readonly glyphs: Glyphs },
): void {
	for (const { price, kind, isPlanned } of view.marks) {
		const row = rowInside(geometry, Number(price));
		if (row === undefined) {
			continue;
		}

		for (let x = 0; x < geometry.slots.length; x += 1) {
			canvas.fill(x, top + row, glyphs.dash, markTokens[kind]);
		}

		canvas.write(0, top + row, isPlanned === true ? `plan ${kind}` : kind, markTokens[kind]);
	}
}

/** Own fills at their bar and price. */
export function drawFills(
	canvas: CellCanvas,
	geometry: ChartGeometry,
	top: number,
	{ view, glyphs }: { readonly view: ChartView; readonly glyphs: Glyphs },
): void {
	const first = geometry.slots[0]?.start ?? 0;
	for (const { time, price, side } of view.fills) {
		const x = geometry.slots.findLastIndex(({ start }) => start <= time);
		const row = rowInside(geometry, price);
		if (time >= first && x !== -1 && row !== undefined) {
			canvas.put(x, top + row, side === 'buy' ? glyphs.up : glyphs.down, 'own');
		}
	}
}

function rowInside(geometry: ChartGeometry, price: number): number | undefined {
	const row = geometry.rowOf(price);
	return price > geometry.high || price < geometry.low || !Number.isFinite(row) ? undefined : row;
}

/** Round prices, then what is ours, then the last price: the later ones have the row. */
export function drawPriceAxis(
	canvas: CellCanvas,
	geometry: ChartGeometry,
	top: number,
	{ view, glyphs }: { readonly view: ChartView; readonly glyphs: Glyphs },
): void {
	const x = canvas.width - geometry.axisCells;
	const label = (row: number, price: number, token: Token, sign: string): void => {
		canvas.write(x, top + row, (sign + geometry.formatValue(price)).slice(0, geometry.axisCells), token);
	};
	for (let row = 0; row < geometry.plotRows; row += 1) {
		canvas.put(x, top + row, glyphs.vertical, 'border');
	}

	for (const price of listPriceLabels(geometry, view.decimals)) {
		label(geometry.rowOf(price), price, 'dim', glyphs.chart[1]!);
	}

	for (const { price, kind } of view.marks) {
		const row = rowInside(geometry, Number(price));
		if (row !== undefined) {
			label(row, Number(price), markTokens[kind], glyphs.own);
		}
	}

	const last = view.last === undefined ? Number.NaN : Number(view.last);
	const row = rowInside(geometry, last);
	if (row !== undefined) {
		const { candle } = geometry.slots.findLast(slot => slot.candle !== undefined) ?? { candle: undefined };
		label(row, last, candle !== undefined && last < Number(candle.open) ? 'down' : 'up', glyphs.chart[1]!);
	}
}

export function drawTimeAxis(canvas: CellCanvas, geometry: ChartGeometry, view: ChartView): void {
	if (geometry.axisRows === 0) {
		return;
	}

	let free = 0;
	for (const { column, text } of listTimeLabels(geometry.slots, view.intervalMs)) {
		if (column >= free && column + text.length <= geometry.slots.length) {
			canvas.write(column, canvas.height - 1, text, 'dim');
			free = column + text.length + 2;
		}
	}
}

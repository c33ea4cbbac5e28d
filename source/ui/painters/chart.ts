import { formatCompact, formatPercent } from '../../lib/format.js';
import type { ChartSlot, ChartView } from '../../store/views.js';
import { drawCandles, drawVolumes, isRising } from './candles.js';
import { type CellCanvas, createCellCanvas } from './cell-canvas.js';
import { type ChartGeometry, formatBarTime, layChart } from './chart-geometry.js';
import { drawFills, drawLines, drawMarks, drawPriceAxis, drawTimeAxis, lineStyles } from './chart-overlays.js';
import { drawCloseLine } from './close-line.js';
import { type FrameStyle, frameCost, type PaintOptions, paintFrame } from './frame.js';
import { flow, rowWidth, span } from './rows.js';
import type { Painted, PaintedRow, Token } from './spans.js';

export type ChartMode = 'candles' | 'line';

/** Where the crosshair is: a bar, and rows away from that bar's close, down being positive. */
export type ChartCursor = { readonly start: number; readonly rows: number };

export type ChartOptions = PaintOptions & {
	readonly mode: ChartMode;
	readonly cursor: ChartCursor | undefined;
	/** Bars between the newest shown and now; 0 follows. */
	readonly scrolled: number;
};

/** Slots to ask for: one for each column that a chart of this width could have. */
export const chartColumnsIn = (width: number, frame: FrameStyle): number => Math.max(0, width - frameCost(frame).width);

/** Bars with their volume, lines over them, what is ours, both axes, and under the crosshair the figures of its bar. */
export function paintChart(view: ChartView, width: number, height: number, options: ChartOptions): Painted {
	const { glyphs } = options;
	const detail = options.scrolled > 0 ? `${view.interval} ${glyphs.minus}${options.scrolled}` : view.interval;
	const title = {
		name: 'CHART',
		detail: `${view.symbol} ${detail}`,
		shortDetail: detail,
		freshness: view.freshness,
		isMarket: true,
	};
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		if (view.slots.length === 0) {
			return [[span(emptyText(view), 'dim')]];
		}

		const geometry = layChart(view, innerWidth, innerHeight);
		if (geometry === undefined) {
			const hasBars = view.slots.some(({ candle }) => candle !== undefined);
			return [[span(hasBars ? 'no room for a chart' : 'no trade in these bars', 'dim')]];
		}

		const info = geometry.infoRows === 0 ? [] : [paintInfo(view, geometry, innerWidth, options)];
		return [...info, ...paintPlot(view, geometry, innerWidth, innerHeight - info.length, options)];
	});
}

const emptyText = ({ freshness }: ChartView): string =>
	freshness.state === 'LIVE' ? 'no trade in these bars' : 'bars not received yet';

function paintPlot(
	view: ChartView,
	geometry: ChartGeometry,
	width: number,
	height: number,
	options: ChartOptions,
): Painted {
	const { glyphs } = options;
	const canvas = createCellCanvas(width, height);
	if (options.mode === 'line') {
		drawCloseLine(canvas, geometry, 0, glyphs);
	} else {
		drawCandles(canvas, geometry, 0, glyphs);
	}

	drawLines(canvas, geometry, 0, { view, glyphs });
	drawMarks(canvas, geometry, 0, { view, glyphs });
	drawFills(canvas, geometry, 0, { view, glyphs });
	drawVolumes(canvas, geometry, geometry.plotRows, glyphs);
	drawPriceAxis(canvas, geometry, 0, { view, glyphs });
	drawTimeAxis(canvas, geometry, view);
	const column = geometry.slots.findIndex(({ start }) => start === options.cursor?.start);
	if (options.cursor === undefined || column === -1) {
		return canvas.paint();
	}

	const close = geometry.slots[column]!.candle?.close ?? view.last;
	const row = Math.max(
		0,
		Math.min(
			geometry.plotRows - 1,
			geometry.rowOf(close === undefined ? geometry.high : Number(close)) + options.cursor.rows,
		),
	);
	for (let y = 0; y < geometry.plotRows + geometry.volumeRows; y += 1) {
		canvas.fill(column, y, glyphs.crossVertical, 'accent');
		canvas.tint(column, y, 'cursor');
	}

	for (let x = 0; x < geometry.slots.length; x += 1) {
		canvas.fill(x, row, glyphs.crossHorizontal, 'accent');
	}

	// On the bar itself the crosshair has its exact close; elsewhere the price of the row.
	const price = options.cursor.rows === 0 && close !== undefined ? Number(close) : geometry.priceOf(row);
	const text = glyphs.cursor + geometry.formatValue(price);
	canvas.write(canvas.width - geometry.axisCells, row, text.slice(0, geometry.axisCells), 'cursor');
	if (geometry.axisRows > 0) {
		const time = formatBarTime(options.cursor.start, view.intervalMs);
		const x = Math.max(0, Math.min(geometry.slots.length - time.length, column - Math.floor(time.length / 2)));
		clearAround(canvas, x, x + time.length);
		canvas.write(x, canvas.height - 1, time.slice(0, geometry.slots.length), 'cursor');
	}

	return canvas.paint();
}

/** Of a label of the axis that another is written over, nothing is left: a rest of it reads as another time. */
function clearAround(canvas: CellCanvas, from: number, to: number): void {
	const y = canvas.height - 1;
	for (let x = from - 1; x >= 0 && !canvas.isEmpty(x, y); x -= 1) {
		canvas.put(x, y, ' ', 'text');
	}

	for (let x = to; x < canvas.width && !canvas.isEmpty(x, y); x += 1) {
		canvas.put(x, y, ' ', 'text');
	}
}

/** `11-29 14:05  O 1 H 2 L 0 C 1  +0.5%  vol 12.3`, as far as there is room; the exact texts of the exchange. */
function paintInfo(
	view: ChartView,
	geometry: ChartGeometry,
	width: number,
	{ cursor, glyphs }: ChartOptions,
): PaintedRow {
	const under = geometry.slots.find(({ start }) => start === cursor?.start);
	const slot = under ?? view.slots.findLast(({ candle }) => candle !== undefined);
	if (slot === undefined) {
		return [];
	}

	const time = under === undefined ? [] : [[span(formatBarTime(slot.start, view.intervalMs), 'accent')]];
	const facts = slot.candle === undefined ? [[span('no trade', 'dim')]] : paintFigures(slot, view, width);
	const index = view.slots.indexOf(slot);
	const legend = view.lines
		.filter(({ kind }) => kind !== 'channelLow')
		.map(({ kind, values }) => {
			const { name, token, pattern } = lineStyles[kind];
			const sign = (pattern === 'solid' ? glyphs.lineSteps : glyphs.dotSteps)[1]!;
			const low = view.lines.find(line => kind === 'channelHigh' && line.kind === 'channelLow')?.values[index];
			const value = Number.isFinite(values[index]) ? ` ${geometry.formatValue(values[index]!)}` : '';
			const range = low === undefined || !Number.isFinite(low) ? '' : `-${geometry.formatValue(low)}`;
			return [span(`${sign}${name}`, token), span(`${value}${range}`, 'dim')];
		});
	return flow([...time, ...facts, ...legend], width, 2)[0] ?? [];
}

/** All four prices, or where they do not fit the close alone. */
function paintFigures(slot: ChartSlot, { baseCurrency }: ChartView, width: number): PaintedRow[] {
	const candle = slot.candle!;
	const token: Token = isRising(slot) ? 'up' : 'down';
	const [open, close] = [Number(candle.open), Number(candle.close)];
	const figures = (['open', 'high', 'low', 'close'] as const).flatMap((name, index) => [
		span(`${index > 0 ? ' ' : ''}${name[0]!.toUpperCase()} `, 'dim'),
		span(candle[name], token),
	]);
	return [
		rowWidth(figures) <= width ? figures : [span('C ', 'dim'), span(candle.close, token)],
		[span(formatPercent(open > 0 ? (close - open) / open : undefined), token)],
		[span('vol ', 'dim'), span(`${formatCompact(Number(candle.volume))} ${baseCurrency}`.trimEnd())],
	];
}

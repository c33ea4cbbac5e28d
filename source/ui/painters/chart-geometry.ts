import { formatFixed } from '../../lib/format.js';
import type { ChartSlot, ChartView } from '../../store/views.js';

/** Where things are in a chart: rows from the top, columns from the left, prices to rows. */
export type ChartGeometry = {
	/** One slot a column. */
	readonly slots: readonly ChartSlot[];
	/** Index of the first of `slots` in the view's. */
	readonly from: number;
	readonly infoRows: number;
	readonly plotRows: number;
	readonly volumeRows: number;
	readonly axisRows: number;
	/** Cells of the price axis, its line included. */
	readonly axisCells: number;
	readonly high: number;
	readonly low: number;
	readonly formatValue: (value: number) => string;
	/** Steps from the top, each row having `steps` of them; may lie outside. */
	readonly stepOf: (price: number, steps: number) => number;
	readonly rowOf: (price: number) => number;
	/** The price in the middle of a row. */
	readonly priceOf: (row: number) => number;
};

const leastColumns = 8;
const leastPlotRows = 2;
/** Marks further away than this share of the range do not press the bars together. */
const reach = 0.5;

/** Undefined when there is no room for a plot, or no bar in it. */
export function layChart(view: ChartView, width: number, height: number): ChartGeometry | undefined {
	const infoRows = height >= 5 ? 1 : 0;
	const axisRows = height >= 6 ? 1 : 0;
	const rest = height - infoRows - axisRows;
	const volumeRows = rest >= 18 ? 3 : rest >= 9 ? 2 : rest >= 5 ? 1 : 0;
	const plotRows = rest - volumeRows;
	const formatValue = (value: number): string => formatFixed(value, Math.min(20, Math.max(0, view.decimals)));
	const widest = view.slots.reduce((cells, { candle }) => {
		return candle === undefined ? cells : Math.max(cells, formatValue(Number(candle.high)).length);
	}, 1);
	const axisCells = widest + 1;
	const columns = width - axisCells;
	if (columns < leastColumns || plotRows < leastPlotRows) {
		return undefined;
	}

	const from = Math.max(0, view.slots.length - columns);
	const slots = view.slots.slice(from);
	let high = Number.NEGATIVE_INFINITY;
	let low = Number.POSITIVE_INFINITY;
	for (const { candle } of slots) {
		if (candle !== undefined) {
			// All four: whatever the exchange sends, every bar lies inside.
			const prices = [candle.open, candle.close, candle.high, candle.low].map(Number);
			high = Math.max(high, ...prices);
			low = Math.min(low, ...prices);
		}
	}

	if (!Number.isFinite(high) || !Number.isFinite(low)) {
		return undefined;
	}

	const room = (high - low || high * 0.001) * reach;
	const [least, most] = [low - room, high + room];
	for (const { price } of view.marks) {
		const value = Number(price);
		if (value >= least && value <= most) {
			high = Math.max(high, value);
			low = Math.min(low, value);
		}
	}

	if (high === low) {
		const tick = 10 ** -view.decimals;
		high += tick;
		low = Math.max(0, low - tick);
	}

	const range = high - low;
	const stepOf = (price: number, steps: number): number =>
		Math.round(((high - price) / range) * (plotRows * steps - 1));
	return {
		slots,
		from,
		infoRows,
		plotRows,
		volumeRows,
		axisRows,
		axisCells,
		high,
		low,
		formatValue,
		stepOf,
		rowOf: price => Math.floor(stepOf(price, 2) / 2),
		priceOf: row => high - (range * (row * 2 + 0.5)) / (plotRows * 2 - 1),
	};
}

const niceShares = [1, 2, 2.5, 5, 10];

/** Round prices between low and high, about one for each `everyRows` rows, highest first. */
export function listPriceLabels({ high, low, plotRows }: ChartGeometry, decimals: number, everyRows = 4): number[] {
	const wanted = Math.max(1, Math.floor(plotRows / everyRows));
	const rough = (high - low) / wanted;
	if (!(rough > 0) || !Number.isFinite(rough)) {
		return [];
	}

	const power = 10 ** Math.floor(Math.log10(rough));
	const share = niceShares.find(candidate => candidate * power >= rough) ?? 10;
	const step = Math.max(share * power, 10 ** -decimals);
	const labels: number[] = [];
	for (let index = Math.floor(high / step); index * step >= low && labels.length <= plotRows; index -= 1) {
		labels.push(index * step);
	}

	return labels;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const niceTimes = [
	...[1, 2, 5, 10, 15, 30].map(minutes => minutes * minuteMs),
	...[1, 2, 3, 4, 6, 12].map(hours => hours * hourMs),
	...[1, 2, 7, 14, 30, 90, 365].map(days => days * dayMs),
];
const labelEvery = 10;

/** Round times under the columns they stand for, far enough apart to be read. */
export function listTimeLabels(
	slots: readonly ChartSlot[],
	intervalMs: number,
): readonly { readonly column: number; readonly text: string }[] {
	const step = niceTimes.find(time => time / intervalMs >= labelEvery) ?? niceTimes.at(-1)!;
	const labels: { column: number; text: string }[] = [];
	for (let column = 1; column < slots.length; column += 1) {
		const { start } = slots[column]!;
		if (Math.floor(start / step) !== Math.floor(slots[column - 1]!.start / step)) {
			labels.push({ column, text: step < dayMs && start % dayMs >= step ? formatMinute(start) : formatDay(start) });
		}
	}

	return labels;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:05`, UTC. */
export function formatMinute(time: number): string {
	const minutes = Math.floor(time / minuteMs);
	return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** `11-29`, UTC. */
export function formatDay(time: number): string {
	const date = new Date(time);
	return Number.isNaN(date.getTime()) ? '--' : `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** `11-29 14:05`; for bars of a day and longer `2026-11-29`. */
export function formatBarTime(start: number, intervalMs: number): string {
	if (intervalMs < dayMs) {
		return `${formatDay(start)} ${formatMinute(start)}`;
	}

	const date = new Date(start);
	return Number.isNaN(date.getTime()) ? '--' : `${date.getUTCFullYear()}-${formatDay(start)}`;
}

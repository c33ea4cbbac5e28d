import type { CandleEvent } from '../model/market-event.js';
import { createDonchian, createExponentialAverage } from './bar-indicators.js';

/** Lines over the bars of a chart, a value a bar; NaN where too little is known. */
export type ChartLines = {
	readonly emaFast: Float64Array;
	readonly emaSlow: Float64Array;
	/** Since 00:00 UTC; from the day's bars on over a number of bars. */
	readonly vwap: Float64Array;
	/** Highest high and lowest low of the bars before. */
	readonly high: Float64Array;
	readonly low: Float64Array;
};

export const fastBars = 12;
export const slowBars = 26;
export const channelBars = 20;
export const vwapBars = 20;
const dayMs = 86_400_000;

/**
 * The lines over these bars, oldest first; `length` is that of a bar, ms. Averages go from bar to bar, bars without trades
 * left out. The VWAP is exact, by the venue's own turnover: of the UTC day, and only of days that are known from their
 * start; of bars of a day or longer, over the last twenty. The running bar is no part of its own channel.
 */
export function computeChartLines(bars: readonly CandleEvent[], length: number): ChartLines {
	const lines: ChartLines = {
		emaFast: new Float64Array(bars.length).fill(Number.NaN),
		emaSlow: new Float64Array(bars.length).fill(Number.NaN),
		vwap: new Float64Array(bars.length).fill(Number.NaN),
		high: new Float64Array(bars.length).fill(Number.NaN),
		low: new Float64Array(bars.length).fill(Number.NaN),
	};
	const fast = createExponentialAverage(fastBars);
	const slow = createExponentialAverage(slowBars);
	const channel = createDonchian(channelBars);
	for (const [index, candle] of bars.entries()) {
		const close = Number(candle.close);
		const high = Number(candle.high);
		const low = Number(candle.low);
		fast.add(close);
		slow.add(close);
		lines.emaFast[index] = fast.value();
		lines.emaSlow[index] = slow.value();
		lines.high[index] = channel.high();
		lines.low[index] = channel.low();
		channel.add({
			start: candle.start,
			open: Number(candle.open),
			high,
			low,
			close,
			volume: Number(candle.volume),
			trades: 1,
			empty: false,
		});
	}

	if (length < dayMs) {
		fillDayVwap(bars, lines.vwap);
	} else {
		fillRollingVwap(bars, lines.vwap);
	}

	return lines;
}

function fillDayVwap(bars: readonly CandleEvent[], vwap: Float64Array): void {
	let day = Number.NaN;
	let isWhole = false;
	let volume = 0;
	let turnover = 0;
	for (const [index, bar] of bars.entries()) {
		const ofDay = Math.floor(bar.start / dayMs);
		if (ofDay !== day) {
			// The first bar known may be any of its day: what came before it is missing.
			isWhole = index > 0;
			day = ofDay;
			volume = 0;
			turnover = 0;
		}

		volume += Number(bar.volume);
		turnover += Number(bar.turnover);
		vwap[index] = isWhole && volume > 0 ? turnover / volume : Number.NaN;
	}
}

function fillRollingVwap(bars: readonly CandleEvent[], vwap: Float64Array): void {
	for (let index = vwapBars - 1; index < bars.length; index += 1) {
		let volume = 0;
		let turnover = 0;
		for (const bar of bars.slice(index - vwapBars + 1, index + 1)) {
			volume += Number(bar.volume);
			turnover += Number(bar.turnover);
		}

		vwap[index] = volume > 0 ? turnover / volume : Number.NaN;
	}
}

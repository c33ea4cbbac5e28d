import { ATR, DonchianChannels, EMA, MACD, RSI } from 'trading-signals';
import type { Bar } from './bars.js';

/** Momentum of one series of closes. Every value is NaN until enough bars are known. */
export type Momentum = {
	readonly add: (close: number) => void;
	readonly ema12: () => number;
	readonly ema26: () => number;
	/** MACD line less its signal line, in the unit of the price; after 34 bars, when the signal line has nine. */
	readonly histogram: () => number;
	/** 0 to 100; 50 of a price that never moved. */
	readonly rsi: () => number;
};

const shortBars = 12;
const longBars = 26;
const signalBars = 9;
const rsiBars = 14;

/**
 * EMA 12 and 26, MACD 9 of them, RSI 14. Averages start at the first close.
 * Source: Appel (MACD); Wilder, New Concepts in Technical Trading Systems, 1978 (RSI).
 */
export function createMomentum(): Momentum {
	const short = new EMA(shortBars);
	const long = new EMA(longBars);
	const macd = new MACD(short, long, new EMA(signalBars));
	const strength = new RSI(rsiBars);
	let bars = 0;
	let first = Number.NaN;
	let moved = false;
	let ema12 = Number.NaN;
	let ema26 = Number.NaN;
	let histogram = Number.NaN;
	let rsi = Number.NaN;

	return {
		add(close) {
			bars += 1;
			first = bars === 1 ? close : first;
			moved ||= close !== first;
			const lines = macd.add(close);
			const index = strength.add(close);
			if (bars >= shortBars) {
				ema12 = short.getResultOrThrow();
			}

			if (bars >= longBars) {
				ema26 = long.getResultOrThrow();
			}

			if (bars >= longBars + signalBars - 1 && lines !== null) {
				histogram = lines.histogram;
			}

			if (index !== null) {
				// The package calls a price without any loss 100, and one without any change too.
				rsi = moved ? index : 50;
			}
		},
		ema12: () => ema12,
		ema26: () => ema26,
		histogram: () => histogram,
		rsi: () => rsi,
	};
}

export type AverageTrueRange = {
	readonly add: (bar: Bar) => void;
	/** In the unit of the price; NaN until `period` bars are known. */
	readonly value: () => number;
};

/** Wilder's mean of the true range. Source: Wilder 1978. */
export function createAverageTrueRange(period = 14): AverageTrueRange {
	const range = new ATR(period);
	let value = Number.NaN;
	return {
		add(bar) {
			value = range.add(bar) ?? Number.NaN;
		},
		value: () => value,
	};
}

export type Donchian = {
	/** A bar that is closed: the running one is no part of its own channel. */
	readonly add: (bar: Bar) => void;
	/** NaN until `period` bars are known. */
	readonly high: () => number;
	readonly low: () => number;
	readonly bars: () => number;
	readonly reset: () => void;
};

/** Highest high and lowest low of the last `period` closed bars. */
export function createDonchian(period = 60): Donchian {
	let channels = new DonchianChannels(period);
	let high = Number.NaN;
	let low = Number.NaN;
	let bars = 0;
	return {
		add(bar) {
			bars += 1;
			const result = channels.add(bar);
			if (result !== null) {
				high = result.upper;
				low = result.lower;
			}
		},
		high: () => high,
		low: () => low,
		bars: () => Math.min(bars, period),
		reset() {
			channels = new DonchianChannels(period);
			high = Number.NaN;
			low = Number.NaN;
			bars = 0;
		},
	};
}

export type Average = {
	readonly add: (value: number) => void;
	/** NaN until `period` values are known. */
	readonly value: () => number;
};

/** Exponential average that starts at the first value, as that of `createMomentum`. */
export function createExponentialAverage(period: number): Average {
	const average = new EMA(period);
	let count = 0;
	return {
		add(value) {
			count += 1;
			average.add(value);
		},
		value: () => (count < period ? Number.NaN : average.getResultOrThrow()),
	};
}

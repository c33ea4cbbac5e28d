import { expect, test } from 'vitest';
import { createAverageTrueRange, createDonchian, createMomentum } from '../../source/signals/bar-indicators.js';
import { type Bar, createBars } from '../../source/signals/bars.js';
import { createMinuteSeries } from '../../source/signals/minute-series.js';

const start = 1_729_000_000_000;

function collect(maxEmpty = 10) {
	const closed: Bar[] = [];
	let breaks = 0;
	const bars = createBars({
		intervalMs: 1000,
		maxEmpty,
		onClose: bar => closed.push(bar),
		onBreak: () => {
			breaks += 1;
		},
	});
	return { bars, closed, breaks: () => breaks };
}

const barOf = (high: number, low: number, close: number, index = 0): Bar => ({
	start: start + index * 60_000,
	open: close,
	high,
	low,
	close,
	volume: 1,
	trades: 1,
	empty: false,
});

test('a bar holds trades and mids, and closes at the newest mid when a later time appears', () => {
	const { bars, closed } = collect();
	bars.quote(start + 100, 100);
	bars.trade(start + 200, 101.5, 2);
	bars.quote(start + 300, 101);
	bars.trade(start + 400, 99.5, 1);
	bars.advance(start + 999);
	expect(closed).toEqual([]);

	bars.advance(start + 1000);
	expect(closed).toEqual([
		{ start, open: 100, high: 101.5, low: 99.5, close: 101, volume: 3, trades: 2, empty: false },
	]);
});

test('a bar of trades alone closes at the newest trade', () => {
	const { bars, closed } = collect();
	bars.trade(start, 10, 1);
	bars.trade(start + 500, 12, 1);
	bars.advance(start + 1000);

	expect(closed[0]?.close).toBe(12);
});

test('seconds without a price are bars of their own, flat at the close before', () => {
	const { bars, closed } = collect();
	bars.quote(start, 100);
	bars.quote(start + 3500, 105);
	bars.advance(start + 4000);

	expect(closed.map(bar => [bar.start - start, bar.open, bar.close, bar.empty])).toEqual([
		[0, 100, 100, false],
		[1000, 100, 100, true],
		[2000, 100, 100, true],
		[3000, 105, 105, false],
	]);
});

test('a hole longer than allowed is a break and is not filled', () => {
	const { bars, closed, breaks } = collect(3);
	bars.quote(start, 100);
	bars.quote(start + 5000, 200);
	bars.advance(start + 6000);

	expect(breaks()).toBe(1);
	expect(closed.map(bar => bar.start - start)).toEqual([0, 5000]);
	expect(closed[1]?.low).toBe(200);
});

test('a trade of the bar before counts in the open one, an older one in none', () => {
	const { bars, closed } = collect();
	bars.quote(start + 2000, 100);
	bars.trade(start + 1900, 103, 1);
	bars.trade(start + 900, 300, 1);
	bars.advance(start + 3000);

	expect(closed).toHaveLength(1);
	expect(closed[0]).toMatchObject({ high: 103, volume: 1 });
});

test('the channel is that of the bars before, by hand', () => {
	const channel = createDonchian(3);
	channel.add(barOf(110, 90, 100));
	channel.add(barOf(105, 95, 100));
	expect(channel.high()).toBeNaN();
	channel.add(barOf(103, 97, 100));

	expect([channel.high(), channel.low()]).toEqual([110, 90]);
	channel.add(barOf(104, 96, 100));
	expect([channel.high(), channel.low()]).toEqual([105, 95]);
	channel.reset();
	expect(channel.high()).toBeNaN();
});

test("the average true range by hand, Wilder's way", () => {
	const range = createAverageTrueRange(3);
	// True ranges 2, max(3, |12 − 10|, |9 − 10|) = 3, max(1, |16 − 11|, |15 − 11|) = 5.
	range.add(barOf(11, 9, 10));
	range.add(barOf(12, 9, 11));
	expect(range.value()).toBeNaN();
	range.add(barOf(16, 15, 15.5));
	expect(range.value()).toBeCloseTo((2 + 3 + 5) / 3, 12);
	// The next true range is max(2, |17 − 15.5|, |15 − 15.5|) = 2: (2·10/3 + 2)/3.
	range.add(barOf(17, 15, 16));
	expect(range.value()).toBeCloseTo(((2 * 10) / 3 + 2) / 3, 12);
});

test('averages, MACD and RSI of a price that rises by one each bar', () => {
	const momentum = createMomentum();
	const closes = Array.from({ length: 40 }, (_, index) => 100 + index);
	let short = closes[0]!;
	let long = closes[0]!;
	let signal: number | undefined;
	for (const [index, close] of closes.entries()) {
		momentum.add(close);
		short += (2 / 13) * (close - short);
		long += (2 / 27) * (close - long);
		if (index >= 25) {
			const line = short - long;
			signal = signal === undefined ? line : signal + 0.2 * (line - signal);
		}
	}

	expect(momentum.ema12()).toBeCloseTo(short, 9);
	expect(momentum.ema26()).toBeCloseTo(long, 9);
	expect(momentum.histogram()).toBeCloseTo(short - long - signal!, 9);
	expect(momentum.rsi()).toBe(100);
});

test('RSI by hand: gains of 14 and losses of 7 over 14 changes', () => {
	const momentum = createMomentum();
	let close = 100;
	momentum.add(close);
	for (let change = 0; change < 14; change += 1) {
		close += change % 2 === 0 ? 2 : -1;
		momentum.add(close);
	}

	// 7 gains of 2 and 7 losses of 1: relative strength 2, RSI 100 − 100/3.
	expect(momentum.rsi()).toBeCloseTo(100 - 100 / 3, 9);
});

test('nothing is known before enough bars, and RSI of a price that never moved is 50', () => {
	const momentum = createMomentum();
	for (let index = 0; index < 11; index += 1) {
		momentum.add(100);
	}

	expect([momentum.ema12(), momentum.ema26(), momentum.histogram(), momentum.rsi()].every(Number.isNaN)).toBe(true);
	for (let index = 0; index < 22; index += 1) {
		momentum.add(100);
	}

	expect(momentum.histogram()).toBeNaN();
	momentum.add(100);
	expect(momentum.histogram()).toBe(0);
	expect(momentum.rsi()).toBe(50);
});

const candle = (index: number, high: number, low: number, close: number) => ({
	type: 'candle' as const,
	symbol: 'BTC-USDT',
	interval: '1min',
	open: String(close),
	close: String(close),
	high: String(high),
	low: String(low),
	volume: '1',
	turnover: '1',
	start: Math.floor(start / 60_000) * 60_000 + index * 60_000,
	receivedAt: start,
});

test("the venue's minutes before ours make the range known at once", () => {
	const series = createMinuteSeries(3);
	series.advance(candle(3, 1, 1, 1).start + 10);
	series.seed(candle(0, 101, 100, 100));
	series.seed(candle(1, 102, 100, 100));
	series.seed(candle(2, 103, 100, 100));
	// The running minute is not over: it does not count yet.
	series.seed(candle(3, 200, 100, 100));

	expect(series.range().value()).toBeCloseTo((1 + 2 + 3) / 3, 12);
	series.advance(candle(4, 1, 1, 1).start);
	expect(series.range().value()).toBeCloseTo((2 * 2 + 100) / 3, 12);
});

test('seeds that come late, twice and unsorted give the same as in order', () => {
	const inOrder = createMinuteSeries(3);
	const unsorted = createMinuteSeries(3);
	const own = { ...barOf(105, 99, 104), start: candle(3, 1, 1, 1).start };
	for (const series of [inOrder, unsorted]) {
		series.advance(candle(3, 1, 1, 1).start + 1);
	}

	for (const index of [0, 1, 2]) {
		inOrder.seed(candle(index, 101 + index, 100, 100 + index));
	}

	inOrder.advance(candle(4, 1, 1, 1).start);
	inOrder.add(own);
	unsorted.advance(candle(4, 1, 1, 1).start);
	unsorted.add(own);
	for (const index of [2, 0, 1, 2, 3]) {
		unsorted.seed(candle(index, 101 + index, 100, 100 + index));
	}

	expect(unsorted.range().value()).toBe(inOrder.range().value());
	// Ranges 1, 2, max(3, |103 − 101|, |100 − 101|) = 3, then max(6, |105 − 102|, |99 − 102|) = 6.
	expect(inOrder.range().value()).toBeCloseTo((2 * 2 + 6) / 3, 12);
});

test("after minutes that nobody saw the venue's candles count, also those of the hole", () => {
	const at = (index: number): number => candle(index, 1, 1, 1).start;
	const series = createMinuteSeries(3);
	for (let index = 0; index < 4; index += 1) {
		series.seed(candle(index, 101, 100, 100));
		series.add({ ...barOf(150, 100, 100), start: at(index) });
	}

	series.advance(at(4) + 1000);
	expect(series.range().value()).toBe(50);
	// From the middle of minute 4 to that of minute 7.
	series.reset(at(4) + 30_000, at(7) + 30_000);
	series.advance(at(7) + 30_000);
	expect(series.range().value()).toBeNaN();
	for (const index of [5, 6]) {
		series.seed(candle(index, 104, 100, 100));
	}

	// Minutes 3, 5 and 6 after the mean of 0, 1 and 2: (1·2 + 1) / 3 = 1, then (1·2 + 4) / 3 = 2, then (2·2 + 4) / 3.
	expect(series.range().value()).toBeCloseTo(8 / 3, 12);
	series.advance(at(9));
	series.add({ ...barOf(107, 100, 100), start: at(8) });
	series.seed(candle(7, 103, 100, 100));
	// Minute 7 by the venue: ((8/3)·2 + 3) / 3, then ours with 7.
	expect(series.range().value()).toBeCloseTo(((((8 / 3) * 2 + 3) / 3) * 2 + 7) / 3, 12);
});

test('a candle that is none is left out', () => {
	const series = createMinuteSeries(1 + 1);
	series.advance(candle(5, 1, 1, 1).start);
	series.seed(candle(0, 1, 5, 3));
	series.seed({ ...candle(1, 5, 1, 3), high: 'x' });
	series.seed({ ...candle(2, 5, 1, 3), interval: '5min' });

	expect(series.range().value()).toBeNaN();
});

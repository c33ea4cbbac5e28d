import { expect, test } from 'vitest';
import {
	bookImbalance,
	bookImbalanceWithin,
	queueImbalance,
	weightedMid,
} from '../../source/signals/indicators/imbalance.js';
import { createKyleLambda } from '../../source/signals/indicators/kyle-lambda.js';
import { createOrderFlowImbalance, orderFlowOf } from '../../source/signals/indicators/order-flow-imbalance.js';
import { createSpreadGate, spreadBpsOf } from '../../source/signals/indicators/spread-gate.js';
import { createTimeWindow } from '../../source/signals/indicators/time-window.js';
import { createTradeFlow } from '../../source/signals/indicators/trade-flow.js';
import { createTradeSurge } from '../../source/signals/indicators/trade-surge.js';
import { createVolatility } from '../../source/signals/indicators/volatility.js';
import { createVpin } from '../../source/signals/indicators/vpin.js';
import { createVwap } from '../../source/signals/indicators/vwap.js';
import { sideOf } from './fake-book.js';

const start = 1_729_000_000_000;
const print = (time: number, side: 'buy' | 'sell', size: number, price = 100) => ({
	time: start + time,
	side,
	size,
	price,
});

test('a window forgets what is as old as itself', () => {
	const window = createTimeWindow(1000);
	window.add(start, 1);
	window.add(start + 500, 2);

	expect(window.sum()).toBe(3);
	window.advance(start + 1000);
	expect(window.sum()).toBe(2);
	window.advance(start + 1500);
	expect(window.sum()).toBe(0);
});

test('a full window keeps its sum by merging its oldest samples', () => {
	const window = createTimeWindow(1_000_000, { maxSamples: 4 });
	for (let index = 0; index < 10; index += 1) {
		window.add(start + index, 1);
	}

	expect(window.sum()).toBe(10);
	expect(window.count()).toBe(4);
});

test('a window grows as far as it is filled and forgets in order', () => {
	const window = createTimeWindow(1000);
	for (let index = 0; index < 1000; index += 1) {
		window.add(start + index, index);
	}

	expect(window.count()).toBe(1000);
	expect(window.sum()).toBe((999 * 1000) / 2);
	// 0 to 899 are out.
	window.advance(start + 1899);
	expect(window.sum()).toBe(((900 + 999) * 100) / 2);
});

test('values of one grain are one sample that leaves with its newest', () => {
	const window = createTimeWindow(1000, { grainMs: 100 });
	window.add(start, 1);
	window.add(start + 90, 2);
	window.add(start + 100, 4);

	expect(window.count()).toBe(2);
	window.advance(start + 1050);
	expect(window.sum()).toBe(7);
	window.advance(start + 1090);
	expect(window.sum()).toBe(4);
});

test('a clock that steps back adds at the newest time', () => {
	const window = createTimeWindow(1000);
	window.add(start + 900, 1);
	window.add(start, 1);
	window.advance(start + 1500);

	expect(window.sum()).toBe(2);
});

test('queue and book imbalance by hand', () => {
	const bids = sideOf([
		[100, 3],
		[99, 1],
		[98, 1],
	]);
	const asks = sideOf([
		[101, 1],
		[102, 1],
		[103, 3],
	]);

	expect(queueImbalance(3, 1)).toBe(0.75);
	expect(queueImbalance(0, 0)).toBe(0.5);
	expect(bookImbalance(bids, asks, 2)).toBeCloseTo((4 - 2) / 6, 12);
	expect(bookImbalance(bids, asks, 20)).toBe(0);
	// Mid 100.5, 100 bps = 1.005: 100 and 101 are inside, 99 and 102 are not.
	const book = { bids, asks, bidFloor: Number.NEGATIVE_INFINITY, askCeiling: Number.POSITIVE_INFINITY };
	expect(bookImbalanceWithin(book, 100.5, 100)).toBeCloseTo((3 - 1) / 4, 12);
	expect(weightedMid(100, 3, 101, 1)).toBe((3 * 101 + 1 * 100) / 4);
});

test('book imbalance beyond what the book knows is unknown', () => {
	const bids = sideOf([[100, 3]]);
	const asks = sideOf([[101, 1]]);
	// Mid 100.5, 100 bps: 99.495 to 101.505.
	for (const [bidFloor, askCeiling, expected] of [
		[99.4, 101.6, 0.5],
		[99.5, 101.6, Number.NaN],
		[99.4, 101.5, Number.NaN],
	] as const) {
		expect(bookImbalanceWithin({ bids, asks, bidFloor, askCeiling }, 100.5, 100)).toBe(expected);
	}
});

test('sides that differ by rounding alone are in balance', () => {
	const bids = sideOf([
		[100, 0.1],
		[99, 0.2],
	]);
	const asks = sideOf([[101, 0.3]]);

	// 0.1 + 0.2 is 0.30000000000000004.
	expect(bookImbalance(bids, asks, 2)).toBe(0);
	expect(bookImbalance(asks, bids, 2)).toBe(0);
});

test.each([
	// Bid up to a larger queue, ask unchanged in price with a smaller queue: +5 bid; the ask lost 2 of 6.
	[{ bid: 100, bidSize: 4, ask: 101, askSize: 6 }, { bid: 100.5, bidSize: 5, ask: 101, askSize: 4 }, 5 + 2],
	// Same prices: only the differences count.
	[{ bid: 100, bidSize: 4, ask: 101, askSize: 6 }, { bid: 100, bidSize: 7, ask: 101, askSize: 6 }, 3],
	// Bid down: the whole queue was lost.
	[{ bid: 100, bidSize: 4, ask: 101, askSize: 6 }, { bid: 99, bidSize: 9, ask: 101, askSize: 6 }, -4],
	// Ask down: new supply.
	[{ bid: 100, bidSize: 4, ask: 101, askSize: 6 }, { bid: 100, bidSize: 4, ask: 100.5, askSize: 2 }, -2],
	// Ask up: the old supply was taken.
	[{ bid: 100, bidSize: 4, ask: 101, askSize: 6 }, { bid: 100, bidSize: 4, ask: 102, askSize: 9 }, 6],
])('order flow of one change of the best quotes, %#', (before, after, expected) => {
	expect(orderFlowOf({ time: start, ...before }, { time: start, ...after })).toBe(expected);
});

test('order flow sums over 1, 5 and 30 seconds of venue time', () => {
	const flow = createOrderFlowImbalance();
	const quote = (time: number, bidSize: number) =>
		flow.update({ time: start + time, bid: 100, bidSize, ask: 101, askSize: 5 });
	quote(0, 1);
	quote(100, 4);
	quote(2000, 6);
	quote(10_000, 7);

	expect(flow.sums()).toEqual({ s1: 1, s5: 1, s30: 6 });
	expect(flow.z()).toBeNaN();
});

test('order flow after a lost book starts anew', () => {
	const flow = createOrderFlowImbalance();
	flow.update({ time: start, bid: 100, bidSize: 1, ask: 101, askSize: 1 });
	flow.reset();
	flow.update({ time: start + 10, bid: 90, bidSize: 50, ask: 91, askSize: 1 });

	expect(flow.sums().s1).toBe(0);
});

test('the z-score of order flow by hand', () => {
	const flow = createOrderFlowImbalance();
	let size = 100;
	const quote = (time: number) => flow.update({ time: start + time, bid: 100, bidSize: size, ask: 101, askSize: 5 });
	quote(100);
	// Seconds of +1 and −1 in turn, sixty of each.
	for (let second = 0; second < 120; second += 1) {
		size += second % 2 === 0 ? 1 : -1;
		quote(second * 1000 + 500);
	}

	size += 4;
	quote(120_600);
	// Mean 0 and deviation 1 of 120 whole seconds; the last 1000 ms hold 4.
	expect(flow.z()).toBeCloseTo(4, 9);
});

test('seconds without a quote are seconds without order flow', () => {
	const flow = createOrderFlowImbalance();
	flow.update({ time: start, bid: 100, bidSize: 10, ask: 101, askSize: 5 });
	flow.update({ time: start + 500, bid: 100, bidSize: 20, ask: 101, askSize: 5 });
	flow.advance(start + 99_000);
	// One second of 10 and 98 of 0: mean 10/99, variance 100/99 − (10/99)².
	const mean = 10 / 99;
	expect(flow.z()).toBeCloseTo((0 - mean) / Math.sqrt(100 / 99 - mean ** 2), 9);
});

test('trade imbalance and cumulative delta by hand', () => {
	const flow = createTradeFlow();
	flow.update(print(0, 'buy', 3));
	flow.update(print(5000, 'sell', 1));
	flow.update(print(12_000, 'sell', 1));

	// The buy is 12 s old: outside 10 s, inside 60 s.
	expect(flow.imbalance().s10).toBe(-1);
	expect(flow.imbalance().s60).toBeCloseTo((3 - 2) / 5, 12);
	expect(flow.delta()).toEqual({ session: 1, day: 1 });
});

test('the day of the cumulative delta starts at 00:00 UTC', () => {
	const flow = createTradeFlow();
	const midnight = 1_729_036_800_000;
	flow.update({ time: midnight - 1, side: 'buy', size: 5, price: 1 });
	flow.update({ time: midnight, side: 'sell', size: 2, price: 1 });

	expect(flow.delta()).toEqual({ session: 3, day: -2 });
});

test('a surge is seen within its second, across seconds, and needs a minute before it', () => {
	const surge = createTradeSurge();
	for (let second = 0; second < 59; second += 1) {
		surge.add(start + second * 1000, second % 2 === 0 ? 1 : 2);
	}

	surge.add(start + 59_500, 50);
	expect([surge.volumeZ(), surge.countZ()]).toEqual([Number.NaN, Number.NaN]);

	const longer = createTradeSurge();
	for (let second = 0; second < 120; second += 1) {
		longer.add(start + second * 1000, second % 2 === 0 ? 1 : 2);
	}

	longer.advance(start + 120_100);
	expect(longer.volumeZ()).toBeLessThan(0);
	longer.add(start + 120_900, 10);
	expect(longer.volumeZ()).toBeGreaterThan(3);
	// The second is another; the volume of the last 1000 ms is the same.
	longer.advance(start + 121_050);
	expect(longer.volume()).toBe(10);
	expect(longer.volumeZ()).toBeGreaterThan(3);
	longer.advance(start + 121_900);
	expect(longer.volume()).toBe(0);
});

test('the surge by hand: exponentially weighted mean and variance', () => {
	// A half-life of one second: alpha = 1/2.
	const surge = createTradeSurge(1000);
	for (let second = 0; second < 60; second += 1) {
		surge.add(start + second * 1000, second === 59 ? 4 : 2);
	}

	surge.add(start + 60_600, 6);

	// Fifty-nine seconds of 2, then one of 4: mean 2 + 1/2·2 = 3, variance 1/2·(0 + 1/2·4) = 1; the last second holds 6.
	expect(surge.volumeZ()).toBeCloseTo((6 - 3) / 1, 9);
	expect(surge.countZ()).toBe(0);
});

test('a perfectly even flow has a tenth of its mean for a scale, and silence has none', () => {
	const even = createTradeSurge();
	const silent = createTradeSurge();
	for (let second = 0; second < 100; second += 1) {
		even.add(start + second * 1000, 5);
		silent.advance(start + second * 1000);
	}

	even.add(start + 99_900, 2);
	silent.add(start + 99_900, 2);
	// (5 + 2 − 5) / 0.5.
	expect(even.volumeZ()).toBeCloseTo(4, 9);
	// Counts deviate by the root of their mean: (2 − 1) / 1.
	expect(even.countZ()).toBeCloseTo(1, 9);
	expect(silent.volumeZ()).toBe(0);
});

test('a second without a print counts as one of nothing', () => {
	const surge = createTradeSurge(1000);
	for (let second = 0; second < 60; second += 1) {
		surge.add(start + second * 1000, 2);
	}

	surge.advance(start + 61_500);
	surge.add(start + 61_600, 1);
	// Mean 2, then a second of 0: mean 1, variance 1/2·(0 + 1/2·4) = 1. The last second holds 1.
	expect(surge.volumeZ()).toBeCloseTo(0, 9);
});

test('time in which nobody looked is no sample of the surge', () => {
	// A half-life of one second: alpha = 1/2.
	const surge = createTradeSurge(1000);
	for (let second = 0; second < 62; second += 1) {
		surge.add(start + second * 1000, second === 59 ? 4 : 2);
	}

	// Fifty-nine whole seconds of 2, then one of 4: mean 3, variance 1. The seconds that were open are not counted.
	surge.skip(start + 61_300, start + 62_200);
	surge.add(start + 62_600, 4);
	expect(surge.volumeZ()).toBeCloseTo((4 - 3) / 1, 9);
	// Longer than the half-life.
	surge.skip(start + 62_600, start + 63_601);
	expect([surge.volume(), surge.volumeZ()]).toEqual([0, Number.NaN]);
});

test('a print of a second that is closed is left out of the surge', () => {
	const surge = createTradeSurge();
	surge.advance(start + 8000);
	surge.advance(start + 10_000);
	surge.add(start + 9200, 1);
	expect(surge.volume()).toBe(1);
	surge.add(start + 8900, 100);

	expect(surge.volume()).toBe(1);
});

test('VWAP and its z-score by hand', () => {
	const vwap = createVwap(900_000);
	expect(vwap.z(106)).toBeNaN();
	vwap.update(print(0, 'buy', 1, 100));
	vwap.update(print(1, 'buy', 3, 104));

	// Mean 103; variance (1·9 + 3·1)/4 = 3.
	expect(vwap.value()).toBeCloseTo(103, 12);
	expect(vwap.z(106)).toBeCloseTo(3 / Math.sqrt(3), 12);
	vwap.update(print(1500, 'sell', 1, 90));
	// Prints of one second leave together.
	vwap.advance(start + 900_001);
	expect(vwap.value()).toBeCloseTo(90, 12);
});

test('the session VWAP never forgets', () => {
	const vwap = createVwap(Number.POSITIVE_INFINITY);
	vwap.update(print(0, 'buy', 1, 100));
	vwap.update(print(86_400_000 * 3, 'buy', 1, 200));

	expect(vwap.value()).toBeCloseTo(150, 12);
});

test('realized volatility of a mid that moves by one percent each second', () => {
	const volatility = createVolatility();
	for (let second = 0; second <= 60; second += 1) {
		volatility.update(start + second * 1000, second % 2 === 0 ? 100 : 100 * Math.exp(0.01));
	}

	const perYear = 365 * 86_400;
	expect(volatility.annualized()).toBeCloseTo(0.01 * Math.sqrt(perYear), 0);
});

test('what mid did while nobody looked is no return of a second', () => {
	const volatility = createVolatility();
	for (let second = 0; second <= 10; second += 1) {
		expect(volatility.annualized()).toBe(Number.NaN);
		volatility.update(start + second * 1000, 100);
	}

	volatility.reset();
	volatility.update(start + 100_000, 110);
	volatility.update(start + 101_000, 110);
	expect(volatility.annualized()).toBe(0);
});

test('a mid that stands still has no volatility', () => {
	const volatility = createVolatility();
	for (let second = 0; second <= 60; second += 1) {
		volatility.update(start + second * 1000, 100);
	}

	expect(volatility.annualized()).toBe(0);
});

test('VPIN by hand: buckets of ten, a print that runs over', () => {
	const vpin = createVpin(10, 2);
	vpin.update(print(0, 'buy', 8));
	expect(vpin.value()).toBeUndefined();
	// Fills the first bucket with 2 (|8 − 2| / 10 = 0.6) and the second with 10 (1.0).
	vpin.update(print(1, 'sell', 12));

	expect(vpin.value()).toBeCloseTo((0.6 + 1) / 2, 12);
});

test('a print larger than all buckets ends', () => {
	const vpin = createVpin(1, 50);
	vpin.update(print(0, 'buy', 1e12));

	expect(vpin.value()).toBe(1);
});

test("Kyle's lambda finds the slope that made the mids", () => {
	const kyle = createKyleLambda();
	let mid = 100;
	kyle.quote(start, mid);
	for (let second = 0; second < 60; second += 1) {
		const size = ((second * 7) % 5) + 1;
		const side = second % 3 === 0 ? 'sell' : 'buy';
		kyle.update(print(second * 1000 + 100, side, size));
		mid += 0.25 * (side === 'buy' ? size : -size);
		kyle.quote(start + second * 1000 + 200, mid);
	}

	const fit = kyle.value();
	expect(fit?.lambda).toBeCloseTo(0.25, 9);
	expect(fit?.r2).toBeCloseTo(1, 9);
});

test("Kyle's lambda counts seconds in which nothing happened", () => {
	const kyle = createKyleLambda();
	kyle.quote(start, 100);
	kyle.update(print(100, 'buy', 4));
	kyle.quote(start + 200, 101);
	kyle.advance(start + 40_000);

	// One bin of (4, 1) and 39 of (0, 0): the line through them has slope 1/4.
	expect(kyle.value()?.lambda).toBeCloseTo(0.25, 9);
	expect(kyle.value()?.r2).toBeCloseTo(1, 9);
});

test("Kyle's lambda leaves out what mid did while the book was lost", () => {
	const kyle = createKyleLambda();
	kyle.quote(start, 100);
	kyle.advance(start + 35_000);
	kyle.reset();
	kyle.update(print(35_500, 'buy', 10));
	kyle.quote(start + 36_500, 200);
	kyle.advance(start + 40_000);

	expect(kyle.value()).toBeUndefined();
});

test('the spread gate stands at the median and never above its cap', () => {
	const gate = createSpreadGate(5, 5);
	expect(spreadBpsOf(99.99, 100.01)).toBeCloseTo(2, 9);
	for (const [second, spread] of [1, 3, 2].entries()) {
		gate.update(start + second * 1000, spread);
	}

	expect(gate.limit()).toBe(2);
	// One sample a second.
	gate.update(start + 2500, 2.5);
	expect(gate.limit()).toBe(2);
	expect(gate.current()).toBe(2.5);

	for (let second = 3; second < 20; second += 1) {
		gate.update(start + second * 1000, 40);
	}

	expect(gate.limit()).toBe(5);
});

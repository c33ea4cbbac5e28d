import { expect, test } from 'vitest';
import { selectChart } from '../../source/store/selectors/chart.js';
import { createStore } from '../../source/store/store.js';
import type { ChartRequest } from '../../source/store/views.js';
import { createChartEvent } from './chart-events.js';
import { createManualClock } from './manual-clock.js';

const symbol = 'BTC-USDT';
const minute = 60_000;
const day = 86_400_000;
const midnight = 20_000 * day;

/** A store at `now` with bars at these minutes from midnight. */
function open(minutes: readonly number[], nowMinute: number) {
	const clock = createManualClock(midnight + nowMinute * minute);
	const store = createStore(clock, [symbol]);
	store.wantChart(true);
	for (const at of minutes) {
		store.apply(createChartEvent(midnight + at * minute, 100 + at, 1 + Math.abs(at)));
	}

	const look = (request: Partial<ChartRequest> = {}) =>
		selectChart(
			store.state,
			symbol,
			{ count: 10, end: undefined, lines: [], ...request },
			{ wall: clock.wallNow(), mono: clock.monoNow() },
		);
	return { store, look };
}

test('the newest slots are those up to now, those without a trade as gaps', () => {
	const { look } = open([0, 1, 4], 6.5);

	expect(look().slots.map(({ candle }) => candle?.close)).toEqual([
		'100',
		'101',
		undefined,
		undefined,
		'104',
		undefined,
		undefined,
	]);
	expect(look({ count: 3 }).slots).toHaveLength(3);
	expect(look({ end: midnight + minute }).slots.map(({ candle }) => candle?.close)).toEqual(['100', '101']);
});

test('the averages go from bar to bar and do not depend on what is shown', () => {
	const { look } = open(
		Array.from({ length: 60 }, (_, at) => at),
		59.5,
	);
	const all = look({ count: 60, lines: ['ema12', 'ema26', 'channelHigh', 'channelLow'] });
	const few = look({ count: 5, lines: ['ema12', 'ema26', 'channelHigh', 'channelLow'] });

	expect(few.lines.map(({ values }) => values)).toEqual(all.lines.map(({ values }) => values.slice(-5)));
	expect(all.lines[0]!.values.findIndex(Number.isFinite)).toBe(11);
	// The bars before the running one: highs are one above, lows one below their close.
	expect(few.lines[2]!.values.at(-1)).toBe(100 + 58 + 1);
	expect(few.lines[3]!.values.at(-1)).toBe(100 + 39 - 1);
	let ema = 100;
	for (let at = 1; at < 60; at += 1) {
		ema += (2 / 13) * (100 + at - ema);
	}

	expect(few.lines[0]!.values.at(-1)).toBeCloseTo(ema, 6);
});

test('the VWAP is that of the UTC day, and of a day whose beginning is unknown there is none', () => {
	const part = open([0, 1, 2], 2.5).look({ lines: ['vwap'] });
	expect(part.lines[0]!.values.some(Number.isFinite)).toBe(false);

	const whole = open([-1, 0, 1, 2], 2.5).look({ lines: ['vwap'] });
	expect(whole.lines[0]!.values.slice(0, 1).some(Number.isFinite)).toBe(false);
	expect(whole.lines[0]!.values.at(-1)).toBeCloseTo((1 * 100 + 2 * 101 + 3 * 102) / 6, 9);
});

test('a line has no value in a gap', () => {
	const { look } = open([...Array.from({ length: 30 }, (_, at) => at), 33], 33.5);
	const { lines } = look({ count: 6, lines: ['ema12'] });

	expect(lines[0]!.values.map(Number.isFinite)).toEqual([true, true, false, false, false, true]);
});

test('a new bar changes the lines, and another interval has none of these bars', () => {
	const { store, look } = open(
		Array.from({ length: 30 }, (_, at) => at),
		29.5,
	);
	const before = look({ lines: ['ema12'] }).lines[0]!.values.at(-1);
	store.apply(createChartEvent(midnight + 29 * minute, 500, 99));
	expect(look({ lines: ['ema12'] }).lines[0]!.values.at(-1)).toBeGreaterThan(before!);

	store.setCandleInterval('1hour');
	expect(look()).toMatchObject({ interval: '1hour', slots: [], known: 0, freshness: { state: 'SYNC' } });
});

test('a pair at the venue is marked by its stop and its target, a lone stop by its trigger', () => {
	const { store, look } = open([0, 1], 1.5);
	const put = (key: string, order: object): void => {
		store.state.trading.orders.set(key, { order: { symbol, side: 'sell', ...order }, isFinal: false } as never);
	};

	put('pair', { role: 'target', price: '105', request: { stop: { stopPrice: '95' } } });
	put('stop', { role: 'stop', price: '90', request: { stop: { stopPrice: '94' } } });
	put('plain', { role: 'plain', price: '106', request: {} });

	expect(look().marks).toEqual([
		{ price: '95', kind: 'stop' },
		{ price: '105', kind: 'target' },
		{ price: '94', kind: 'stop' },
		{ price: '106', kind: 'sell' },
	]);
});

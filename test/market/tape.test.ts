import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDecimals, decimalText } from '../../source/lib/decimal.js';
import { createCandles } from '../../source/market/candles.js';
import { createTape } from '../../source/market/tape.js';
import { createTicker } from '../../source/market/ticker.js';
import { createWatchlist } from '../../source/market/watchlist.js';
import type { CandleEvent, TradeEvent } from '../../source/model/market-event.js';
import { ticker, trade } from './events.js';

const rows = (trades: readonly TradeEvent[]) => {
	const tape = createTape();
	for (const event of trades) {
		tape.apply(event);
	}

	return Array.from({ length: tape.size() }, (_, index) => tape.newest(index));
};

test('merges prints of one instant, side and price with their exact sum', () => {
	const merged = rows([
		trade('1', { size: '0.1' }),
		trade('2', { size: '0.2' }),
		trade('3', { side: 'sell', size: '5' }),
		trade('4', { size: '0.00000001' }),
		trade('5', { size: '1', price: '101' }),
		trade('6', { size: '1', time: 1001 }),
	]);

	expect(merged.map(row => `${row?.time} ${row?.side} ${row?.price} ${row?.size} ×${row?.prints}`)).toEqual([
		'1001 buy 100 1 ×1',
		'1000 buy 101 1 ×1',
		'1000 sell 100 5 ×1',
		'1000 buy 100 0.30000001 ×3',
	]);
});

test('drops a trade whose id was seen, also one that no number can tell from another', () => {
	const tape = createTape();

	expect(tape.apply(trade('11067996711960577'))).toBe('added');
	expect(tape.apply(trade('11067996711960577'))).toBe('duplicate');
	expect(tape.apply(trade('11067996711960576'))).toBe('added');
	expect(tape.buyVolume()).toBe(2);
});

test('puts a late trade in its place', () => {
	const merged = rows([trade('3', { time: 3000 }), trade('1', { time: 1000 }), trade('2', { time: 2000 })]);

	expect(merged.map(row => row?.time)).toEqual([3000, 2000, 1000]);
});

test('keeps the newest 2,000 rows', () => {
	const tape = createTape();
	for (let index = 0; index < 10_000; index += 1) {
		tape.apply(trade(String(index), { time: index * 10 }));
	}

	expect(tape.size()).toBe(2000);
	expect(tape.newest(0)?.time).toBe(99_990);
	expect(tape.newest(1999)?.time).toBe(80_000);
	expect(tape.newest(2000)).toBeUndefined();
	expect(tape.buyVolume()).toBe(10_000);
});

test('counts the last 60 seconds of venue time', () => {
	const tape = createTape();
	tape.apply(trade('1', { time: 0, size: '100' }));
	tape.apply(trade('2', { time: 30_000, size: '3' }));
	tape.apply(trade('3', { time: 65_000, side: 'sell', size: '1' }));

	expect(tape.flow(66_000)).toEqual({ buyRatio: 0.75, tradesPerSecond: 2 / 60, buyVolume: 3, sellVolume: 1 });
	expect(tape.flow(200_000).buyRatio).toBeUndefined();
	expect(tape.flow(200_000).tradesPerSecond).toBe(0);
});

test('marks what is large for this tape, and nothing on an even one', () => {
	const even = createTape();
	const uneven = createTape();
	for (let index = 0; index < 200; index += 1) {
		even.apply(trade(String(index), { time: index }));
		uneven.apply(trade(String(index), { time: index, size: index % 2 === 0 ? '1' : '1.5' }));
	}

	uneven.apply(trade('big', { time: 1000, size: '50' }));
	even.apply(trade('same', { time: 1000 }));

	expect(uneven.newest(0)?.large).toBe(true);
	expect(uneven.newest(1)?.large).toBe(false);
	expect(even.newest(0)?.large).toBe(false);
});

test('marks by a fixed limit from the first print on, over the prints of one row together', () => {
	const tape = createTape({ largeFunds: 1000 });
	tape.apply(trade('1', { size: '6' }));
	expect(tape.newest(0)?.large).toBe(false);

	tape.apply(trade('2', { size: '4' }));

	expect(tape.newest(0)?.large).toBe(true);
});

test('sizes of merged rows are exactly the sizes of their prints', () => {
	const print = fc.record({
		time: fc.integer({ min: 1, max: 4 }),
		side: fc.constantFrom('buy' as const, 'sell' as const),
		price: fc.constantFrom('100', '100.5'),
		units: fc.integer({ min: 1, max: 1_000_000_000 }),
	});
	fc.assert(
		fc.property(fc.array(print, { minLength: 1, maxLength: 60 }), prints => {
			const sizeOf = (units: number): string => `${Math.floor(units / 1e8)}.${String(units % 1e8).padStart(8, '0')}`;
			const tape = createTape();
			const sums = new Map<string, string>();
			for (const [index, { time, side, price, units }] of prints.entries()) {
				tape.apply(trade(String(index), { time, side, price, size: sizeOf(units) }));
				const key = `${time} ${side} ${price}`;
				sums.set(key, decimalText(addDecimals(sums.get(key) ?? '0', sizeOf(units))));
			}

			const seen = new Map<string, string>();
			for (let index = 0; index < tape.size(); index += 1) {
				const row = tape.newest(index);
				seen.set(`${row?.time} ${row?.side} ${row?.price}`, decimalText(addDecimals(row?.size ?? '0', '0')));
			}

			expect(seen).toEqual(sums);
			expect(tape.size()).toBe(sums.size);
		}),
		{ seed: 8, numRuns: 200 },
	);
});

test('a ticker refuses what is older and knows a repeat', () => {
	const state = createTicker();

	expect(state.apply(ticker('9', { price: '100' }))).toBe('newer');
	expect(state.apply(ticker('10', { price: '101' }))).toBe('newer');
	expect(state.direction()).toBe(1);
	expect(state.apply(ticker('10', { price: '55' }))).toBe('same');
	expect(state.apply(ticker('9', { price: '55' }))).toBe('older');
	expect(state.last()?.price).toBe('101');
	expect(state.apply(ticker('11', { price: '101.0' }))).toBe('newer');
	expect(state.direction()).toBe(1);
	expect(state.apply(ticker('12', { price: '99' }))).toBe('newer');
	expect(state.direction()).toBe(-1);
});

test('a venue that begins its sequence anew is followed', () => {
	const state = createTicker();
	state.apply(ticker('1000000', { time: 5000 }));

	expect(state.apply(ticker('3', { time: 6000, price: '7' }))).toBe('newer');
	expect(state.last()?.price).toBe('7');
});

const candle = (start: number, close: string, receivedAt = start): CandleEvent => ({
	type: 'candle',
	symbol: 'BTC-USDT',
	interval: '1min',
	open: '1',
	close,
	high: '1',
	low: '1',
	volume: '1',
	turnover: '1',
	start,
	receivedAt,
});

test('candles join history and the running bar, and leave bars without trades as gaps', () => {
	const candles = createCandles('1min');
	candles.apply(candle(300_000, 'live', 300_500));
	candles.apply(candle(60_000, 'a'));
	candles.apply(candle(120_000, 'b'));
	candles.apply(candle(300_000, 'history', 300_100));
	candles.apply(candle(120_000, 'b2', 300_600));

	expect(candles.slots(10).map(slot => [slot.start, slot.candle?.close])).toEqual([
		[60_000, 'a'],
		[120_000, 'b2'],
		[180_000, undefined],
		[240_000, undefined],
		[300_000, 'live'],
	]);
	expect(candles.slots(2).map(slot => slot.start)).toEqual([240_000, 300_000]);
	expect(candles.newest()?.close).toBe('live');
});

test('candles are bounded', () => {
	const candles = createCandles('1min', { maxBars: 10 });
	for (let bar = 0; bar < 100; bar += 1) {
		candles.apply(candle(bar * 60_000, String(bar)));
	}

	expect(candles.size()).toBe(10);
	expect(candles.slots(50).map(slot => slot.candle?.close)).toEqual(
		[90, 91, 92, 93, 94, 95, 96, 97, 98, 99].map(String),
	);
});

test('a watchlist is never empty and always has a focus', () => {
	const watchlist = createWatchlist(['A-B', 'C-D', 'A-B', 'E-F']);

	expect(watchlist.symbols()).toEqual(['A-B', 'C-D', 'E-F']);
	expect(watchlist.focused()).toBe('A-B');
	expect(watchlist.focus('C-D')).toBe(true);
	expect(watchlist.focus('X-Y')).toBe(false);
	expect(watchlist.remove('C-D')).toBe(true);
	expect(watchlist.focused()).toBe('E-F');
	expect(watchlist.remove('E-F')).toBe(true);
	expect(watchlist.focused()).toBe('A-B');
	expect(watchlist.remove('A-B')).toBe(false);
	expect(watchlist.add('A-B')).toBe(false);
	expect(watchlist.add('G-H')).toBe(true);
	expect(() => createWatchlist([])).toThrow(RangeError);
});

test('a bar only grows: a telling with less volume is older, however late it comes', () => {
	const candles = createCandles('1min');
	candles.apply({ ...candle(60_000, 'push', 500), volume: '1.00000000000000002' });
	candles.apply({ ...candle(60_000, 'reply', 900), volume: '1.00000000000000001' });
	expect(candles.newest()?.close).toBe('push');

	candles.apply({ ...candle(60_000, 'later', 400), volume: '1.1' });
	expect(candles.newest()?.close).toBe('later');
});

test('slots end where they are asked to, with the bars that nobody traded in since', () => {
	const candles = createCandles('1min');
	for (const bar of [1, 2, 5]) {
		candles.apply(candle(bar * 60_000, String(bar)));
	}

	const shown = (count: number, end: number) =>
		candles
			.slots(count, end)
			.map(slot => slot.candle?.close ?? '-')
			.join('');
	expect(shown(9, 7.5 * 60_000)).toBe('12--5--');
	expect(shown(9, 4 * 60_000)).toBe('12--');
	expect(shown(2, 2 * 60_000)).toBe('12');
	expect(shown(3, 9 * 60_000)).toBe('---');
	expect(shown(3, 0)).toBe('');
	expect(createCandles('1min').slots(5, 100)).toEqual([]);
});

test('sums sizes that were read as numbers exactly, and those that were not', () => {
	fc.assert(
		fc.property(
			fc.array(fc.stringMatching(/^(0|[1-9]\d{0,8})(\.\d{1,10})?$/), { minLength: 1, maxLength: 8 }),
			fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
			(sizes, asNumbers) => {
				const tape = createTape();
				for (const [index, size] of sizes.entries()) {
					const sizeDecimals = size.includes('.') ? size.length - size.indexOf('.') - 1 : 0;
					const isShort = Number(size.replace('.', '')) <= 999_999_999_999_999;
					const numbers = asNumbers[index] === true && isShort ? { sizeNumber: Number(size), sizeDecimals } : {};
					tape.apply({ ...trade(String(index), { size }), ...numbers });
				}

				const sum = sizes.reduce((total, size) => decimalText(addDecimals(total, size)), '0');
				expect(tape.newest(0)?.size).toBe(sizes.length === 1 ? sizes[0] : sum);
				expect(tape.newest(0)?.prints).toBe(sizes.length);
			},
		),
		{ numRuns: 2000 },
	);
});

test('keeps volume by price as a map would', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.nat(400), fc.nat(1000)), { maxLength: 600 }), prints => {
			const tape = createTape();
			const expected = new Map<number, number>();
			for (const [index, [ticks, size]] of prints.entries()) {
				const price = (ticks / 10).toFixed(1);
				tape.apply(trade(String(index), { price, size: String(size) }));
				expected.set(Number(price), (expected.get(Number(price)) ?? 0) + size);
			}

			expect(new Map(tape.volumes)).toEqual(expected);
			expect(tape.volumes.size).toBe(expected.size);
			expect(tape.volumes.get(12.3)).toBe(expected.get(12.3));
			expect(tape.volumes.get(-1)).toBeUndefined();
		}),
		{ numRuns: 200 },
	);
});

test('knows ids that are no numbers, and tells every id as it came', () => {
	const tape = createTape({ maxRows: 4 });
	const ids = [
		'5c24c5da03aa673885cd67aa',
		'007',
		'11067996711960577',
		'a-b_c',
		'7',
		'8',
		'9',
		'5c24c5da03aa673885cd67ab',
		'12',
	];
	for (const [index, id] of ids.entries()) {
		expect(tape.apply(trade(id, { time: 1000 + index }))).toBe('added');
		expect(tape.apply(trade(id, { time: 1000 + index }))).toBe('duplicate');
		expect(tape.newest(0)?.tradeId).toBe(id);
	}

	expect([0, 1, 2, 3].map(index => tape.newest(index)?.tradeId)).toEqual(ids.slice(-4).reverse());
	expect(tape.apply(trade('late', { time: 1007 }))).toBe('added');
	expect([0, 1, 2].map(index => tape.newest(index)?.tradeId)).toEqual(['12', '5c24c5da03aa673885cd67ab', '9']);
	expect(tape.newest(1)?.moreIds).toEqual(['late']);
});

import { expect, test } from 'vitest';
import type { PriceSize, Side } from '../../source/model/market-event.js';
import type { Signal } from '../../source/model/signal-event.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import type { BookSide } from '../../source/trading/paper-market.js';
import { createSignalTrades } from '../../source/trading/signal-trades.js';
import { delta, trade } from '../market/events.js';
import { bitcoin, symbol } from './paper-world.js';

const signal = (rest: Partial<Signal> = {}): Signal => ({
	timestamp: 1,
	symbol,
	signalType: 'long_breakout',
	confidence: 0.5,
	id: 's1',
	source: 'kcmon',
	side: 'buy',
	entryLow: undefined,
	entryHigh: undefined,
	stop: '95',
	targets: ['110', '120'],
	ttlMs: undefined,
	horizon: undefined,
	reason: undefined,
	features: undefined,
	schemaVersion: undefined,
	receivedAt: 1,
	lagMs: 0,
	verified: 'local',
	duplicateOf: undefined,
	...rest,
});

/** 100 of quote currency a signal, 50 ms to the venue, and a book that the test writes; it starts at 99 to 100. */
function openTrades() {
	const clock = createVirtualClock();
	const sides: Record<BookSide, readonly PriceSize[]> = { bid: [['99', '50']], ask: [['100', '50']] };
	let isLive = true;
	const trades = createSignalTrades(
		{
			clock,
			market: {
				instrument: () => bitcoin,
				isLive: () => isLive,
				levels: (_symbol, side) => sides[side],
				sizeAt: (_symbol, side, price) => sides[side].find(level => Number(level[0]) === Number(price))?.[1] ?? '0',
				bookTime: clock.wallNow,
				venueNow: clock.wallNow,
			},
			touch: () => ({ bid: Number(sides.bid[0]![0]), ask: Number(sides.ask[0]![0]) }),
		},
		{ funds: '100', latencyMs: 50, symbols: [symbol] },
	);
	return {
		clock,
		trades,
		setBook: (bid: string, ask: string, more: readonly PriceSize[] = []) => {
			sides.bid = [[bid, '50']];
			sides.ask = [[ask, '50'], ...more];
			trades.observe(delta(1, 1, [], []));
		},
		setLive: (live: boolean) => {
			isLive = live;
		},
		print: (side: Side, price: string, size: string) =>
			trades.observe(trade(`${price}-${size}`, { side, price, size, time: clock.wallNow() })),
		row: () => trades.rowOf('kcmon', 'long_breakout'),
	};
}

/** One unit bought at 100 with a fee of 0.1 %, sold at a price with the same fee: basis points of the 100. */
const soldAt = (price: number): number => ((price - price * 0.001 - 100 - 0.1) / 100) * 1e4;

test('a stop that mid reaches before the target is a market order after the latency, at what the book has then', async () => {
	const { clock, trades, setBook, row } = openTrades();
	trades.take(signal());
	await clock.advance(50);

	setBook('95', '96');
	await clock.advance(3_000_000);
	expect(row()).toEqual({ trades: 0, meanNetBps: undefined });

	setBook('94.5', '95.5');
	await clock.advance(49);
	setBook('94', '95');
	expect(row().trades).toBe(0);
	await clock.advance(1);
	expect(row().trades).toBe(1);
	expect(row().meanNetBps).toBeCloseTo(soldAt(94), 6);

	// What comes after is another story.
	setBook('110', '111');
	await clock.advance(4_000_000);
	expect(row().trades).toBe(1);
});

test('the first target is a limit order behind the queue: it fills when prints have worked that off', async () => {
	const { clock, trades, setBook, print, row } = openTrades();
	setBook('109', '110', [['115', '3']]);
	trades.take(signal({ stop: '100', targets: ['115', '120'] }));
	await clock.advance(50);
	setBook('113', '114', [['115', '3']]);
	await clock.advance(100);

	print('buy', '115', '1');
	expect(row().trades).toBe(0);
	await clock.advance(100);
	print('buy', '115.1', '10');
	const size = 0.90909;
	const paid = 110 * size * 1.001;
	expect(row().trades).toBe(1);
	expect(row().meanNetBps).toBeCloseTo(((115 * size * 0.999 - paid) / (110 * size)) * 1e4, 6);
});

test.each([
	['without stop and target the way out is after 300 s', { stop: undefined, targets: [] }, 300_000],
	['a target alone is none: out after 300 s', { stop: undefined }, 300_000],
	['with neither reached the way out is after an hour', {}, 3_600_000],
] as const)('%s', async (_name, changes, ms) => {
	const { clock, trades, setBook, row } = openTrades();
	trades.take(signal(changes));
	await clock.advance(50);
	setBook('101', '102');

	await clock.advance(ms + 49);
	expect(row().trades).toBe(0);
	await clock.advance(1);
	expect(row().trades).toBe(1);
	expect(row().meanNetBps).toBeCloseTo(soldAt(101), 6);
});

test('a way out that meets a book that is not live is tried again each second', async () => {
	const { clock, trades, setBook, setLive, row } = openTrades();
	trades.take(signal({ stop: undefined }));
	await clock.advance(50);
	setLive(false);
	await clock.advance(310_000);
	expect(row().trades).toBe(0);

	setLive(true);
	setBook('98', '99');
	await clock.advance(1000);
	expect(row().trades).toBe(1);
	expect(row().meanNetBps).toBeCloseTo(soldAt(98), 6);
});

test('a sale is bought back; what repeats another, or has no side, is not traded', async () => {
	const { clock, trades, setBook, row } = openTrades();
	trades.take(signal({ side: 'sell', stop: undefined }));
	trades.take(signal({ duplicateOf: 's1', stop: undefined }));
	trades.take(signal({ side: undefined, stop: undefined }));
	await clock.advance(50);
	setBook('96', '97');
	await clock.advance(300_050);

	const size = 1.0101;
	const got = 99 * size * 0.999;
	expect(row().trades).toBe(1);
	expect(row().meanNetBps).toBeCloseTo(((got - 97 * size * 1.001) / (99 * size)) * 1e4, 6);
});

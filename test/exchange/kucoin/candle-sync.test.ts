import { expect, test } from 'vitest';
import { type CandleSync, createCandleSync } from '../../../source/exchange/kucoin/candle-sync.js';
import type { CandleEvent } from '../../../source/model/market-event.js';
import { createManualClock } from '../../store/manual-clock.js';

const minute = 60_000;
const symbol = 'BTC-USDT';
const wall = 1_700_000_040_000;

function candle(start: number, volume: string, changes: Partial<CandleEvent> = {}): CandleEvent {
	return {
		type: 'candle',
		symbol,
		interval: '1min',
		open: '1',
		close: '2',
		high: '3',
		low: '0.5',
		volume,
		turnover: '1',
		start,
		receivedAt: 0,
		...changes,
	};
}

type Bounds = { readonly from: number; readonly to: number };

/** The venue's history as a list that the test changes; every read is noted, and may be made to fail or to wait. */
function openSync() {
	const clock = createManualClock(wall);
	const reads: Bounds[] = [];
	const told: CandleEvent[] = [];
	const resubscribed: string[] = [];
	const venue = {
		rows: [] as CandleEvent[],
		fails: 0,
		gate: Promise.resolve(),
		lastTradeAt: undefined as number | undefined,
	};
	const sync: CandleSync = createCandleSync({
		clock,
		data: {
			candles: async (_symbol, _interval, bounds) => {
				reads.push(bounds);
				const { rows } = venue;
				await venue.gate;
				if (venue.fails > 0) {
					venue.fails -= 1;
					throw new Error('503');
				}

				return rows.filter(({ start }) => start >= bounds.from && start <= bounds.to);
			},
		},
		venueNow: clock.wallNow,
		lastTradeAt: () => venue.lastTradeAt,
		publish: event => told.push(event),
		resubscribe: topic => resubscribed.push(topic),
	});
	const settle = async (): Promise<void> => {
		for (let turn = 0; turn < 20; turn += 1) {
			await Promise.resolve();
		}
	};
	return { clock, sync, reads, told, resubscribed, venue, settle };
}

const wanted = [{ symbol, interval: '1min' as const, bars: 100 }];

test('history is read once the topic stands, over the span that is asked for', async () => {
	const { sync, reads, told, venue, settle } = openSync();
	venue.rows = [candle(wall - minute, '5'), candle(wall, '1')];
	sync.watch(wanted);
	expect(reads).toEqual([]);

	sync.confirmed(symbol, '1min');
	await settle();

	expect(reads).toEqual([{ from: wall + minute - 99 * minute, to: wall + minute }]);
	expect(told.map(({ start }) => start)).toEqual([wall - minute, wall]);
});

test('a reply that is older than a push does not take its place', async () => {
	const { sync, told, venue, settle } = openSync();
	let open = (): void => {};
	venue.gate = new Promise(resolve => {
		open = resolve;
	});
	venue.rows = [candle(wall, '1', { close: 'old' })];
	sync.watch(wanted);
	sync.confirmed(symbol, '1min');
	sync.live(candle(wall, '2', { close: 'new' }));
	open();
	await settle();

	expect(told.map(({ close }) => close)).toEqual(['new']);
});

test('a bar that is over is read once more, and told where the last push was not its end', async () => {
	const { clock, sync, reads, told, venue, settle } = openSync();
	sync.watch(wanted);
	sync.confirmed(symbol, '1min');
	await settle();
	sync.live(candle(wall, '2'));
	sync.live(candle(wall + minute, '0.1'));
	venue.rows = [candle(wall, '2.5', { close: '9' }), candle(wall + minute, '0.1')];
	reads.length = 0;
	told.length = 0;
	clock.advance(2000);
	await settle();

	expect(reads).toEqual([{ from: wall, to: wall + minute + 2000 }]);
	expect(told).toEqual([candle(wall, '2.5', { close: '9' })]);
});

test('an overdue bar is asked for while trades go on, and the topic is subscribed again', async () => {
	const { clock, sync, reads, resubscribed, venue, settle } = openSync();
	sync.watch(wanted);
	sync.confirmed(symbol, '1min');
	await settle();
	sync.live(candle(wall, '2'));
	reads.length = 0;

	clock.advance(minute + 6000);
	sync.tick();
	await settle();
	expect(reads).toEqual([]);

	venue.lastTradeAt = wall + minute + 1000;
	sync.tick();
	await settle();
	expect(reads).toEqual([{ from: wall - minute, to: wall + 2 * minute + 6000 }]);
	expect(resubscribed).toEqual([]);

	clock.advance(15_000);
	sync.tick();
	expect(resubscribed).toEqual([`/market/candles:${symbol}_1min`]);
});

test('a read that failed is made again, and not for a chart that was left', async () => {
	const { clock, sync, reads, told, venue, settle } = openSync();
	venue.rows = [candle(wall, '1')];
	venue.fails = 1;
	sync.watch(wanted);
	sync.confirmed(symbol, '1min');
	await settle();
	expect(told).toEqual([]);
	clock.advance(5000);
	await settle();
	expect(told).toHaveLength(1);

	venue.fails = 1;
	sync.confirmed(symbol, '1min');
	await settle();
	sync.watch([]);
	const { length } = reads;
	clock.advance(60_000);
	await settle();
	expect(reads).toHaveLength(length);
});

test('what nobody wants is dropped', () => {
	const { sync, told } = openSync();
	sync.watch(wanted);

	sync.live(candle(wall, '1', { interval: '5min' }));
	sync.live(candle(wall, '1', { symbol: 'ETH-USDT' }));

	expect(told).toEqual([]);
});

test('no bar is asked for from before there were exchanges, however many months are wanted', async () => {
	const { sync, reads, settle } = openSync();
	sync.watch([{ symbol, interval: '1month', bars: 1500 }]);
	sync.confirmed(symbol, '1month');
	await settle();
	// Nor again and again for more of them.
	sync.watch([{ symbol, interval: '1month', bars: 3000 }]);
	await settle();

	expect(reads.map(({ from }) => from)).toEqual([Date.UTC(2000, 0, 1)]);
});

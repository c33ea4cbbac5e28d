import { afterEach, expect, test } from 'vitest';
import type { FeedEvent, FeedInterest } from '../../../source/market/feed.js';
import type { PriceSize } from '../../../source/model/market-event.js';
import type { BookRows } from '../../../source/simulator/change-log.js';
import { formatPrice, formatSize } from '../../../source/simulator/wire.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { nothing, startWorld, type World } from './loopback-world.js';

const symbol = 'BTC-USDT';
let world: World | undefined;

afterEach(async () => {
	await world?.stop();
	world = undefined;
});

type Side = Map<string, string>;

/** A book kept from events by their documented rules alone. */
class Replica {
	bids: Side = new Map();
	asks: Side = new Map();
	sequence = 0;
	status = 'none';
	depthLimit = 0;
	readonly statuses: string[] = [];

	apply(event: FeedEvent): void {
		if (event.type === 'book-snapshot' && event.symbol === symbol) {
			this.bids = new Map(event.bids);
			this.asks = new Map(event.asks);
			this.sequence = event.sequence;
			this.depthLimit = event.depthLimit;
		} else if (event.type === 'book-delta' && event.symbol === symbol) {
			change(this.bids, event.bids);
			change(this.asks, event.asks);
			this.sequence = event.sequenceEnd;
		} else if (event.type === 'book-status' && event.symbol === symbol) {
			this.status = event.status;
			this.statuses.push(`${event.status} ${event.reason}`.trim());
		}
	}
}

function change(side: Side, rows: readonly (readonly [string, string, string])[]): void {
	for (const [price, size] of rows) {
		if (Number(price) === 0) {
			continue;
		}

		if (Number(size) === 0) {
			side.delete(price);
		} else {
			side.set(price, size);
		}
	}
}

/** Best first, as far as `depth`. */
function top(side: Side, direction: 1 | -1, depth: number): readonly PriceSize[] {
	return [...side].sort((one, other) => direction * (Number(one[0]) - Number(other[0]))).slice(0, depth);
}

type Watched = { readonly replica: Replica; readonly wrong: string[]; compared: number };

/** At every live moment the replica must be the exchange's own book at that sequence. */
function compareAlways(): { readonly watched: Watched; readonly onEvent: (event: FeedEvent) => void } {
	const replica = new Replica();
	const watched: Watched = { replica, wrong: [], compared: 0 };
	return {
		watched,
		onEvent: event => {
			replica.apply(event);
			const isBook = event.type === 'book-delta' || event.type === 'book-snapshot' || event.type === 'book-status';
			if (!isBook || event.symbol !== symbol || replica.status !== 'live' || world === undefined) {
				return;
			}

			const market = world.simulator.venue.market(symbol)!;
			const image = market.imageAt(replica.sequence);
			if (image === undefined) {
				return;
			}

			watched.compared += 1;
			// Beyond the seeded levels a book from level2_100 does not claim to know.
			const depth = replica.depthLimit === 0 ? 1000 : 30;
			const text = (rows: BookRows): readonly PriceSize[] =>
				rows.slice(0, depth).map(([ticks, lots]) => [formatPrice(market, ticks), formatSize(market, lots)] as const);
			const expected = JSON.stringify([text(image.bids), text(image.asks)]);
			const found = JSON.stringify([top(replica.bids, -1, depth), top(replica.asks, 1, depth)]);
			if (expected !== found && watched.wrong.length < 3) {
				watched.wrong.push(`at ${replica.sequence} after ${event.type}: ${found} instead of ${expected}`);
			}
		},
	};
}

const interest: Partial<FeedInterest> = {
	tickers: [symbol],
	trades: [symbol],
	books: [symbol],
	focused: symbol,
};

const liveCount = (events: readonly FeedEvent[]): number =>
	events.filter(event => event.type === 'book-status' && event.status === 'live').length;

test.each([
	{ how: 'a partial snapshot', signed: false },
	{ how: 'the full book of a key', signed: true },
])('keeps the book equal to the exchange from $how', async ({ signed }) => {
	const { watched, onEvent } = compareAlways();
	world = await startWorld(interest, { signed, onEvent });
	await waitUntil(() => watched.compared > 150);

	expect(watched.wrong).toEqual([]);
	expect(watched.replica.depthLimit).toBe(signed ? 0 : 100);
	expect(watched.replica.statuses.filter(status => status.startsWith('gap'))).toEqual([]);
});

test('keeps every live moment true through gaps, repetitions, swaps and overlaps', async () => {
	const { watched, onEvent } = compareAlways();
	world = await startWorld(interest, { onEvent });
	const { simulator, events } = world;
	await waitUntil(() => watched.compared > 20);
	for (const fault of ['l2.drop', 'l2.dup', 'l2.swap', 'l2.straddle', 'l2.drop', 'l2.swap']) {
		const before = liveCount(events);
		const { sequence } = watched.replica;
		simulator.control({ fault, symbol, count: 1 });
		await waitUntil(() => watched.replica.status === 'live' && watched.replica.sequence > sequence + 60);
		if (fault === 'l2.drop' || fault === 'l2.swap') {
			expect(liveCount(events), fault).toBeGreaterThan(before);
		}
	}

	expect(watched.wrong).toEqual([]);
	expect(watched.compared).toBeGreaterThan(200);
	expect(watched.replica.statuses.filter(status => /^gap \d+ missing$/.test(status)).length).toBeGreaterThanOrEqual(4);
});

test('says GAP before anything else when a push is lost', async () => {
	const { watched, onEvent } = compareAlways();
	world = await startWorld(interest, { onEvent });
	const { simulator, events } = world;
	await waitUntil(() => watched.replica.status === 'live');
	simulator.control({ fault: 'l2.drop', symbol, count: 1 });
	await waitUntil(() => watched.replica.statuses.some(status => status.startsWith('gap')));

	const gapAt = events.findIndex(event => event.type === 'book-status' && event.status === 'gap');
	const lastDelta = events.slice(0, gapAt).findLast(event => event.type === 'book-delta');
	const next = events.slice(gapAt).find(event => event.type === 'book-delta');
	expect(next === undefined || lastDelta === undefined || next.receivedAt >= lastDelta.receivedAt).toBe(true);
	await waitUntil(() => watched.replica.status === 'live');
	expect(watched.wrong).toEqual([]);
});

test('waits for a snapshot that is not older than the pushes', async () => {
	const { watched, onEvent } = compareAlways();
	world = await startWorld(interest, { onEvent });
	await waitUntil(() => watched.replica.status === 'live');
	world.simulator.control({ fault: 'snap.lag', ms: 3000, count: 2 });
	world.feed.resyncBook(symbol, 'audit');
	await waitUntil(() => watched.replica.statuses.some(status => status.includes('snapshot old')));
	await waitUntil(() => watched.replica.status === 'live');

	expect(watched.wrong).toEqual([]);
});

test('shows 50 levels when the snapshot fails for ever', async () => {
	const { watched, onEvent } = compareAlways();
	world = await startWorld(interest, { onEvent });
	await waitUntil(() => watched.replica.status === 'live');
	world.simulator.control({ fault: 'snap.500' });
	world.feed.resyncBook(symbol, 'audit');
	await waitUntil(() => watched.replica.statuses.at(-1) === 'live top 50', { withinMs: 25_000 });

	const picture = world.events.findLast(event => event.type === 'book-snapshot');
	expect(picture).toMatchObject({ source: 'depth50', sequence: 0, depthLimit: 50 });
}, 40_000);

test('comes back by itself after all sockets are cut, with no print twice and none out of order', async () => {
	const { watched, onEvent } = compareAlways();
	world = await startWorld(interest, { onEvent });
	const { simulator, events } = world;
	await waitUntil(() => watched.compared > 20);
	const before = liveCount(events);
	simulator.control({ fault: 'link.cut' });
	await waitUntil(() => liveCount(events) > before);
	const { compared } = watched;
	await waitUntil(() => watched.compared > compared + 50);

	expect(watched.wrong).toEqual([]);
	const cut = events.findIndex(event => event.type === 'socket' && event.state === 'waiting');
	expect(events[cut + 1]).toMatchObject({ type: 'topic' });
	expect(watched.replica.statuses).toContain('sync socket lost');
	const ids = events.flatMap(event => (event.type === 'trade' ? [BigInt(event.tradeId)] : []));
	expect(ids.length).toBeGreaterThan(100);
	expect(ids.every((id, index) => index === 0 || id > ids[index - 1]!)).toBe(true);
});

test('connects in spite of token failures', async () => {
	const { watched, onEvent } = compareAlways();
	world = await startWorld({}, { onEvent });
	world.simulator.control({ fault: 'rest.token.500', count: 2 });
	world.simulator.control({ fault: 'link.cut' });
	world.feed.watch({ ...nothing, ...interest });
	await waitUntil(() => watched.compared > 10, { withinMs: 20_000 });

	expect(watched.wrong).toEqual([]);
}, 30_000);

test('notices a muted ticker within 15 s, says so of it alone, and sees it come back', async () => {
	world = await startWorld({ tickers: [symbol, 'ETH-USDT'], books: [symbol], trades: [symbol], focused: symbol });
	const { simulator, events } = world;
	const tickers = (): number => events.filter(event => event.type === 'ticker' && event.symbol === symbol).length;
	await waitUntil(() => tickers() > 5);
	simulator.control({ fault: 'mute.topic', topic: '/market/ticker', symbol });
	const isSilent = (event: FeedEvent): boolean => event.type === 'topic' && event.state === 'silent';
	await waitUntil(() => events.some(isSilent), { withinMs: 15_000 });

	expect(events.filter(isSilent).map(event => (event.type === 'topic' ? event.topic : ''))).toEqual([
		`/market/ticker:${symbol}`,
	]);
	expect(events.some(event => event.type === 'probe' && event.verdict === 'moved' && event.stream === 'ticker')).toBe(
		true,
	);
	expect(events.some(event => event.type === 'socket' && event.reconnects > 0)).toBe(false);

	simulator.faults.clear('mute.topic');
	const from = events.length;
	await waitUntil(() =>
		events
			.slice(from)
			.some(event => event.type === 'topic' && event.state === 'confirmed' && event.stream === 'ticker'),
	);
}, 40_000);

test('notices a muted book within 15 s', async () => {
	world = await startWorld(interest);
	const { simulator, events } = world;
	await waitUntil(() => liveCount(events) > 0);
	simulator.control({ fault: 'mute.topic', topic: '/market/level2:', symbol });
	await waitUntil(
		() => events.some(event => event.type === 'topic' && event.state === 'silent' && event.stream === 'book'),
		{
			withinMs: 15_000,
		},
	);

	expect(events.filter(event => event.type === 'topic' && event.state === 'silent').length).toBe(1);
}, 30_000);

test('reports a symbol that the exchange does not have, and does not ask for it', async () => {
	world = await startWorld({ tickers: [symbol, 'NOPE-USDT'], books: ['NOPE-USDT'] });
	const { events } = world;
	await waitUntil(() => events.some(event => event.type === 'ticker'));

	const failed = events.filter(event => event.type === 'topic' && event.symbol === 'NOPE-USDT');
	expect(failed).toEqual([
		expect.objectContaining({ topic: '/market/ticker:NOPE-USDT', state: 'failed', reason: 'no such symbol' }),
		expect.objectContaining({ topic: '/market/level2:NOPE-USDT', state: 'failed', reason: 'no such symbol' }),
	]);
});

test('says of a pair that the exchange has no more that it is delisted, once a question is answered so', async () => {
	world = await startWorld({ tickers: [symbol, 'ETH-USDT'], books: ['ETH-USDT'] });
	const { simulator, events } = world;
	const failed = (): readonly string[] =>
		events
			.filter(event => event.type === 'topic' && event.symbol === 'ETH-USDT' && event.state === 'failed')
			.map(event => (event as { reason?: string }).reason ?? '');
	await waitUntil(() => liveCount(events) > 0);
	expect(failed()).toEqual([]);

	simulator.control({ fault: 'sym.remove', symbol: 'ETH-USDT' });
	await waitUntil(() => failed().length === 2, { withinMs: 45_000 });

	expect(failed()).toEqual(['DELISTED', 'DELISTED']);
}, 60_000);

test('shows a first picture of a quiet pair without waiting for its first push', async () => {
	world = await startWorld({
		tickers: [symbol],
		trades: [symbol],
		stats: [symbol],
		candles: [{ symbol, interval: '1min' }],
	});
	const { events, simulator } = world;
	simulator.venue.setRate(undefined, 0);
	await waitUntil(() =>
		['ticker', 'trade', 'stats', 'candle'].every(type => events.some(event => event.type === type)),
	);

	const starts = events.flatMap(event => (event.type === 'candle' ? [event.start] : []));
	expect(starts.length).toBeGreaterThan(30);
	expect(events.filter(event => event.type === 'clock').length).toBeLessThan(2);
});

test('reads the last minutes of a symbol with its book, though nobody wants candles', async () => {
	world = await startWorld({ books: [symbol], minutes: [symbol] });
	const { events } = world;
	await waitUntil(() => events.filter(event => event.type === 'candle').length > 30);

	const candles = events.filter(event => event.type === 'candle');
	expect(candles.every(({ interval }) => interval === '1min')).toBe(true);
	const starts = candles.map(({ start }) => start);
	expect(new Set(starts).size).toBe(starts.length);
	expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

test('samples each socket once a second, and hears its pongs', async () => {
	world = await startWorld(interest);
	const { events } = world;
	await waitUntil(() => events.filter(event => event.type === 'socket-sample').length >= 3);

	const samples = events.filter(event => event.type === 'socket-sample');
	const last = samples.at(-1)!;
	expect(last).toMatchObject({ socket: 'public-1' });
	expect(last.frames).toBeGreaterThan(samples[0]!.frames);
	expect(last.bytes).toBeGreaterThan(1000);
	expect(last.topics).toBe(3);
	expect(last.latencyP50).toBeGreaterThanOrEqual(0);
	expect(last.latencyP99).toBeGreaterThanOrEqual(last.latencyP50!);
});

test('says nothing after it was stopped', async () => {
	world = await startWorld(interest);
	const { events, feed } = world;
	await waitUntil(() => liveCount(events) > 0);
	await feed.stop();
	const { length } = events;
	await world.kucoin.data.clockSample();

	expect(events.length).toBe(length);
});

test('fills a socket to 250 topics before it opens a second', async () => {
	const symbols = 100;
	world = await startWorld({}, { symbols });
	const { events, feed, simulator } = world;
	const all = simulator.venue.markets.map(market => market.symbol);
	expect(all.length).toBeGreaterThanOrEqual(90);
	feed.watch({ ...nothing, tickers: all, trades: all, books: all, focused: symbol });
	const wanted = 3 * all.length;
	const topicsOf = (socket: string): number => {
		const sample = events.findLast(event => event.type === 'socket-sample' && event.socket === socket);
		return sample?.type === 'socket-sample' ? sample.topics : 0;
	};
	await waitUntil(() => topicsOf('public-1') === 250 && topicsOf('public-2') === wanted - 250 + 1, {
		withinMs: 25_000,
		describe: () => `${topicsOf('public-1')} and ${topicsOf('public-2')} of ${wanted}`,
	});

	const sockets = new Set(events.flatMap(event => (event.type === 'socket' ? [event.socket] : [])));
	expect([...sockets]).toEqual(['public-1', 'public-2']);
	const first = events.find(event => event.type === 'topic' && event.state === 'confirmed');
	expect(first).toMatchObject({ topic: `/market/level2:${symbol}`, socket: 'public-1' });
	const tickers = events.filter(event => event.type === 'ticker' && event.symbol === symbol);
	const texts = tickers.map(event => JSON.stringify({ ...event, receivedAt: 0 }));
	expect(new Set(texts).size).toBe(texts.length);
}, 40_000);

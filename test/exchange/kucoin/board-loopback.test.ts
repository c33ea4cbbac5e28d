import { afterEach, expect, test } from 'vitest';
import { createClock } from '../../../source/platform/clock.js';
import { formatPrice } from '../../../source/simulator/wire.js';
import { selectWatchlist } from '../../../source/store/selectors/watchlist.js';
import { createStore } from '../../../source/store/store.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { nothing, startWorld, type World } from './loopback-world.js';

const symbol = 'BTC-USDT';
const count = 1000;
let world: World | undefined;

afterEach(async () => {
	await world?.stop();
	world = undefined;
});

const view = { group: 'all', sort: 'symbol', isDescending: false, filter: '', from: 0, count: 2000 } as const;

test('a thousand pairs come with their prices and figures of the day, stay true, and go when nobody looks', async () => {
	const clock = createClock();
	const store = createStore(clock, [symbol]);
	store.wantBoard(true);
	const look = (request = {}) =>
		selectWatchlist(store.state, { wall: clock.wallNow(), mono: clock.monoNow() }, { ...view, ...request });
	world = await startWorld(
		{ tickers: [symbol], board: true, focused: symbol },
		{ symbols: count, onEvent: store.apply },
	);
	const { simulator, feed, events } = world;
	await waitUntil(() => look().order.length === count, {
		withinMs: 40_000,
		describe: () => `${look().order.length} pairs`,
	});
	await waitUntil(
		() =>
			look().rows.every(
				({ last, changeRate, quoteVolume }) =>
					last !== undefined && changeRate !== undefined && quoteVolume !== undefined,
			),
		{
			withinMs: 40_000,
		},
	);
	await waitUntil(() => look().freshness?.state === 'LIVE', { withinMs: 40_000 });

	// The quiet pairs have traded since; what is shown is the venue's own last price, once its pushes are through.
	for (const market of simulator.venue.markets) {
		simulator.venue.setQuiet(market, true);
	}

	const wrong = (): readonly string[] =>
		look().rows.flatMap(({ symbol: name, last }) => {
			const market = simulator.venue.market(name)!;
			const expected = formatPrice(market, market.lastTrade()!.ticks);
			return last === undefined || Number(last) !== Number(expected) ? [`${name} ${last} ${expected}`] : [];
		});
	await waitUntil(() => wrong().length === 0, { withinMs: 20_000, describe: () => wrong().slice(0, 5).join(', ') });

	const bitcoin = Number(look({ filter: 'BTC-USDT' }).rows[0]!.last);
	const byValue = look({ sort: 'value', isDescending: true }).rows.map(
		({ symbol: name, quoteVolume }) => quoteVolume! * (name.endsWith('-BTC') ? bitcoin : 1),
	);
	expect(byValue).toEqual([...byValue].sort((a, b) => b - a));
	expect(look({ group: 'BTC' }).order).toEqual(['ETH-BTC', 'EWT-BTC']);
	expect(look({ filter: 's099' }).order).toEqual(Array.from({ length: 10 }, (_, index) => `S099${index}-USDT`));
	const byMove = look({ group: 'movers', sort: 'order' }).rows.map(({ changeRate }) => Math.abs(changeRate!));
	expect(byMove.length).toBeGreaterThan(10);
	expect(byMove).toEqual([...byMove].sort((a, b) => b - a));
	expect(byMove[0]).toBe(Math.max(...look().rows.map(({ changeRate }) => Math.abs(changeRate!))));

	feed.watch({ ...nothing, tickers: [symbol], focused: symbol });
	const removed = (topic: string): boolean =>
		events.some(event => event.type === 'topic' && event.topic === topic && event.state === 'removed');
	await waitUntil(() => removed('/market/ticker:all') && removed('/market/snapshot:USDS'));
	store.wantBoard(false);
	expect(look().order).toEqual([]);
}, 120_000);

import { expect, test } from 'vitest';
import { createEngine, type Engine, type EngineEvent, type EngineOptions } from '../../source/engine/engine.js';
import type { Feed, FeedEvent, FeedInterest } from '../../source/market/feed.js';
import type { Instrument } from '../../source/model/instrument.js';
import type { BookChange, PriceSize } from '../../source/model/market-event.js';
import { delta, snapshot, ticker } from '../market/events.js';
import { createManualClock, type ManualClock } from '../store/manual-clock.js';

const symbol = 'BTC-USDT';

type Bench = {
	readonly engine: Engine;
	readonly clock: ManualClock;
	readonly calls: string[];
	readonly interests: FeedInterest[];
	readonly errors: unknown[];
};

const build = (
	options: Partial<EngineOptions> = {},
	onResync: (publish: (event: FeedEvent) => void) => void = () => {},
): Bench => {
	const clock = createManualClock();
	const calls: string[] = [];
	const interests: FeedInterest[] = [];
	const errors: unknown[] = [];
	const engine = createEngine(
		{
			clock,
			createFeed(publish): Feed {
				return {
					start: () => calls.push('start'),
					watch: interest => interests.push(interest),
					resyncBook(name, reason) {
						calls.push(`resync ${name} ${reason}`);
						onResync(publish);
					},
					reconnect: () => calls.push('reconnect'),
					async stop() {
						calls.push('stop');
					},
				};
			},
			onListenerError: error => errors.push(error),
		},
		{
			symbols: [symbol, 'ETH-USDT', 'SOL-USDT'],
			streams: { tickers: true, trades: true, books: true, stats: true, candles: false },
			depthOf: 'all',
			...options,
		},
	);
	return { engine, clock, calls, interests, errors };
};

const goLive = (engine: Engine, depthLimit = 0): void => {
	const bids = Array.from({ length: 100 }, (_, index): PriceSize => [String(1000 - index), '1']);
	const asks = Array.from({ length: 100 }, (_, index): PriceSize => [String(1001 + index), '1']);
	engine.publish(snapshot(1, bids, asks, { depthLimit }));
	engine.publish({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: 0 });
};

test('starts the feed with its interest, the focused symbol first', () => {
	const { engine, calls, interests } = build();

	engine.start();
	engine.start();

	expect(calls).toEqual(['start']);
	expect(interests).toEqual([
		{
			tickers: [symbol, 'ETH-USDT', 'SOL-USDT'],
			trades: [symbol, 'ETH-USDT', 'SOL-USDT'],
			books: [symbol, 'ETH-USDT', 'SOL-USDT'],
			stats: [symbol, 'ETH-USDT', 'SOL-USDT'],
			candles: [],
			minutes: [symbol, 'ETH-USDT', 'SOL-USDT'],
			focused: symbol,
		},
	]);
});

test('asks for the depth of the focused symbol only, where told so', () => {
	const { engine, interests } = build({ depthOf: 'focused' });
	engine.start();

	engine.execute({ type: 'symbol.focus', symbol: 'SOL-USDT' });

	expect(interests.at(-1)).toMatchObject({
		tickers: ['SOL-USDT', symbol, 'ETH-USDT'],
		trades: ['SOL-USDT'],
		books: ['SOL-USDT'],
		focused: 'SOL-USDT',
	});
});

test('adds and removes symbols, and refuses what is none', () => {
	const { engine, interests } = build();
	engine.start();
	engine.publish({
		type: 'instruments',
		instruments: [{ symbol: 'KCS-USDT' } as Instrument, { symbol } as Instrument],
		receivedAt: 0,
	});

	engine.execute({ type: 'symbol.add', symbol: 'KCS-USDT' });
	expect(interests.at(-1)?.tickers).toContain('KCS-USDT');
	expect(engine.store.state.symbols.get('KCS-USDT')?.instrument?.symbol).toBe('KCS-USDT');

	const told = interests.length;
	for (const name of ['NO-SUCH', 'kcs-usdt', 'KCS-USDT\u001b', 'KCS-USDT']) {
		engine.execute({ type: 'symbol.add', symbol: name });
	}

	engine.execute({ type: 'symbol.focus', symbol: 'NO-SUCH' });
	engine.execute({ type: 'symbol.remove', symbol: 'NO-SUCH' });
	expect(interests).toHaveLength(told);

	engine.execute({ type: 'symbol.remove', symbol });
	expect(interests.at(-1)).toMatchObject({ focused: 'ETH-USDT' });
	expect(engine.store.state.symbols.has(symbol)).toBe(false);
});

test('changes the interval of the candles and reconnects on command', () => {
	const { engine, calls, interests } = build({
		streams: { tickers: true, trades: false, books: false, stats: false, candles: true },
	});
	engine.start();

	engine.execute({ type: 'candles.interval', interval: '1min' });
	engine.execute({ type: 'candles.interval', interval: '1hour' });
	engine.execute({ type: 'feed.reconnect' });

	expect(interests).toHaveLength(2);
	expect(interests[1]?.candles[0]).toEqual({ symbol, interval: '1hour' });
	expect(calls).toEqual(['start', 'reconnect']);
});

test('listeners hear an event after the store has it, and one bad listener does not stop the rest', () => {
	const { engine, errors } = build();
	const heard: (string | undefined)[] = [];
	engine.subscribe(() => {
		throw new Error('bad');
	});
	engine.subscribe(() => heard.push(engine.store.state.symbols.get(symbol)?.ticker.last()?.price));

	engine.publish(ticker('1', { price: '7' }));

	expect(heard).toEqual(['7']);
	expect(errors).toEqual([new Error('bad')]);
});

test('events published while one is told are heard by everybody in one order', () => {
	const { engine } = build();
	const first: string[] = [];
	const second: string[] = [];
	const name = (event: EngineEvent): string => (event.type === 'ticker' ? event.sequence : event.type);
	engine.subscribe(event => {
		first.push(name(event));
		if (event.type === 'ticker' && event.sequence === '1') {
			engine.publish(ticker('2'));
			engine.publish(ticker('3'));
		}
	});
	engine.subscribe(event => second.push(name(event)));

	engine.publish(ticker('1'));

	expect(first).toEqual(['1', '2', '3']);
	expect(second).toEqual(['1', '2', '3']);
});

test('sends a crossed book back to the feed at once, in the same event', () => {
	const { engine, calls } = build({}, publish =>
		publish({ type: 'book-status', symbol, status: 'gap', reason: 'crossed', receivedAt: 0 }),
	);
	goLive(engine);

	engine.publish(delta(2, 2, [['1001', '1', '2']], []));

	expect(calls).toEqual(['resync BTC-USDT crossed']);
	expect(engine.store.state.symbols.get(symbol)?.bookStatus).toBe('gap');
	expect(engine.store.state.counters.gaps).toBe(1);
});

test('does not believe that a crossed book is live', () => {
	const { engine, calls } = build();
	engine.publish(snapshot(1, [['10', '1']], [['11', '1']]));
	engine.publish(delta(2, 2, [['12', '1', '2']], []));
	calls.length = 0;

	engine.start();
	engine.publish({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: 0 });

	expect(engine.store.state.symbols.get(symbol)?.bookStatus).toBe('gap');
});

test('sends a book that failed its audit back to the feed', () => {
	const { engine, calls } = build();
	goLive(engine);

	engine.publish({ type: 'book-audit', symbol, sequence: 1, bids: [['1000', '2']], asks: [], receivedAt: 0 });

	expect(calls).toEqual(['resync BTC-USDT audit']);
});

test('a venue that only has crossed snapshots is asked once a second, not without end', () => {
	const { engine, clock, calls } = build({}, publish => {
		publish({ type: 'book-status', symbol, status: 'sync', reason: '', receivedAt: 0 });
		publish(snapshot(5, [['10', '1']], [['9', '1']]));
	});
	engine.start();
	goLive(engine);

	engine.publish(delta(2, 2, [['1001', '1', '2']], []));
	expect(calls.filter(call => call.startsWith('resync'))).toHaveLength(1);
	clock.advance(5000);

	expect(calls.filter(call => call.startsWith('resync'))).toHaveLength(6);
});

test('asks for a new snapshot while a used-up one is still shown, and not twice for one', () => {
	const { engine, clock, calls } = build();
	goLive(engine, 100);
	const eaten = Array.from({ length: 51 }, (_, index): BookChange => [String(1001 + index), '0', '2']);

	engine.publish(delta(2, 2, [], eaten));
	engine.publish(delta(3, 3, [], []));
	expect(calls).toEqual(['resync BTC-USDT reseed']);
	expect(engine.store.state.symbols.get(symbol)?.bookStatus).toBe('live');

	clock.advance(10_000);
	engine.publish(delta(4, 4, [], []));
	expect(calls).toHaveLength(2);
	goLive(engine, 100);
	engine.publish(delta(2, 2, [], eaten));
	expect(calls).toHaveLength(3);
});

test('a side that stays empty for a second is asked for again, and then left in peace', () => {
	const { engine, clock, calls } = build();
	engine.start();
	engine.publish(snapshot(1, [['10', '1']], [['11', '1']]));
	engine.publish({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: 0 });

	engine.publish(delta(2, 2, [], [['11', '0', '2']]));
	engine.publish(delta(3, 3, [], [['12', '1', '3']]));
	clock.advance(3000);
	expect(calls).toEqual(['start']);

	engine.publish(delta(4, 4, [], [['12', '0', '4']]));
	clock.advance(10_000);
	expect(calls).toEqual(['start', 'resync BTC-USDT empty side']);
});

test('samples the price line once a second while it runs', () => {
	const { engine, clock } = build();
	engine.start();
	engine.publish(ticker('1'));

	clock.advance(2500);

	expect(engine.store.state.symbols.get(symbol)?.line.toArray()).toEqual([100.5, 100.5]);
});

test('hears nothing after it has stopped', async () => {
	const { engine, clock, calls, interests } = build();
	engine.start();
	const heard: string[] = [];
	engine.subscribe(event => heard.push(event.type));
	const before = engine.store.revision();

	await engine.stop();
	await engine.stop();
	engine.publish(ticker('1'));
	engine.execute({ type: 'symbol.focus', symbol: 'SOL-USDT' });
	clock.advance(5000);

	expect(calls).toEqual(['start', 'stop']);
	expect(heard).toEqual([]);
	expect(interests).toHaveLength(1);
	expect(engine.store.revision()).toBe(before);
});

test('a chart in sight brings the bars of the focused symbol, and older ones when it is scrolled', () => {
	const { engine, interests } = build();
	engine.start();

	engine.execute({ type: 'chart.watch', isShown: true });
	expect(interests.at(-1)?.candles).toEqual([{ symbol, interval: '1min', bars: 1500 }]);
	engine.execute({ type: 'chart.extend' });
	expect(interests.at(-1)?.candles).toEqual([{ symbol, interval: '1min', bars: 3000 }]);
	engine.execute({ type: 'candles.interval', interval: '4hour' });
	expect(interests.at(-1)?.candles).toEqual([{ symbol, interval: '4hour', bars: 1500 }]);
	engine.execute({ type: 'symbol.focus', symbol: 'ETH-USDT' });
	expect(interests.at(-1)?.candles).toEqual([{ symbol: 'ETH-USDT', interval: '4hour', bars: 1500 }]);
	engine.execute({ type: 'chart.watch', isShown: false });
	expect(interests.at(-1)?.candles).toEqual([]);
});

test('bars of a chart that was left are forgotten, since nobody keeps them whole', () => {
	const { engine } = build();
	engine.start();
	const bars = (): readonly string[] => [...(engine.store.state.symbols.get(symbol)?.candles.keys() ?? [])];
	const candle = (interval: string): FeedEvent => ({
		type: 'candle',
		symbol,
		interval,
		open: '1',
		close: '1',
		high: '1',
		low: '1',
		volume: '1',
		turnover: '1',
		start: 0,
		receivedAt: 0,
	});
	engine.execute({ type: 'chart.watch', isShown: true });
	engine.publish(candle('1min'));
	expect(bars()).toEqual(['1min']);

	engine.execute({ type: 'candles.interval', interval: '1hour' });
	engine.publish(candle('1hour'));
	expect(bars()).toEqual(['1hour']);
	engine.execute({ type: 'symbol.focus', symbol: 'ETH-USDT' });
	expect(bars()).toEqual([]);
});

test('a chart goes back as far as four replies of history, and no further', () => {
	const { engine, interests } = build();
	engine.start();
	engine.execute({ type: 'chart.watch', isShown: true });
	for (let time = 0; time < 9; time += 1) {
		engine.execute({ type: 'chart.extend' });
	}

	expect(interests.at(-1)?.candles[0]).toMatchObject({ bars: 6000 });
	expect(interests).toHaveLength(5);
});

import { expect, test } from 'vitest';
import { createEngine, createKucoin, createMachine, selectBook, startSimulator } from '../../source/index.js';
import { waitUntil } from '../helpers/wait-until.js';

test('runs the engine from a program of one’s own', async () => {
	const exchange = await startSimulator({ seed: 3, port: 0, scenario: undefined });
	const machine = createMachine();
	const kucoin = createKucoin(machine, {
		restUrl: exchange.restUrl,
		credentials: undefined,
		compress: false,
		userAgent: 'test/1',
	});
	const engine = createEngine(
		{ clock: machine.clock, createFeed: publish => kucoin.createFeed(publish) },
		{
			symbols: ['ETH-USDT'],
			streams: { tickers: true, trades: true, books: true, stats: false, candles: false },
			depthOf: 'all',
		},
	);
	const heard = new Set<string>();
	engine.subscribe(event => {
		heard.add(event.type);
	});
	try {
		engine.start();
		await waitUntil(() => heard.has('book-delta') && heard.has('ticker'));

		const at = { wall: machine.clock.wallNow(), mono: machine.clock.monoNow() };
		const book = selectBook(engine.store.state, 'ETH-USDT', 5, at);
		expect(book.freshness.state).toBe('LIVE');
		expect(book.bids).toHaveLength(5);
	} finally {
		await engine.stop();
		machine.net.close();
		await exchange.stop();
	}
});

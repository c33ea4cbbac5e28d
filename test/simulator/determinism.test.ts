import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createQuietWorld, get, openQuietSocket } from './in-process.js';

/** Everything a client hears in ten seconds, as one digest. */
function listen(seed: number, steps: readonly number[], symbols = 8): string {
	const { clock, exchange } = createQuietWorld({ seed, symbols });
	const socket = openQuietSocket(exchange);
	for (const topic of ['/market/level2', '/market/match', '/market/ticker', '/spotMarket/level2Depth50']) {
		socket.subscribe(`${topic}:BTC-USDT`);
	}

	socket.subscribe('/market/candles:BTC-USDT_1hour');
	socket.subscribe('/market/snapshot:BTC-USDT');
	let gone = 0;
	for (let index = 0; gone < 10_000; index += 1) {
		clock.advanceSync(steps[index % steps.length]!);
		gone += steps[index % steps.length]!;
	}

	const candles = JSON.stringify(get(exchange, '/api/v1/market/candles?symbol=BTC-USDT&type=15min').data);
	expect(socket.texts.length).toBeGreaterThan(500);
	return createHash('sha256').update(socket.texts.join('\n')).update(candles).digest('hex');
}

test('one seed tells the same story twice', () => {
	expect(listen(11, [10])).toBe(listen(11, [10]));
});

test('another seed tells another', () => {
	expect(listen(11, [10])).not.toBe(listen(12, [10]));
});

test('the jitter of timers changes nothing', () => {
	expect(listen(11, [10])).toBe(listen(11, [1, 3, 37, 9, 50]));
});

test('a market does not depend on how many others there are', () => {
	const tapeOf = (symbols: number): unknown => {
		const { clock, exchange } = createQuietWorld({ seed: 9, symbols });
		clock.advanceSync(3000);
		return get(exchange, '/api/v1/market/histories?symbol=ETH-USDT').data;
	};

	expect(tapeOf(2)).toEqual(tapeOf(40));
});

test('a thousand markets can be had', () => {
	const { clock, exchange } = createQuietWorld({ symbols: 1000 });
	const socket = openQuietSocket(exchange);
	socket.subscribe('/market/ticker:all');

	clock.advanceSync(1000);

	expect(get(exchange, '/api/v2/symbols').data).toHaveLength(1000);
	expect(new Set(socket.frames.filter(({ type }) => type === 'message').map(({ subject }) => subject)).size).toBe(1000);
});

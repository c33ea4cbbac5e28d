import { expect, test } from 'vitest';
import { createEngine } from '../../source/engine/engine.js';
import { createKucoin } from '../../source/exchange/kucoin/venue.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { Signal } from '../../source/model/signal-event.js';
import { demoRuns } from '../../source/simulator/demo-runs.js';
import { createExchange, demoCredentials } from '../../source/simulator/exchange.js';
import { createRandomStream } from '../../source/simulator/random-streams.js';
import { playScenario } from '../../source/simulator/scenarios.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createVirtualMachine } from '../../source/simulator/virtual/machine.js';
import { createVirtualNet, type VirtualNet } from '../../source/simulator/virtual/net.js';

const symbol = 'BTC-USDT';
const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

type Found = { readonly atMs: number; readonly signal: Signal };

/** Plays the demo's market in virtual time through the production adapter and rules. */
async function play(seed: number, ms: number): Promise<readonly Found[]> {
	// Where in its minute a demo starts is nobody's choice.
	const clock = createVirtualClock({ settle, wall: 1_767_614_400_000 + seed * 7_000_123 });
	const exchange = createExchange(
		{ clock },
		{ seed, symbols: 2, endpoint: () => 'wss://ws-api-spot.kucoin.com/', cutLinks: () => net.cutAll() },
	);
	const net: VirtualNet = createVirtualNet({ clock, random: createRandomStream(seed, 'net'), exchange });
	const own = createVirtualMachine(clock).spawn();
	const connection = net.open(own);
	const kucoin = createKucoin(
		{ clock: own.clock, random: createSeededRandom(seed), net: connection },
		{ restUrl: 'https://api.kucoin.com', credentials: demoCredentials, compress: false, userAgent: 'kcmon/test' },
	);
	const engine = createEngine(
		{ clock: own.clock, createFeed: publish => kucoin.createFeed(publish), signals: {} },
		{
			symbols: [symbol],
			streams: { tickers: true, trades: true, books: true, stats: true, candles: false },
			depthOf: 'all',
		},
	);
	const found: Found[] = [];
	engine.subscribe(event => {
		if (event.type === 'signal' && event.signal.stop !== undefined) {
			found.push({ atMs: event.signal.timestamp - exchange.venue.startedAt, signal: event.signal });
		}
	});
	const stop = playScenario(demoRuns, { clock, ...exchange });
	engine.start();
	await clock.advance(ms);
	await engine.stop();
	stop();
	connection.close();
	exchange.stop();
	return found;
}

test.each(Array.from({ length: 6 }, (_, index) => index + 1))(
	'with seed %i the market of the demo breaks out within 90 seconds, with entry, stop and targets',
	async seed => {
		const found = await play(seed, 90_000);

		expect(found.map(({ signal }) => signal.signalType)).toEqual(['long_breakout']);
		const [{ signal }] = found as [Found];
		const [entry, stop, first, second] = [signal.entryLow, signal.stop, ...signal.targets].map(Number) as [
			number,
			number,
			number,
			number,
		];
		expect(stop).toBeLessThan(entry);
		expect(first - entry).toBeCloseTo(entry - stop, 1);
		expect(second - entry).toBeCloseTo(2 * (entry - stop), 1);
	},
	60_000,
);

test('it goes on every two minutes, up four times and down again', async () => {
	const found = await play(1, 690_000);

	expect(found.map(({ signal }) => signal.signalType)).toEqual([
		'long_breakout',
		'long_breakout',
		'long_breakout',
		'long_breakout',
		'exit_breakdown',
		'exit_breakdown',
	]);
	for (const [index, { atMs }] of found.entries()) {
		expect(atMs).toBeGreaterThan(75_000 + index * 120_000);
		expect(atMs).toBeLessThan(78_000 + index * 120_000);
	}
}, 120_000);

import { expect, test } from 'vitest';
import type { KucoinData } from '../../../source/exchange/kucoin/market-data.js';
import { createSeeds, type Seeds } from '../../../source/exchange/kucoin/seeds.js';
import type { Streams, SymbolStreams } from '../../../source/exchange/kucoin/streams.js';
import type { ProbeEvent } from '../../../source/model/health-event.js';
import type { MarketEvent, TickerEvent } from '../../../source/model/market-event.js';
import { createVirtualClock, type VirtualClock } from '../../../source/simulator/virtual/clock.js';

const symbol = 'ETH-USDT';
const ticker = { type: 'ticker', symbol, price: '2600', sequence: '7' } as TickerEvent;

type Bench = {
	readonly clock: VirtualClock;
	readonly told: (MarketEvent | ProbeEvent)[];
	readonly replies: ((value: TickerEvent | undefined) => void)[];
	readonly entry: { readonly symbol: string; lastTicker: TickerEvent | undefined };
	readonly seeds: Seeds;
	isConfirmed: boolean;
};

function createBench(): Bench {
	const clock = createVirtualClock();
	const told: (MarketEvent | ProbeEvent)[] = [];
	const replies: ((value: TickerEvent | undefined) => void)[] = [];
	const entry: Bench['entry'] = { symbol, lastTicker: undefined };
	const bench: Bench = {
		clock,
		told,
		replies,
		entry,
		isConfirmed: true,
		seeds: createSeeds({
			clock,
			data: { tryTicker: () => new Promise(resolve => replies.push(resolve)) } as unknown as KucoinData,
			streams: {
				of: () => entry as unknown as SymbolStreams,
				receive: (event: TickerEvent) => {
					entry.lastTicker ??= event;
				},
			} as unknown as Streams,
			isConfirmed: () => bench.isConfirmed,
			publish: event => told.push(event),
		}),
	};
	return bench;
}

test('a ticker read behind its subscription is the newest there is, however old (simulation seed 440)', async () => {
	const bench = createBench();
	bench.seeds.ticker(symbol);
	bench.replies[0]!(ticker);
	await bench.clock.advance(0);

	expect(bench.entry.lastTicker).toBe(ticker);
	expect(bench.told).toMatchObject([{ type: 'probe', symbol, stream: 'ticker', verdict: 'quiet' }]);
});

test('a ticker that was there already is confirmed by the one that was read (simulation seed 24)', async () => {
	const bench = createBench();
	bench.entry.lastTicker = { ...ticker };
	bench.seeds.ticker(symbol);
	bench.replies[0]!(ticker);
	await bench.clock.advance(0);

	expect(bench.told).toMatchObject([{ type: 'probe', verdict: 'quiet' }]);
});

test.each([
	[
		'a push came first',
		(bench: Bench) => {
			bench.entry.lastTicker = { ...ticker, sequence: '8' };
		},
	],
	[
		'the subscription is gone',
		(bench: Bench) => {
			bench.isConfirmed = false;
		},
	],
	['it is another subscription by now', (bench: Bench) => bench.seeds.ticker(symbol)],
])('a ticker that was read proves nothing where %s', async (_, meanwhile) => {
	const bench = createBench();
	bench.seeds.ticker(symbol);
	meanwhile(bench);
	bench.replies[0]!(ticker);
	await bench.clock.advance(0);

	expect(bench.told).toEqual([]);
});

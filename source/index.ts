/**
 * kcmon as a library: the engine without a face, KuCoin's market data, and the embedded exchange.
 *
 * ```js
 * import { createEngine, createKucoin, createMachine } from 'kcmon';
 *
 * const machine = createMachine();
 * const kucoin = createKucoin(machine, {
 * 	restUrl: 'https://api.kucoin.com',
 * 	credentials: undefined,
 * 	compress: false,
 * 	userAgent: 'my-program/1.0',
 * });
 * const engine = createEngine(
 * 	{ clock: machine.clock, createFeed: publish => kucoin.createFeed(publish) },
 * 	{
 * 		symbols: ['BTC-USDT'],
 * 		streams: { tickers: true, trades: true, books: true, stats: false, candles: false },
 * 		depthOf: 'all',
 * 	},
 * );
 * engine.subscribe(event => console.log(event));
 * engine.start();
 * ```
 */

import type { Clock, Random } from './lib/seams.js';
import { createClock } from './platform/clock.js';
import { createNet, type PlatformNet } from './platform/net.js';
import { createRandom } from './platform/random.js';
import type { RunningSimulator, SimulatorOptions } from './simulator/simulator.js';

export type { Command } from './engine/commands.js';
export { createEngine, type Engine, type EngineDeps, type EngineEvent, type EngineOptions } from './engine/engine.js';
export { type Credentials, createKucoin, type Kucoin, type KucoinOptions } from './exchange/kucoin/venue.js';
export { isKcmonError, KcmonError, NetError, UsageError } from './lib/errors.js';
export type * from './lib/seams.js';
export type { Feed, FeedEvent, FeedInterest, FeedMeter, MarketData } from './market/feed.js';
export type { OrderBook } from './market/order-book.js';
export type * from './model/health-event.js';
export type { Instrument } from './model/instrument.js';
export type * from './model/market-event.js';
export type * from './model/signal-event.js';
export type { RunningSimulator, SimulatorOptions } from './simulator/simulator.js';
export { selectBook } from './store/selectors/book.js';
export { selectHealth } from './store/selectors/health.js';
export { selectLadder } from './store/selectors/ladder.js';
export { selectSignals } from './store/selectors/signals.js';
export { selectStatus } from './store/selectors/status.js';
export { selectTape } from './store/selectors/tape.js';
export { selectTicker } from './store/selectors/ticker.js';
export { selectWatchlist } from './store/selectors/watchlist.js';
export type { State, SymbolState } from './store/state.js';
export type { Store } from './store/store.js';
export type * from './store/views.js';

/** The real machine, as the engine and the venue want it. */
export type Machine = { readonly clock: Clock; readonly random: Random; readonly net: PlatformNet };

export function createMachine(): Machine {
	return { clock: createClock(), random: createRandom(), net: createNet() };
}

/** Starts the embedded exchange on loopback. It is loaded on demand. */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
	const simulator = await import('./simulator/simulator.js');
	return simulator.startSimulator(options);
}

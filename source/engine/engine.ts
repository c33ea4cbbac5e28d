import type { Cancel, Clock } from '../lib/seams.js';
import type { Feed, FeedEvent } from '../market/feed.js';
import type { SignalEvent } from '../model/signal-event.js';
import type { Store } from '../store/store.js';
import type { Command } from './commands.js';

export type EngineEvent = FeedEvent | SignalEvent;

export type EngineDeps = {
	readonly clock: Clock;
	/** Built with the engine's own `publish`, so that the one writer stays one. */
	readonly createFeed: (publish: (event: FeedEvent) => void) => Feed;
};

export type EngineOptions = {
	/** The watchlist, first = focused. */
	readonly symbols: readonly string[];
	/** Which streams to ask for, of every symbol; the dashboard and `stream` differ here. */
	readonly streams: {
		readonly tickers: boolean;
		readonly trades: boolean;
		readonly books: boolean;
		readonly stats: boolean;
		readonly candles: boolean;
	};
	/** Books and tapes of every symbol, or of the focused one only. */
	readonly depthOf: 'all' | 'focused';
};

/** The heart: one writer. Every event passes `publish`, in order, synchronously; then listeners hear it. */
export type Engine = {
	readonly store: Store;
	readonly start: () => void;
	readonly publish: (event: EngineEvent) => void;
	/** Hears every event after the store has applied it. One bad listener does not stop the rest. */
	readonly subscribe: (listener: (event: EngineEvent) => void) => Cancel;
	readonly execute: (command: Command) => void;
	readonly stop: () => Promise<void>;
};

export declare function createEngine(deps: EngineDeps, options: EngineOptions): Engine;

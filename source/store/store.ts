import type { Clock } from '../lib/seams.js';
import type { FeedEvent } from '../market/feed.js';
import type { SignalEvent } from '../model/signal-event.js';
import type { State } from './state.js';

/** The one mutable state. Only the engine calls `apply`; everybody else reads, through selectors. */
export type Store = {
	readonly state: State;
	/** Raised by every event. */
	readonly revision: () => number;
	readonly apply: (event: FeedEvent | SignalEvent) => void;
};

export declare function createStore(clock: Clock, symbols: readonly string[]): Store;

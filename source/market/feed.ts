import type { HealthEvent } from '../model/health-event.js';
import type { CandleInterval, MarketEvent } from '../model/market-event.js';

/** What the program wants to hear. A new interest replaces the former as a whole; the feed works out the difference. */
export type FeedInterest = {
	readonly tickers: readonly string[];
	readonly trades: readonly string[];
	readonly books: readonly string[];
	readonly stats: readonly string[];
	readonly candles: readonly { readonly symbol: string; readonly interval: CandleInterval }[];
	/** The symbol whose tape and book are compared with REST from time to time. */
	readonly focused: string | undefined;
};

export type FeedEvent = MarketEvent | HealthEvent;

/** A venue's market data. Events go to the `publish` it was created with, in order, synchronously. */
export type Feed = {
	readonly start: () => void;
	readonly watch: (interest: FeedInterest) => void;
	/** The book is known to be wrong (crossed, failed audit): fetch it anew. */
	readonly resyncBook: (symbol: string, reason: string) => void;
	/** Drops every wait and connects now. */
	readonly reconnect: () => void;
	readonly stop: () => Promise<void>;
};

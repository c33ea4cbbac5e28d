import type { Cancel } from '../lib/seams.js';
import type { HealthEvent } from '../model/health-event.js';
import type { Instrument } from '../model/instrument.js';
import type {
	BookSnapshotEvent,
	CandleEvent,
	CandleInterval,
	MarketEvent,
	StatsEvent,
	TickerEvent,
	TradeEvent,
} from '../model/market-event.js';

/** What the program wants to hear. A new interest replaces the former as a whole; the feed works out the difference. */
export type FeedInterest = {
	readonly tickers: readonly string[];
	readonly trades: readonly string[];
	readonly books: readonly string[];
	readonly stats: readonly string[];
	readonly candles: readonly {
		readonly symbol: string;
		readonly interval: CandleInterval;
		/** How many bars back history should reach. @default 300 */
		readonly bars?: number;
	}[];
	/** Symbols whose last minutes are read, as candles of one minute, each time that their book begins: signals need a past. */
	readonly minutes: readonly string[];
	/** Every pair of the venue, as `board` events. @default false */
	readonly board?: boolean;
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

/** Hears the cost of every data frame; only `probe` passes one, since reading the clock three times a frame is not free. */
export type FeedMeter = {
	readonly record: (
		/** Topic without its symbol, `/market/ticker`. */
		topicPrefix: string,
		/** Text → checked event. */
		decodeMs: number,
		/** Event → store updated and listeners told. */
		applyMs: number,
		/** Venue time → received; undefined where the payload carries no time. */
		latencyMs: number | undefined,
	) => void;
};

/** What came over a feed's sockets, before anything of it was read: what a recording keeps, and what a playback says again. */
export type SocketNews = {
	/** Every text frame as received. `receivedAt` is wall ms. */
	readonly frame: (
		text: string,
		context: { readonly socket: string; readonly generation: number; readonly receivedAt: number },
	) => void;
	/** What became of sockets and topics. Frames that were refused are not in it: reading them again tells. */
	readonly health: (event: HealthEvent) => void;
};

/** Sockets that a recording speaks for: nothing is connected. */
export type FeedPlayback = {
	/** Who hears from now on. */
	readonly play: (news: SocketNews) => Cancel;
	/** Something was asked of the venue's REST interface, and its promises have to settle before anything else happens. */
	readonly onAsk: () => void;
};

export type FeedOptions = {
	readonly meter?: FeedMeter | undefined;
	/** Hears what comes over the sockets, before the feed does. */
	readonly tap?: SocketNews | undefined;
	/** Stands in for the sockets. */
	readonly playback?: FeedPlayback | undefined;
};

/** A venue's market data on request. Everything rejects with an `ApiError` or `NetError`. */
export type MarketData = {
	readonly instruments: () => Promise<readonly Instrument[]>;
	/** Rejects with `ERR_UNKNOWN_SYMBOL` where the venue has no such pair; so do the others. */
	readonly ticker: (symbol: string) => Promise<TickerEvent>;
	readonly stats: (symbol: string) => Promise<StatsEvent>;
	/** The best `depth` levels a side, or more. */
	readonly book: (symbol: string, depth: number) => Promise<BookSnapshotEvent>;
	/** Oldest first. */
	readonly trades: (symbol: string) => Promise<readonly TradeEvent[]>;
	/** Oldest first; gaps are gaps. Bounds in ms. */
	readonly candles: (
		symbol: string,
		interval: CandleInterval,
		bounds: { readonly from: number; readonly to: number },
	) => Promise<readonly CandleEvent[]>;
	readonly status: () => Promise<{ readonly status: 'open' | 'close' | 'cancelonly'; readonly message: string }>;
	/** One round trip: offset = venue − ours, by the midpoint. */
	readonly clockSample: () => Promise<{ readonly offsetMs: number; readonly rttMs: number }>;
};

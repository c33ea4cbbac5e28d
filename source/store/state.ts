import type { RingBuffer } from '../lib/ring-buffer.js';
import type { Candles } from '../market/candles.js';
import type { OrderBook } from '../market/order-book.js';
import type { StreamFacts } from '../market/stream-facts.js';
import type { Tape } from '../market/tape.js';
import type { Ticker } from '../market/ticker.js';
import type { Watchlist } from '../market/watchlist.js';
import type { AlertEvent } from '../model/alert-event.js';
import type {
	ProcessSampleEvent,
	SocketEvent,
	SocketSampleEvent,
	TopicEvent,
	VenueEvent,
} from '../model/health-event.js';
import type { Instrument } from '../model/instrument.js';
import type { BookAuditEvent, BookStatus, CandleInterval, StatsEvent, TickerEvent } from '../model/market-event.js';
import type { SignalQuarantinedEvent, SignalReceivedEvent } from '../model/signal-event.js';
import type { Scorecard } from '../signals/scorecard.js';
import type { SignalPanel } from '../signals/signal-engine.js';
import type { SignalLink } from '../signals/source.js';
import type { ScoreRow } from '../signals/tally.js';
import type { Board } from './board.js';
import type { TakenSignals } from './signal-taken.js';
import type { TradingRecord } from './trading-record.js';

/** The three words of a public stream's facts, each judged on its own. */
export type Streams = {
	readonly ticker: StreamFacts;
	readonly trades: StreamFacts;
	readonly book: StreamFacts;
	readonly stats: StreamFacts;
	readonly candles: StreamFacts;
};

/** Everything known of one symbol. Changed in place by the store alone. */
export type SymbolState = {
	readonly symbol: string;
	readonly baseCurrency: string;
	readonly quoteCurrency: string;
	instrument: Instrument | undefined;
	readonly book: OrderBook;
	bookStatus: BookStatus;
	bookReason: string;
	/** The store found the book broken and nobody has asked the feed for a new one yet: why. */
	resyncReason: string | undefined;
	/** Monotonic ms when one side of the book became empty without the snapshot saying so. */
	lostSideAt: number | undefined;
	/** An audit at a sequence that the book has not reached yet. */
	pendingAudit: BookAuditEvent | undefined;
	/** Wall ms of the last audit that found no difference. */
	auditedAt: number | undefined;
	readonly tape: Tape;
	/** Monotonic ms of the last trade. */
	lastTradeAt: number | undefined;
	readonly ticker: Ticker;
	/** Shown until the first ticker and statistics arrive: what an earlier run saw last. */
	savedTicker: TickerEvent | undefined;
	stats: StatsEvent | undefined;
	readonly candles: Map<CandleInterval, Candles>;
	readonly streams: Streams;
	/** Mid prices, one a second. */
	readonly line: RingBuffer<number>;
};

/** What is known of one socket. */
export type SocketRecord = {
	readonly socket: string;
	event: SocketEvent | undefined;
	/** Monotonic ms since when it is live. */
	liveSince: number | undefined;
	sample: SocketSampleEvent | undefined;
	/** Monotonic ms of that sample. */
	sampledAt: number | undefined;
	messagesPerSecond: number;
	readonly latencies: RingBuffer<number>;
	pingRttMs: number | undefined;
};

/** A row of the signal log. */
export type SignalEntry =
	| {
			readonly kind: 'signal';
			readonly row: number;
			readonly event: SignalReceivedEvent;
			duplicates: number;
			/** Of an earlier run: to be looked at, never to become an order. */
			readonly isEarlier?: true;
	  }
	| { readonly kind: 'quarantined'; readonly row: number; readonly event: SignalQuarantinedEvent };

export type SignalSourceRecord = { received: number; quarantined: number; duplicates: number; lastAt: number };

export type Counters = {
	/** Data events that the store has seen. */
	events: number;
	/** Times a book lost its continuity. */
	gaps: number;
	malformed: number;
	/** Trades and tickers that came twice, and book increments that the store found applied already. */
	duplicates: number;
};

/** The one mutable state. Readers use selectors. */
export type State = {
	readonly watchlist: Watchlist;
	readonly symbols: Map<string, SymbolState>;
	/** Every pair of the venue, by symbol. */
	instruments: ReadonlyMap<string, Instrument>;
	readonly sockets: Map<string, SocketRecord>;
	readonly topics: Map<string, TopicEvent>;
	readonly counters: Counters;
	/** Safe to show. */
	lastProblem: string | undefined;
	clockOffsetMs: number | undefined;
	restRttMs: number | undefined;
	venue: VenueEvent | undefined;
	process: ProcessSampleEvent | undefined;
	/** Which streams were asked for: a stream that nobody asked for is not missed. */
	wanted: {
		readonly tickers: boolean;
		readonly trades: boolean;
		readonly books: boolean;
		readonly stats: boolean;
		readonly candles: boolean;
	};
	candleInterval: CandleInterval;
	readonly board: Board;
	/** Whether bars of the focused symbol are wanted, and how many back. */
	readonly chart: { isWanted: boolean; bars: number };
	readonly signals: {
		readonly log: RingBuffer<SignalEntry>;
		readonly byId: Map<string, SignalEntry & { kind: 'signal' }>;
		readonly sources: Map<string, SignalSourceRecord>;
		/** How the sources from outside stand, asked when it is read. */
		links: () => readonly SignalLink[];
		readonly taken: TakenSignals;
		/** The scorecard's word of a signal, where one is kept. */
		outcomeOf: Scorecard['outcomeOf'];
		isCalibrated: Scorecard['isCalibrated'];
		/** Frame received → own signal told, ms; undefined before the first, and where nobody measures. */
		latency: () => { readonly p50: number; readonly p99: number } | undefined;
		/** What the rules see and what signals were worth, computed when it is read; undefined where signals are off. */
		own:
			| {
					readonly panel: (symbol: string) => SignalPanel | undefined;
					readonly scores: () => readonly ScoreRow[];
			  }
			| undefined;
		/** Rows ever logged: the number of the next. */
		rows: number;
		received: number;
		quarantined: number;
		duplicates: number;
		/** Monotonic ms. */
		lastAt: number | undefined;
	};
	/** Alerts that went off in this run: the newest, and how many ever. */
	readonly alerts: { readonly log: RingBuffer<AlertEvent>; count: number };
	readonly trading: TradingRecord;
};

import type { Clock } from '../../lib/seams.js';
import type { FeedInterest } from '../../market/feed.js';
import { compareSequences } from '../../model/event-order.js';
import type { ProbeEvent } from '../../model/health-event.js';
import type { CandleInterval, MarketEvent, TickerEvent } from '../../model/market-event.js';
import { type BookMode, type BookSync, createBookSync } from './book-sync.js';
import type { Payload } from './decode.js';
import { HotTicker } from './hot-events.js';
import type { KucoinData } from './market-data.js';
import { candlesTopic, depth50Topic, level2Topic, matchTopic, snapshotTopic, tickerTopic } from './topics.js';
import { createTradeMerge, type TradeMerge } from './trade-merge.js';

/** What is wanted of one symbol, and the state that its streams need between frames. */
export type SymbolStreams = {
	readonly symbol: string;
	ticker: boolean;
	stats: boolean;
	intervals: readonly CandleInterval[];
	trades: TradeMerge | undefined;
	book: BookSync | undefined;
	lastTicker: TickerEvent | undefined;
	/** After a new subscription an older ticker is no late repetition any more. */
	isTickerFresh: boolean;
};

export type StreamsDeps = {
	readonly clock: Clock;
	readonly data: KucoinData;
	readonly publish: (event: MarketEvent | ProbeEvent) => void;
	readonly resubscribe: (topic: string) => void;
	/** The topics of a book changed. */
	readonly onTopicsChanged: () => void;
};

/** The wanted streams of all symbols: payloads in, events out, each once and in order. */
export type Streams = {
	readonly watch: (interest: FeedInterest) => void;
	readonly of: (symbol: string) => SymbolStreams | undefined;
	readonly all: () => IterableIterator<SymbolStreams>;
	/** Hands a payload on if it is wanted. */
	readonly receive: (event: Payload) => void;
	/** Topics, the focused symbol's first: its book, prints, ticker; then books, prints, tickers, candles, statistics. */
	readonly topics: (isKnown: (symbol: string) => boolean) => readonly string[];
	readonly stop: () => void;
};

const isSameTicker = (one: TickerEvent, other: TickerEvent): boolean =>
	one instanceof HotTicker && other instanceof HotTicker ? one.isSame(other) : hasSameTexts(one, other);

const hasSameTexts = (one: TickerEvent, other: TickerEvent): boolean =>
	one.sequence === other.sequence &&
	one.bestBid === other.bestBid &&
	one.bestAsk === other.bestAsk &&
	one.bestBidSize === other.bestBidSize &&
	one.bestAskSize === other.bestAskSize &&
	one.price === other.price &&
	one.size === other.size;

export function createStreams(deps: StreamsDeps): Streams {
	const { clock, data, publish } = deps;
	const symbols = new Map<string, SymbolStreams>();
	let focused: string | undefined;

	function openBook(symbol: string): BookSync {
		return createBookSync(
			{
				clock,
				publish,
				fetchSnapshot: data.seedBook,
				resubscribe: name => deps.resubscribe(level2Topic(name)),
				setMode: deps.onTopicsChanged,
			},
			symbol,
		);
	}

	const openTrades = (symbol: string): TradeMerge =>
		createTradeMerge(
			{
				clock,
				publish,
				fetchTrades: data.trades,
				onComplete: () =>
					publish({ type: 'probe', symbol, stream: 'trades', verdict: 'quiet', receivedAt: clock.wallNow() }),
			},
			symbol,
		);

	function enter(symbol: string): SymbolStreams {
		const known = symbols.get(symbol);
		if (known !== undefined) {
			return known;
		}

		const entry: SymbolStreams = {
			symbol,
			ticker: false,
			stats: false,
			intervals: [],
			trades: undefined,
			book: undefined,
			lastTicker: undefined,
			isTickerFresh: false,
		};
		symbols.set(symbol, entry);
		return entry;
	}

	function update(entry: SymbolStreams, wanted: { readonly trades: boolean; readonly book: boolean }): void {
		if (!wanted.trades) {
			entry.trades?.stop();
			entry.trades = undefined;
		} else {
			entry.trades ??= openTrades(entry.symbol);
		}

		if (!wanted.book) {
			entry.book?.stop();
			entry.book = undefined;
		} else {
			entry.book ??= openBook(entry.symbol);
		}
	}

	function receiveTicker(entry: SymbolStreams, event: TickerEvent): void {
		const last = entry.lastTicker;
		// Two sockets may carry one ticker during a rotation, and the venue repeats itself.
		if (last !== undefined && !entry.isTickerFresh) {
			if (isSameTicker(last, event) || compareSequences(event, last) < 0) {
				return;
			}
		}

		entry.isTickerFresh = false;
		entry.lastTicker = event;
		publish(event);
	}

	function bookTopics(entry: SymbolStreams): readonly string[] {
		const mode: BookMode | undefined = entry.book?.mode();
		switch (mode) {
			case undefined:
				return [];
			case 'level2':
				return [level2Topic(entry.symbol)];
			case 'depth50':
				return [depth50Topic(entry.symbol)];
			default:
				return [depth50Topic(entry.symbol), level2Topic(entry.symbol)];
		}
	}

	return {
		watch: interest => {
			({ focused } = interest);
			const tickers = new Set(interest.tickers);
			const trades = new Set(interest.trades);
			const books = new Set(interest.books);
			const stats = new Set(interest.stats);
			const intervals = new Map<string, CandleInterval[]>();
			for (const { symbol, interval } of interest.candles) {
				intervals.set(symbol, [...(intervals.get(symbol) ?? []), interval]);
			}

			const all = new Set([...tickers, ...trades, ...books, ...stats, ...intervals.keys()]);
			for (const [symbol, entry] of symbols) {
				if (!all.has(symbol)) {
					update(entry, { trades: false, book: false });
					symbols.delete(symbol);
				}
			}

			for (const symbol of all) {
				const entry = enter(symbol);
				entry.ticker = tickers.has(symbol);
				entry.stats = stats.has(symbol);
				entry.intervals = intervals.get(symbol) ?? [];
				update(entry, { trades: trades.has(symbol), book: books.has(symbol) });
			}
		},
		of: symbol => symbols.get(symbol),
		all: () => symbols.values(),
		receive: event => {
			if (event.type === 'balance') {
				return;
			}

			const entry = symbols.get(event.symbol);
			if (entry === undefined) {
				return;
			}

			switch (event.type) {
				case 'book-delta':
					entry.book?.delta(event);
					break;
				case 'trade':
					entry.trades?.live(event);
					break;
				case 'ticker':
					if (entry.ticker) {
						receiveTicker(entry, event);
					}

					break;
				case 'book-snapshot':
					entry.book?.picture(event);
					break;
				case 'stats':
					if (entry.stats) {
						publish(event);
					}

					break;
				default:
					break;
			}
		},
		topics: isKnown => {
			const known = [...symbols.values()].filter(({ symbol }) => isKnown(symbol));
			const first = known.filter(({ symbol }) => symbol === focused);
			const rest = known.filter(({ symbol }) => symbol !== focused);
			const ordered = [...first, ...rest];
			return [
				...ordered.flatMap(bookTopics),
				...ordered.filter(({ trades }) => trades !== undefined).map(({ symbol }) => matchTopic(symbol)),
				...ordered.filter(({ ticker }) => ticker).map(({ symbol }) => tickerTopic(symbol)),
				...ordered.flatMap(({ symbol, intervals }) => intervals.map(interval => candlesTopic(symbol, interval))),
				...ordered.filter(({ stats }) => stats).map(({ symbol }) => snapshotTopic(symbol)),
			];
		},
		stop: () => {
			for (const entry of symbols.values()) {
				update(entry, { trades: false, book: false });
			}

			symbols.clear();
		},
	};
}

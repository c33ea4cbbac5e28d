import { createRingBuffer } from '../lib/ring-buffer.js';
import { OrderBook } from '../market/order-book.js';
import { createStreamFacts } from '../market/stream-facts.js';
import { createTape } from '../market/tape.js';
import { createTicker } from '../market/ticker.js';
import { createWatchlist } from '../market/watchlist.js';
import type { Instrument } from '../model/instrument.js';
import { createBoard } from './board.js';
import type { SocketRecord, State, SymbolState } from './state.js';
import { createTradingRecord } from './trading-record.js';

/** Points of the price line: four minutes at one a second. */
const linePoints = 240;

/** Points of a socket's latency line. */
const latencyPoints = 60;

export const signalLogRows = 1000;

const alertRows = 200;

/** One reply of history: more than a day of minutes. */
export const chartBars = 1500;

export function createState(symbols: readonly string[]): State {
	const state: State = {
		watchlist: createWatchlist(symbols),
		symbols: new Map(),
		instruments: new Map(),
		sockets: new Map(),
		topics: new Map(),
		counters: { events: 0, gaps: 0, malformed: 0, duplicates: 0 },
		lastProblem: undefined,
		clockOffsetMs: undefined,
		restRttMs: undefined,
		venue: undefined,
		process: undefined,
		wanted: { tickers: true, trades: true, books: true, stats: true, candles: false },
		candleInterval: '1min',
		board: createBoard(),
		chart: { isWanted: false, bars: chartBars },
		signals: {
			log: createRingBuffer(signalLogRows),
			byId: new Map(),
			sources: new Map(),
			taken: new Map(),
			links: () => [],
			outcomeOf: () => undefined,
			isCalibrated: () => false,
			latency: () => undefined,
			own: undefined,
			rows: 0,
			received: 0,
			quarantined: 0,
			duplicates: 0,
			lastAt: undefined,
		},
		alerts: { log: createRingBuffer(alertRows), count: 0 },
		trading: createTradingRecord(),
	};
	for (const symbol of state.watchlist.symbols()) {
		state.symbols.set(symbol, createSymbolState(symbol, undefined));
	}

	return state;
}

export function createSymbolState(symbol: string, instrument: Instrument | undefined): SymbolState {
	const dash = symbol.indexOf('-');
	return {
		symbol,
		baseCurrency: dash === -1 ? symbol : symbol.slice(0, dash),
		quoteCurrency: dash === -1 ? '' : symbol.slice(dash + 1),
		instrument,
		book: new OrderBook(),
		bookStatus: 'sync',
		bookReason: '',
		resyncReason: undefined,
		lostSideAt: undefined,
		pendingAudit: undefined,
		auditedAt: undefined,
		tape: createTape(),
		lastTradeAt: undefined,
		ticker: createTicker(),
		savedTicker: undefined,
		stats: undefined,
		candles: new Map(),
		streams: {
			ticker: createStreamFacts('ticker'),
			trades: createStreamFacts('trades'),
			book: createStreamFacts('book'),
			stats: createStreamFacts('stats'),
			candles: createStreamFacts('candles'),
		},
		line: createRingBuffer(linePoints),
	};
}

export function createSocketRecord(socket: string): SocketRecord {
	return {
		socket,
		event: undefined,
		liveSince: undefined,
		sample: undefined,
		sampledAt: undefined,
		messagesPerSecond: 0,
		latencies: createRingBuffer(latencyPoints),
		pingRttMs: undefined,
	};
}

import { createCandles, isCandleInterval } from '../market/candles.js';
import type { BookOutcome } from '../market/order-book.js';
import { noteAnswer, noteData } from '../market/stream-facts.js';
import type {
	BookAuditEvent,
	BookDeltaEvent,
	BookSnapshotEvent,
	BookStatusEvent,
	CandleEvent,
	InstrumentsEvent,
	StatsEvent,
	TickerEvent,
	TradeEvent,
} from '../model/market-event.js';
import { setProblem } from './problem.js';
import type { State, SymbolState } from './state.js';

/** An audit that the book has not reached by then is given up, ms of its own receipt time. */
const auditPatienceMs = 10_000;

/** Venue time → received; 0 where the clocks cannot be compared. */
const lagOf = (state: State, time: number, receivedAt: number): number =>
	receivedAt + (state.clockOffsetMs ?? 0) - time;

export function applyTicker(state: State, event: TickerEvent, now: number): void {
	const symbol = state.symbols.get(event.symbol);
	if (symbol === undefined) {
		return;
	}

	const before = symbol.ticker.last()?.time;
	const outcome = symbol.ticker.apply(event);
	if (outcome !== 'newer') {
		state.counters.duplicates += 1;
	}

	if (outcome !== 'older') {
		const { ticker } = symbol.streams;
		if (event.ageMs === undefined) {
			// The time is that of the last trade: only a ticker that moves it tells how long the journey took.
			const moved = before !== undefined && event.time > before;
			noteData(ticker, now, moved ? lagOf(state, event.time, event.receivedAt) : undefined);
		} else {
			noteAnswer(ticker, now - event.ageMs);
		}

		symbol.savedTicker = undefined;
	}
}

export function applyTrade(state: State, event: TradeEvent, now: number): void {
	const symbol = state.symbols.get(event.symbol);
	if (symbol === undefined) {
		return;
	}

	if (symbol.tape.apply(event) === 'duplicate') {
		state.counters.duplicates += 1;
		return;
	}

	// Trades of a fetched history are old by nature; those that happened while we were subscribed are late.
	const { trades } = symbol.streams;
	const lag = lagOf(state, event.time, event.receivedAt);
	const subscribedForMs = trades.confirmedAt === undefined ? 0 : now - trades.confirmedAt;
	noteData(trades, now, lag < subscribedForMs ? lag : 0);
	symbol.lastTradeAt = now;
}

export function applyBookSnapshot(state: State, event: BookSnapshotEvent, now: number): void {
	const symbol = state.symbols.get(event.symbol);
	if (symbol === undefined) {
		return;
	}

	const outcome = symbol.book.applySnapshot(event);
	if (outcome === 'applied') {
		symbol.lostSideAt = undefined;
		if (event.ageMs === undefined) {
			noteData(symbol.streams.book, now, 0);
		} else {
			noteAnswer(symbol.streams.book, now - event.ageMs);
		}

		if (event.source !== 'level2') {
			// Each push of these is a whole picture: there is no continuity to wait for.
			symbol.bookStatus = 'live';
			symbol.bookReason = '';
		}

		return;
	}

	breakBook(state, symbol, describeOutcome(outcome));
}

export function applyBookDelta(state: State, event: BookDeltaEvent, now: number): void {
	const symbol = state.symbols.get(event.symbol);
	if (symbol === undefined) {
		return;
	}

	const { book } = symbol;
	const outcome = book.applyDelta(event);
	if (outcome === 'applied') {
		noteData(symbol.streams.book, now, lagOf(state, event.time, event.receivedAt));
		if (book.bids.count === 0 || book.asks.count === 0) {
			symbol.lostSideAt ??= book.lostSide === undefined ? undefined : now;
		} else if (symbol.lostSideAt !== undefined) {
			symbol.lostSideAt = undefined;
		}

		if (symbol.pendingAudit !== undefined) {
			retryAudit(state, symbol, symbol.pendingAudit, event.receivedAt);
		}

		return;
	}

	if (outcome === 'duplicate') {
		state.counters.duplicates += 1;
	} else if (outcome !== 'unseeded') {
		breakBook(state, symbol, describeOutcome(outcome));
	}
}

export function applyBookStatus(state: State, event: BookStatusEvent): void {
	const symbol = state.symbols.get(event.symbol);
	if (symbol === undefined) {
		return;
	}

	if (event.status === 'live') {
		if (!symbol.book.seeded) {
			return;
		}

		// A replayed buffer may have crossed the book on its way here: continuity alone does not make it right.
		if (symbol.book.crossed) {
			symbol.bookStatus = 'sync';
			breakBook(state, symbol, 'crossed');
			return;
		}
	}

	setBookStatus(state, symbol, event.status, event.reason);
}

export function applyBookAudit(state: State, event: BookAuditEvent): void {
	const symbol = state.symbols.get(event.symbol);
	if (symbol === undefined || symbol.bookStatus !== 'live') {
		return;
	}

	const outcome = symbol.book.audit(event);
	symbol.pendingAudit = outcome.verdict === 'early' ? event : undefined;
	if (outcome.verdict === 'match') {
		symbol.auditedAt = event.receivedAt;
	} else if (outcome.verdict === 'mismatch') {
		breakBook(state, symbol, 'audit');
	}
}

export function applyStats(state: State, event: StatsEvent, now: number): void {
	const symbol = state.symbols.get(event.symbol);
	if (symbol !== undefined) {
		symbol.stats = event;
		noteData(symbol.streams.stats, now, 0);
	}
}

export function applyCandle(state: State, event: CandleEvent, now: number): void {
	const symbol = state.symbols.get(event.symbol);
	if (symbol === undefined || !isCandleInterval(event.interval)) {
		return;
	}

	let candles = symbol.candles.get(event.interval);
	if (candles === undefined) {
		candles = createCandles(event.interval);
		symbol.candles.set(event.interval, candles);
	}

	candles.apply(event);
	if (event.interval === state.candleInterval) {
		noteData(symbol.streams.candles, now, 0);
	}
}

export function applyInstruments(state: State, event: InstrumentsEvent): void {
	state.instruments = new Map(event.instruments.map(instrument => [instrument.symbol, instrument]));
	for (const symbol of state.symbols.values()) {
		symbol.instrument = state.instruments.get(symbol.symbol) ?? symbol.instrument;
	}
}

/** Puts the book out of order until the feed says `live` again. A gap counts once, however often it is told. */
export function setBookStatus(
	state: State,
	symbol: SymbolState,
	status: 'sync' | 'gap' | 'live',
	reason: string,
): void {
	if (status === 'gap') {
		if (symbol.bookStatus !== 'gap') {
			state.counters.gaps += 1;
		}

		setProblem(state, `${symbol.symbol} book: ${reason}`);
	}

	if (status !== 'gap') {
		symbol.resyncReason = undefined;
	}

	if (status !== 'live') {
		symbol.pendingAudit = undefined;
		symbol.lostSideAt = undefined;
	}

	symbol.bookStatus = status;
	symbol.bookReason = reason;
}

/** What the store finds by itself: not LIVE from this moment, and the engine asks the feed for a new snapshot. */
function breakBook(state: State, symbol: SymbolState, reason: string): void {
	// While a book is out of order already, the feed is at work on it.
	if (symbol.bookStatus !== 'gap') {
		symbol.resyncReason = reason;
	}

	setBookStatus(state, symbol, 'gap', reason);
}

const describeOutcome = (outcome: BookOutcome): string =>
	outcome === 'gap' ? 'missing' : outcome === 'invalid' ? 'bad level' : outcome;

function retryAudit(state: State, symbol: SymbolState, audit: BookAuditEvent, receivedAt: number): void {
	if (symbol.book.sequence >= audit.sequence) {
		applyBookAudit(state, audit);
	} else if (receivedAt - audit.receivedAt > auditPatienceMs) {
		symbol.pendingAudit = undefined;
	}
}

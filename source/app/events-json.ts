import type { OrderBook } from '../market/order-book.js';
import type { PriceLevels } from '../market/price-levels.js';
import type { CandleEvent, StatsEvent, TickerEvent, TradeEvent } from '../model/market-event.js';
import type { Signal, SignalEvent, SignalQuarantinedEvent } from '../model/signal-event.js';

/**
 * Events as the JSON lines that scripts read. Field names and their order are part of the interface. Prices and sizes
 * are the venue's texts; times are milliseconds since the epoch; a sequence is a text.
 */

/** The states of a book that a script can see. Only at `live` is it the exchange's own book at that sequence. */
export type BookLineState = 'live' | 'sync' | 'gap' | 'stale';

export type BookLine = {
	readonly symbol: string;
	readonly state: BookLineState;
	readonly book: OrderBook | undefined;
	/** Levels a side at most. */
	readonly depth: number;
	readonly receivedAt: number;
};

export type HealthLine = {
	readonly socket: string;
	readonly state: string;
	readonly reconnects: number;
	readonly gaps: number;
	readonly malformed: number;
	readonly latencyMs: number | undefined;
	readonly topics: readonly { readonly topic: string; readonly state: string; readonly ageMs: number | undefined }[];
	readonly receivedAt: number;
};

export function encodeTicker(event: TickerEvent): string {
	return `${JSON.stringify(tickerFields(event))}\n`;
}

/** The ticker with its 24 h statistics, as the one-shot command prints it. */
export function encodeTickerWithStats(event: TickerEvent, stats: StatsEvent): string {
	return `${JSON.stringify({
		...tickerFields(event),
		change_rate: stats.changeRate ?? null,
		high: stats.high ?? null,
		low: stats.low ?? null,
		volume: stats.volume ?? null,
		quote_volume: stats.quoteVolume ?? null,
	})}\n`;
}

export function encodeTrade(event: TradeEvent): string {
	return `${JSON.stringify({
		type: 'trade',
		symbol: event.symbol,
		trade_id: event.tradeId,
		side: event.side,
		price: event.price,
		size: event.size,
		sequence: event.sequence,
		time: event.time,
		received_at: event.receivedAt,
	})}\n`;
}

export function encodeCandle(event: CandleEvent): string {
	return `${JSON.stringify({
		type: 'candle',
		symbol: event.symbol,
		interval: event.interval,
		open: event.open,
		high: event.high,
		low: event.low,
		close: event.close,
		volume: event.volume,
		start: event.start,
		received_at: event.receivedAt,
	})}\n`;
}

/**
 * The best levels of a book as it is now. Written piece by piece: at hundreds of lines a second the arrays that
 * `JSON.stringify` would need cost more than the text. Every text in it was checked to be a plain decimal.
 */
export function encodeBook({ symbol, state, book, depth, receivedAt }: BookLine): string {
	const seeded = book?.seeded === true;
	const sequence = seeded ? book.sequence : 0;
	const bids = seeded ? encodeLevels(book.bids, depth) : '[]';
	const asks = seeded ? encodeLevels(book.asks, depth) : '[]';
	return `{"type":"book","symbol":"${symbol}","state":"${state}","source":"${book?.source ?? 'level2'}","sequence":"${sequence}","bids":${bids},"asks":${asks},"time":${book?.time ?? 0},"received_at":${receivedAt}}\n`;
}

export function encodeHealth(line: HealthLine): string {
	return `${JSON.stringify({
		type: 'health',
		socket: line.socket,
		state: line.state,
		reconnects: line.reconnects,
		gaps: line.gaps,
		malformed: line.malformed,
		latency_ms: rounded(line.latencyMs),
		topics: line.topics.map(({ topic, state, ageMs }) => ({ topic, state, age_ms: rounded(ageMs) })),
		received_at: line.receivedAt,
	})}\n`;
}

export function encodeSignal(event: SignalEvent): string {
	return `${JSON.stringify(event.type === 'signal' ? signalFields(event.signal) : quarantinedFields(event))}\n`;
}

function tickerFields(event: TickerEvent): object {
	return {
		type: 'ticker',
		symbol: event.symbol,
		price: event.price,
		size: event.size,
		best_bid: event.bestBid,
		best_bid_size: event.bestBidSize,
		best_ask: event.bestAsk,
		best_ask_size: event.bestAskSize,
		sequence: event.sequence,
		time: event.time,
		received_at: event.receivedAt,
	};
}

/** Fields that the maker left out stay out. */
function signalFields(signal: Signal): object {
	return {
		type: 'signal',
		timestamp: signal.timestamp,
		symbol: signal.symbol,
		signal_type: signal.signalType,
		confidence: signal.confidence,
		id: signal.id,
		source: signal.source,
		side: signal.side,
		entry_low: signal.entryLow,
		entry_high: signal.entryHigh,
		stop: signal.stop,
		targets: signal.targets.length === 0 ? undefined : signal.targets,
		ttl_ms: signal.ttlMs,
		horizon: signal.horizon,
		reason: signal.reason,
		features: signal.features,
		schema_version: signal.schemaVersion,
		received_at: signal.receivedAt,
		lag_ms: signal.lagMs,
		verified: signal.verified,
		duplicate_of: signal.duplicateOf,
	};
}

function quarantinedFields(event: SignalQuarantinedEvent): object {
	return {
		type: 'signal',
		state: 'quarantined',
		field: event.field,
		problem: event.problem,
		source: event.source,
		received_at: event.receivedAt,
	};
}

function encodeLevels(levels: PriceLevels, depth: number): string {
	const count = Math.min(depth, levels.count);
	let text = '[';
	for (let index = 0; index < count; index += 1) {
		text += `${index === 0 ? '' : ','}["${levels.priceTextAt(index)}","${levels.sizeTextAt(index)}"]`;
	}

	return `${text}]`;
}

const rounded = (value: number | undefined): number | null =>
	value === undefined || !Number.isFinite(value) ? null : Math.round(value * 1000) / 1000;

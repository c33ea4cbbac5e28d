import type { BookSnapshotEvent, PriceSize, StatsEvent, TickerEvent, TradeEvent } from '../../model/market-event.js';
import { DecodeError, describeProblem } from './decode-error.js';
import type { AllTickers, RestBook, RestStats, RestStatus, RestTicker, RestTrades } from './wire.js';
import {
	type Check,
	checkAllTickers,
	checkRestBook,
	checkRestStats,
	checkRestStatus,
	checkRestTicker,
	checkRestTrades,
} from './wire-check.generated.js';
import { isSequence, showText, showValue, textToMilliseconds, toMilliseconds } from './wire-text.js';

/** Throws a `DecodeError` that names the call, the field and its value. */
export function requireShape(check: Check, data: unknown, where: string): void {
	const problem = check(data);
	if (problem !== undefined) {
		throw new DecodeError(`${describeProblem(problem, data)} (${where})`);
	}
}

/**
 * `level1` → a ticker; undefined when the pair never traded or a side is empty, which the house's ticker cannot say.
 * Source: KuCoin docs, Get Ticker.
 */
export function decodeRestTicker(data: unknown, symbol: string, receivedAt: number): TickerEvent | undefined {
	requireShape(checkRestTicker, data, 'GET /api/v1/market/orderbook/level1');
	const { time, sequence, price, size, bestBid, bestBidSize, bestAsk, bestAskSize } = data as RestTicker;
	return price && size && bestBid && bestBidSize && bestAsk && bestAskSize
		? {
				type: 'ticker',
				symbol,
				price,
				size,
				bestBid,
				bestBidSize,
				bestAsk,
				bestAskSize,
				sequence,
				time: toMilliseconds(time),
				receivedAt,
			}
		: undefined;
}

/** `stats`, or a row of `allTickers` with that reply's time. Source: KuCoin docs, Get 24hr Stats, Get All Tickers. */
export function decodeRestStats(data: unknown, receivedAt: number, replyTime?: number): StatsEvent {
	requireShape(checkRestStats, data, 'GET /api/v1/market/stats');
	const stats = data as RestStats;
	const time = stats.time ?? replyTime;
	return {
		type: 'stats',
		symbol: stats.symbol,
		last: stats.last ?? undefined,
		changeRate: stats.changeRate ?? undefined,
		changePrice: stats.changePrice ?? undefined,
		open: undefined,
		high: stats.high ?? undefined,
		low: stats.low ?? undefined,
		volume: stats.vol ?? undefined,
		quoteVolume: stats.volValue ?? undefined,
		time: time === undefined ? receivedAt : toMilliseconds(time),
		receivedAt,
	};
}

/** Every pair's statistics with its best prices. Odd rows are left out. */
export function decodeAllTickers(
	data: unknown,
	receivedAt: number,
): readonly {
	readonly stats: StatsEvent;
	readonly bestBid: string | undefined;
	readonly bestAsk: string | undefined;
}[] {
	requireShape(checkAllTickers, data, 'GET /api/v1/market/allTickers');
	const { time, ticker } = data as AllTickers;
	return (ticker as readonly unknown[])
		.filter(row => checkRestStats(row) === undefined)
		.map(row => {
			const { buy, sell } = row as RestStats;
			return {
				stats: decodeRestStats(row, receivedAt, time),
				bestBid: buy ?? undefined,
				bestAsk: sell ?? undefined,
			};
		});
}

/**
 * `level2_20`, `level2_100` (`depthLimit` 20, 100) or the full book (0) → a snapshot in the sequence space of the increments.
 * Source: KuCoin docs, Get Part OrderBook, Get Full OrderBook.
 */
export function decodeRestBook(
	data: unknown,
	symbol: string,
	depthLimit: number,
	receivedAt: number,
): BookSnapshotEvent {
	requireShape(checkRestBook, data, 'GET /api/v1/market/orderbook/level2');
	const book = data as RestBook;
	const sequence = Number(book.sequence);
	if (!isSequence(sequence)) {
		throw new DecodeError(`sequence: expected an exact integer, was ${showValue(book.sequence)} (order book)`);
	}

	return {
		type: 'book-snapshot',
		symbol,
		source: 'level2',
		sequence,
		depthLimit,
		bids: book.bids as unknown as readonly PriceSize[],
		asks: book.asks as unknown as readonly PriceSize[],
		time: book.time === undefined ? receivedAt : toMilliseconds(book.time),
		receivedAt,
	};
}

/** Compares two sequences of any length, given as digits. */
export function compareDigits(one: string, other: string): number {
	const left = one.replace(/^0+(?=\d)/, '');
	const right = other.replace(/^0+(?=\d)/, '');
	return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

/**
 * `histories` → the last prints, oldest first. The sequence is the trade id of the socket's feed; order ids are not told.
 * Source: KuCoin docs, Get Trade History.
 */
export function decodeRestTrades(data: unknown, symbol: string, receivedAt: number): readonly TradeEvent[] {
	requireShape(checkRestTrades, data, 'GET /api/v1/market/histories');
	return (data as RestTrades)
		.map(
			({ sequence, price, size, side, time }): TradeEvent => ({
				type: 'trade',
				symbol,
				tradeId: sequence,
				side,
				price,
				size,
				sequence,
				makerOrderId: '',
				takerOrderId: '',
				time: typeof time === 'string' ? textToMilliseconds(time) : toMilliseconds(time),
				receivedAt,
			}),
		)
		.sort((one, other) => compareDigits(one.sequence, other.sequence));
}

/** `status`. Source: KuCoin docs, Get Service Status. */
export function decodeStatus(data: unknown): { readonly status: RestStatus['status']; readonly message: string } {
	requireShape(checkRestStatus, data, 'GET /api/v1/status');
	const { status, msg } = data as RestStatus;
	return { status, message: showText(msg ?? '') };
}

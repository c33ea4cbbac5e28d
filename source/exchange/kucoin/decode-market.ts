import type {
	BookDeltaEvent,
	BookSnapshotEvent,
	BookSource,
	CandleEvent,
	PriceSize,
	StatsEvent,
	TickerEvent,
	TradeEvent,
} from '../../model/market-event.js';
import type { Topic } from './topics.js';
import type { Auction, Candles, Depth, Level1, Level2, Match, Snapshot, Ticker } from './wire.js';
import {
	checkAuction,
	checkCandles,
	checkDepth,
	checkLevel1,
	checkLevel2,
	checkMatch,
	checkSnapshot,
	checkTicker,
} from './wire-check.generated.js';
import { textToMilliseconds, toMilliseconds, toPlainDecimal } from './wire-text.js';

/** Best bid and ask without a last trade. An empty side is undefined. */
export type QuoteEvent = {
	readonly type: 'quote';
	readonly symbol: string;
	readonly bid: PriceSize | undefined;
	readonly ask: PriceSize | undefined;
	readonly time: number;
	readonly receivedAt: number;
};

/** The estimate of an opening call auction. */
export type AuctionEvent = {
	readonly type: 'auction';
	readonly symbol: string;
	readonly estimatedPrice: string;
	readonly estimatedSize: string | undefined;
	readonly time: number;
	readonly receivedAt: number;
};

export type MarketPayload =
	| TickerEvent
	| TradeEvent
	| BookDeltaEvent
	| BookSnapshotEvent
	| CandleEvent
	| StatsEvent
	| QuoteEvent
	| AuctionEvent;

/** An event, or the text of the problem: `field: expected what`. Decoders of payloads never throw. */
export type Result<Event> = Event | string;

/** The symbol of a payload that repeats it must be the topic's. */
const symbolProblem = 'symbol: expected the symbol of the topic';

/**
 * `/market/ticker` → best bid, ask and last trade. `symbol` is the topic's, or the subject's of `/market/ticker:all`.
 * Source: KuCoin docs, Ticker, All Tickers.
 *
 * `{"sequence":"14691455768","price":"67220","size":"0.00004316","bestBid":"67218.6","bestBidSize":"0.01045638",
 * "bestAsk":"67218.7","bestAskSize":"1.92318539","time":1729757723612}`
 */
export function decodeTicker(data: unknown, symbol: string, receivedAt: number): Result<TickerEvent> {
	const problem = checkTicker(data);
	if (problem !== undefined) {
		return problem;
	}

	const ticker = data as Ticker;
	return {
		type: 'ticker',
		symbol,
		price: ticker.price,
		size: ticker.size,
		bestBid: ticker.bestBid,
		bestBidSize: ticker.bestBidSize,
		bestAsk: ticker.bestAsk,
		bestAskSize: ticker.bestAskSize,
		sequence: ticker.sequence,
		time: toMilliseconds((ticker.time ?? ticker.Time)!),
		receivedAt,
	};
}

/**
 * `/market/match` → one print, the taker's side. Nanoseconds end here. Source: KuCoin docs, Trade.
 *
 * `{"makerOrderId":"671b5007389355000701b1d3","price":"67523","sequence":"11067996711960577","side":"buy","size":"0.003",
 * "symbol":"BTC-USDT","takerOrderId":"671b50161777ff00074c168d","time":"1729843222921000000","tradeId":"11067996711960577",
 * "type":"match"}`
 */
export function decodeMatch(data: unknown, symbol: string, receivedAt: number): Result<TradeEvent> {
	const problem = checkMatch(data);
	if (problem !== undefined) {
		return problem;
	}

	const match = data as Match;
	if (match.symbol !== symbol) {
		return symbolProblem;
	}

	return {
		type: 'trade',
		symbol,
		tradeId: match.tradeId,
		side: match.side,
		price: match.price,
		size: match.size,
		sequence: match.sequence,
		makerOrderId: match.makerOrderId,
		takerOrderId: match.takerOrderId,
		time: textToMilliseconds(match.time),
		receivedAt,
	};
}

/**
 * One `trade.l2update` → a delta; whether it is the next is for the book's continuity to say. Sizes are absolute, in base
 * currency; `"0"` removes the level; price `"0"` changes only the sequence. Source: KuCoin docs, Orderbook – Increment.
 *
 * `{"changes":{"asks":[["18906","0.00331","14103845"]],"bids":[["18891.9","0.15688","14103847"]]},
 * "sequenceEnd":14103847,"sequenceStart":14103844,"symbol":"BTC-USDT","time":1663747970273}`
 */
export function decodeLevel2(data: unknown, symbol: string, receivedAt: number): Result<BookDeltaEvent> {
	const problem = checkLevel2(data);
	if (problem !== undefined) {
		return problem;
	}

	const level2 = data as Level2;
	if (level2.symbol !== symbol) {
		return symbolProblem;
	}

	if (level2.sequenceEnd < level2.sequenceStart) {
		return 'sequenceEnd: expected no less than sequenceStart';
	}

	return {
		type: 'book-delta',
		symbol,
		sequenceStart: level2.sequenceStart,
		sequenceEnd: level2.sequenceEnd,
		bids: level2.changes.bids as unknown as BookDeltaEvent['bids'],
		asks: level2.changes.asks as unknown as BookDeltaEvent['asks'],
		// Old frames carry no time: then the time of receipt is the nearest there is.
		time: level2.time === undefined ? receivedAt : toMilliseconds(level2.time),
		receivedAt,
	};
}

/**
 * `/spotMarket/level2Depth5` and `level2Depth50` → a whole book of so many levels, without a sequence.
 * Source: KuCoin docs, Orderbook – Level5, Orderbook – Level50.
 *
 * `{"asks":[["67996.7","1.14213262"]],"bids":[["67996.6","0.37969491"]],"timestamp":1729822226746}`
 */
export function decodeDepth(
	data: unknown,
	symbol: string,
	receivedAt: number,
	source: Exclude<BookSource, 'level2'>,
): Result<BookSnapshotEvent> {
	const problem = checkDepth(data);
	if (problem !== undefined) {
		return problem;
	}

	const depth = data as Depth;
	return {
		type: 'book-snapshot',
		symbol,
		source,
		sequence: 0,
		depthLimit: source === 'depth5' ? 5 : 50,
		bids: depth.bids as unknown as readonly PriceSize[],
		asks: depth.asks as unknown as readonly PriceSize[],
		time: toMilliseconds(depth.timestamp),
		receivedAt,
	};
}

function readPair(pair: readonly string[]): PriceSize | undefined {
	const [price, size] = pair;
	return price === undefined || size === undefined ? undefined : [price, size];
}

/**
 * `/spotMarket/level1` → best bid and ask, flat pairs. Source: KuCoin docs, Orderbook – Level1.
 *
 * `{"asks":["68145.8","0.51987471"],"bids":["68145.7","1.29267802"],"timestamp":1729816058766}`
 */
export function decodeLevel1(data: unknown, symbol: string, receivedAt: number): Result<QuoteEvent> {
	const problem = checkLevel1(data);
	if (problem !== undefined) {
		return problem;
	}

	const { asks, bids, timestamp } = data as Level1;
	if (asks.length === 1) {
		return 'asks: expected a pair or nothing';
	}

	if (bids.length === 1) {
		return 'bids: expected a pair or nothing';
	}

	return {
		type: 'quote',
		symbol,
		bid: readPair(bids),
		ask: readPair(asks),
		time: toMilliseconds(timestamp),
		receivedAt,
	};
}

/**
 * `/market/candles` → the running candle; `update` and `add` alike. The row is open, **close**, high, low.
 * Source: KuCoin docs, Klines.
 *
 * `{"symbol":"BTC-USDT","candles":["1729839600","67644.9","67437.6","67724.8","67243.8","44.88321441","3027558.991928447"],
 * "time":1729842192785164840}`
 */
export function decodeCandles(data: unknown, topic: Topic, receivedAt: number): Result<CandleEvent> {
	const problem = checkCandles(data);
	if (problem !== undefined) {
		return problem;
	}

	const { candles, symbol } = data as Candles;
	if (symbol !== topic.symbols[0]) {
		return symbolProblem;
	}

	return candleOf(symbol, topic.interval!, candles as unknown as readonly string[], receivedAt);
}

/** A checked row of seven texts as an event. */
export function candleOf(symbol: string, interval: string, row: readonly string[], receivedAt: number): CandleEvent {
	const [start, open, close, high, low, volume, turnover] = row;
	return {
		type: 'candle',
		symbol,
		interval,
		open: open!,
		close: close!,
		high: high!,
		low: low!,
		volume: volume!,
		turnover: turnover!,
		start: Number(start) * 1000,
		receivedAt,
	};
}

const plain = (text: string | null | undefined): string | undefined =>
	text === null || text === undefined ? undefined : toPlainDecimal(text);

/**
 * `/market/snapshot` → 24 h statistics. Takes the payload with its numbers kept as texts, since they have more digits than a
 * double; exponents are written out. Source: KuCoin docs, Symbol Snapshot, Market Snapshot.
 *
 * `{"sequence":"14691517895","data":{"symbol":"BTC-USDT","lastTradedPrice":67158.1,"changePrice":315.20000000000000000000,
 * "changeRate":0.0047,"open":…,"high":…,"low":…,"vol":…,"volValue":…,"datetime":1729758286011,…}}`
 */
export function decodeSnapshot(data: unknown, symbol: string | undefined, receivedAt: number): Result<StatsEvent> {
	const problem = checkSnapshot(data);
	if (problem !== undefined) {
		return problem;
	}

	const { data: stats } = data as Snapshot;
	if (symbol !== undefined && stats.symbol !== symbol) {
		return 'data.symbol: expected the symbol of the topic';
	}

	return {
		type: 'stats',
		symbol: stats.symbol,
		last: plain(stats.lastTradedPrice),
		changeRate: plain(stats.changeRate),
		changePrice: plain(stats.changePrice),
		open: plain(stats.open),
		high: plain(stats.high),
		low: plain(stats.low),
		volume: plain(stats.vol),
		quoteVolume: plain(stats.volValue),
		time: textToMilliseconds(stats.datetime),
		receivedAt,
	};
}

/** `/callauction/callauctionData` → the auction's estimate, in either documented spelling. Source: KuCoin docs, Call Auction Info. */
export function decodeAuction(data: unknown, symbol: string, receivedAt: number): Result<AuctionEvent> {
	const problem = checkAuction(data);
	if (problem !== undefined) {
		return problem;
	}

	const auction = data as Auction;
	if ((auction.symbol ?? auction.s ?? symbol) !== symbol) {
		return symbolProblem;
	}

	const time = auction.time ?? auction.ts;
	return {
		type: 'auction',
		symbol,
		estimatedPrice: (auction.estimatedPrice ?? auction.ep)!,
		estimatedSize: auction.estimatedSize ?? auction.es,
		time: time === undefined ? receivedAt : toMilliseconds(time),
		receivedAt,
	};
}

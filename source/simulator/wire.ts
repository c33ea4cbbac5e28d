import type { CandleInterval } from '../model/market-event.js';
import type { Bar } from './candle-history.js';
import type { BookRows } from './change-log.js';
import type { WindowStats } from './day-stats.js';
import { formatBig, formatPadded, formatUnits } from './fixed-point.js';
import type { BookDelta, BookRow, Market, Trade } from './market.js';

/**
 * The public payloads of the sockets, written out by hand from KuCoin's documents. Every function returns the `data`
 * part; `message` wraps it. Times are ms of the told clock unless a name says otherwise.
 */

/** Which of the equivalent orders of keys a message has; KuCoin's varies. */
export type KeyOrder = 0 | 1 | 2;

export function encodeMessage(topic: string, subject: string, data: string, order: KeyOrder): string {
	switch (order) {
		case 0:
			return `{"topic":"${topic}","type":"message","subject":"${subject}","data":${data}}`;
		case 1:
			return `{"type":"message","topic":"${topic}","subject":"${subject}","data":${data}}`;
		default:
			return `{"data":${data},"subject":"${subject}","topic":"${topic}","type":"message"}`;
	}
}

export const formatPrice = (market: Market, ticks: number): string => formatUnits(ticks, market.profile.priceDecimals);

export const formatSize = (market: Market, lots: number): string => formatUnits(lots, market.profile.baseDecimals);

/** Turnover (ticks × lots) in the quote currency. */
export const formatTurnover = (market: Market, turnover: bigint): string =>
	formatBig(turnover, market.profile.priceDecimals + market.profile.baseDecimals);

export function encodeLevel2(market: Market, delta: BookDelta, time: number): string {
	return `{"changes":{"asks":${encodeChanges(market, delta.rows, 'sell')},"bids":${encodeChanges(market, delta.rows, 'buy')}},"sequenceEnd":${delta.sequenceEnd},"sequenceStart":${delta.sequenceStart},"symbol":"${market.symbol}","time":${time}}`;
}

/** Several changes of one price become its last; newest first, as seen on the wire. */
function encodeChanges(market: Market, rows: readonly BookRow[], side: BookRow['side']): string {
	let text = '';
	for (let index = rows.length - 1; index >= 0; index -= 1) {
		const row = rows[index]!;
		if (row.side !== side || isSuperseded(rows, index)) {
			continue;
		}

		const price = row.ticks === 0 ? '0' : formatPrice(market, row.ticks);
		text += `${text === '' ? '' : ','}["${price}","${formatSize(market, row.lots)}","${row.sequence}"]`;
	}

	return `[${text}]`;
}

/** Whether a later row of the same increment replaces this one on the wire. */
export function isSuperseded(rows: readonly BookRow[], index: number): boolean {
	const row = rows[index]!;
	for (let later = index + 1; later < rows.length; later += 1) {
		if (rows[later]!.ticks === row.ticks && rows[later]!.side === row.side) {
			return true;
		}
	}

	return false;
}

export function encodeRows(market: Market, rows: BookRows): string {
	let text = '';
	for (const [ticks, lots] of rows) {
		text += `${text === '' ? '' : ','}["${formatPrice(market, ticks)}","${formatSize(market, lots)}"]`;
	}

	return `[${text}]`;
}

export function encodeMatch(market: Market, trade: Trade, time: number): string {
	return `{"makerOrderId":"${trade.makerOrderId}","price":"${formatPrice(market, trade.ticks)}","sequence":"${trade.tradeId}","side":"${trade.side}","size":"${formatSize(market, trade.lots)}","symbol":"${market.symbol}","takerOrderId":"${trade.takerOrderId}","time":"${time}000000","tradeId":"${trade.tradeId}","type":"match"}`;
}

/** Undefined before the first trade. */
export function encodeTicker(market: Market, stamp: (time: number) => number): string | undefined {
	const last = market.lastTrade();
	if (last === undefined) {
		return undefined;
	}

	const bid = market.best('buy');
	const ask = market.best('sell');
	return `{"bestAsk":"${ask === undefined ? '0' : formatPrice(market, ask.ticks)}","bestAskSize":"${ask === undefined ? '0' : formatSize(market, ask.lots)}","bestBid":"${bid === undefined ? '0' : formatPrice(market, bid.ticks)}","bestBidSize":"${bid === undefined ? '0' : formatSize(market, bid.lots)}","price":"${formatPrice(market, last.ticks)}","sequence":"${market.sequence()}","size":"${formatSize(market, last.lots)}","time":${stamp(last.time)}}`;
}

export function encodeLevel1(market: Market, time: number): string {
	const bid = market.best('buy');
	const ask = market.best('sell');
	const pair = (best: typeof bid): string =>
		best === undefined ? '[]' : `["${formatPrice(market, best.ticks)}","${formatSize(market, best.lots)}"]`;
	return `{"asks":${pair(ask)},"bids":${pair(bid)},"timestamp":${time}}`;
}

/** Without the time, so that an unchanged book gives an equal text. */
export function encodeDepth(market: Market, depth: number): string {
	const { bids, asks } = market.image(depth);
	return `{"asks":${encodeRows(market, asks)},"bids":${encodeRows(market, bids)},"timestamp":`;
}

/** `time` in nanoseconds as digits. */
export function encodeCandle(market: Market, bar: Bar, timeNs: string): string {
	return `{"symbol":"${market.symbol}","candles":${encodeBar(market, bar)},"time":${timeNs}}`;
}

/** Start in SECONDS, open, CLOSE, high, low, volume, turnover. */
export function encodeBar(market: Market, bar: Bar): string {
	return `["${bar.start / 1000}","${formatPrice(market, bar.open)}","${formatPrice(market, bar.close)}","${formatPrice(market, bar.high)}","${formatPrice(market, bar.low)}","${formatSize(market, bar.lots)}","${formatTurnover(market, bar.turnover)}"]`;
}

export const candleTopic = (symbol: string, interval: CandleInterval): string =>
	`/market/candles:${symbol}_${interval}`;

export const changeRateOf = (stats: WindowStats): string => ((stats.last - stats.open) / stats.open).toFixed(4);

/** Numbers with more decimals than a double holds, as the venue writes them. */
export function encodeWindow(market: Market, stats: WindowStats): string {
	const { priceDecimals, baseDecimals } = market.profile;
	const long = (ticks: number): string => formatPadded(BigInt(ticks), priceDecimals, 20);
	return `{"changePrice":${long(stats.last - stats.open)},"changeRate":${changeRateOf(stats)},"high":${long(stats.high)},"low":${long(stats.low)},"open":${long(stats.open)},"vol":${formatPadded(BigInt(stats.lots), baseDecimals, 20)},"volValue":${formatPadded(stats.turnover, priceDecimals + baseDecimals, 20)}}`;
}

/** Turnover divided by volume, with eight decimals more than the price; undefined without volume. */
export function averagePrice(market: Market, stats: WindowStats): string | undefined {
	return stats.lots === 0
		? undefined
		: formatBig((stats.turnover * 100_000_000n) / BigInt(stats.lots), market.profile.priceDecimals + 8);
}

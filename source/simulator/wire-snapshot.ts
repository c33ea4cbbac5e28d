import type { DayStats } from './day-stats.js';
import { formatPadded } from './fixed-point.js';
import type { Market } from './market.js';
import { averagePrice, changeRateOf, encodeWindow, formatPrice, formatSize } from './wire.js';

/**
 * The payload of `/market/snapshot`: nested once more, with bare numbers of up to twenty decimals. The symbol topic has a
 * text as its outer sequence, the market topic a clock in ms. Source: KuCoin docs, Symbol Snapshot and Market Snapshot.
 */
export function encodeSnapshot(market: Market, stats: DayStats, time: number, scope: 'symbol' | 'market'): string {
	const { instrument, priceDecimals, baseDecimals, isMarginEnabled, markets } = market.profile;
	const { day } = stats;
	const bid = market.best('buy');
	const ask = market.best('sell');
	const long = (ticks: number): string => formatPadded(BigInt(ticks), priceDecimals, 20);
	const sequence = scope === 'symbol' ? `"${market.sequence()}"` : String(time + 7);
	const inner = [
		`"askSize":${ask === undefined ? 'null' : formatSize(market, ask.lots)}`,
		`"averagePrice":${averagePrice(market, day) ?? 'null'}`,
		`"baseCurrency":"${instrument.baseCurrency}"`,
		`"bidSize":${bid === undefined ? 'null' : formatSize(market, bid.lots)}`,
		`"board":${isMarginEnabled ? 1 : 0}`,
		`"buy":${bid === undefined ? 'null' : formatPrice(market, bid.ticks)}`,
		`"changePrice":${long(day.last - day.open)}`,
		`"changeRate":${changeRateOf(day)}`,
		`"close":${formatPrice(market, day.last)}`,
		`"datetime":${time}`,
		`"high":${long(day.high)}`,
		`"lastTradedPrice":${formatPrice(market, day.last)}`,
		`"low":${long(day.low)}`,
		`"makerCoefficient":${instrument.makerFeeCoefficient}0000`,
		'"makerFeeRate":0.001',
		`"marginTrade":${isMarginEnabled}`,
		'"mark":0',
		`"market":"${instrument.market}"`,
		`"marketChange1h":${encodeWindow(market, stats.hour)}`,
		`"marketChange24h":${encodeWindow(market, day)}`,
		`"marketChange4h":${encodeWindow(market, stats.fourHours)}`,
		`"markets":${JSON.stringify(markets)}`,
		`"open":${long(day.open)}`,
		`"quoteCurrency":"${instrument.quoteCurrency}"`,
		`"sell":${ask === undefined ? 'null' : formatPrice(market, ask.ticks)}`,
		...(scope === 'market' ? [`"sequence":"${market.sequence()}"`] : []),
		'"siteTypes":["turkey","thailand","global"]',
		'"sort":100',
		`"symbol":"${instrument.symbol}"`,
		`"symbolCode":"${instrument.symbol}"`,
		`"takerCoefficient":${instrument.takerFeeCoefficient}0000`,
		'"takerFeeRate":0.001',
		`"trading":${market.enabled}`,
		`"vol":${formatPadded(BigInt(day.lots), baseDecimals, 20)}`,
		`"volValue":${formatPadded(day.turnover, priceDecimals + baseDecimals, 20)}`,
	];
	return `{"sequence":${sequence},"data":{${inner.join(',')}}}`;
}

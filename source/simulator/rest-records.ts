import type { Market } from './market.js';
import type { Venue } from './venue.js';
import { averagePrice, changeRateOf, formatPrice, formatSize, formatTurnover } from './wire.js';

export const listed = (venue: Venue): readonly Market[] => venue.markets.filter(market => !market.removed);

/** One row of `/api/v2/symbols`. */
export function symbolRecord(market: Market): Readonly<Record<string, unknown>> {
	const { instrument, isMarginEnabled } = market.profile;
	const { specialTreatment, ...rules } = instrument;
	return {
		...rules,
		isMarginEnabled,
		enableTrading: market.enabled,
		feeCategory: instrument.makerFeeCoefficient === '1.00' ? 1 : 3,
		st: specialTreatment,
		callauctionIsEnabled: false,
		callauctionPriceFloor: null,
		callauctionPriceCeiling: null,
		callauctionFirstStageStartTime: null,
		callauctionSecondStageStartTime: null,
		callauctionThirdStageStartTime: null,
		tradingStartTime: null,
	};
}

/** One row of `/api/v1/market/allTickers`. */
export function statsRecord(venue: Venue, market: Market): Readonly<Record<string, unknown>> {
	const stats = venue.stats(market)?.day;
	const bid = market.best('buy');
	const ask = market.best('sell');
	const change = stats === undefined ? 0 : stats.last - stats.open;
	return {
		symbol: market.symbol,
		buy: bid === undefined ? null : formatPrice(market, bid.ticks),
		bestBidSize: bid === undefined ? null : formatSize(market, bid.lots),
		sell: ask === undefined ? null : formatPrice(market, ask.ticks),
		bestAskSize: ask === undefined ? null : formatSize(market, ask.lots),
		changeRate: stats === undefined ? null : String(Number(changeRateOf(stats))),
		changePrice: stats === undefined ? null : `${change < 0 ? '-' : ''}${formatPrice(market, Math.abs(change))}`,
		high: stats === undefined ? null : formatPrice(market, stats.high),
		low: stats === undefined ? null : formatPrice(market, stats.low),
		vol: stats === undefined ? null : formatSize(market, stats.lots),
		volValue: stats === undefined ? null : formatTurnover(market, stats.turnover),
		last: stats === undefined ? null : formatPrice(market, stats.last),
		averagePrice: stats === undefined ? null : (averagePrice(market, stats) ?? null),
		takerFeeRate: '0.001',
		makerFeeRate: '0.001',
		takerCoefficient: String(Number(market.profile.instrument.takerFeeCoefficient)),
		makerCoefficient: String(Number(market.profile.instrument.makerFeeCoefficient)),
	};
}

export const currenciesOf = (venue: Venue): readonly string[] => [
	...new Set(
		listed(venue).flatMap(({ profile }) => [profile.instrument.baseCurrency, profile.instrument.quoteCurrency]),
	),
];

/** One row of `/api/v3/currencies`, without the chains nobody here pays over. */
export const currencyRecord = (currency: string): Readonly<Record<string, unknown>> => ({
	currency,
	name: currency,
	fullName: currency,
	precision: 8,
	confirms: null,
	contractAddress: null,
	isMarginEnabled: true,
	isDebitEnabled: true,
	chains: [],
});

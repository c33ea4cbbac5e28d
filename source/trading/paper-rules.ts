import {
	addDecimals,
	compareDecimals,
	isMultipleOf,
	isPlainDecimal,
	multiplyDecimals,
	parseDecimal,
} from '../lib/decimal.js';
import type { Instrument } from '../model/instrument.js';
import type { OrderRequest } from '../model/order.js';

/** The venue's own words for a no. Source: KuCoin docs, Error Codes and Add Order (HF). */
export type PaperRefusal = { readonly code: string; readonly text: string };

export const mostActivePerSymbol = 200;
export const mostActive = 2000;

/** Fee of the lowest tier before the pair's coefficient, as a fraction. */
const baseRate = '0.001';

/** What an account of the lowest tier pays in this pair, as fractions. */
export function feeRatesOf(instrument: Instrument | undefined): { readonly taker: string; readonly maker: string } {
	const rate = (coefficient: string | undefined): string => multiplyDecimals(baseRate, coefficient ?? '1').toFixed();
	return { taker: rate(instrument?.takerFeeCoefficient), maker: rate(instrument?.makerFeeCoefficient) };
}

/** What the hold of a buy adds to price × size: the taker rate, or the maker rate in a pair where that is higher. */
export const holdRateOf = (rates: { readonly taker: string; readonly maker: string }): string =>
	compareDecimals(rates.maker, rates.taker) > 0 ? rates.maker : rates.taker;

const refuse = (code: string, text: string): PaperRefusal => ({ code, text });

const isPositive = (text: string): boolean => text.length <= 40 && isPlainDecimal(text) && parseDecimal(text).gt('0');

/** What the venue would say no to before it looks at balances and the book; undefined when it would take the order. */
export function findRefusal(request: OrderRequest, instrument: Instrument | undefined): PaperRefusal | undefined {
	if (instrument === undefined || instrument.symbol !== request.symbol) {
		return refuse('900001', `Symbol ${request.symbol} does not exist`);
	}

	if (!instrument.enableTrading) {
		return refuse('600203', `Symbol ${request.symbol} not enabled for trading`);
	}

	if (request.stop !== undefined) {
		return refuse('400100', 'Stop orders are not taken on paper');
	}

	const { cancelAfter, timeInForce } = request;
	if (timeInForce === 'GTT' && !(Number.isInteger(cancelAfter) && cancelAfter! > 0 && cancelAfter! <= 2_592_000)) {
		return refuse('400100', 'validation.createOrder.cancelAfterInvalid');
	}

	return request.type === 'limit' ? refuseLimit(request, instrument) : refuseMarket(request, instrument);
}

function refuseLimit(request: OrderRequest, instrument: Instrument): PaperRefusal | undefined {
	const { price, size, iceberg, visibleSize } = request;
	if (price === undefined || size === undefined) {
		return refuse('400100', `validation.createOrder.${size === undefined ? 'size' : 'price'}IsRequired`);
	}

	const badSize = refuseSize(size, instrument);
	if (badSize !== undefined) {
		return badSize;
	}

	if (!isPositive(price)) {
		return refuse('400100', 'price not in the given range!');
	}

	if (!isMultipleOf(price, instrument.priceIncrement)) {
		return refuse('600100', 'Order price increment invalid.');
	}

	const { minFunds } = instrument;
	if (minFunds !== undefined && multiplyDecimals(price, size).lt(minFunds)) {
		return refuse('600101', `The order funds should more then ${minFunds} ${instrument.quoteCurrency}.`);
	}

	if (!iceberg) {
		return undefined;
	}

	const shown = visibleSize !== undefined && isPositive(visibleSize) ? visibleSize : '0';
	const tooSmall = compareDecimals(shown, instrument.baseMinSize) < 0 || multiplyDecimals(shown, '20').lt(size);
	return tooSmall ? refuse('400100', 'The visibleSize is below the minimum requirement.') : undefined;
}

function refuseMarket(request: OrderRequest, instrument: Instrument): PaperRefusal | undefined {
	const { size, funds } = request;
	if ((size === undefined) === (funds === undefined)) {
		return refuse('400100', 'Either size or funds is required for a market order.');
	}

	if (size !== undefined) {
		return refuseSize(size, instrument);
	}

	if (!isPositive(funds!) || !isMultipleOf(funds!, instrument.quoteIncrement)) {
		return refuse('600100', 'Funds increment invalid.');
	}

	const { quoteMinSize, quoteMaxSize, minFunds } = instrument;
	const least = minFunds !== undefined && compareDecimals(minFunds, quoteMinSize) > 0 ? minFunds : quoteMinSize;
	if (compareDecimals(funds!, least) < 0) {
		return refuse('600100', 'Funds below the minimum requirement.');
	}

	return compareDecimals(funds!, quoteMaxSize) > 0
		? refuse('400100', 'Funds above the maximum requirement.')
		: undefined;
}

function refuseSize(size: string, instrument: Instrument): PaperRefusal | undefined {
	if (!isPositive(size) || !isMultipleOf(size, instrument.baseIncrement)) {
		return refuse('600100', 'Order size increment invalid.');
	}

	if (compareDecimals(size, instrument.baseMinSize) < 0) {
		return refuse('400100', 'Order size below the minimum requirement.');
	}

	return compareDecimals(size, instrument.baseMaxSize) > 0
		? refuse('400100', 'Order size above the maximum requirement.')
		: undefined;
}

/**
 * How far an order may reach into the book: `priceLimitRate` from the best opposite price; undefined without a rule.
 * Source: KuCoin docs, Price Protection Mechanism.
 */
export function protectedPrice(
	side: OrderRequest['side'],
	bestOpposite: string,
	priceLimitRate: string | undefined,
): string | undefined {
	if (priceLimitRate === undefined) {
		return undefined;
	}

	const factor = side === 'buy' ? addDecimals('1', priceLimitRate) : parseDecimal('1').minus(priceLimitRate);
	return factor.times(bestOpposite).toFixed();
}

/**
 * One trading pair with its rules. Increments and minima are the venue's decimal strings.
 * Source: KuCoin docs, Get All Symbols (`/api/v2/symbols`).
 */
export type Instrument = {
	/** Immutable code `BASE-QUOTE`. */
	readonly symbol: string;
	readonly name: string;
	readonly baseCurrency: string;
	readonly quoteCurrency: string;
	readonly feeCurrency: string;
	readonly market: string;
	/** Tick of `price`. */
	readonly priceIncrement: string;
	/** Step of `size`. */
	readonly baseIncrement: string;
	/** Step of `funds`. */
	readonly quoteIncrement: string;
	readonly baseMinSize: string;
	readonly baseMaxSize: string;
	readonly quoteMinSize: string;
	readonly quoteMaxSize: string;
	/** Smallest notional of an order; undefined in older data. */
	readonly minFunds: string | undefined;
	/** Price-protection threshold as a fraction, `0.1` = 10 %. */
	readonly priceLimitRate: string | undefined;
	readonly makerFeeCoefficient: string;
	readonly takerFeeCoefficient: string;
	readonly enableTrading: boolean;
	/** Special Treatment: the venue warns of this pair. */
	readonly specialTreatment: boolean;
};

/** `BASE-QUOTE` in capitals and digits, the only form of a symbol. */
export const symbolPattern = /^[A-Z0-9]{1,20}-[A-Z0-9]{1,20}$/;

export const isSymbol = (text: string): boolean => symbolPattern.test(text);

/** Decimals of an increment such as `0.00001` (5). Trailing zeros do not count: `0.10` has 1. */
export function decimalsOf(increment: string): number {
	const point = increment.indexOf('.');
	if (point === -1) {
		return 0;
	}

	return increment.slice(point + 1).replace(/0+$/, '').length;
}

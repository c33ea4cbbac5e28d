import { type Decimal, decimalText, parseDecimal, quantizeDown } from '../lib/decimal.js';
import type { Instrument } from '../model/instrument.js';
import type { Side } from '../model/market-event.js';

/** How a trader says how much: an amount, quote funds, a share of what is available, or a share of the account at risk. */
export type SizeRule =
	| { readonly kind: 'size'; readonly size: string }
	| { readonly kind: 'funds'; readonly funds: string }
	| { readonly kind: 'percent'; readonly percent: number }
	/** Size so that the loss from entry to stop, both fees included, is this percentage of the account's quote balance. */
	| { readonly kind: 'risk'; readonly percent: string; readonly stop: string };

export type SizingContext = {
	readonly side: Side;
	/** Price that the order is expected to trade at. */
	readonly price: string;
	readonly instrument: Instrument;
	readonly baseAvailable: string;
	readonly quoteAvailable: string;
	/** Fraction. */
	readonly takerFee: string;
};

/**
 * The size in base currency, rounded down to the increment; `0` when nothing fits. Throws `RangeError` on a number
 * that is not a plain decimal.
 */
export function resolveSize(rule: SizeRule, context: SizingContext): string {
	const size = quantizeDown(rawSize(rule, context), context.instrument.baseIncrement);
	return size.gt('0') ? decimalText(size) : '0';
}

function rawSize(rule: SizeRule, context: SizingContext): Decimal {
	const price = parseDecimal(context.price);
	const fee = parseDecimal(context.takerFee);
	if (price.lte('0')) {
		return parseDecimal('0');
	}

	switch (rule.kind) {
		case 'size':
			return parseDecimal(rule.size);
		case 'funds':
			return parseDecimal(rule.funds).div(price);
		case 'percent': {
			const share = parseDecimal('0').plus(percentText(rule.percent)).div('100');
			if (context.side === 'sell') {
				return share.times(context.baseAvailable);
			}

			// A buy holds price × size × (1 + taker rate).
			return share.times(context.quoteAvailable).div(price.times(fee.plus('1')));
		}

		case 'risk': {
			const stop = parseDecimal(rule.stop);
			const distance = price.minus(stop).abs().plus(price.plus(stop).times(fee));
			const atRisk = parseDecimal(rule.percent).div('100').times(context.quoteAvailable);
			return distance.gt('0') ? atRisk.div(distance) : parseDecimal('0');
		}
	}
}

/** A number may write itself with an exponent. */
function percentText(percent: number): string {
	if (!Number.isFinite(percent)) {
		throw new RangeError(`Expected a percentage, was ${percent}`);
	}

	return String(percent);
}

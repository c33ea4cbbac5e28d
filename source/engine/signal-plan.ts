import { decimalText, isPlainDecimal, quantizeDown, quantizeUp } from '../lib/decimal.js';
import type { Side } from '../model/market-event.js';

/** What a signal says of prices, as it says it. */
export type SignalPrices = {
	readonly side: Side;
	readonly entryLow: string | undefined;
	readonly entryHigh: string | undefined;
	readonly stop: string | undefined;
	/** Nearest first. */
	readonly targets: readonly string[];
};

/** Prices of a bracket that the venue takes. Undefined: the signal names none. */
export type SignalPlan = {
	readonly entry: string | undefined;
	readonly stop: string | undefined;
	readonly target: string | undefined;
};

/**
 * The bracket that a signal means: its entry at the end of the zone that is reached first, which is also the larger
 * risk, its stop, and its first target. A maker need not know the tick: what is between two ticks is moved to the one
 * that costs less, the entry away from the market, stop and target toward the entry.
 */
export function planOfSignal(signal: SignalPrices, priceIncrement: string | undefined): SignalPlan {
	const { entryLow: low, entryHigh: high, stop, targets } = signal;
	const isBuy = signal.side === 'buy';
	const entry = isBuy ? (high ?? low) : (low ?? high);
	const onTick = (price: string | undefined, quantize: typeof quantizeDown): string | undefined =>
		// What is no plain number stays as it is, to be refused by whoever reviews it.
		price === undefined || priceIncrement === undefined || !isPlainDecimal(price)
			? price
			: decimalText(quantize(price, priceIncrement));
	const [lower, higher] = isBuy ? ([quantizeDown, quantizeUp] as const) : ([quantizeUp, quantizeDown] as const);
	return { entry: onTick(entry, lower), stop: onTick(stop, higher), target: onTick(targets[0], lower) };
}

import { parseDecimal } from '../lib/decimal.js';
import type { Instrument } from '../model/instrument.js';
import type { PriceSize } from '../model/market-event.js';
import type { OrderRequest } from '../model/order.js';
import { crossesLimit, type ModelFill, type SweepAmount, sweepBook } from './fill-model.js';
import { protectedPrice } from './paper-rules.js';

/** What becomes of an order when it reaches the book: its fills as a taker, and how it goes on. */
export type Arrival = {
	readonly fills: readonly ModelFill[];
	readonly ending: 'filled' | 'rests' | 'canceled';
	/** In the unit of the order: base size, or funds. */
	readonly remaining: string;
};

/** The opposite side: what it shows, and what of that is left for this order; best first. */
export type OppositeSide = { readonly shown: Iterable<PriceSize>; readonly free: Iterable<PriceSize> };

/**
 * Matches an order on arrival, as the venue does.
 *
 * 1. A limit order that crosses and lies beyond the price protection is canceled whole; a market order executes up to
 *    that price and the rest is canceled. Only where there is an opposite order.
 * 2. `postOnly` that would take is canceled whole; IOC and FOK ignore the flag.
 * 3. FOK executes whole or not at all; what is left of IOC and market orders is canceled; the rest rests.
 *
 * Source: KuCoin docs, Add Order (HF).
 */
export function planArrival(request: OrderRequest, instrument: Instrument, opposite: OppositeSide): Arrival {
	const amount: SweepAmount =
		request.size === undefined
			? { funds: request.funds ?? '0', baseIncrement: instrument.baseIncrement }
			: { size: request.size };
	const whole = request.size ?? request.funds ?? '0';
	const canceled: Arrival = { fills: [], ending: 'canceled', remaining: whole };
	const best = firstPrice(opposite.shown);
	const bound = best === undefined ? undefined : protectedPrice(request.side, best, instrument.priceLimitRate);

	if (request.type === 'market') {
		if (best === undefined) {
			return canceled;
		}

		const { fills, remaining } = sweepBook(request.side, opposite.free, amount, bound);
		return { fills, remaining, ending: parseDecimal(remaining).lte('0') ? 'filled' : 'canceled' };
	}

	const immediate = request.timeInForce === 'IOC' || request.timeInForce === 'FOK';
	if (best !== undefined && crossesLimit(request.side, best, request.price)) {
		const isBeyond = bound !== undefined && !crossesLimit(request.side, request.price!, bound);
		if (isBeyond || (request.postOnly && !immediate)) {
			return canceled;
		}
	}

	const { fills, remaining } = sweepBook(request.side, opposite.free, amount, request.price);
	if (parseDecimal(remaining).lte('0')) {
		return { fills, remaining, ending: 'filled' };
	}

	if (request.timeInForce === 'FOK') {
		return canceled;
	}

	return { fills, remaining, ending: immediate ? 'canceled' : 'rests' };
}

function firstPrice(levels: Iterable<PriceSize>): string | undefined {
	for (const [price] of levels) {
		return price;
	}

	return undefined;
}

import { type Decimal, decimalText, parseDecimal, quantizeDown } from '../lib/decimal.js';
import type { PriceSize, Side } from '../model/market-event.js';

/**
 * How the paper gateway fills, stated so that it can be argued with:
 *
 * - A taker walks the book that is shown, level by level, at each level's price. What one paper order takes is not
 *   removed from the venue's book.
 * - A resting order joins the queue behind all that is shown at its price. The queue ahead shrinks by the prints at
 *   that price, and never exceeds what the level still shows: a cancel of others counts as having been ahead only
 *   when the level becomes smaller than the queue.
 * - Prints at the price beyond the queue fill the order, up to the print's size. A print through the price fills all
 *   of it at its own price.
 */
export type ModelFill = { readonly price: string; readonly size: string };

export type Sweep = { readonly fills: readonly ModelFill[]; readonly remaining: string };

/** What to take: base size, or quote funds, which stop at the increment of the base. */
export type SweepAmount = { readonly size: string } | { readonly funds: string; readonly baseIncrement: string };

const crossesLimit = (side: Side, price: string, limit: string | undefined): boolean => {
	if (limit === undefined) {
		return true;
	}

	const distance = parseDecimal(price).cmp(limit);
	return side === 'buy' ? distance <= 0 : distance >= 0;
};

/** Walks the opposite side, best first, up to the limit price. `remaining` is in the unit of the amount. */
export function sweepBook(
	side: Side,
	levels: readonly PriceSize[],
	amount: SweepAmount,
	limit: string | undefined,
): Sweep {
	const fills: ModelFill[] = [];
	let rest = parseDecimal('size' in amount ? amount.size : amount.funds);
	for (const [price, shown] of levels) {
		if (rest.lte('0') || !crossesLimit(side, price, limit)) {
			break;
		}

		const wanted = 'size' in amount ? rest : quantizeDown(rest.div(price), amount.baseIncrement);
		const taken: Decimal = wanted.gt(shown) ? parseDecimal(shown) : wanted;
		if (taken.lte('0')) {
			break;
		}

		fills.push({ price, size: decimalText(taken) });
		rest = rest.minus('size' in amount ? taken : taken.times(price));
	}

	return { fills, remaining: decimalText(rest) };
}

/** A paper order that rests, with its place in the queue. */
export type Resting = {
	readonly side: Side;
	readonly price: string;
	/** Base size still to be filled. */
	readonly remaining: string;
	/** Shown size that has to trade before us: an estimate, and labeled as one. */
	readonly queueAhead: string;
};

/** After the level at its price changed to `shown`. */
export function applyLevel(resting: Resting, shown: string): Resting {
	return parseDecimal(resting.queueAhead).gt(shown) ? { ...resting, queueAhead: shown } : resting;
}

/** After a print. The taker's side is opposite to the order that it can fill. */
export function applyPrint(
	resting: Resting,
	print: { readonly side: Side; readonly price: string; readonly size: string },
): { readonly resting: Resting; readonly filled: string } {
	const nothing = { resting, filled: '0' };
	if (print.side === resting.side) {
		return nothing;
	}

	const against = parseDecimal(print.price).cmp(resting.price);
	const through = resting.side === 'buy' ? against < 0 : against > 0;
	if (through) {
		return { resting: { ...resting, remaining: '0', queueAhead: '0' }, filled: resting.remaining };
	}

	if (against !== 0) {
		return nothing;
	}

	const size = parseDecimal(print.size);
	const queue = parseDecimal(resting.queueAhead);
	if (queue.gte(size)) {
		return { resting: { ...resting, queueAhead: decimalText(queue.minus(size)) }, filled: '0' };
	}

	const available = size.minus(queue);
	const filled = available.gt(resting.remaining) ? parseDecimal(resting.remaining) : available;
	const remaining = parseDecimal(resting.remaining).minus(filled);
	return {
		resting: { ...resting, queueAhead: '0', remaining: decimalText(remaining) },
		filled: decimalText(filled),
	};
}

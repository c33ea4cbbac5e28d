import { type Decimal, decimalText, parseDecimal, quantizeDown } from '../lib/decimal.js';
import type { PriceSize, Side } from '../model/market-event.js';

/**
 * How the paper gateway fills, stated so that it can be argued with:
 *
 * - A taker walks the book that is shown, level by level, at each level's price.
 * - A resting order joins the queue behind all that is shown at its price. The queue ahead shrinks by the prints at
 *   that price, and never exceeds what the level still shows: a cancel of others counts as having been ahead only
 *   when the level becomes smaller than the queue.
 * - A print and the smaller level that it leaves are told by two streams, in either order, and count once: a print
 *   that is not younger than the level's change is part of it.
 * - Prints at the price beyond the queue fill the order. A print through the price fills it too, at the order's own
 *   price, and at most by the print's size: whoever sold through the price would have met the order first, with
 *   no more than was sold.
 */
export type ModelFill = { readonly price: string; readonly size: string };

export type Sweep = { readonly fills: readonly ModelFill[]; readonly remaining: string };

/** What to take: base size, or quote funds, which stop at the increment of the base. */
export type SweepAmount = { readonly size: string } | { readonly funds: string; readonly baseIncrement: string };

/** Whether an order of `side` with this limit may trade at the price. */
export const crossesLimit = (side: Side, price: string, limit: string | undefined): boolean => {
	if (limit === undefined) {
		return true;
	}

	const distance = parseDecimal(price).cmp(limit);
	return side === 'buy' ? distance <= 0 : distance >= 0;
};

/** Walks the opposite side, best first, up to the limit price. `remaining` is in the unit of the amount. */
export function sweepBook(
	side: Side,
	levels: Iterable<PriceSize>,
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
	/** What the level's own changes took off the queue, as of this venue time: prints up to it are in there already. */
	readonly lostAhead?: { readonly size: string; readonly time: number } | undefined;
};

/** The engine tells one sweep by several changes of the book; a print belongs to any of them. */
const burstMs = 100;

/** After the level at its price changed to `shown`, at this venue time (ms). */
export function applyLevel(resting: Resting, shown: string, time: number): Resting {
	const queue = parseDecimal(resting.queueAhead);
	if (queue.lte(shown)) {
		return resting;
	}

	const { lostAhead } = resting;
	const earlier = lostAhead !== undefined && time - lostAhead.time <= burstMs ? lostAhead.size : '0';
	const lost = queue.minus(shown).plus(earlier);
	return {
		...resting,
		queueAhead: decimalText(parseDecimal(shown)),
		lostAhead: { size: decimalText(lost), time },
	};
}

/** One trade of the tape: the taker's side, venue time in ms. */
export type ModelPrint = {
	readonly side: Side;
	readonly price: string;
	readonly size: string;
	readonly time: number;
};

/**
 * After a print. The taker's side is opposite to the order that it can fill. Where several orders of ours could be
 * filled, the one that is first by price and time comes first, and the next one sees the print without what it took.
 */
export function applyPrint(
	resting: Resting,
	print: ModelPrint,
): { readonly resting: Resting; readonly filled: string } {
	const nothing = { resting, filled: '0' };
	if (print.side === resting.side) {
		return nothing;
	}

	const against = parseDecimal(print.price).cmp(resting.price);
	const through = resting.side === 'buy' ? against < 0 : against > 0;
	if (through) {
		return fill({ ...resting, queueAhead: '0', lostAhead: undefined }, parseDecimal(print.size));
	}

	if (against !== 0) {
		return nothing;
	}

	const { lostAhead, ...rest } = resting;
	const lost =
		lostAhead === undefined || print.time > lostAhead.time ? parseDecimal('0') : parseDecimal(lostAhead.size);
	const size = parseDecimal(print.size);
	const counted = lost.gt(size) ? size : lost;
	const fresh = size.minus(counted);
	const queue = parseDecimal(resting.queueAhead);
	const passed = queue.gt(fresh) ? fresh : queue;
	const next: Resting = {
		...rest,
		queueAhead: decimalText(queue.minus(passed)),
		lostAhead: lost.gt(counted) ? { size: decimalText(lost.minus(counted)), time: lostAhead!.time } : undefined,
	};
	return fill(next, fresh.minus(passed));
}

function fill(resting: Resting, available: Decimal): { readonly resting: Resting; readonly filled: string } {
	const remaining = parseDecimal(resting.remaining);
	const filled = available.gt(remaining) ? remaining : available;
	return {
		resting: { ...resting, remaining: decimalText(remaining.minus(filled)) },
		filled: decimalText(filled),
	};
}

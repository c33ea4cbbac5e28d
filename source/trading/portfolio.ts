import { type Decimal, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { Fill } from '../model/order.js';
import type { Order } from './order-state.js';

/**
 * What kcmon's own fills of one symbol came to, by average cost. Quantities that were on the account before, or came
 * from elsewhere, have no cost here: selling them makes no profit and costs its fee.
 */
export type Position = {
	/** Base currency bought by kcmon and not sold. */
	readonly size: Decimal;
	/** What `size` cost, fees included, in quote currency. */
	readonly cost: Decimal;
	/** Profit of what was sold, fees of both sides included, and less the fees of selling what was held before; in quote currency. */
	readonly realized: Decimal;
	/** Fees in quote currency. */
	readonly fees: Decimal;
	/** Fees charged in other currencies, as they were charged. Those in base currency are part of the profit, the rest is not. */
	readonly otherFees: ReadonlyMap<string, Decimal>;
	/** By bracket: what its entry sold of coins that were there before, and its exits have not bought back. */
	readonly sold: ReadonlyMap<string, SoldHeld>;
	/** Bought by kcmon before what is counted began, and not sold then. */
	readonly earlier: Decimal;
};

export type SoldHeld = {
	/** Base currency. */
	readonly size: Decimal;
	/** What `size` brought before the fee, in quote currency. */
	readonly proceeds: Decimal;
	readonly fee: Decimal;
	/** Of a fee in base currency, which is part of `size`: what it was worth, and lost when nothing is bought back. */
	readonly baseFeeFunds: Decimal;
	/** Sold before what is counted began, so that buying it back costs its fee and no more; base currency. */
	readonly before: Decimal;
	/** What its entry sold of the position, which exits of other brackets may miss. */
	readonly taken: Decimal;
};

/** Which part of which bracket a fill is. An exit's buy takes back what the entry sold, under whatever id the venue made it. */
export type BracketPart = { readonly bracketId: string; readonly isEntry: boolean };

export type CountedFill = {
	readonly fill: Fill;
	readonly part?: BracketPart | undefined;
	/** It was made before what is counted here began: it only tells what an exit may still buy back. */
	readonly isBefore?: boolean;
};

export type Currencies = { readonly base: string; readonly quote: string };

const zero = parseDecimal('0');

export const flatPosition: Position = {
	size: zero,
	cost: zero,
	realized: zero,
	fees: zero,
	otherFees: new Map(),
	sold: new Map(),
	earlier: zero,
};

const nothingSold: SoldHeld = {
	size: zero,
	proceeds: zero,
	fee: zero,
	baseFeeFunds: zero,
	before: zero,
	taken: zero,
};

export const partOf = ({ bracketId, role }: Pick<Order, 'bracketId' | 'role'>): BracketPart | undefined =>
	bracketId === undefined ? undefined : { bracketId, isEntry: role === 'entry' };

/** Average cost of one unit; undefined when flat. A quotient: 40 decimals, rounded half up. */
export const averageCostOf = (position: Position): Decimal | undefined =>
	position.size.gt('0') ? position.cost.div(position.size) : undefined;

/** What running brackets have sold of coins held before and may buy back: base currency, and what it brought after fees. */
export function soldOf({ sold }: Position): { readonly size: Decimal; readonly net: Decimal } {
	let size = zero;
	let net = zero;
	for (const part of sold.values()) {
		size = size.plus(part.size);
		net = net.plus(part.proceeds).minus(part.fee);
	}

	return { size, net };
}

/** What a bracket left sold when it ended stays sold, as by a plain sale: its fee is lost, and the rest is no result. */
export function closeEnded(position: Position, isRunning: (bracketId: string) => boolean): Position {
	const ended = [...position.sold].filter(([bracketId]) => !isRunning(bracketId));
	return ended.length === 0
		? position
		: {
				...position,
				realized: ended.reduce(
					(sum, [, { fee, baseFeeFunds }]) => sum.minus(fee).minus(baseFeeFunds),
					position.realized,
				),
				sold: new Map([...position.sold].filter(([bracketId]) => isRunning(bracketId))),
			};
}

/** Adds one fill. Fills of a symbol are to be added in the order of their time. A fill without a fee counts with `estimatedRate`. */
export function applyFillToPosition(
	position: Position,
	counted: CountedFill,
	currencies: Currencies,
	estimatedRate: string,
): Position {
	const { fill, part } = counted;
	const charged = chargesOf(fill, currencies, estimatedRate);
	if (counted.isBefore === true) {
		return applyBefore(position, fill, part, charged);
	}

	const { quoteFee, other } = charged;
	const after = {
		...position,
		fees: position.fees.plus(quoteFee),
		otherFees:
			other === undefined
				? position.otherFees
				: new Map(position.otherFees).set(
						other.currency,
						(position.otherFees.get(other.currency) ?? zero).plus(other.fee),
					),
	};
	return fill.side === 'buy' ? applyBuy(after, fill, part, charged) : applySale(after, fill, part, charged);
}

type Charges = {
	readonly quoteFee: Decimal;
	readonly baseFee: Decimal;
	readonly other: { readonly currency: string; readonly fee: Decimal } | undefined;
};

function chargesOf(fill: Fill, { base, quote }: Currencies, estimatedRate: string): Charges {
	const fee = fill.fee === undefined ? fundsOf(fill).times(estimatedRate) : parseDecimal(fill.fee);
	const currency = fill.fee === undefined ? quote : (fill.feeCurrency ?? quote);
	return {
		quoteFee: currency === quote ? fee : zero,
		baseFee: currency === base ? fee : zero,
		other: currency === quote ? undefined : { currency, fee },
	};
}

const fundsOf = ({ price, size }: Fill): Decimal => multiplyDecimals(price, size);

/** The fee in quote currency, where no coins of known cost carry it. */
const feeFunds = ({ price }: Fill, { quoteFee, baseFee }: Charges): Decimal => baseFee.times(price).plus(quoteFee);

/** Of an amount that belongs to the whole: the share of a part of it. Exact for the whole and for nothing. */
const shareOf = (amount: Decimal, part: Decimal, whole: Decimal): Decimal =>
	part.eq(whole) ? amount : amount.times(part).div(whole);

const lesser = (left: Decimal, right: Decimal): Decimal => (left.lt(right) ? left : right);

function withSold(position: Position, bracketId: string, sold: SoldHeld): Position {
	const all = new Map(position.sold);
	if (sold.size.eq('0') && sold.before.eq('0') && sold.taken.eq('0')) {
		all.delete(bracketId);
	} else {
		all.set(bracketId, sold);
	}

	return { ...position, sold: all };
}

function applyBefore(position: Position, fill: Fill, part: BracketPart | undefined, charged: Charges): Position {
	const sold = (part === undefined ? undefined : position.sold.get(part.bracketId)) ?? nothingSold;
	if (fill.side === 'buy') {
		const received = parseDecimal(fill.size).minus(charged.baseFee);
		const isExit = part !== undefined && !part.isEntry;
		const back = isExit ? lesser(received, sold.before) : zero;
		const beyond = received.minus(back);
		const after = { ...position, earlier: position.earlier.plus(beyond) };
		return isExit
			? withSold(after, part.bracketId, {
					...sold,
					before: sold.before.minus(back),
					taken: sold.taken.minus(lesser(beyond, sold.taken)),
				})
			: after;
	}

	const gone = charged.baseFee.plus(fill.size);
	const ours = lesser(gone, position.earlier);
	const held = gone.minus(ours);
	const after = { ...position, earlier: position.earlier.minus(ours) };
	if (part === undefined) {
		return after;
	}

	return part.isEntry
		? withSold(after, part.bracketId, {
				...sold,
				before: sold.before.plus(held),
				taken: sold.taken.plus(ours),
			})
		: giveToTakers(after, held, (taker, moved) => ({ ...taker, before: taker.before.plus(moved) })).position;
}

/**
 * What the entry of one bracket took of the position, the exit of another misses: when that sells it all the same, it sells
 * coins of before, and it is the first bracket that may buy them back. The newest gets it first. `rest`: what nobody took.
 */
function giveToTakers(
	position: Position,
	missing: Decimal,
	give: (taker: SoldHeld, moved: Decimal) => SoldHeld,
): { readonly position: Position; readonly rest: Decimal } {
	let after = position;
	let rest = missing;
	for (const [bracketId, taker] of [...position.sold].reverse()) {
		const moved = lesser(rest, taker.taken);
		if (moved.gt('0')) {
			rest = rest.minus(moved);
			after = withSold(after, bracketId, { ...give(taker, moved), taken: taker.taken.minus(moved) });
		}
	}

	return { position: after, rest };
}

function applyBuy(position: Position, fill: Fill, part: BracketPart | undefined, charged: Charges): Position {
	// A fee taken in base currency is bought and gone: what is left cost all of it.
	const received = parseDecimal(fill.size).minus(charged.baseFee);
	const paid = fundsOf(fill).plus(charged.quoteFee);
	const sold = part === undefined || part.isEntry ? undefined : position.sold.get(part.bracketId);
	if (part === undefined || sold === undefined || received.lte('0')) {
		return { ...position, size: position.size.plus(received), cost: position.cost.plus(paid) };
	}

	const ofBefore = lesser(received, sold.before);
	const back = lesser(received.minus(ofBefore), sold.size);
	const proceeds = shareOf(sold.proceeds, back, sold.size);
	const fee = shareOf(sold.fee, back, sold.size);
	const cost = shareOf(paid, back, received);
	const after = {
		...position,
		// What goes beyond is a new long, which carries the rest of what was paid.
		size: position.size.plus(received).minus(ofBefore).minus(back),
		cost: position.cost
			.plus(paid)
			.minus(cost)
			.minus(shareOf(paid, ofBefore, received)),
		realized: position.realized
			.plus(proceeds)
			.minus(fee)
			.minus(cost)
			.minus(shareOf(feeFunds(fill, charged), ofBefore, received)),
	};
	return withSold(after, part.bracketId, {
		size: sold.size.minus(back),
		proceeds: sold.proceeds.minus(proceeds),
		fee: sold.fee.minus(fee),
		baseFeeFunds: sold.baseFeeFunds.minus(shareOf(sold.baseFeeFunds, back, sold.size)),
		before: sold.before.minus(ofBefore),
		taken: sold.taken.minus(lesser(received.minus(ofBefore).minus(back), sold.taken)),
	});
}

function applySale(position: Position, fill: Fill, part: BracketPart | undefined, charged: Charges): Position {
	// A fee taken in base currency leaves the account as well, and brings nothing.
	const gone = charged.baseFee.plus(fill.size);
	const ours = lesser(gone, position.size);
	const held = gone.minus(ours);
	const cost = shareOf(position.cost, ours, position.size);
	const funds = fundsOf(fill);
	// What was not ours carries its own share of proceeds and fee away.
	const ourFunds = shareOf(funds, ours, gone);
	const ourFee = shareOf(charged.quoteFee, ours, gone);
	const after = {
		...position,
		size: position.size.minus(ours),
		cost: position.cost.minus(cost),
		realized: position.realized.plus(ourFunds).minus(ourFee).minus(cost),
	};
	if (part?.isEntry === true) {
		const sold = position.sold.get(part.bracketId) ?? nothingSold;
		return withSold(after, part.bracketId, {
			...sold,
			size: sold.size.plus(held),
			proceeds: sold.proceeds.plus(funds).minus(ourFunds),
			fee: sold.fee.plus(charged.quoteFee).minus(ourFee),
			baseFeeFunds: sold.baseFeeFunds.plus(shareOf(charged.baseFee.times(fill.price), held, gone)),
			taken: sold.taken.plus(ours),
		});
	}

	const { position: given, rest } =
		part === undefined
			? { position: after, rest: held }
			: giveToTakers(after, held, (taker, moved) => ({
					...taker,
					size: taker.size.plus(moved),
					proceeds: taker.proceeds.plus(shareOf(funds, moved, gone)),
					fee: taker.fee.plus(shareOf(charged.quoteFee, moved, gone)),
					baseFeeFunds: taker.baseFeeFunds.plus(shareOf(charged.baseFee.times(fill.price), moved, gone)),
				}));
	// Coins of no known cost bring no profit, but what selling them cost is lost for certain.
	return rest.eq('0')
		? given
		: { ...given, realized: given.realized.minus(shareOf(feeFunds(fill, charged), rest, gone)) };
}

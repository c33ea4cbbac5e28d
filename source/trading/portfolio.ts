import { type Decimal, decimalText, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { Fill } from '../model/order.js';
import { fillKey } from './order-state.js';

/**
 * What kcmon's own fills of one symbol came to, by average cost. Quantities that were on the account before, or came
 * from elsewhere, have no cost here and make no profit here.
 */
export type Position = {
	/** Base currency bought by kcmon and not sold. */
	readonly size: Decimal;
	/** What `size` cost, fees included, in quote currency. */
	readonly cost: Decimal;
	/** Profit of what was sold, fees of both sides included, in quote currency. */
	readonly realized: Decimal;
	/** Fees in quote currency. */
	readonly fees: Decimal;
	/** Fees charged in other currencies, which are not part of the profit. */
	readonly otherFees: ReadonlyMap<string, Decimal>;
};

const zero = parseDecimal('0');

export const flatPosition: Position = { size: zero, cost: zero, realized: zero, fees: zero, otherFees: new Map() };

export type Currencies = { readonly base: string; readonly quote: string };

/** Average cost of one unit; undefined when flat. A quotient: 40 decimals, rounded half up. */
export const averageCostOf = (position: Position): Decimal | undefined =>
	position.size.gt('0') ? position.cost.div(position.size) : undefined;

/** Profit if `size` were sold at `price`, before the fee of that sale. */
export const unrealizedOf = (position: Position, price: string): Decimal =>
	multiplyDecimals(price, position.size).minus(position.cost);

/** Adds one fill. Fills of a symbol are to be added in the order of their time. A fill without a fee counts with `estimatedRate`. */
export function applyFillToPosition(
	position: Position,
	fill: Fill,
	currencies: Currencies,
	estimatedRate: string,
): Position {
	const funds = multiplyDecimals(fill.price, fill.size);
	const fee = fill.fee === undefined ? funds.times(estimatedRate) : parseDecimal(fill.fee);
	const feeCurrency = fill.fee === undefined ? currencies.quote : (fill.feeCurrency ?? currencies.quote);
	const quoteFee = feeCurrency === currencies.quote ? fee : zero;
	const baseFee = feeCurrency === currencies.base ? fee : zero;
	const otherFees =
		feeCurrency === currencies.quote || feeCurrency === currencies.base
			? position.otherFees
			: new Map(position.otherFees).set(feeCurrency, (position.otherFees.get(feeCurrency) ?? zero).plus(fee));
	const fees = position.fees.plus(quoteFee);
	if (fill.side === 'buy') {
		return {
			...position,
			// A fee taken in base currency is bought and gone: what is left cost all of it.
			size: position.size.plus(fill.size).minus(baseFee),
			cost: position.cost.plus(funds).plus(quoteFee),
			fees,
			otherFees,
		};
	}

	// A fee taken in base currency leaves the account as well, and brings nothing.
	const sold = baseFee.plus(fill.size);
	if (position.size.lte('0')) {
		return { ...position, fees, otherFees };
	}

	const ours = sold.gt(position.size) ? position.size : sold;
	// What was not ours carries its own share of proceeds and fee away.
	const share = ours.eq(sold) ? parseDecimal('1') : ours.div(sold);
	const cost = ours.eq(position.size) ? position.cost : position.cost.times(ours).div(position.size);
	return {
		size: position.size.minus(ours),
		cost: position.cost.minus(cost),
		realized: position.realized.plus(funds.minus(quoteFee).times(share)).minus(cost),
		fees,
		otherFees,
	};
}

/** One symbol's fills, each counted once, with fees corrected when the venue's record of them arrives. */
export type PositionBook = {
	/** A fill that was added before counts once more only in that it may bring its fee. */
	readonly add: (fill: Fill) => void;
	readonly position: () => Position;
	readonly realizedText: () => string;
};

/**
 * Keeps the position of one symbol. Fills whose fee is final are folded and forgotten; those that wait for it stay,
 * so that a correction changes the result and never adds to it.
 */
export function createPositionBook(currencies: Currencies, estimatedRate: () => string): PositionBook {
	let settled = flatPosition;
	const folded = new Set<string>();
	const pending: Fill[] = [];
	let current: Position | undefined = flatPosition;

	const insert = (fill: Fill): void => {
		const index = pending.findIndex(known => fillKey(known) === fillKey(fill));
		if (index === -1) {
			const later = pending.findIndex(known => known.time > fill.time);
			pending.splice(later === -1 ? pending.length : later, 0, fill);
		} else if (fill.fee !== undefined) {
			pending[index] = fill;
		}
	};

	const settle = (): void => {
		while (pending[0]?.fee !== undefined) {
			const fill = pending.shift()!;
			folded.add(fillKey(fill));
			settled = applyFillToPosition(settled, fill, currencies, '0');
		}
	};

	const position = (): Position => {
		current ??= pending.reduce((sum, fill) => applyFillToPosition(sum, fill, currencies, estimatedRate()), settled);
		return current;
	};

	return {
		add: fill => {
			if (!folded.has(fillKey(fill))) {
				insert(fill);
				settle();
				current = undefined;
			}
		},
		position,
		realizedText: () => decimalText(position().realized),
	};
}

import { addDecimals, compareDecimals, type Decimal, parseDecimal } from '../lib/decimal.js';
import type { Fill } from '../model/order.js';
import type { VenueOrder } from '../trading/gateway.js';
import type { Order } from '../trading/order-state.js';

/**
 * What a stop or a pair may have become. The venue documents that its trigger makes an order with a new id; whether that
 * bears its client id is not documented. So an order that nobody here knows may be the one.
 */
export type Traces = {
	/** Orders of nobody here, of its symbol, side and size, made since it was. */
	readonly orders: readonly VenueOrder[];
	/** Executions of nobody here on its side. */
	readonly fills: readonly Fill[];
};

export const noTraces: Traces = { orders: [], fills: [] };

/** Among everything that the venue shows of the symbol since the order was sent. `isKnown`: by client id or by the venue's. */
export function findTraces(
	order: Order,
	shown: { readonly orders: readonly VenueOrder[]; readonly fills: readonly Fill[] },
	isKnown: (of: { readonly orderId: string; readonly clientOid?: string }) => boolean,
): Traces {
	const { side, size } = order;
	return {
		orders: shown.orders.filter(
			record =>
				(record.type === 'limit' || record.type === 'market') &&
				record.side === side &&
				size !== undefined &&
				compareDecimals(record.size, size) === 0 &&
				!isKnown(record),
		),
		fills: shown.fills.filter(fill => fill.side === side && !isKnown(fill)),
	};
}

/** The one order that it can have become: of its kind and at its price too. Undefined where there is none, or more than one. */
export function guessChild({ request }: Order, { orders }: Traces): VenueOrder | undefined {
	if (request?.stop === undefined) {
		return undefined;
	}

	const prices = request.type === 'market' ? [] : [request.price, request.stop.limitPrice];
	const fitting = orders.filter(
		({ type, price }) =>
			type === request.type &&
			(type === 'market' || prices.some(wanted => wanted !== undefined && compareDecimals(price, wanted) === 0)),
	);
	return orders.length === 1 ? fitting[0] : undefined;
}

/**
 * Whether the base currency moved by more than our own fills since then, in the direction of the order: something that is not
 * shown has been sold, or bought.
 */
export function hasMoved(
	order: Pick<Order, 'side' | 'symbol'>,
	totals: { readonly before: string; readonly now: string },
	fills: Iterable<Fill>,
): boolean {
	const base = baseOf(order.symbol);
	let expected: Decimal = parseDecimal(totals.before);
	for (const { symbol, side, size } of fills) {
		if (baseOf(symbol) === base) {
			expected = side === 'buy' ? expected.plus(size) : expected.minus(size);
		}
	}

	const change = addDecimals(totals.now, '0').minus(expected);
	return order.side === 'sell' ? change.lt('0') : change.gt('0');
}

export const baseOf = (symbol: string): string => symbol.slice(0, symbol.indexOf('-'));

import { addDecimals, compareDecimals, decimalText, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { Side } from '../model/market-event.js';
import type { ClientOid, Fill, OrderRequest, OrderRole, OrderStatus } from '../model/order.js';

/**
 * One piece of knowledge about an order: what we did, what the venue said. An order is a pure function of the *set*
 * of its evidence: any order of arrival, any repetition, same result.
 */
export type Evidence =
	| { readonly kind: 'sent' }
	| { readonly kind: 'accepted'; readonly orderId: string }
	| { readonly kind: 'rejected'; readonly code: string; readonly text: string }
	| { readonly kind: 'not-sent'; readonly reason: string }
	| { readonly kind: 'unknown'; readonly reason: string }
	/** Concluded from two clean negative sweeps after the order could no longer arrive. */
	| { readonly kind: 'not-placed' }
	| { readonly kind: 'cancel-requested' }
	| VenueEvidence
	| { readonly kind: 'fill'; readonly fill: Fill };

/** The venue's word on an order, from the socket or from REST. Sizes are cumulative. */
export type VenueEvidence = {
	readonly kind: 'venue';
	readonly orderId: string;
	/** `done` is final at the venue. */
	readonly state: 'received' | 'open' | 'done';
	readonly filledSize: string;
	readonly canceledSize: string;
	/** How the venue named the end; REST does not. A partial cancel and then a full fill ends `filled`. */
	readonly ending?: 'filled' | 'canceled';
	/** Of a stop order: the order that its trigger made. */
	readonly triggeredOrderId?: string;
};

export type Order = {
	readonly clientOid: ClientOid | string;
	readonly symbol: string;
	readonly side: Side;
	readonly type: 'limit' | 'market';
	readonly price: string | undefined;
	readonly size: string | undefined;
	readonly funds: string | undefined;
	readonly request: OrderRequest | undefined;
	readonly role: OrderRole;
	readonly bracketId: string | undefined;
	readonly signalId: string | undefined;
	/** Not made by this data directory: shown, never touched but by an account-scope cancel. */
	readonly external: boolean;
	/** When the intent was journaled, or the venue's creation time of an external order; ms. */
	readonly createdAt: number;
	readonly orderId: string | undefined;
	readonly sent: boolean;
	readonly unknown: string | undefined;
	readonly rejected: { readonly code: string; readonly text: string } | undefined;
	readonly notSent: string | undefined;
	readonly notPlaced: boolean;
	readonly cancelRequested: boolean;
	/** The venue acknowledged it in any way. */
	readonly seen: boolean;
	readonly done: boolean;
	/** The venue named the end a complete execution. */
	readonly endedFilled: boolean;
	/** Greatest cumulative size that the venue named. */
	readonly venueFilled: string;
	readonly canceledSize: string;
	/** By `orderId tradeId`. */
	readonly fills: ReadonlyMap<string, Fill>;
	/** Σ size and Σ price × size of the fills known one by one. */
	readonly fillsSize: string;
	readonly fillsFunds: string;
};

/** The key under which a fill counts once. The symbol is the order's. */
export const fillKey = (fill: Fill): string => `${fill.orderId} ${fill.tradeId}`;

/** What an order is before anything happened to it. */
export function createOrder(
	request: OrderRequest,
	context: {
		readonly createdAt: number;
		readonly role: OrderRole;
		readonly bracketId: string | undefined;
		readonly signalId: string | undefined;
	},
): Order {
	return {
		...blank,
		...context,
		clientOid: request.clientOid,
		symbol: request.symbol,
		side: request.side,
		type: request.type,
		price: request.price,
		size: request.size,
		funds: request.funds,
		request,
		external: false,
	};
}

const blank = {
	orderId: undefined,
	sent: false,
	unknown: undefined,
	rejected: undefined,
	notSent: undefined,
	notPlaced: false,
	cancelRequested: false,
	seen: false,
	done: false,
	endedFilled: false,
	venueFilled: '0',
	canceledSize: '0',
	fills: new Map<string, Fill>(),
	fillsSize: '0',
	fillsFunds: '0',
} as const;

/** Joins one piece of evidence. Commutative, associative and idempotent. Returns the same object when nothing is new. */
export function applyEvidence(order: Order, evidence: Evidence): Order {
	switch (evidence.kind) {
		case 'sent':
			return order.sent ? order : { ...order, sent: true };
		case 'accepted':
			return order.orderId === evidence.orderId && order.seen
				? order
				: { ...order, orderId: order.orderId ?? evidence.orderId, seen: true };
		case 'rejected':
			return order.rejected === undefined
				? { ...order, rejected: { code: evidence.code, text: evidence.text } }
				: order;
		case 'not-sent':
			return order.notSent === undefined ? { ...order, notSent: evidence.reason } : order;
		case 'unknown':
			return order.unknown === undefined ? { ...order, unknown: evidence.reason } : order;
		case 'not-placed':
			return order.notPlaced ? order : { ...order, notPlaced: true };
		case 'cancel-requested':
			return order.cancelRequested ? order : { ...order, cancelRequested: true };
		case 'venue':
			return applyVenue(order, evidence);
		case 'fill':
			return applyFill(order, evidence.fill);
	}
}

function applyVenue(order: Order, evidence: VenueEvidence): Order {
	const venueFilled = larger(order.venueFilled, evidence.filledSize);
	const canceledSize = larger(order.canceledSize, evidence.canceledSize);
	const done = order.done || evidence.state === 'done';
	const endedFilled = order.endedFilled || evidence.ending === 'filled';
	const orderId = order.orderId ?? evidence.orderId;
	if (
		order.seen &&
		done === order.done &&
		endedFilled === order.endedFilled &&
		orderId === order.orderId &&
		venueFilled === order.venueFilled &&
		canceledSize === order.canceledSize
	) {
		return order;
	}

	return { ...order, orderId, seen: true, done, endedFilled, venueFilled, canceledSize };
}

function applyFill(order: Order, fill: Fill): Order {
	const key = fillKey(fill);
	const known = order.fills.get(key);
	if (known !== undefined) {
		// REST brings the fee that the socket does not push.
		if (known.fee !== undefined || fill.fee === undefined) {
			return order;
		}

		return {
			...order,
			fills: new Map(order.fills).set(key, { ...known, fee: fill.fee, feeCurrency: fill.feeCurrency }),
		};
	}

	return {
		...order,
		orderId: order.orderId ?? fill.orderId,
		seen: true,
		fills: new Map(order.fills).set(key, fill),
		fillsSize: decimalText(addDecimals(order.fillsSize, fill.size)),
		fillsFunds: decimalText(addDecimals(order.fillsFunds, multiplyDecimals(fill.price, fill.size))),
	};
}

const larger = (left: string, right: string): string => (compareDecimals(right, left) > 0 ? right : left);

/** What is executed for certain: the greater of the venue's cumulative size and the sum of the fills. */
export const filledSizeOf = (order: Order): string => larger(order.venueFilled, order.fillsSize);

/** What the venue may still execute; undefined for an order by funds, whose size is not known before. */
export function remainingSizeOf(order: Order): string | undefined {
	if (order.size === undefined) {
		return undefined;
	}

	if (statusOf(order) === 'FILLED' || order.done) {
		return '0';
	}

	const rest = parseDecimal(order.size).minus(filledSizeOf(order)).minus(order.canceledSize);
	return rest.gt('0') ? decimalText(rest) : '0';
}

/**
 * The highest rank that has evidence: INTENT < SENDING < UNKNOWN < {NOT SENT, REJECTED, NOT PLACED} < WORKING <
 * PARTIAL < CANCELED < FILLED. So only the venue's own evidence lifts a refused order.
 */
export function statusOf(order: Order): OrderStatus {
	const filled = filledSizeOf(order);
	const hasFill = compareDecimals(filled, '0') > 0;
	if (order.seen || hasFill) {
		if (order.size !== undefined && compareDecimals(filled, order.size) >= 0) {
			return 'FILLED';
		}

		if (order.done) {
			return endedStatus(order, hasFill);
		}

		return hasFill ? 'PARTIAL' : 'WORKING';
	}

	if (order.rejected !== undefined) {
		return 'REJECTED';
	}

	if (order.notSent !== undefined) {
		return 'NOT SENT';
	}

	if (order.notPlaced) {
		return 'NOT PLACED';
	}

	if (order.unknown !== undefined) {
		return 'UNKNOWN';
	}

	return order.sent ? 'SENDING' : 'INTENT';
}

function endedStatus(order: Order, hasFill: boolean): OrderStatus {
	// A market order by funds ends `canceled` at the venue when only dust is left: the executed size decides.
	const executed = hasFill && (order.endedFilled || order.size === undefined);
	return executed ? 'FILLED' : 'CANCELED';
}

/** Nothing more can happen to it, as far as evidence goes. */
export function isFinal(order: Order): boolean {
	const status = statusOf(order);
	return (
		status === 'FILLED' ||
		status === 'CANCELED' ||
		status === 'REJECTED' ||
		status === 'NOT SENT' ||
		status === 'NOT PLACED'
	);
}

/** May still be working at the venue, or is. */
export const isOpen = (order: Order): boolean => !isFinal(order);

/** The venue says more was executed than the fills that are known one by one: ask for them. */
export const hasFillsPending = (order: Order): boolean => compareDecimals(order.venueFilled, order.fillsSize) > 0;

/** The venue shows life of an order that was taken for refused: alarm and halt. */
export const isResurrected = (order: Order): boolean =>
	order.seen && (order.rejected !== undefined || order.notPlaced || order.notSent !== undefined);

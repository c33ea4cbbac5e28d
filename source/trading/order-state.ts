import { assertNever } from '../lib/assert-never.js';
import {
	addDecimals,
	compareDecimals,
	type Decimal,
	decimalText,
	multiplyDecimals,
	parseDecimal,
	subtractDecimals,
} from '../lib/decimal.js';
import type { Side } from '../model/market-event.js';
import {
	type ClientOid,
	type Fill,
	familyOf,
	type OrderFamily,
	type OrderRequest,
	type OrderRole,
	type OrderStatus,
} from '../model/order.js';
import type { VenueAddress } from './gateway.js';

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
	/** A person has taken over an order in doubt: nothing is looked for any more, and nothing is placed in its place. */
	| { readonly kind: 'given-up' }
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
	/** The id is that of a stop or a pair, which waits for its price or has made an order of it. */
	readonly stop?: 'waiting' | 'triggered';
	/** The order that the trigger made. */
	readonly triggeredOrderId?: string;
	/** The venue did not name that order: it is the only one that it can be. */
	readonly isGuess?: boolean;
};

/** What the venue said of one of an order's ids. */
export type VenueId = {
	readonly done: boolean;
	/** Undefined: an order in the book, such as the one that a trigger made. */
	readonly stop: 'waiting' | 'triggered' | undefined;
	readonly triggeredOrderId: string | undefined;
	readonly isGuess: boolean;
};

/** Why an order is UNKNOWN that was looked for in vain where absence proves nothing. */
export const untracedReason = 'triggered, or gone: what came of it is not known';

export type Order = {
	readonly clientOid: ClientOid | string;
	readonly symbol: string;
	readonly side: Side;
	readonly type: 'limit' | 'market';
	readonly family: OrderFamily;
	readonly price: string | undefined;
	readonly size: string | undefined;
	readonly funds: string | undefined;
	readonly request: OrderRequest | undefined;
	/** Of a stop or a pair without a request here, as far as the venue describes it: the price that it waits for. */
	readonly stopPrice?: string | undefined;
	readonly role: OrderRole;
	readonly bracketId: string | undefined;
	readonly signalId: string | undefined;
	/** Who made that signal. */
	readonly signalSource?: string | undefined;
	/** Not made by this data directory: shown, never touched but by an account-scope cancel. */
	readonly external: boolean;
	/** When the intent was journaled, or the venue made an external order; ms of the venue's clock. */
	readonly createdAt: number;
	/** The venue's. A stop that was triggered has two: the least of those seen, whatever their order of arrival. */
	readonly orderId: string | undefined;
	/** What the venue said of each of its ids, and which order a trigger made of it. */
	readonly venueIds: ReadonlyMap<string, VenueId>;
	readonly sent: boolean;
	readonly unknown: string | undefined;
	readonly rejected: { readonly code: string; readonly text: string } | undefined;
	readonly notSent: string | undefined;
	readonly notPlaced: boolean;
	/** Looked for in vain; see `isInDoubt`. */
	readonly untraced: boolean;
	readonly givenUp: boolean;
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
		readonly signalSource?: string | undefined;
	},
): Order {
	return {
		...blank,
		...context,
		clientOid: request.clientOid,
		symbol: request.symbol,
		side: request.side,
		type: request.type,
		family: familyOf(request),
		price: request.price,
		size: request.size,
		funds: request.funds,
		request,
		external: false,
	};
}

const blank = {
	orderId: undefined,
	venueIds: new Map<string, VenueId>(),
	sent: false,
	unknown: undefined,
	rejected: undefined,
	notSent: undefined,
	notPlaced: false,
	untraced: false,
	givenUp: false,
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
		case 'accepted': {
			const orderId = lesser(order.orderId, evidence.orderId);
			// What is answered for is the stop or the pair itself, never what comes of it.
			const venueIds =
				order.family === 'plain'
					? order.venueIds
					: joinVenueId(order.venueIds, { orderId: evidence.orderId, state: 'received', stop: 'waiting' });
			return order.seen && order.orderId === orderId && venueIds === order.venueIds
				? order
				: { ...order, orderId, venueIds, seen: true, done: isDone(order.family, venueIds) };
		}

		case 'rejected': {
			const { code, text } = evidence;
			const known = order.rejected;
			return known === undefined || `${code} ${text}` < `${known.code} ${known.text}`
				? { ...order, rejected: { code, text } }
				: order;
		}

		case 'not-sent': {
			const notSent = lesser(order.notSent, evidence.reason);
			return order.notSent === notSent ? order : { ...order, notSent };
		}

		case 'unknown': {
			if (evidence.reason === untracedReason) {
				return order.untraced ? order : { ...order, untraced: true };
			}

			const unknown = lesser(order.unknown, evidence.reason);
			return order.unknown === unknown ? order : { ...order, unknown };
		}

		case 'not-placed':
			return order.notPlaced ? order : { ...order, notPlaced: true };
		case 'given-up':
			return order.givenUp ? order : { ...order, givenUp: true };
		case 'cancel-requested':
			return order.cancelRequested ? order : { ...order, cancelRequested: true };
		case 'venue':
			return applyVenue(order, evidence);
		case 'fill':
			return applyFill(order, evidence.fill);
		default:
			return assertNever(evidence);
	}
}

function applyVenue(order: Order, evidence: VenueEvidence): Order {
	const venueFilled = larger(order.venueFilled, plain(evidence.filledSize));
	const canceledSize = larger(order.canceledSize, plain(evidence.canceledSize));
	const venueIds = joinVenueId(order.venueIds, evidence);
	const endedFilled = order.endedFilled || evidence.ending === 'filled';
	const orderId = lesser(order.orderId, evidence.orderId);
	if (
		order.seen &&
		venueIds === order.venueIds &&
		endedFilled === order.endedFilled &&
		orderId === order.orderId &&
		venueFilled === order.venueFilled &&
		canceledSize === order.canceledSize
	) {
		return order;
	}

	return {
		...order,
		orderId,
		venueIds,
		seen: true,
		done: isDone(order.family, venueIds),
		endedFilled,
		venueFilled,
		canceledSize,
	};
}

function joinVenueId(
	ids: Order['venueIds'],
	said: Pick<VenueEvidence, 'orderId' | 'state' | 'stop' | 'triggeredOrderId' | 'isGuess'>,
): Order['venueIds'] {
	const known = ids.get(said.orderId);
	const done = known?.done === true || said.state === 'done';
	const triggeredOrderId =
		said.triggeredOrderId === undefined
			? known?.triggeredOrderId
			: lesser(known?.triggeredOrderId, said.triggeredOrderId);
	const hasTriggered = known?.stop === 'triggered' || said.stop === 'triggered' || triggeredOrderId !== undefined;
	const stop = hasTriggered ? 'triggered' : (known?.stop ?? said.stop);
	const isGuess = known?.isGuess === true || said.isGuess === true;
	return known !== undefined &&
		done === known.done &&
		stop === known.stop &&
		isGuess === known.isGuess &&
		triggeredOrderId === known.triggeredOrderId
		? ids
		: new Map(ids).set(said.orderId, { done, stop, triggeredOrderId, isGuess });
}

/**
 * A stop that was triggered lives on in the order that the trigger made. A pair is over only by its own word: while one
 * leg's order has ended, nothing else says that the other leg waits no more.
 */
function isDone(family: OrderFamily, ids: Order['venueIds']): boolean {
	let isAnswered = family !== 'oco';
	for (const { done, stop, triggeredOrderId } of ids.values()) {
		if (isOverByChild(family, ids, stop, triggeredOrderId)) {
			continue;
		}

		if (triggeredOrderId === undefined ? !done : ids.get(triggeredOrderId)?.done !== true) {
			return false;
		}

		isAnswered ||= stop !== undefined;
	}

	return isAnswered && ids.size > 0;
}

/** A stop has one leg: an order in the book under its name is what its trigger made. */
const isOverByChild = (
	family: OrderFamily,
	ids: Order['venueIds'],
	stop: VenueId['stop'],
	triggeredOrderId: string | undefined,
): boolean =>
	family === 'stop' &&
	stop !== undefined &&
	triggeredOrderId === undefined &&
	[...ids.values()].some(id => id.stop === undefined);

/** Whether a stop's or a pair's price was reached, so that nothing waits at the venue any more. */
export function hasTriggered({ family, venueIds }: Order): boolean {
	return family !== 'plain' && [...venueIds.values()].some(({ stop }) => stop !== 'waiting');
}

/** It was triggered, and what the trigger made is not known: neither over nor anywhere to be found. */
export function lacksChild({ family, venueIds }: Order): boolean {
	const ids = [...venueIds.values()];
	return (
		family !== 'plain' &&
		ids.some(({ stop, done, triggeredOrderId }) => stop === 'triggered' && !done && triggeredOrderId === undefined) &&
		ids.every(({ stop }) => stop !== undefined)
	);
}

/** What its trigger made is a guess. */
export const hasGuess = ({ venueIds }: Order): boolean => [...venueIds.values()].some(({ isGuess }) => isGuess);

/**
 * A stop or a pair that may live on in an order which nobody named: the venue documents that what a trigger makes has a new
 * id, not that it keeps its name. Absence proves nothing then; nothing is placed in its place and nothing canceled by itself.
 */
export const isInDoubt = (order: Order): boolean =>
	order.family !== 'plain' && (hasGuess(order) || (order.untraced && (!order.seen || lacksChild(order))));

/**
 * Under which addresses an order may still live at the venue, what is in the book first: whom to ask, and what to cancel.
 * An `orderId` of undefined means that only its client id is known. Empty when all of them have ended.
 */
export function liveAddressesOf(order: Order): readonly VenueAddress[] {
	const { family, symbol, clientOid, venueIds } = order;
	const inBook: string[] = [];
	const beside: (string | undefined)[] = [];
	for (const [orderId, { done, stop, triggeredOrderId }] of venueIds) {
		if (triggeredOrderId !== undefined) {
			if (!venueIds.has(triggeredOrderId)) {
				inBook.push(triggeredOrderId);
			}
		} else if (!done && !isOverByChild(family, venueIds, stop, triggeredOrderId)) {
			(stop === undefined ? inBook : beside).push(orderId);
		}
	}

	if (family === 'plain') {
		if (venueIds.size === 0) {
			return [{ symbol, clientOid, orderId: order.orderId, family }];
		}
	} else if (![...venueIds.values()].some(({ stop }) => stop !== undefined)) {
		beside.push(undefined);
	}

	return [
		...inBook.map(orderId => ({ symbol, clientOid, orderId, family: 'plain' as const })),
		...beside.map(orderId => ({ symbol, clientOid, orderId, family })),
	];
}

function applyFill(order: Order, fill: Fill): Order {
	const key = fillKey(fill);
	const known = order.fills.get(key);
	const better = known === undefined ? fill : betterFill(known, fill);
	if (better === known) {
		return order;
	}

	const sizeBefore = known === undefined ? order.fillsSize : subtractDecimals(order.fillsSize, known.size);
	const fundsBefore = known === undefined ? order.fillsFunds : subtractDecimals(order.fillsFunds, fundsOf(known));
	return {
		...order,
		orderId: lesser(order.orderId, fill.orderId),
		seen: true,
		fills: new Map(order.fills).set(key, better),
		fillsSize: decimalText(addDecimals(sizeBefore, better.size)),
		fillsFunds: decimalText(addDecimals(fundsBefore, fundsOf(better))),
	};
}

const fundsOf = (fill: Fill): Decimal => multiplyDecimals(fill.price, fill.size);

/**
 * Of two records of one execution the one with its fee, which is REST's: the socket pushes none. Two of a kind agree;
 * should they not, the choice must not depend on which came first.
 */
function betterFill(known: Fill, fill: Fill): Fill {
	if ((known.fee === undefined) !== (fill.fee === undefined)) {
		return known.fee === undefined ? fill : known;
	}

	return describeFill(fill) < describeFill(known) ? fill : known;
}

const describeFill = ({ fee, feeCurrency, liquidity, price, side, size, time }: Fill): string =>
	[time, price, size, side, liquidity, fee, feeCurrency].join(' ');

const lesser = (known: string | undefined, text: string): string =>
	known === undefined || text < known ? text : known;

const plain = (amount: string): string => decimalText(parseDecimal(amount));

const larger = (left: string, right: string): string => (compareDecimals(right, left) > 0 ? right : left);

/** What is executed for certain: the greater of the venue's cumulative size and the sum of the fills. */
export const filledSizeOf = (order: Order): string => larger(order.venueFilled, order.fillsSize);

/** What the venue may still execute; undefined for an open order by funds, whose size is not known before. */
export function remainingSizeOf(order: Order): string | undefined {
	if (isFinal(order)) {
		return '0';
	}

	if (order.size === undefined) {
		return undefined;
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
			return hasEndedUnseen(order) ? 'UNKNOWN' : endedStatus(order, hasFill);
		}

		if (isInDoubt(order)) {
			return 'UNKNOWN';
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

	if (order.unknown !== undefined || order.untraced) {
		return 'UNKNOWN';
	}

	return order.sent ? 'SENDING' : 'INTENT';
}

/** It is over, and neither the venue nor anybody here can say any more what it traded before that. */
export const hasEndedUnseen = ({ family, done, givenUp, endedFilled }: Order): boolean =>
	family === 'plain' && done && givenUp && !endedFilled;

function endedStatus(order: Order, hasFill: boolean): OrderStatus {
	// A market order by funds ends `canceled` at the venue when only dust is left: the executed size decides.
	return order.endedFilled || (hasFill && order.size === undefined) ? 'FILLED' : 'CANCELED';
}

/** Nothing more can happen to it, as far as evidence goes; or a person has taken it over. */
export function isFinal(order: Order): boolean {
	const status = statusOf(order);
	return (
		status === 'FILLED' ||
		status === 'CANCELED' ||
		status === 'REJECTED' ||
		status === 'NOT SENT' ||
		status === 'NOT PLACED' ||
		(status === 'UNKNOWN' && order.givenUp)
	);
}

/** May still be working at the venue, or is. */
export const isOpen = (order: Order): boolean => !isFinal(order);

/** The venue says more was executed than the fills that are known one by one: ask for them. */
export function hasFillsPending(order: Order): boolean {
	const { endedFilled, size, venueFilled, fillsSize, canceledSize } = order;
	const isShort = endedFilled && size !== undefined && addDecimals(fillsSize, canceledSize).lt(size);
	return isShort || compareDecimals(venueFilled, fillsSize) > 0;
}

/** The venue shows life of an order that was taken for refused: alarm and halt. */
export const isResurrected = (order: Order): boolean =>
	order.seen && (order.rejected !== undefined || order.notPlaced || order.notSent !== undefined);

import { compareDecimals } from '../lib/decimal.js';
import type { OrderUpdateEvent } from '../model/account-event.js';
import type { ClientOid, Fill } from '../model/order.js';
import type { VenueOrder } from '../trading/gateway.js';
import { createOrder, type Order, type VenueEvidence } from '../trading/order-state.js';
import type { OrderLedger } from './order-ledger.js';

/** What the venue's REST record of an order says. It names the end only where nothing was canceled. */
export function evidenceOfRecord(record: VenueOrder): VenueEvidence {
	const { orderId, filledSize, canceledSize, triggeredOrderId } = record;
	if (isBeside(record) && record.triggered === true) {
		return {
			kind: 'venue',
			orderId,
			state: 'open',
			filledSize,
			canceledSize,
			stop: 'triggered',
			...(triggeredOrderId === undefined ? {} : { triggeredOrderId }),
		};
	}

	return {
		kind: 'venue',
		orderId,
		state: record.active ? 'open' : 'done',
		filledSize,
		canceledSize,
		...(isBeside(record) ? { stop: 'waiting' as const } : {}),
		...(record.active || record.cancelExist ? {} : { ending: 'filled' as const }),
	};
}

/** Of a stop or a pair whose trigger made no order: nothing waits and nothing works any more. */
export const failureOf = (record: VenueOrder): VenueEvidence => ({
	...evidenceOfRecord(record),
	state: 'done',
	ending: 'canceled',
});

/** A stop that the venue names as canceled is over; so is a pair, by its own id alone: a leg may have been triggered before. */
export function noteEndedStops(ledger: Pick<OrderLedger, 'byOrderId' | 'apply'>, endedIds: readonly string[]): void {
	for (const orderId of endedIds) {
		const order = ledger.byOrderId(orderId);
		if (order !== undefined && order.family !== 'plain' && order.venueIds.get(orderId)?.stop !== undefined) {
			const done = { kind: 'venue', orderId, state: 'done', filledSize: '0', canceledSize: '0' } as const;
			ledger.apply(order.clientOid, { ...done, ending: 'canceled', stop: 'waiting' }, 'the venue names it as canceled');
		}
	}
}

/** What a push of the private stream says, its trade aside. */
export function evidenceOfUpdate(event: OrderUpdateEvent): VenueEvidence {
	const isDone = event.kind === 'filled' || event.kind === 'canceled' || event.status === 'done';
	return {
		kind: 'venue',
		orderId: event.orderId,
		state: isDone ? 'done' : event.kind === 'received' ? 'received' : 'open',
		filledSize: event.filledSize ?? '0',
		canceledSize: event.canceledSize ?? '0',
		...(event.kind === 'filled' || event.kind === 'canceled' ? { ending: event.kind } : {}),
	};
}

/** The trade of a `match`. Its fee comes later, by REST. */
export function fillOfUpdate(event: OrderUpdateEvent): Fill | undefined {
	const { match } = event;
	return match === undefined
		? undefined
		: {
				symbol: event.symbol,
				orderId: event.orderId,
				tradeId: match.tradeId,
				side: event.side,
				price: match.price,
				size: match.size,
				liquidity: match.liquidity ?? (match.feeType === 'makerFee' ? 'maker' : 'taker'),
				fee: undefined,
				feeCurrency: undefined,
				time: event.time,
			};
}

/** An order that we have no intent of, as far as the venue describes it. */
export function orderOfRecord(record: VenueOrder, external: boolean): Order {
	return foreignOrder({
		clientOid: record.clientOid,
		symbol: record.symbol,
		side: record.side,
		type: record.type === 'market' ? 'market' : 'limit',
		// A stop rests beside the book, and holds nothing: it has no price there.
		price: isBeside(record) ? undefined : positive(record.price),
		size: positive(record.size),
		// A limit order's funds follow from price and size.
		funds: record.type === 'market' ? positive(record.funds) : undefined,
		createdAt: record.createdAt,
		family: isBeside(record) ? record.type : 'plain',
		stopPrice: isBeside(record) ? positive(record.stopPrice) : undefined,
		external,
	});
}

export function orderOfUpdate(event: OrderUpdateEvent, external: boolean): Order {
	return foreignOrder({
		clientOid: event.clientOid ?? '',
		symbol: event.symbol,
		side: event.side,
		type: event.orderType,
		price: positive(event.price),
		size: positive(event.originSize ?? event.size),
		funds: positive(event.originFunds),
		createdAt: event.orderTime,
		family: 'plain',
		external,
	});
}

const positive = (text: string | undefined): string | undefined =>
	text === undefined || compareDecimals(text, '0') <= 0 ? undefined : text;

/** It waits beside the book. */
const isBeside = (record: VenueOrder): record is VenueOrder & { readonly type: 'stop' | 'oco' } =>
	record.type === 'stop' || record.type === 'oco';

type Known = Pick<
	Order,
	'symbol' | 'side' | 'type' | 'family' | 'price' | 'size' | 'funds' | 'stopPrice' | 'createdAt' | 'external'
> & {
	readonly clientOid: string;
};

function foreignOrder(known: Known): Order {
	const order = createOrder(
		{
			clientOid: known.clientOid as ClientOid,
			symbol: known.symbol,
			side: known.side,
			type: known.type,
			price: known.price,
			size: known.size,
			funds: known.funds,
			timeInForce: 'GTC',
			cancelAfter: undefined,
			postOnly: false,
			hidden: false,
			iceberg: false,
			visibleSize: undefined,
			stop: undefined,
		},
		{ createdAt: known.createdAt, role: 'plain', bracketId: undefined, signalId: undefined },
	);
	const { family, external, stopPrice } = known;
	return { ...order, request: undefined, family, external, ...(stopPrice === undefined ? {} : { stopPrice }) };
}

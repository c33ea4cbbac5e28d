import { assertNever } from '../lib/assert-never.js';
import { compareDecimals } from '../lib/decimal.js';
import { toSafeText } from '../lib/safe-text.js';
import type { BalanceEvent, OrderUpdateEvent } from '../model/account-event.js';
import type { Fill } from '../model/order.js';
import type { Balance, VenueOrder } from '../trading/gateway.js';

/** Rows of the account as scripts read them. Field names and their order are part of the interface. */

export type OrderLine = {
	readonly type: 'order';
	readonly symbol: string;
	readonly order_id: string;
	readonly client_oid: string;
	readonly side: 'buy' | 'sell';
	/** A word of the screen; `TRIGGERED`: a stop or a pair whose trigger made an order, which has a line of its own. */
	readonly status: 'WORKING' | 'PARTIAL' | 'FILLED' | 'CANCELED' | 'TRIGGERED';
	readonly price: string;
	readonly size: string;
	readonly filled_size: string;
	/** Of a stop or a pair. */
	readonly stop_price?: string;
	readonly time: number;
	readonly received_at: number;
};

export type BalanceLine = {
	readonly type: 'balance';
	readonly currency: string;
	readonly available: string;
	readonly hold: string;
	readonly total: string;
	readonly time: number;
	readonly received_at: number;
};

export type FillLine = {
	readonly type: 'fill';
	readonly symbol: string;
	readonly order_id: string;
	readonly trade_id: string;
	readonly side: 'buy' | 'sell';
	readonly price: string;
	readonly size: string;
	/** Null until the venue told it. */
	readonly fee: string | null;
	readonly fee_currency: string | null;
	readonly liquidity: 'taker' | 'maker';
	readonly time: number;
	readonly received_at: number;
};

export const toOrderLine = (order: VenueOrder, receivedAt: number): OrderLine => ({
	type: 'order',
	symbol: order.symbol,
	order_id: order.orderId,
	client_oid: order.clientOid,
	side: order.side,
	status: statusOfRecord(order),
	price: order.price,
	size: order.size,
	filled_size: order.filledSize,
	...(order.stopPrice === undefined ? {} : { stop_price: order.stopPrice }),
	time: Math.round(order.createdAt),
	received_at: Math.round(receivedAt),
});

export const toBalanceLine = (balance: Balance, time: number, receivedAt: number): BalanceLine => ({
	type: 'balance',
	currency: toSafeText(balance.currency),
	available: balance.available,
	hold: balance.hold,
	total: balance.total,
	time: Math.round(time),
	received_at: Math.round(receivedAt),
});

export const toFillLine = (fill: Fill, receivedAt: number): FillLine => ({
	type: 'fill',
	symbol: fill.symbol,
	order_id: fill.orderId,
	trade_id: fill.tradeId,
	side: fill.side,
	price: fill.price,
	size: fill.size,
	fee: fill.fee ?? null,
	fee_currency: fill.feeCurrency ?? null,
	liquidity: fill.liquidity,
	time: Math.round(fill.time),
	received_at: Math.round(receivedAt),
});

/** A change that the venue pushed. Of an order by funds the venue names no size. */
export const orderLineOfUpdate = (event: OrderUpdateEvent): OrderLine => ({
	type: 'order',
	symbol: event.symbol,
	order_id: event.orderId,
	client_oid: event.clientOid ?? '',
	side: event.side,
	status: statusOfUpdate(event),
	price: event.price ?? '',
	size: event.originSize ?? event.size ?? '',
	filled_size: event.filledSize ?? '0',
	time: Math.round(event.time),
	received_at: Math.round(event.receivedAt),
});

export const balanceLineOfEvent = (event: BalanceEvent): BalanceLine =>
	toBalanceLine(event, event.time, event.receivedAt);

function statusOfRecord(order: VenueOrder): OrderLine['status'] {
	const hasFill = isPositive(order.filledSize);
	if (order.triggered === true) {
		return 'TRIGGERED';
	}

	if (order.active) {
		return hasFill ? 'PARTIAL' : 'WORKING';
	}

	// What is left of a market order by funds is dust: the executed size decides.
	const isComplete = isPositive(order.size)
		? compareDecimals(order.filledSize, order.size) >= 0
		: hasFill && order.type === 'market';
	return isComplete ? 'FILLED' : 'CANCELED';
}

function statusOfUpdate(event: OrderUpdateEvent): OrderLine['status'] {
	const hasFill = isPositive(event.filledSize);
	switch (event.kind) {
		case 'received':
		case 'open':
		case 'match':
		case 'update':
			return hasFill ? 'PARTIAL' : 'WORKING';
		case 'filled':
			return 'FILLED';
		case 'canceled':
			return hasFill && event.orderType === 'market' && !isPositive(event.originSize) ? 'FILLED' : 'CANCELED';
		default:
			return assertNever(event.kind);
	}
}

const isPositive = (text: string | undefined): boolean =>
	text !== undefined && text !== '' && compareDecimals(text, '0') > 0;

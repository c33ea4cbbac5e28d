import { type BoundedSet, createBoundedSet } from '../lib/bounded-set.js';
import { createRingBuffer, type RingBuffer } from '../lib/ring-buffer.js';
import type { OrderStatus } from '../model/order.js';
import type { Balance } from '../trading/gateway.js';
import type { Order } from '../trading/order-state.js';
import type { FillEvent, GateEvent, NoticeEvent, PositionEvent } from '../trading/trading-event.js';

/** One order with what the screen asks of it at every frame. */
export type OrderEntry = {
	readonly order: Order;
	readonly status: OrderStatus;
	readonly isFinal: boolean;
	/** Monotonic ms of its last change. */
	readonly changedAt: number;
};

/** Where a resting order of ours stands at its price: an estimate. Numbers: for drawing. */
export type QueueMark = { readonly isBid: boolean; readonly price: number; own: number; ahead: number };

/** What is known of the account and of our orders. Changed in place by the store alone. */
export type TradingRecord = {
	/** By `orderKey`, in the order of their last change where they are final. */
	readonly orders: Map<string, OrderEntry>;
	readonly fills: RingBuffer<FillEvent>;
	readonly balances: Map<string, Balance>;
	/** By symbol. */
	readonly positions: Map<string, PositionEvent>;
	gate: GateEvent | undefined;
	notice: { readonly event: NoticeEvent; readonly at: number } | undefined;
	/** Trade ids of our own fills, by symbol. */
	readonly ownTrades: Map<string, BoundedSet<string>>;
	/** Queue marks of orders that rest, by symbol and client id; a symbol without any is left out. */
	readonly queues: Map<string, Map<string, QueueMark>>;
	/** Orders that are final. */
	finals: number;
};

/** Final orders that are remembered. */
export const maxFinalOrders = 500;

const fillRows = 500;

const rememberedTrades = 2000;

export function createTradingRecord(): TradingRecord {
	return {
		orders: new Map(),
		fills: createRingBuffer(fillRows),
		balances: new Map(),
		positions: new Map(),
		gate: undefined,
		notice: undefined,
		ownTrades: new Map(),
		queues: new Map(),
		finals: 0,
	};
}

/** An order of another program may bear any client id, or none: it goes by the venue's id. */
export const orderKey = (order: Order): string =>
	order.external ? externalKey(order.orderId ?? order.clientOid) : order.clientOid;

export const externalKey = (orderId: string): string => `external ${orderId}`;

export function rememberTrade(trading: TradingRecord, symbol: string, tradeId: string): void {
	let ids = trading.ownTrades.get(symbol);
	if (ids === undefined) {
		ids = createBoundedSet(rememberedTrades);
		trading.ownTrades.set(symbol, ids);
	}

	ids.add(tradeId);
}

import type { Side } from './market-event.js';

/**
 * What a venue told us of the account, in the house's own words. Amounts are the venue's decimal strings, ids are texts.
 * Several events may share one `time`: it does not order them.
 */
export type OrderEventKind = 'received' | 'open' | 'match' | 'update' | 'filled' | 'canceled';

export type OrderEventStatus = 'new' | 'open' | 'match' | 'done';

/** One trade of an order of ours. */
export type OrderMatch = {
	readonly price: string;
	readonly size: string;
	/** Unique per symbol only; a self-trade shares it. */
	readonly tradeId: string;
	readonly liquidity: 'taker' | 'maker' | undefined;
	readonly feeType: 'takerFee' | 'makerFee' | undefined;
};

/** A change of one order. Cumulative fields (`filledSize`, `canceledSize`) never fall. */
export type OrderUpdateEvent = {
	readonly type: 'order-update';
	readonly symbol: string;
	readonly side: Side;
	readonly orderType: 'limit' | 'market';
	readonly orderId: string;
	readonly clientOid: string | undefined;
	readonly kind: OrderEventKind;
	readonly status: OrderEventStatus;
	readonly price: string | undefined;
	readonly originSize: string | undefined;
	readonly originFunds: string | undefined;
	readonly size: string | undefined;
	readonly oldSize: string | undefined;
	readonly filledSize: string | undefined;
	readonly remainSize: string | undefined;
	readonly canceledSize: string | undefined;
	readonly canceledFunds: string | undefined;
	readonly remainFunds: string | undefined;
	/** Of a `match` only. */
	readonly match: OrderMatch | undefined;
	readonly orderTime: number;
	readonly time: number;
	readonly receivedAt: number;
};

/** The state of one currency of one account after a change. */
export type BalanceEvent = {
	readonly type: 'balance';
	readonly accountId: string | undefined;
	readonly currency: string;
	readonly total: string;
	readonly available: string;
	readonly hold: string;
	/** `trade.hold`, `main.transfer`, …; unknown names occur. */
	readonly relationEvent: string;
	/** Unique id of the change: what to deduplicate by. */
	readonly relationEventId: string;
	readonly symbol: string | undefined;
	readonly orderId: string | undefined;
	readonly tradeId: string | undefined;
	readonly time: number;
	readonly receivedAt: number;
};

/** A change of one stop order. The order born of a trigger has an id of its own. */
export type StopOrderEvent = {
	readonly type: 'stop-order';
	readonly symbol: string;
	readonly orderId: string;
	readonly kind: 'open' | 'triggered' | 'canceled' | 'other';
	readonly side: Side;
	readonly size: string | undefined;
	readonly orderPrice: string | undefined;
	readonly stopPrice: string;
	/** `loss`, `entry`, an OCO leg's or a trailing stop's name. */
	readonly stop: string;
	/** One of the two of a pair, which has an id of its own that the stream does not name. */
	readonly isLeg: boolean;
	readonly triggerSuccess: boolean | undefined;
	readonly error: string | undefined;
	readonly time: number;
	readonly receivedAt: number;
};

export type AccountEvent = OrderUpdateEvent | BalanceEvent | StopOrderEvent;

/**
 * How the stream of the account stands. `live`: orders and balances are confirmed, on a connection that may have missed what was
 * before it; `lost`: they are not. `renewed`: a connection took over from another that was live until then.
 */
export type StreamState = 'live' | 'lost' | 'renewed';

import type { Side } from './market-event.js';

/** Our own name of an order: chosen by us, unique for ever, at most 40 of `A-Za-z0-9_-`. Not an idempotency key at the venue. */
export type ClientOid = string & { readonly brand: 'ClientOid' };

export type OrderType = 'limit' | 'market';

export type TimeInForce = 'GTC' | 'GTT' | 'IOC' | 'FOK';

/** A resting stop at the venue: `loss` triggers at or below the price, `entry` at or above. */
export type StopTrigger = {
	readonly direction: 'loss' | 'entry';
	readonly stopPrice: string;
	/**
	 * Makes it one order of two legs, of which only one trades: a limit at the order's price, and at `stopPrice` one at this
	 * price.
	 */
	readonly limitPrice?: string;
};

/** Where an order lives at the venue: in the book, among the stops beside it, or as a pair of which one cancels the other. */
export type OrderFamily = 'plain' | 'stop' | 'oco';

export const familyOf = ({ stop }: { readonly stop: StopTrigger | undefined }): OrderFamily =>
	stop === undefined ? 'plain' : stop.limitPrice === undefined ? 'stop' : 'oco';

/** Everything that goes to the venue. Prices, sizes and funds are plain decimal strings, quantised before risk sees them. */
export type OrderRequest = {
	readonly clientOid: ClientOid;
	readonly symbol: string;
	readonly side: Side;
	readonly type: OrderType;
	/** Limit only. */
	readonly price: string | undefined;
	/** Base currency; a market order has `size` or `funds`. */
	readonly size: string | undefined;
	/** Quote currency, market only. */
	readonly funds: string | undefined;
	readonly timeInForce: TimeInForce;
	/** Seconds, with GTT. */
	readonly cancelAfter: number | undefined;
	readonly postOnly: boolean;
	readonly hidden: boolean;
	readonly iceberg: boolean;
	/** With iceberg. */
	readonly visibleSize: string | undefined;
	readonly stop: StopTrigger | undefined;
};

/** What an order is for: a plain order, or a part of a bracket. */
export type OrderRole = 'plain' | 'entry' | 'stop' | 'target' | 'flatten';

/** The words on the screen. */
export type OrderStatus =
	| 'INTENT'
	| 'SENDING'
	| 'UNKNOWN'
	| 'NOT SENT'
	| 'REJECTED'
	| 'NOT PLACED'
	| 'WORKING'
	| 'PARTIAL'
	| 'CANCELED'
	| 'FILLED';

/** One execution. Unique by symbol, order id and trade id: a self-trade shares the trade id. */
export type Fill = {
	readonly symbol: string;
	readonly orderId: string;
	/** As text: it does not fit a double. */
	readonly tradeId: string;
	readonly side: Side;
	readonly price: string;
	readonly size: string;
	readonly liquidity: 'taker' | 'maker';
	/** Undefined until the venue's own record of the fill was read; the socket pushes no amount. */
	readonly fee: string | undefined;
	readonly feeCurrency: string | undefined;
	/** Venue time, ms. */
	readonly time: number;
};

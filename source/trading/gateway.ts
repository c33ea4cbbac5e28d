import type { Side } from '../model/market-event.js';
import type { Fill, OrderRequest } from '../model/order.js';
import type { Approved } from './risk.js';

/**
 * What a submit came to. `rejected` only on the venue's own listed word; `not-sent` only when no byte can have left;
 * everything else is `unknown`, which is neither placed nor refused and is resolved by looking, never by sending again.
 */
export type SubmitOutcome =
	| { readonly kind: 'accepted'; readonly orderId: string }
	| { readonly kind: 'rejected'; readonly code: string; readonly text: string }
	| { readonly kind: 'not-sent'; readonly reason: string }
	| { readonly kind: 'unknown'; readonly reason: string };

/**
 * How the reason of an `unknown` begins where the venue turned the order away for its rate (429): one clean negative lookup
 * is enough to call it rejected.
 */
export const throttledPrefix = '429000';

/** `gone`: the venue says the order does not exist or cannot be canceled any more; look it up. */
export type CancelOutcome =
	| { readonly kind: 'requested' }
	| { readonly kind: 'gone'; readonly text: string }
	| { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs: number | undefined };

/** The venue's own record of an order, by REST. Sizes are cumulative. */
export type VenueOrder = {
	readonly orderId: string;
	readonly clientOid: string;
	readonly symbol: string;
	readonly side: Side;
	readonly type: 'limit' | 'market' | 'stop';
	readonly price: string;
	readonly size: string;
	readonly funds: string;
	readonly filledSize: string;
	readonly filledFunds: string;
	readonly canceledSize: string;
	readonly active: boolean;
	readonly cancelExist: boolean;
	readonly createdAt: number;
	/** Of a stop order that was triggered: the order that came of it. It is not over before that one is. */
	readonly triggeredOrderId?: string;
};

export type Balance = {
	readonly currency: string;
	readonly available: string;
	readonly hold: string;
	readonly total: string;
};

export type FillQuery =
	| { readonly symbol: string; readonly since: number }
	| { readonly symbol: string; readonly orderId: string };

/** A rejected promise is a failure to ask; `undefined` is the venue's word that there is no such order. */
export type Gateway = {
	/** Sends once. `sentAt` is the client timestamp of the journaled intent, wall ms. */
	readonly submit: (order: Approved<OrderRequest>, sentAt: number) => Promise<SubmitOutcome>;
	readonly cancel: (order: {
		readonly symbol: string;
		readonly orderId: string | undefined;
		readonly clientOid: string;
		readonly isStop: boolean;
	}) => Promise<CancelOutcome>;
	/** Account scope: everything on the account, other programs' orders too. Returns the symbols that failed. */
	readonly cancelAll: () => Promise<readonly string[]>;
	readonly cancelSymbol: (symbol: string) => Promise<void>;
	readonly findByClientOid: (symbol: string, clientOid: string) => Promise<VenueOrder | undefined>;
	readonly findById: (symbol: string, orderId: string) => Promise<VenueOrder | undefined>;
	readonly activeSymbols: () => Promise<readonly string[]>;
	readonly activeOrders: (symbol: string) => Promise<readonly VenueOrder[]>;
	/** Since a venue time, all pages. */
	readonly doneOrders: (symbol: string, since: number) => Promise<readonly VenueOrder[]>;
	readonly fills: (query: FillQuery) => Promise<readonly Fill[]>;
	readonly balances: () => Promise<readonly Balance[]>;
	/** Taker and maker rates of the account for a symbol, coefficient included; fractions as decimal strings. */
	readonly fees: (symbol: string) => Promise<{ readonly taker: string; readonly maker: string }>;
	readonly venueStatus: () => Promise<'open' | 'close' | 'cancelonly'>;
	/** Venue time now, ms. */
	readonly venueNow: () => number;
	/** The dead-man's switch, where the venue has one. Seconds; −1 clears. Resolves with the venue's trigger time, ms. */
	readonly deadMan: ((timeoutSeconds: number, symbols: readonly string[]) => Promise<number | undefined>) | undefined;
	/** The venue can hold stop orders itself. */
	readonly hasNativeStops: boolean;
	/**
	 * Sends one order of two legs, of which the venue lets only one trade: the limit at `order.price`, and a stop at
	 * `stopPrice`. It goes by one client id, and `findByClientOid` and `cancel` speak of both legs as one. Undefined
	 * where the venue, or its adapter, has no such order: kcmon holds such exits itself then.
	 */
	readonly submitOco?: (order: Approved<OrderRequest>, stopPrice: string, sentAt: number) => Promise<SubmitOutcome>;
};

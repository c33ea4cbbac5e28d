import type { Side } from '../model/market-event.js';
import type { Fill, OrderFamily, OrderRequest } from '../model/order.js';
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

/**
 * `gone`: the venue says the order does not exist or cannot be canceled any more; look it up. `endedIds`: stops that the
 * venue names as canceled, and pairs of which it names every leg, since some sites know nothing of them after that.
 */
export type CancelOutcome =
	| { readonly kind: 'requested'; readonly endedIds?: readonly string[] }
	| { readonly kind: 'gone'; readonly text: string }
	| { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs: number | undefined };

/** What a cancel of many at once came to, as far as it came: what failed does not lose what the rest has told. */
export type CanceledMany = {
	/** Symbols of which it failed; undefined where it failed as a whole, or in a part that names none. */
	readonly failedSymbols: readonly string[] | undefined;
	/** As in `CancelOutcome`. */
	readonly endedIds: readonly string[];
};

/** The venue's own record of an order, by REST. Sizes are cumulative. */
export type VenueOrder = {
	readonly orderId: string;
	readonly clientOid: string;
	readonly symbol: string;
	readonly side: Side;
	/** `stop` waits beside the book; `oco` is a pair of which one leg cancels the other: one record, and `price` the target's. */
	readonly type: 'limit' | 'market' | 'stop' | 'oco';
	readonly price: string;
	readonly size: string;
	readonly funds: string;
	readonly filledSize: string;
	readonly filledFunds: string;
	readonly canceledSize: string;
	readonly active: boolean;
	readonly cancelExist: boolean;
	readonly createdAt: number;
	/** Of a stop or a pair: the price that it waits for. */
	readonly stopPrice?: string;
	/** Of a stop or a pair: its price was reached, so that it waits no longer. */
	readonly triggered?: boolean;
	/** The order that came of the trigger. The stop or the pair is not over before that one is. */
	readonly triggeredOrderId?: string;
	/** Of a pair: the ids under which the stream speaks of its legs. */
	readonly legIds?: readonly string[];
};

/** The venue's side of an order that a stop or a pair is too: it has an address of its own for each family. */
export type VenueAddress = {
	readonly symbol: string;
	/** Undefined before the venue named one. */
	readonly orderId: string | undefined;
	readonly clientOid: string;
	readonly family: OrderFamily;
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

/** Asks by the venue's id where it is known, else by ours. */
export const findAt = (
	gateway: Pick<Gateway, 'findByClientOid' | 'findById'>,
	{ symbol, orderId, clientOid, family }: VenueAddress,
): Promise<VenueOrder | undefined> =>
	orderId === undefined
		? gateway.findByClientOid(symbol, clientOid, family)
		: gateway.findById(symbol, orderId, family);

/** A rejected promise is a failure to ask; `undefined` is the venue's word that there is no such order. */
export type Gateway = {
	/** Sends once, to the address of the order's family. `sentAt` is the client timestamp of the journaled intent, ms of the venue's clock. */
	readonly submit: (order: Approved<OrderRequest>, sentAt: number) => Promise<SubmitOutcome>;
	readonly cancel: (order: VenueAddress) => Promise<CancelOutcome>;
	/** Account scope: everything on the account, other programs' orders too. */
	readonly cancelAll: () => Promise<CanceledMany>;
	readonly cancelSymbol: (symbol: string) => Promise<CanceledMany>;
	/** Of a family, or where the caller cannot know it, of any. What a trigger made bears the name of its stop or pair, which come first. */
	readonly findByClientOid: (
		symbol: string,
		clientOid: string,
		family?: OrderFamily,
	) => Promise<VenueOrder | undefined>;
	readonly findById: (symbol: string, orderId: string, family?: OrderFamily) => Promise<VenueOrder | undefined>;
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
	/** The venue can hold pairs of a limit and a stop of which one cancels the other; otherwise kcmon holds such exits. */
	readonly hasNativeOcos: boolean;
};

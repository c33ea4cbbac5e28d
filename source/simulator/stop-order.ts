import type { Market } from './market.js';
import type { OrderRequest } from './order-request.js';

/**
 * How a stop order is triggered and where it comes from: `loss` by a last price at or below its stop price, `entry` by one
 * at or above; the legs of a pair are `l` or `e` for the same, `l` or `s` for the limit or the stop leg, `o` for OCO.
 */
export type StopKind = 'loss' | 'entry' | 'l_l_o' | 'l_s_o' | 'e_l_o' | 'e_s_o';

/** An order that waits outside of the book for a price. It holds no funds. */
export type StopOrder = {
	readonly id: string;
	readonly owner: number;
	readonly market: Market;
	readonly kind: StopKind;
	readonly stopTicks: number;
	readonly request: OrderRequest;
	/** What is placed when the price comes. */
	readonly body: Readonly<Record<string, unknown>>;
	readonly createdAt: number;
	readonly pair: OcoPair | undefined;
	status: 'NEW' | 'TRIGGERED' | 'CANCELED';
	triggeredAt: number | undefined;
	/** The order born of the trigger; undefined before, or when it could not be placed. */
	childId: string | undefined;
};

/** Two stop orders of which at most one is triggered. */
export type OcoPair = {
	readonly id: string;
	readonly owner: number;
	readonly market: Market;
	readonly clientOid: string;
	readonly createdAt: number;
	/** The limit leg, then the stop leg. */
	readonly legs: StopOrder[];
};

export type StopEvent =
	| { readonly type: 'open' | 'cancel' }
	/** `error` undefined = the order was placed. */
	| { readonly type: 'triggered'; readonly error: string | undefined };

export const isTriggeredBy = (stop: Pick<StopOrder, 'kind' | 'stopTicks'>, lastTicks: number): boolean =>
	stop.kind.startsWith('l') ? lastTicks <= stop.stopTicks : lastTicks >= stop.stopTicks;

/** Whether it is a leg of a pair. */
export const isLeg = (kind: StopKind): boolean => kind.endsWith('_o');

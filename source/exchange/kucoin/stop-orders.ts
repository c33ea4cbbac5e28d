import type { CancelOutcome, VenueAddress, VenueOrder } from '../../trading/gateway.js';
import { type Canceling, judgeCanceled, lookUpIfAny, namedIn } from './beside-book.js';
import { decodeStopRecord, requireList, type StopRow } from './decode-orders.js';
import { accountEndpoints, below, type Endpoint } from './endpoints.js';
import { spotTradeType } from './order-body.js';
import { isMissingAddress } from './order-lists.js';
import { isNoSuchOrder } from './order-outcome.js';
import type { Rest } from './rest.js';

export type CanceledWaiting = {
	/** What the venue names as canceled. */
	readonly endedIds: readonly string[];
	/** False when a part of it failed. */
	readonly isWhole: boolean;
};

export type StopOrders = {
	readonly cancel: (order: VenueAddress) => Promise<CancelOutcome>;
	/** All of spot trading that wait in a symbol, pairs and other programs' too. */
	readonly cancelSymbol: (symbol: string) => Promise<CanceledWaiting>;
	/** Of the whole account. */
	readonly cancelAll: () => Promise<CanceledWaiting>;
	readonly findByClientOid: (symbol: string, clientOid: string) => Promise<VenueOrder | undefined>;
	readonly findById: (orderId: string) => Promise<VenueOrder | undefined>;
};

/**
 * Stop orders by themselves: they have a place of their own at the venue, and none of the cancels and lists of plain orders
 * knows them. Sources: KuCoin docs, Get Stop Order By OrderId, By ClientOid, Cancel Stop Order, Batch Cancel Stop Orders.
 */
export function createStopOrders(deps: {
	readonly rest: Rest;
	readonly callCancel: Canceling;
	/** The plain order of a client id: what a trigger made. */
	readonly findChild: (symbol: string, clientOid: string) => Promise<VenueOrder | undefined>;
}): StopOrders {
	const { rest, callCancel, findChild } = deps;

	async function cancelIfAny(endpoint: Endpoint, query: Readonly<Record<string, string>>): Promise<readonly string[]> {
		try {
			return namedIn(await callCancel(endpoint, query));
		} catch (error) {
			if (!isMissingAddress(error) && !isNoSuchOrder(error)) {
				throw error;
			}

			return [];
		}
	}

	const cancelWaiting = async (query: Readonly<Record<string, string>>): Promise<CanceledWaiting> => {
		const ended = await Promise.allSettled([
			// Without it a cancel of the whole account would end the stop of a margin position.
			cancelIfAny(accountEndpoints.cancelStops, { ...query, tradeType: spotTradeType }),
			cancelIfAny(accountEndpoints.cancelOcos, query),
		]);
		return {
			endedIds: ended.flatMap(part => (part.status === 'fulfilled' ? part.value : [])),
			isWhole: ended.every(({ status }) => status === 'fulfilled'),
		};
	};

	/** A stop order that was triggered is not over before the order that came of it is, known or not. */
	async function follow({ order, triggered }: StopRow): Promise<VenueOrder> {
		if (!triggered) {
			return order;
		}

		const child = order.clientOid === '' ? undefined : await findChild(order.symbol, order.clientOid);
		return child === undefined || child.orderId === order.orderId
			? { ...order, triggered: true, active: true }
			: { ...order, triggered: true, triggeredOrderId: child.orderId };
	}

	return {
		cancel: async ({ orderId, clientOid, symbol }) => {
			const data =
				orderId === undefined
					? await callCancel(accountEndpoints.cancelStopByClientOid, { clientOid, symbol })
					: await callCancel(below(accountEndpoints.cancelStop, orderId), {});
			return judgeCanceled(data, accountEndpoints.cancelStop);
		},
		cancelSymbol: symbol => cancelWaiting({ symbol }),
		cancelAll: () => cancelWaiting({}),
		findByClientOid: async (symbol, clientOid) => {
			const endpoint = accountEndpoints.stopByClientOid;
			const where = `GET ${endpoint.path}`;
			const data = await lookUpIfAny(rest, endpoint, { clientOid, symbol });
			const rows = data === undefined ? [] : requireList(data, where).map(row => decodeStopRecord(row, where));
			const found = rows.find(({ order }) => order.clientOid === clientOid);
			return found === undefined ? undefined : follow(found);
		},
		findById: async orderId => {
			const endpoint = below(accountEndpoints.stopOrder, orderId);
			const data = await lookUpIfAny(rest, endpoint, {});
			return data === undefined ? undefined : follow(decodeStopRecord(data, `GET ${endpoint.path}`));
		},
	};
}

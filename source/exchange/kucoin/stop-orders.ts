import type { CancelOutcome, Gateway, VenueOrder } from '../../trading/gateway.js';
import { decodeStopRecord, requireList, type StopRow } from './decode-orders.js';
import { requireShape } from './decode-rest.js';
import { accountEndpoints, below, type Endpoint } from './endpoints.js';
import { isMissingAddress } from './order-lists.js';
import { lookUp } from './order-lookup.js';
import { isNoSuchOrder } from './order-outcome.js';
import type { Rest } from './rest.js';
import type { CanceledStops } from './wire.js';
import { checkCanceledStops } from './wire-check.generated.js';

export type StopOrders = {
	readonly cancel: (order: Parameters<Gateway['cancel']>[0]) => Promise<CancelOutcome>;
	/** All that wait in a pair, other programs' too. */
	readonly cancelSymbol: (symbol: string) => Promise<void>;
	readonly findByClientOid: (symbol: string, clientOid: string) => Promise<VenueOrder | undefined>;
	readonly findById: (symbol: string, orderId: string) => Promise<VenueOrder | undefined>;
};

/**
 * Stop orders by themselves: they have a place of their own at the venue, and none of the cancels and lists of plain orders
 * knows them. Sources: KuCoin docs, Get Stop Order By OrderId, By ClientOid, Cancel Stop Order, Batch Cancel Stop Orders.
 */
export function createStopOrders(deps: {
	readonly rest: Rest;
	readonly callCancel: (endpoint: Endpoint, query: Readonly<Record<string, string>>) => Promise<unknown>;
	/** The plain order of a client id: what a trigger made. */
	readonly findChild: (symbol: string, clientOid: string) => Promise<VenueOrder | undefined>;
}): StopOrders {
	const { rest, callCancel, findChild } = deps;

	async function look(endpoint: Endpoint, query: Readonly<Record<string, string>>): Promise<unknown> {
		try {
			return await lookUp(rest, endpoint, query);
		} catch (error) {
			if (isMissingAddress(error)) {
				return undefined;
			}

			throw error;
		}
	}

	async function cancelIfAny(endpoint: Endpoint, symbol: string): Promise<void> {
		try {
			await callCancel(endpoint, { symbol });
		} catch (error) {
			if (!isMissingAddress(error) && !isNoSuchOrder(error)) {
				throw error;
			}
		}
	}

	/** A stop order that was triggered is not over before the order that came of it is, known or not. */
	async function follow({ order, triggered }: StopRow): Promise<VenueOrder> {
		if (!triggered) {
			return order;
		}

		const child = order.clientOid === '' ? undefined : await findChild(order.symbol, order.clientOid);
		return child === undefined || child.orderId === order.orderId
			? { ...order, active: true }
			: { ...order, triggeredOrderId: child.orderId };
	}

	return {
		cancel: async ({ orderId, clientOid, symbol }) => {
			const data =
				orderId === undefined
					? await callCancel(accountEndpoints.cancelStopByClientOid, { clientOid, symbol })
					: await callCancel(below(accountEndpoints.cancelStop, orderId), {});
			requireShape(checkCanceledStops, data ?? {}, `DELETE ${accountEndpoints.cancelStop.path}`);
			const { cancelledOrderIds, cancelledOrderId } = (data ?? {}) as CanceledStops;
			const isAny = (cancelledOrderIds?.length ?? 0) > 0 || Boolean(cancelledOrderId);
			return isAny ? { kind: 'requested' } : { kind: 'gone', text: 'no stop order was canceled' };
		},
		cancelSymbol: async symbol => {
			await Promise.all([
				cancelIfAny(accountEndpoints.cancelStops, symbol),
				// Pairs of one-cancels-the-other are not ours, but all of a pair means them too.
				cancelIfAny(accountEndpoints.cancelOcos, symbol),
			]);
		},
		findByClientOid: async (symbol, clientOid) => {
			const endpoint = accountEndpoints.stopByClientOid;
			const where = `GET ${endpoint.path}`;
			const data = await look(endpoint, { clientOid, symbol });
			const rows = data === undefined ? [] : requireList(data, where).map(row => decodeStopRecord(row, where));
			const found = rows.find(({ order }) => order.clientOid === clientOid);
			return found === undefined ? undefined : follow(found);
		},
		findById: async (_symbol, orderId) => {
			const endpoint = below(accountEndpoints.stopOrder, orderId);
			const data = await look(endpoint, {});
			return data === undefined ? undefined : follow(decodeStopRecord(data, `GET ${endpoint.path}`));
		},
	};
}

import type { CancelOutcome, VenueAddress, VenueOrder } from '../../trading/gateway.js';
import { type Canceling, judgeCanceled, lookUpIfAny } from './beside-book.js';
import { DecodeError } from './decode-error.js';
import { decodeOco } from './decode-orders.js';
import { requireShape } from './decode-rest.js';
import { accountEndpoints, below } from './endpoints.js';
import type { Rest } from './rest.js';
import type { OcoRow } from './wire.js';
import { checkOcoRow } from './wire-check.generated.js';

export type OcoOrders = {
	readonly cancel: (order: VenueAddress) => Promise<CancelOutcome>;
	readonly findByClientOid: (clientOid: string) => Promise<VenueOrder | undefined>;
	readonly findById: (orderId: string) => Promise<VenueOrder | undefined>;
	/** Ids that a cancel of many named, with those of the pairs all of whose legs are among them. */
	readonly withPairs: (endedIds: readonly string[]) => readonly string[];
};

const legsOfPair = 2;

/**
 * Pairs of which one leg cancels the other. A pair is one order with an id and a client id of its own; its legs are stops
 * that the stream names by ids of theirs. Sources: KuCoin docs, Get OCO Order Detail By OrderId, Get OCO Order By ClientOid,
 * Cancel OCO Order By OrderId, By ClientOid.
 */
export function createOcoOrders(deps: {
	readonly rest: Rest;
	readonly callCancel: Canceling;
	/** The plain order of a client id: what a trigger made. */
	readonly findChild: (symbol: string, clientOid: string) => Promise<VenueOrder | undefined>;
	/** The plain order of an id. */
	readonly findPlain: (symbol: string, orderId: string) => Promise<VenueOrder | undefined>;
}): OcoOrders {
	const { rest, callCancel, findChild, findPlain } = deps;
	/** Of the pairs that were seen to wait, by their id. */
	const legs = new Map<string, readonly string[]>();

	/** Under the pair's name, which is not documented, or under the id of a leg, if a leg's becomes the order's. */
	async function findMade({ symbol, clientOid, orderId, legIds = [] }: VenueOrder): Promise<VenueOrder | undefined> {
		const named = clientOid === '' ? undefined : await findChild(symbol, clientOid);
		if (named !== undefined && named.orderId !== orderId) {
			return named;
		}

		for (const id of legIds) {
			const leg = await findPlain(symbol, id);
			if (leg !== undefined) {
				return leg;
			}
		}

		return undefined;
	}

	/** Whatever the pair says of itself: an order in the book under its name is what its trigger made. */
	async function follow(pair: VenueOrder): Promise<VenueOrder> {
		if (pair.active) {
			return pair;
		}

		const child = await findMade(pair);
		if (child !== undefined) {
			return {
				...pair,
				active: false,
				cancelExist: false,
				canceledSize: '0',
				triggered: true,
				triggeredOrderId: child.orderId,
			};
		}

		return pair.triggered === true ? { ...pair, active: true } : pair;
	}

	async function findById(orderId: string): Promise<VenueOrder | undefined> {
		const endpoint = below(accountEndpoints.ocoDetails, orderId);
		const data = await lookUpIfAny(rest, endpoint, {});
		if (data === undefined) {
			legs.delete(orderId);
			return undefined;
		}

		const pair = decodeOco(data, `GET ${endpoint.path}`);
		if (pair.active && pair.legIds !== undefined) {
			legs.set(orderId, pair.legIds);
		} else {
			legs.delete(orderId);
		}

		return follow(pair);
	}

	return {
		findById,
		cancel: async ({ orderId, clientOid }) => {
			const endpoint =
				orderId === undefined
					? below(accountEndpoints.cancelOcoByClientOid, clientOid)
					: below(accountEndpoints.cancelOco, orderId);
			const outcome = judgeCanceled(await callCancel(endpoint, {}), endpoint);
			// Both legs canceled: none has been triggered, and the pair is over, though the site may forget it with that.
			return orderId !== undefined && outcome.kind === 'requested' && new Set(outcome.endedIds).size >= legsOfPair
				? { ...outcome, endedIds: [...(outcome.endedIds ?? []), orderId] }
				: outcome;
		},
		withPairs: endedIds => [
			...endedIds,
			...[...legs].flatMap(([orderId, ids]) =>
				ids.length >= legsOfPair && ids.every(id => endedIds.includes(id)) ? [orderId] : [],
			),
		],
		findByClientOid: async clientOid => {
			const endpoint = below(accountEndpoints.ocoByClientOid, clientOid);
			const where = `GET ${endpoint.path}`;
			const data = await lookUpIfAny(rest, endpoint, {});
			if (data === undefined) {
				return undefined;
			}

			requireShape(checkOcoRow, data, where);
			const row = data as OcoRow;
			if (row.clientOid && row.clientOid !== clientOid) {
				throw new DecodeError(`clientOid: expected the one that was asked for (${where})`);
			}

			return findById(row.orderId);
		},
	};
}

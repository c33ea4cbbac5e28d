import type { CancelOutcome } from '../../trading/gateway.js';
import { requireShape } from './decode-rest.js';
import type { Endpoint } from './endpoints.js';
import { isMissingAddress } from './order-lists.js';
import { lookUp } from './order-lookup.js';
import type { Rest } from './rest.js';
import type { CanceledStops } from './wire.js';
import { checkCanceledStops } from './wire-check.generated.js';

/** What stops and pairs have in common: an address of their own, which a site may not have, beside the book's. */

export type Canceling = (endpoint: Endpoint, query: Readonly<Record<string, string>>) => Promise<unknown>;

/** As `lookUp`; where the site has no such address there is no such order. */
export async function lookUpIfAny(
	rest: Rest,
	endpoint: Endpoint,
	query: Readonly<Record<string, string>>,
): Promise<unknown> {
	try {
		return await lookUp(rest, endpoint, query);
	} catch (error) {
		if (isMissingAddress(error)) {
			return undefined;
		}

		throw error;
	}
}

/** Ids that the reply to a cancel, of one or of many, names as canceled. One of another shape was a success all the same. */
export function namedIn(data: unknown): readonly string[] {
	const reply = data ?? {};
	if (checkCanceledStops(reply) !== undefined) {
		return [];
	}

	const { cancelledOrderIds, cancelledOrderId } = reply as CanceledStops;
	return [...(cancelledOrderIds ?? []), ...(cancelledOrderId ? [cancelledOrderId] : [])];
}

/** A cancel that names nothing has met nothing. */
export function judgeCanceled(data: unknown, endpoint: Endpoint): CancelOutcome {
	requireShape(checkCanceledStops, data ?? {}, `DELETE ${endpoint.path}`);
	const endedIds = namedIn(data);
	return endedIds.length > 0 ? { kind: 'requested', endedIds } : { kind: 'gone', text: 'no stop order was canceled' };
}

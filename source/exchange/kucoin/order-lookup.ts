import type { Endpoint } from './endpoints.js';
import { isNoSuchOrder } from './order-outcome.js';
import type { Rest } from './rest.js';

const attempts = 2;

/**
 * Asks for one order. Undefined is the venue's word that there is none: one of its refusals, or no data. Anything else that
 * is no success rejects, and says nothing about the order.
 */
export async function lookUp(
	rest: Rest,
	endpoint: Endpoint,
	query: Readonly<Record<string, string>>,
): Promise<unknown> {
	let data: unknown;
	try {
		data = await rest.call({ method: 'GET', endpoint, query, signed: true, attempts });
	} catch (error) {
		if (isNoSuchOrder(error)) {
			return undefined;
		}

		throw error;
	}

	const isNothing = data === null || data === undefined || (typeof data === 'object' && Object.keys(data).length === 0);
	return isNothing ? undefined : data;
}

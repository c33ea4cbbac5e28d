import { LeaseError } from '../../connection/lease-error.js';
import type { Lease } from '../../connection/protocol.js';
import { NetError } from '../../lib/errors.js';
import type { Random } from '../../lib/seams.js';
import { describeProblem } from './decode-error.js';
import { endpoints, parseSocketEndpoint, type Site } from './endpoints.js';
import { isApiError } from './errors.js';
import type { Rest } from './rest.js';
import type { Bullet } from './wire.js';
import { checkBullet } from './wire-check.generated.js';

const leastPingMs = 1000;
const mostPingMs = 60_000;

const refuse = (reason: string, cause?: unknown): LeaseError =>
	new LeaseError({ reason, retryAfterMs: undefined }, cause);

const within = (value: number): number => Math.min(mostPingMs, Math.max(leastPingMs, value));

/** Unique to one attempt: time plays no part, so two machines differ too. */
function makeConnectId(random: Random): string {
	let id = '';
	while (id.length < 16) {
		id += Math.floor(random() * 36).toString(36);
	}

	return id;
}

/**
 * Reads a token reply: which server is taken goes by the attempt, the host must be the venue's own, the token is URL-encoded,
 * the ping times are kept within sense (1 to 60 s). Throws a `LeaseError`. Source: KuCoin docs, Get Public Token.
 */
export function leaseOf(data: unknown, attempt: number, site: Site, random: Random): Lease {
	const problem = checkBullet(data);
	if (problem !== undefined) {
		// The value at fault may be the token itself.
		const words = problem.startsWith('token') ? problem : describeProblem(problem, data);
		throw refuse(`token reply: ${words}`);
	}

	const { token, instanceServers } = data as Bullet;
	const server = instanceServers[attempt % Math.max(1, instanceServers.length)];
	if (server === undefined || token === '' || token.length > 8192) {
		throw refuse(server === undefined ? 'token reply without a server' : 'token reply without a token');
	}

	const url = parseSocketEndpoint(server.endpoint, site);
	if (url === undefined) {
		throw refuse('token reply names a foreign host');
	}

	// A query that came with the endpoint belongs to it.
	const query = url.search === '' ? '?' : `${url.search}&`;
	url.search = `${query}token=${encodeURIComponent(token)}&connectId=${makeConnectId(random)}`;
	return { url: url.href, pingIntervalMs: within(server.pingInterval), pingTimeoutMs: within(server.pingTimeout) };
}

/** Asks for a token: anew for every attempt, since a kept one fails after 24 h. Rejects with a `LeaseError`. */
export async function acquireLease(
	deps: { readonly rest: Rest; readonly site: Site; readonly random: Random },
	attempt: number,
	options: { readonly signed: boolean; readonly isWanted: () => boolean },
): Promise<Lease> {
	const endpoint = options.signed ? endpoints.bulletPrivate : endpoints.bulletPublic;
	let data: unknown;
	try {
		data = await deps.rest.call({ method: 'POST', endpoint, ...options });
	} catch (error) {
		if (error instanceof NetError) {
			throw refuse(error.failure.text, error);
		}

		if (isApiError(error)) {
			throw new LeaseError(
				{
					reason: `token ${error.status === 200 ? (error.venueCode ?? 'reply unreadable') : error.status}`,
					retryAfterMs: error.retryAfterMs,
					throttled: error.outcome === 'throttled',
				},
				error,
			);
		}

		throw refuse('token failed', error);
	}

	return leaseOf(data, attempt, deps.site, deps.random);
}

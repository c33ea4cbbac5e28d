import type { Fault, Faults } from './faults.js';
import { encodeError, htmlPage, jsonHeaders, type RestReply } from './rest-reply.js';
import type { Route } from './rest-route.js';

/** A reply that goes wrong: instead of the request's work, or `afterwards`, when the work was done. */
export type FaultyReply = {
	readonly afterwards: boolean;
	readonly reply: (good: RestReply | undefined) => RestReply;
};

/** Longer than any client waits. */
const hangMs = 120_000;

/** What is wrong with the replies of a route now, if anything. `path` in a fault limits it to paths that contain it. */
export function faultyReply(
	faults: Faults,
	route: Route,
	rateHeaders: Readonly<Record<string, string>>,
): FaultyReply | undefined {
	const here = (fault: Fault): boolean => fault.path === undefined || route.path.includes(String(fault.path));
	const fail = (
		status: number,
		code: string,
		msg: string,
		headers: Readonly<Record<string, string>> = {},
	): FaultyReply => ({
		afterwards: false,
		reply: () => ({ status, headers: { ...jsonHeaders, ...headers }, body: encodeError(code, msg), delayMs: 0 }),
	});
	const alter = (change: (good: RestReply) => RestReply): FaultyReply => ({
		afterwards: true,
		reply: good => change(good ?? { status: 500, headers: jsonHeaders, body: '', delayMs: 0 }),
	});

	if (route.path.includes('/bullet-')) {
		const own = { ...rateHeaders, 'gw-ratelimit-remaining': '0' };
		if (faults.take('rest.token.429') !== undefined) {
			return fail(429, '429000', 'Too Many Requests', own);
		}

		if (faults.take('rest.token.500') !== undefined) {
			return fail(500, '500000', 'Internal Server Error');
		}

		const slow = faults.take('rest.token.slow');
		if (slow !== undefined) {
			return alter(good => ({ ...good, delayMs: Number(slow.ms) }));
		}
	}

	if (isPlacement(route)) {
		const lost = faults.take('rest.place.lostAck');
		if (lost !== undefined) {
			return alter(good => loseReply(lost, good));
		}

		const never = faults.take('rest.place.never');
		if (never !== undefined) {
			const empty = { status: 200, headers: jsonHeaders, body: '', delayMs: 0 };
			return { afterwards: false, reply: () => loseReply(never, empty) };
		}
	}

	if (route.method === 'DELETE') {
		const lost = faults.take('rest.cancel.lostAck');
		if (lost !== undefined) {
			return alter(good => loseReply(lost, good));
		}
	}

	const limited = faults.take('rest.429', here);
	if (limited !== undefined) {
		return fail(
			429,
			'429000',
			'Too Many Requests',
			limited.headers === false ? {} : { ...rateHeaders, 'gw-ratelimit-remaining': '0' },
		);
	}

	for (const [name, status, title] of gatewayFailures) {
		if (faults.take(name, here) !== undefined) {
			return fail(status, `${status}000`, title);
		}
	}

	if (faults.take('rest.html403', here) !== undefined) {
		return {
			afterwards: false,
			reply: () => ({
				status: 403,
				headers: { 'content-type': 'text/html' },
				body: htmlPage(403, 'Forbidden'),
				delayMs: 0,
			}),
		};
	}

	if (faults.take('rest.truncated', here) !== undefined) {
		return alter(good => ({ ...good, body: good.body.slice(0, Math.floor(good.body.length / 2)) }));
	}

	if (faults.take('rest.dataNull', here) !== undefined) {
		return alter(good => ({ ...good, body: '{"code":"200000","data":null}' }));
	}

	if (faults.take('rest.reset', here) !== undefined) {
		return alter(good => ({ ...good, cut: 'half' }));
	}

	const slow = faults.take('rest.slow', here);
	return slow === undefined ? undefined : alter(good => ({ ...good, delayMs: good.delayMs + Number(slow.ms) }));
}

const gatewayFailures = [
	['rest.500', 500, 'Internal Server Error'],
	['rest.503', 503, 'Service Unavailable'],
	['rest.504', 504, 'Gateway Timeout'],
] as const;

const placements = new Set([
	'/api/v1/hf/orders',
	'/api/v1/hf/orders/sync',
	'/api/v1/hf/orders/multi',
	'/api/v1/hf/orders/multi/sync',
	'/api/v1/hf/orders/alter',
	'/api/v1/stop-order',
	'/api/v3/oco/order',
]);

export const isPlacement = (route: Route): boolean => route.method === 'POST' && placements.has(route.path);

/** A reply that does not arrive: the connection is reset, nothing comes at all, or a gateway answers instead. */
export function loseReply(fault: Fault, good: RestReply): RestReply {
	switch (fault.as) {
		case 'timeout':
			return { ...good, delayMs: hangMs, cut: 'all' };
		case '504':
			return {
				status: 504,
				headers: { 'content-type': 'text/html' },
				body: htmlPage(504, 'Gateway Time-out'),
				delayMs: 0,
			};
		default:
			return { ...good, cut: 'all' };
	}
}

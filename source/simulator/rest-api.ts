import type { Random } from '../lib/seams.js';
import type { Faults } from './faults.js';
import { encodeJson } from './json-text.js';
import type { RateLimits } from './rate-limits.js';
import { type ApiKey, authenticate } from './rest-auth.js';
import { faultyReply, isPlacement, loseReply } from './rest-faults.js';
import {
	encodeError,
	htmlPage,
	jsonHeaders,
	type Outcome,
	type RestReply,
	type RestRequest,
	refuse,
} from './rest-reply.js';
import type { Route } from './rest-route.js';
import type { SocketTokens } from './socket-tokens.js';
import type { Venue } from './venue.js';

export type RestApi = {
	readonly handle: (request: RestRequest) => RestReply;
};

export type RestDeps = {
	readonly venue: Venue;
	readonly faults: Faults;
	readonly tokens: SocketTokens;
	readonly limits: RateLimits;
	readonly random: Random;
	readonly keys: readonly ApiKey[];
	readonly routes: readonly Route[];
	/** Where the sockets are, `ws://127.0.0.1:PORT/`. */
	readonly endpoint: () => string;
	readonly after: (delayMs: number, callback: () => void) => void;
};

type Compiled = { readonly route: Route; readonly pattern: RegExp };

/** The venue's REST: one request in, one reply out. Writing routes answer a few ms later than the order stream speaks. */
export function createRestApi(deps: RestDeps): RestApi {
	const { venue, faults } = deps;
	const compiled: readonly Compiled[] = deps.routes.map(route => ({
		route,
		pattern: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`),
	}));

	const server = (endpoint: string): object => ({
		endpoint,
		encrypt: false,
		protocol: 'websocket',
		pingInterval: 18_000,
		pingTimeout: 10_000,
	});
	const bullet = (owner: number | undefined): unknown => ({
		token: deps.tokens.issue(owner),
		instanceServers: [
			...(faults.active('net.edgeDead') === undefined ? [] : [server(deadEndpoint)]),
			server(deps.endpoint()),
		],
	});

	const plain = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): RestReply => ({
		status,
		headers: { ...jsonHeaders, ...headers },
		body,
		delayMs: 0,
	});

	const encode = (outcome: Outcome): { readonly status: number; readonly body: string } => {
		const shuffle = deps.random() < 0.06 ? deps.random : undefined;
		return outcome.ok
			? { status: 200, body: encodeJson({ code: '200000', data: outcome.data }, shuffle) }
			: { status: outcome.status, body: encodeJson({ code: outcome.code, msg: outcome.msg }, shuffle) };
	};

	const answer = (request: RestRequest, path: string, search: string): RestReply => {
		const fits = compiled.filter(({ pattern }) => pattern.test(path));
		if (fits.length === 0) {
			return plain(404, encodeJson({ code: '404', msg: 'Not Found', retry: false, success: false }));
		}

		const found = fits.find(({ route }) => route.method === request.method);
		if (found === undefined) {
			return plain(405, encodeError('405', 'Method Not Allowed'));
		}

		const { route, pattern } = found;
		if (route.method === 'POST' && request.body !== '' && !isJson(request.headers['content-type'])) {
			return plain(415, encodeError('415000', 'Unsupported Media Type'));
		}

		let owner = 0;
		let apiKey = '';
		if (route.permission !== undefined) {
			const key = authenticate(request, deps.keys, venue.stamp(venue.time()), route.permission);
			if ('ok' in key) {
				const { status, body } = encode(key);
				return plain(status, body);
			}

			owner = key.owner;
			apiKey = key.key;
		}

		const { allowed, headers } = deps.limits.charge(route.pool, owner, route.weight);
		if (!allowed) {
			return plain(429, encodeError('429000', 'Too Many Requests'), headers);
		}

		const body = parseBody(request.body);
		if (body === undefined) {
			return plain(400, encodeError('400000', 'Bad Request'), headers);
		}

		if (route.method === 'DELETE' && venue.status().status === 'close') {
			return plain(200, encode(refuse('200002', 'Order cancellation for this pair suspended')).body, headers);
		}

		const broken = faultyReply(faults, route, headers);
		if (broken !== undefined && !broken.afterwards) {
			return broken.reply(undefined);
		}

		const params = (pattern.exec(path) ?? []).slice(1).map(decodeSegment);
		const query = new URLSearchParams(search);
		const context = { venue, faults, params, query, body, owner, apiKey, bullet, late: false };
		const postponed = isPlacement(route) ? faults.take('rest.place.lateAccept') : undefined;
		if (postponed !== undefined) {
			deps.after(Number(postponed.ms), () => route.run({ ...context, late: true }));
			return loseReply(postponed, plain(200, ''));
		}

		const outcome = route.run(context);
		const { status, body: text } = encode(outcome);
		// Orders are told of on the socket before their reply arrives.
		const delayMs = route.method === 'GET' || route.path.includes('bullet') ? 0 : 1 + Math.floor(deps.random() * 12);
		const reply: RestReply = { status, headers: { ...jsonHeaders, ...headers }, body: text, delayMs };
		return broken === undefined ? reply : broken.reply(reply);
	};

	return {
		handle: request => {
			const cut = request.target.indexOf('?');
			const path = cut === -1 ? request.target : request.target.slice(0, cut);
			if (request.method === 'GET' && request.body !== '') {
				// The CDN in front of the real one does not let a body through.
				return { status: 403, headers: { 'content-type': 'text/html' }, body: htmlPage(403, 'Forbidden'), delayMs: 0 };
			}

			const inTime = String(venue.stamp(venue.time()));
			const reply = answer(request, path, cut === -1 ? '' : request.target.slice(cut + 1));
			return { ...reply, headers: { ...reply.headers, 'x-in-time': inTime, 'x-out-time': inTime } };
		},
	};
}

/** Where nobody listens. */
const deadEndpoint = 'ws://127.0.0.1:1/';

const isJson = (type: string | undefined): boolean => type?.toLowerCase().startsWith('application/json') === true;

function decodeSegment(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function parseBody(text: string): Readonly<Record<string, unknown>> | undefined {
	if (text === '') {
		return {};
	}

	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Readonly<Record<string, unknown>>)
			: undefined;
	} catch {
		return undefined;
	}
}

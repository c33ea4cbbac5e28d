import { NetError } from '../../lib/errors.js';
import type { Clock, HttpReply, Net, Random } from '../../lib/seams.js';
import { quoteLongIntegers } from './big-ids.js';
import type { Endpoint, PoolName, Site } from './endpoints.js';
import { ApiError, isApiError, isUnknownSymbol } from './errors.js';
import type { Signer } from './signing.js';
import { createWeightPool, parseRateHeaders, type Urgency, type WeightPool } from './weight-pool.js';
import { showText } from './wire-text.js';

export type RestCall = {
	readonly method: 'GET' | 'POST' | 'DELETE';
	readonly endpoint: Endpoint;
	/** Values of letters, digits and `-_.,` only. */
	readonly query?: Readonly<Record<string, string | number>>;
	/** JSON text of a POST, byte for byte as signed. */
	readonly body?: string;
	readonly signed?: boolean;
	/** Asked while it waits for its turn and before every repetition; false gives up. */
	readonly isWanted?: () => boolean;
	/** Asked before a GET that did not reach the venue is sent again: while nothing gets through, the sockets try for all. */
	readonly isReachable?: () => boolean;
	/** How often a GET may be sent in all. Default: 4 */
	readonly attempts?: number;
	/**
	 * `read` (the default) waits for its turn in the budget. `order` and `cancel` never wait: without room they fail with
	 * `ERR_OVER_BUDGET`, and nothing was sent.
	 */
	readonly urgency?: Urgency;
	/** Venue ms to sign with, for a request whose body names the same; without it, the time of sending. */
	readonly timestamp?: number;
};

/** The venue's REST interface: envelope, verdicts, budget. */
export type Rest = {
	/** The `data` of a success, integers of 16 digits and more as texts. Rejects with an `ApiError` or a `NetError`. */
	readonly call: (call: RestCall) => Promise<unknown>;
};

/** The whole of it, whose budget can be told what the account's level is. */
export type LimitedRest = Rest & {
	/** Quotas of the account's level, until the headers of a reply tell them. */
	readonly assumeLimits: (limits: Readonly<Partial<Record<PoolName, number>>>) => void;
};

export type RestDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly net: Net;
	readonly site: Site;
	readonly signer: Signer | undefined;
	readonly userAgent: string;
	/** Wall ms by the venue's clock. */
	readonly venueNow: () => number;
	/** Measures the offset anew, after the venue refused a timestamp. */
	readonly resyncClock: () => Promise<void>;
	/** Hears of a server's failure (HTTP 5xx). */
	readonly onServerFailure: (text: string) => void;
	/** Hears of a pair that the venue says not to exist. */
	readonly onUnknownSymbol?: (symbol: string) => void;
};

const timeoutMs = 5000;
const maxBodyBytes = 16 * 1024 * 1024;
const defaultAttempts = 4;
const edgeBlockMs = 30_000;
/** Of the spot pool, in every window: for orders, and for cancels above all. */
const spotReserve = 400;

/** Quotas of the lowest level; the headers correct them. */
const defaultLimits: Readonly<Record<PoolName, number>> = { public: 2000, spot: 4000, management: 2000 };

type Envelope = {
	readonly code: string | undefined;
	/** The venue's codes are texts; a number is not the one of success. */
	readonly codeIsText: boolean;
	readonly message: string;
	readonly success: boolean;
	readonly data: unknown;
};

function readEnvelope(body: string): Envelope | undefined {
	let parsed: unknown;
	try {
		parsed = JSON.parse(quoteLongIntegers(body));
	} catch {
		return undefined;
	}

	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		return undefined;
	}

	const { code, msg, success, data } = parsed as Record<string, unknown>;
	return {
		code: typeof code === 'string' ? code : typeof code === 'number' ? String(code) : undefined,
		codeIsText: typeof code === 'string',
		message: typeof msg === 'string' ? msg : '',
		success: success === true,
		data,
	};
}

/** HTTP 2xx and `code` exactly the text `200000`, or the older `200` together with `success: true`. */
const isSuccess = (status: number, { code, codeIsText, success }: Envelope): boolean =>
	status >= 200 && status < 300 && codeIsText && (code === '200000' || (code === '200' && success));

/** The path with its query, in need of no encoding. */
export function buildTarget(path: string, query: RestCall['query']): string {
	if (query === undefined) {
		return path;
	}

	const parts = Object.entries(query).map(([name, value]) => {
		const text = String(value);
		if (!/^[\w.,-]+$/.test(text)) {
			throw new ApiError(
				`GET ${path}`,
				{ status: 0, venueCode: undefined, message: `${name} holds characters that cannot be sent` },
				{ code: 'ERR_UNSENDABLE', outcome: 'notSent' },
			);
		}

		return `${name}=${text}`;
	});
	return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

/** Whether a GET that failed so may be sent again, and after how long; undefined = no. */
function retryDelay(error: unknown, attempt: number, random: Random): number | undefined {
	const backoff = random() * Math.min(5000, 300 * 2 ** attempt);
	if (error instanceof NetError) {
		return error.failure.kind === 'tls' ? undefined : backoff;
	}

	if (!isApiError(error)) {
		return undefined;
	}

	if (error.status === 403) {
		return undefined;
	}

	if (error.outcome === 'throttled') {
		return error.venueCode === '1015' ? undefined : 200 + random() * 1800;
	}

	return error.outcome === 'unknown' && (error.status >= 500 || error.status < 400) ? backoff : undefined;
}

/** Retries GETs by verdict. A POST or DELETE is sent once: whether it had its effect is for the caller to find out. */
export function createRest(deps: RestDeps): LimitedRest {
	const { clock, random, net, site, signer } = deps;
	const pools: Readonly<Record<PoolName, WeightPool>> = {
		public: createWeightPool(clock, defaultLimits.public),
		spot: createWeightPool(clock, defaultLimits.spot, { reserve: spotReserve }),
		management: createWeightPool(clock, defaultLimits.management),
	};

	const sleep = (ms: number): Promise<void> => new Promise(resolve => clock.after(ms, resolve));

	async function waitForBudget({ method, endpoint, isWanted, urgency }: RestCall): Promise<void> {
		let wait = pools[endpoint.pool].take(endpoint.weight, urgency);
		if (wait > 0 && (urgency === 'order' || urgency === 'cancel')) {
			throw new ApiError(
				`${method} ${endpoint.path}`,
				{ status: 0, venueCode: undefined, message: `the venue's quota is spent for ${Math.ceil(wait / 1000)} s` },
				{ code: 'ERR_OVER_BUDGET', outcome: 'notSent', retryAfterMs: Math.ceil(wait) },
			);
		}

		while (wait > 0) {
			if (isWanted?.() === false) {
				throw new ApiError(
					`${method} ${endpoint.path}`,
					{ status: 0, venueCode: undefined, message: 'nobody waits for it any more' },
					{ code: 'ERR_NOT_WANTED', outcome: 'notSent' },
				);
			}

			await sleep(Math.min(wait + 1, 1000));
			wait = pools[endpoint.pool].take(endpoint.weight);
		}
	}

	/** Books what the headers say; returns how long to stay away, when they say so. */
	function learnLimits(
		pool: WeightPool,
		reply: HttpReply,
		how: { readonly quota: boolean; readonly edge: boolean },
	): number | undefined {
		const rate = parseRateHeaders(reply.headers);
		if (rate !== undefined) {
			pool.learn(rate);
		}

		// Without the headers a 429 is the server's overload, not our quota: a short wait is enough.
		const waitMs = how.edge ? edgeBlockMs : how.quota ? rate?.resetMs : undefined;
		if (waitMs !== undefined) {
			// Only a quota that is spent makes a cancel pointless; a refusal at the edge may have been of another request's shape.
			pool.block(waitMs, { cancelsPass: how.edge && !how.quota });
		}

		return waitMs;
	}

	function read(call: RestCall, reply: HttpReply): unknown {
		const what = `${call.method} ${call.endpoint.path}`;
		const envelope = readEnvelope(reply.body);
		const edgeBlock = envelope === undefined && /\b1015\b/.test(reply.body.slice(0, 20_000)) && reply.status !== 200;
		const retryAfterMs = learnLimits(pools[call.endpoint.pool], reply, {
			quota: reply.status === 429 || envelope?.code === '429000',
			edge: edgeBlock || reply.status === 403 || envelope?.code === '1015',
		});
		if (reply.status >= 500) {
			deps.onServerFailure(`HTTP ${reply.status}`);
		}

		if (envelope === undefined) {
			throw new ApiError(
				what,
				{ status: reply.status, venueCode: edgeBlock ? '1015' : undefined, message: 'the reply was no JSON object' },
				{ code: 'ERR_TRANSPORT', retryAfterMs },
			);
		}

		if (!isSuccess(reply.status, envelope)) {
			const { code, message } = envelope;
			const error = new ApiError(what, { status: reply.status, venueCode: code, message }, { retryAfterMs });
			const symbol = call.query?.symbol;
			if (isUnknownSymbol(error) && typeof symbol === 'string') {
				deps.onUnknownSymbol?.(symbol);
			}

			throw error;
		}

		return envelope.data;
	}

	async function send(call: RestCall): Promise<unknown> {
		await waitForBudget(call);
		const target = buildTarget(call.endpoint.path, call.query);
		const headers: Record<string, string> = {
			'Content-Type': 'application/json',
			Accept: 'application/json',
			'User-Agent': showText(deps.userAgent),
		};
		if (call.signed) {
			if (signer === undefined) {
				throw new ApiError(
					`${call.method} ${call.endpoint.path}`,
					{ status: 0, venueCode: undefined, message: 'it needs a key' },
					{ code: 'ERR_MISSING_CREDENTIALS', outcome: 'notSent' },
				);
			}

			const timestamp = call.timestamp ?? Math.round(deps.venueNow());
			Object.assign(headers, signer.headers({ method: call.method, target, body: call.body ?? '', timestamp }));
		}

		const reply = await net.request({
			method: call.method,
			url: site.origin + target,
			headers,
			...(call.body === undefined ? {} : { body: call.body }),
			timeoutMs,
			maxBodyBytes,
		});
		return read(call, reply);
	}

	async function callWithRetry(call: RestCall): Promise<unknown> {
		const attempts = call.method === 'GET' ? (call.attempts ?? defaultAttempts) : 1;
		let resynced = false;
		for (let attempt = 0; ; attempt += 1) {
			try {
				return await send(call);
			} catch (error) {
				if (isApiError(error) && error.outcome === 'skew' && !resynced && call.method === 'GET') {
					resynced = true;
					await deps.resyncClock();
					continue;
				}

				const delay = retryDelay(error, attempt, random);
				const isCutOff = error instanceof NetError && call.isReachable?.() === false;
				if (attempt + 1 >= attempts || delay === undefined || isCutOff || !(call.isWanted?.() ?? true)) {
					throw error;
				}

				await sleep(delay);
				if (!(call.isWanted?.() ?? true)) {
					throw error;
				}
			}
		}
	}

	return {
		call: callWithRetry,
		assumeLimits: limits => {
			for (const [name, limit] of Object.entries(limits)) {
				pools[name as PoolName].assume(limit);
			}
		},
	};
}

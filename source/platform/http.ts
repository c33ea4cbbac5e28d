import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Got } from 'got';
import { KcmonError, NetError } from '../lib/errors.js';
import type { HttpReply, HttpRequest, NetFailure } from '../lib/seams.js';
import { failureOf } from './net-failure.js';

export type HttpClient = {
	/** See `Net.request`. */
	readonly request: (request: HttpRequest) => Promise<HttpReply>;
	/** Drops the connections that are kept for later. */
	readonly close: () => void;
};

type Timings = { readonly socket?: number; readonly connect?: number; readonly secureConnect?: number };

const defaultMaxBodyBytes = 32 * 1024 * 1024;
// More at once than anything asks for: a cancel must not queue behind reads that a hung server never answers.
const agentOptions = { keepAlive: true, maxSockets: 256, maxFreeSockets: 8, scheduling: 'lifo' } as const;

/**
 * Creates the client for REST calls: one attempt each, connections kept alive, gzip, no redirects. Errors of got hold the
 * request with its signature; they end here, and only their code goes on in a `NetError`.
 */
export function createHttpClient(): HttpClient {
	const agents = { http: new HttpAgent(agentOptions), https: new HttpsAgent(agentOptions) };
	// A tenth of a second to load: --help and the first frame must not wait for it.
	let loading: Promise<Got> | undefined;
	const load = () => {
		loading ??= import('got').then(({ default: got }) =>
			got.extend({
				agent: agents,
				retry: { limit: 0 },
				followRedirect: false,
				throwHttpErrors: false,
				decompress: true,
				headers: { 'content-type': 'application/json', 'user-agent': `kcmon/${__KCMON_VERSION__}` },
			}),
		);
		return loading;
	};

	return {
		request: async request => {
			if (request.body !== undefined && request.method !== 'POST') {
				throw new KcmonError(`A ${request.method} request carries no body (${pathOf(request.url)})`, {
					code: 'ERR_BUG',
				});
			}

			return exchange(await load(), request);
		},
		close: () => {
			agents.http.destroy();
			agents.https.destroy();
		},
	};
}

function exchange(got: Got, request: HttpRequest): Promise<HttpReply> {
	return new Promise((resolve, reject) => {
		const fail = (failure: NetFailure) => {
			reject(new NetError(`${request.method} ${pathOf(request.url)} failed: ${failure.text}`, failure));
		};

		if (!URL.canParse(request.url)) {
			fail({ kind: 'other', text: 'bad address', sent: false });
			return;
		}

		const stream = got.stream(request.url, {
			method: request.method,
			timeout: { request: request.timeoutMs },
			...(request.headers === undefined ? {} : { headers: request.headers }),
			...(request.body === undefined ? {} : { body: request.body }),
		});

		if (request.method !== 'GET' && request.body === undefined) {
			// got keeps such a request open for a body to be written.
			stream.end();
		}

		const maxBytes = request.maxBodyBytes ?? defaultMaxBodyBytes;
		const chunks: Buffer[] = [];
		let size = 0;
		let status = 0;
		let headers: HttpReply['headers'] = {};

		stream.on('response', (response: { statusCode: number; headers: NodeJS.Dict<string | string[]> }) => {
			status = response.statusCode;
			headers = flatten(response.headers);
		});
		stream.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > maxBytes) {
				fail({ kind: 'protocol', text: 'reply too large', sent: true });
				stream.destroy();
				return;
			}

			chunks.push(chunk);
		});
		stream.on('end', () => resolve({ status, headers, body: Buffer.concat(chunks).toString('utf8') }));
		stream.on('error', (error: unknown) => fail(describe(error, request.url)));
		stream.on('close', () => fail({ kind: 'reset', text: 'reset', sent: true }));
	});
}

function describe(error: unknown, url: string): NetFailure {
	const { timings, request } = (error ?? {}) as { timings?: Timings; request?: { readonly reusedSocket?: boolean } };
	const failure = failureOf(rootOf(error), { sent: false });
	return { ...failure, sent: wasSent(failure, timings, url, request?.reusedSocket) };
}

/** got wraps some errors under codes of its own. */
function rootOf(error: unknown): unknown {
	const { code, cause } = error as { code?: string; cause?: unknown };
	return code?.startsWith('ERR_') === true && !code.startsWith('ERR_TLS') && !code.startsWith('ERR_SSL') && cause
		? cause
		: error;
}

/**
 * A request is written as soon as the connection stands, so it was not sent exactly when the connection never stood.
 * In doubt it was.
 */
function wasSent(
	{ kind }: NetFailure,
	timings: Timings | undefined,
	url: string,
	reusedSocket: boolean | undefined,
): boolean {
	if (kind === 'dns' || kind === 'refused') {
		return false;
	}

	if (timings === undefined) {
		return true;
	}

	if (timings.connect === undefined) {
		return false;
	}

	// A connection that stood within a millisecond has the times of one that was kept.
	const isReused = reusedSocket ?? timings.connect === timings.socket;
	return !url.startsWith('https:') || timings.secureConnect !== undefined || isReused;
}

function flatten(headers: NodeJS.Dict<string | string[]>): HttpReply['headers'] {
	const flat: Record<string, string | undefined> = {};
	for (const [name, value] of Object.entries(headers)) {
		flat[name] = Array.isArray(value) ? value.join(', ') : value;
	}

	return flat;
}

/** Host and path of a URL; queries may hold tokens. */
function pathOf(url: string): string {
	if (!URL.canParse(url)) {
		return 'bad address';
	}

	const { host, pathname } = new URL(url);
	return `${host}${pathname}`;
}

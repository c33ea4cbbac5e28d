import { isIP } from 'node:net';

/** A checked value, or what is wrong with the text. Whoever asked knows where the text came from and says so. */
export type Parsed<Value> =
	| { readonly ok: true; readonly value: Value }
	| { readonly ok: false; readonly expected: string };

const accept = <Value>(value: Value): Parsed<Value> => ({ ok: true, value });
const refuse = (expected: string): { readonly ok: false; readonly expected: string } => ({ ok: false, expected });

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Node's timers wrap around above 2^31 − 1 ms. */
export const maxDurationMs = 576 * 3_600_000;

/** `500ms`, `30s`, `1.5m`, `2h` → milliseconds, above 0 and at most 24 days. */
export function parseDuration(text: string): Parsed<number> {
	const match = /^(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h)$/.exec(text);
	const ms = match === null ? Number.NaN : Math.round(Number(match[1]) * unitMs[match[2]!]!);
	return ms >= 1 && ms <= maxDurationMs ? accept(ms) : refuse('a time such as 500ms, 30s, 5m or 2h, at most 576h');
}

/** `0.5`, `10` or `max` → times real time, infinite for `max`. */
export function parseSpeed(text: string): Parsed<number> {
	const speed = text === 'max' ? Number.POSITIVE_INFINITY : /^\d{1,6}(?:\.\d{1,6})?$/.test(text) ? Number(text) : 0;
	return speed >= 0.01 ? accept(speed) : refuse('a number of times real time such as 0.5 or 10, at least 0.01, or max');
}

/** A whole number within bounds, both included. */
export function parseInteger(text: string, bounds: { readonly min: number; readonly max: number }): Parsed<number> {
	const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
	return value >= bounds.min && value <= bounds.max
		? accept(value)
		: refuse(`a whole number from ${bounds.min} to ${bounds.max}`);
}

/** Whether a URL's host is this machine: 127.0.0.0/8, `::1` or `localhost`, as a `URL` spells them. */
export function isLoopbackHost(hostname: string): boolean {
	const host = hostname.replace(/^\[(.*)\]$/, '$1');
	return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** A URL of one of the given kinds; the plain kinds (`http:`, `ws:`) for loopback addresses only, and never a password in it. */
export function parseEndpoint(text: string, kinds: readonly ('http' | 'ws')[]): Parsed<URL> {
	const plain = kinds.map(kind => `${kind}:`);
	const secure = kinds.map(kind => `${kind}s:`);
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		return refuse(`a URL such as ${secure[0]}//host`);
	}

	if (![...plain, ...secure].includes(url.protocol)) {
		return refuse(`a URL that begins with ${secure.map(name => `${name}//`).join(' or ')}`);
	}

	if (url.username !== '' || url.password !== '') {
		return refuse('a URL without a user name or password');
	}

	if (plain.includes(url.protocol) && !isLoopbackHost(url.hostname)) {
		return refuse(
			`${url.protocol.replace(':', 's:')}// (${url.protocol}// is for loopback addresses only: 127.0.0.0/8, [::1], localhost)`,
		);
	}

	return accept(url);
}

/** The base of a REST interface, without a trailing slash. */
export function parseRestUrl(text: string): Parsed<string> {
	const endpoint = parseEndpoint(text, ['http']);
	if (!endpoint.ok) {
		return endpoint;
	}

	const { value: url } = endpoint;
	if (url.search !== '' || url.hash !== '') {
		return refuse('a base URL without ?query and #fragment');
	}

	return accept(`${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, ''));
}

export type HostPort = { readonly host: string; readonly port: number };

/** `9100`, `127.0.0.1:9100`, `[::1]:9100`, `name:9100`; without a host, 127.0.0.1. */
export function parseHostPort(text: string): Parsed<HostPort> {
	const match = /^(?:(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):)?(\d{1,5})$/.exec(text);
	const port = Number(match?.[2] ?? Number.NaN);
	const host = match?.[1]?.replace(/^\[(.*)\]$/, '$1') ?? '127.0.0.1';
	const bracketed = match?.[1]?.startsWith('[') === true;
	if (!(port >= 1 && port <= 65_535) || bracketed !== (isIP(host) === 6)) {
		return refuse('PORT or HOST:PORT, with a port from 1 to 65535');
	}

	return accept({ host, port });
}

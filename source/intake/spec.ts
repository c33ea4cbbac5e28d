import { UsageError } from '../lib/errors.js';

/** Where signals come from, as `--signals` names it. */
export type SourceSpec =
	| { readonly kind: 'stdin'; readonly source: string }
	| { readonly kind: 'file'; readonly path: string; readonly source: string; readonly fromStart: boolean }
	| { readonly kind: 'webhook'; readonly host: string; readonly port: number; readonly source: string }
	/** `url` without the `source` parameter; for `sse`, without the `sse+`. It may hold `{token}`. */
	| { readonly kind: 'websocket' | 'sse'; readonly url: string; readonly source: string };

const defaultSource = 'voiceofchain';
const sourcePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/**
 * Reads one `--signals` SPEC: `stdin`, `file:PATH`, `webhook:[HOST:]PORT`, `ws(s)://…` or `sse+http(s)://…`, with an
 * optional `?source=NAME` (default `voiceofchain`) and, for a file, `?from=start`. The plain `ws:` and `http:` are for
 * loopback addresses only. Throws a `UsageError` that names what is wrong with it.
 */
export function parseSourceSpec(spec: string): SourceSpec {
	if (spec.startsWith('webhook:')) {
		return parseWebhook(spec);
	}

	if (/^(?:sse\+https?|wss?):/.test(spec)) {
		return parseRemote(spec);
	}

	const { head, query } = splitQuery(spec);
	if (head === 'stdin') {
		rejectUnknown(spec, query, ['source']);
		return { kind: 'stdin', source: readSource(spec, query) };
	}

	if (head.startsWith('file:')) {
		const path = head.slice('file:'.length);
		if (path === '') {
			throw new UsageError(`--signals ${spec}: expected a path after "file:"`);
		}

		rejectUnknown(spec, query, ['source', 'from']);
		const from = query.get('from');
		if (from !== null && from !== 'start' && from !== 'end') {
			throw new UsageError(`--signals ${spec}: "from" is start or end, was "${from}"`);
		}

		return { kind: 'file', path, source: readSource(spec, query), fromStart: from === 'start' };
	}

	throw new UsageError(`--signals ${spec}: expected stdin, file:PATH, webhook:[HOST:]PORT, ws(s):// or sse+http(s)://`);
}

function parseWebhook(spec: string): SourceSpec {
	const { head, query } = splitQuery(spec);
	rejectUnknown(spec, query, ['source']);
	const match = /^webhook:(?:(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):)?(\d{1,5})$/.exec(head);
	const port = Number(match?.[2] ?? Number.NaN);
	if (!(port >= 1 && port <= 65_535)) {
		throw new UsageError(`--signals ${spec}: expected webhook:PORT or webhook:HOST:PORT`);
	}

	const host = match?.[1]?.replace(/^\[(.*)\]$/, '$1') ?? '127.0.0.1';
	return { kind: 'webhook', host, port, source: readSource(spec, query) };
}

function parseRemote(spec: string): SourceSpec {
	const isSse = spec.startsWith('sse+');
	const shown = spec.replace(/\?.*$/s, '');
	let url: URL;
	try {
		url = new URL(isSse ? spec.slice('sse+'.length) : spec);
	} catch {
		throw new UsageError(`--signals ${shown}: expected a URL`);
	}

	if (url.username !== '' || url.password !== '') {
		throw new UsageError('--signals: expected a URL without a user name or password');
	}

	if (/^(?:ws|http):$/.test(url.protocol) && !isLoopbackHost(url.hostname)) {
		throw new UsageError(
			`--signals ${shown}: ${url.protocol}// is for loopback addresses only, use ${url.protocol.replace(':', 's:')}//`,
		);
	}

	const source = readSource(shown, url.searchParams);
	// Taken out as text: a URLSearchParams would write what is left, and a {token} in it, in another way.
	const rest = url.search
		.slice(1)
		.split('&')
		.filter(part => part !== '' && !/^source(?:=|$)/.test(part))
		.join('&');
	const place = `${url.protocol}//${url.host}${url.pathname}`;
	return { kind: isSse ? 'sse' : 'websocket', url: rest === '' ? place : `${place}?${rest}`, source };
}

/** Whether only this machine reaches a host: 127.0.0.0/8, `::1` or `localhost`. */
export function isLoopbackHost(hostname: string): boolean {
	return /^(?:localhost|\[?::1\]?|127(?:\.\d{1,3}){3})$/.test(hostname);
}

function splitQuery(spec: string): { readonly head: string; readonly query: URLSearchParams } {
	const mark = spec.lastIndexOf('?');
	// A file's name may hold a question mark: only what looks like parameters is one.
	if (mark === -1 || !/^[a-z]+=[^/]*$/.test(spec.slice(mark + 1))) {
		return { head: spec, query: new URLSearchParams() };
	}

	return { head: spec.slice(0, mark), query: new URLSearchParams(spec.slice(mark + 1)) };
}

function rejectUnknown(spec: string, query: URLSearchParams, known: readonly string[]): void {
	for (const name of query.keys()) {
		if (!known.includes(name)) {
			throw new UsageError(`--signals ${spec}: unknown parameter "${name}", known are ${known.join(', ')}`);
		}
	}
}

function readSource(spec: string, query: URLSearchParams): string {
	const source = query.get('source') ?? defaultSource;
	if (!sourcePattern.test(source)) {
		throw new UsageError(
			`--signals ${spec}: a source's name is 1 to 32 letters, digits, dots, dashes or underscores, was "${source}"`,
		);
	}

	if (source === 'kcmon') {
		throw new UsageError(`--signals ${spec}: the source "kcmon" is the program's own`);
	}

	return source;
}

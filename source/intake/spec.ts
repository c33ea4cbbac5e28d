import { UsageError } from '../lib/errors.js';

/** Where signals come from, as `--signals` names it. */
export type SignalSpec =
	| { readonly kind: 'stdin'; readonly source: string }
	| { readonly kind: 'file'; readonly path: string; readonly source: string; readonly fromStart: boolean };

const defaultSource = 'voiceofchain';
const sourcePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/**
 * Reads one `--signals` SPEC: `stdin` or `file:PATH`, with an optional `?source=NAME` (default `voiceofchain`) and, for a
 * file, `?from=start`. Throws a `UsageError` that names what is wrong with it.
 */
export function parseSignalSpec(spec: string): SignalSpec {
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

	if (/^(webhook:|wss?:|sse\+https?:)/.test(head)) {
		throw new UsageError(
			`--signals ${spec}: ${head.slice(0, head.indexOf(':'))} sources are not in this version`,
			'Use stdin or file:PATH',
		);
	}

	throw new UsageError(`--signals ${spec}: expected stdin or file:PATH`);
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

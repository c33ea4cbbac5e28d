import { type Parsed, parseEndpoint, parseHostPort } from './values.js';

export const signalSpecForms = [
	'stdin',
	'file:PATH',
	'webhook:[HOST:]PORT',
	'ws://HOST',
	'wss://HOST',
	'sse+http://HOST',
	'sse+https://HOST',
] as const;

const expectedForms = `${signalSpecForms.slice(0, -1).join(', ')} or ${signalSpecForms.at(-1)}, each with an optional ?source=NAME`;
const sourcePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/**
 * Checks one source of outside signals as a flag or a setting spells it, and returns it unchanged: `stdin`, `file:PATH`,
 * `webhook:[HOST:]PORT`, `ws(s)://…` or `sse+http(s)://…`, each with an optional `?source=NAME`, a file also with
 * `?from=start`. The plain `ws:` and `http:` are for loopback addresses only. What a source then does is its adapter's.
 */
export function checkSignalSpec(text: string): Parsed<string> {
	const { head, query } = splitQuery(text);
	const expected = expectedOf(head, query) ?? expectedOfSource(query.get('source'));
	return expected === undefined ? { ok: true, value: text } : { ok: false, expected };
}

function splitQuery(text: string): { readonly head: string; readonly query: URLSearchParams } {
	const mark = text.lastIndexOf('?');
	// A file's name may hold a question mark: only what looks like parameters is one.
	const isQuery = mark !== -1 && /^[a-z]+=[^/]*$/.test(text.slice(mark + 1));
	return isQuery
		? { head: text.slice(0, mark), query: new URLSearchParams(text.slice(mark + 1)) }
		: { head: text, query: new URLSearchParams() };
}

function expectedOf(head: string, query: URLSearchParams): string | undefined {
	const remote = /^(?:sse\+)?((?:wss?|https?):\/\/.*)$/.exec(head);
	if (remote !== null && head.startsWith('sse+') === remote[1]!.startsWith('http')) {
		const endpoint = parseEndpoint(remote[1]!, [head.startsWith('sse+') ? 'http' : 'ws']);
		return endpoint.ok ? undefined : endpoint.expected;
	}

	const isFile = head.startsWith('file:') && head.length > 'file:'.length;
	const isWebhook = head.startsWith('webhook:') && parseHostPort(head.slice('webhook:'.length)).ok;
	if (head !== 'stdin' && !isFile && !isWebhook) {
		return expectedForms;
	}

	const foreign = [...query.keys()].find(name => name !== 'source' && !(isFile && name === 'from'));
	if (foreign !== undefined) {
		return `${isFile ? '?source= and ?from=' : '?source='} only, not ?${foreign}=`;
	}

	return ['start', 'end', null].includes(query.get('from')) ? undefined : '?from=start';
}

function expectedOfSource(source: string | null): string | undefined {
	return source === null || (sourcePattern.test(source) && source !== 'kcmon')
		? undefined
		: '?source=NAME of 1 to 32 letters, digits, dots, dashes or underscores, and not kcmon';
}

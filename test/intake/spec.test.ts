import { expect, test } from 'vitest';
import { isLoopbackHost, parseSourceSpec } from '../../source/intake/spec.js';
import { UsageError } from '../../source/lib/errors.js';

test('reads where signals come from', () => {
	expect(parseSourceSpec('stdin')).toEqual({ kind: 'stdin', source: 'voiceofchain' });
	expect(parseSourceSpec('stdin?source=desk')).toEqual({ kind: 'stdin', source: 'desk' });
	expect(parseSourceSpec('file:/tmp/a.ndjson')).toEqual({
		kind: 'file',
		path: '/tmp/a.ndjson',
		source: 'voiceofchain',
		fromStart: false,
	});
	expect(parseSourceSpec('file:a.ndjson?source=x.y&from=start')).toEqual({
		kind: 'file',
		path: 'a.ndjson',
		source: 'x.y',
		fromStart: true,
	});
	expect(parseSourceSpec('file:odd?name')).toMatchObject({ path: 'odd?name' });
});

test.each([
	['pigeon', /expected stdin, file:PATH, webhook/],
	['file:', /expected a path/],
	['stdin?source=', /name is 1 to 32/],
	['stdin?source=kcmon', /own/],
	['stdin?from=start', /unknown parameter "from"/],
	['file:a?from=middle', /start or end, was "middle"/],
])('refuses %s', (spec, message) => {
	expect(() => parseSourceSpec(spec)).toThrow(message);
	expect(() => parseSourceSpec(spec)).toThrow(UsageError);
});

test('reads where the network brings signals from', () => {
	expect(parseSourceSpec('stdin?source=a')).toEqual({ kind: 'stdin', source: 'a' });
	expect(parseSourceSpec('file:a')).toMatchObject({ kind: 'file', path: 'a' });
	expect(parseSourceSpec('webhook:9100')).toEqual({
		kind: 'webhook',
		host: '127.0.0.1',
		port: 9100,
		source: 'voiceofchain',
	});
	expect(parseSourceSpec('webhook:[::1]:9100?source=desk')).toMatchObject({ host: '::1', source: 'desk' });
	expect(parseSourceSpec('webhook:host.lan:9100')).toMatchObject({ host: 'host.lan' });
	expect(parseSourceSpec('wss://example.com/a/b?x=1&source=desk&key={token}')).toEqual({
		kind: 'websocket',
		url: 'wss://example.com/a/b?x=1&key={token}',
		source: 'desk',
	});
	expect(parseSourceSpec('ws://127.0.0.1:8080')).toMatchObject({ kind: 'websocket', url: 'ws://127.0.0.1:8080/' });
	expect(parseSourceSpec('sse+https://example.com/events?source=desk')).toEqual({
		kind: 'sse',
		url: 'https://example.com/events',
		source: 'desk',
	});
});

test.each([
	['webhook:', /expected webhook:PORT/],
	['webhook:0', /expected webhook:PORT/],
	['webhook:65536', /expected webhook:PORT/],
	['webhook:a b:80', /expected webhook:PORT/],
	['webhook:80?from=start', /unknown parameter "from"/],
	['ws://example.com/', /loopback addresses only, use wss/],
	['sse+http://127.0.0.1.example.com/', /loopback addresses only, use https/],
	['wss://user:hunter2@example.com/', /without a user name or password/],
	['wss://', /expected a URL/],
	['wss://example.com/?source=kcmon', /own/],
	['sse+ws://example.com', /expected stdin, file:PATH, webhook/],
])('refuses %s', (spec, message) => {
	expect(() => parseSourceSpec(spec)).toThrow(message);
	expect(() => parseSourceSpec(spec)).toThrow(UsageError);
	expect(() => parseSourceSpec(spec)).not.toThrow(/hunter2/);
});

test.each([
	['localhost', true],
	['127.9.9.9', true],
	['::1', true],
	['[::1]', true],
	['127.0.0.1.example.com', false],
	['localhost.example.com', false],
	['0.0.0.0', false],
	['::', false],
	['10.0.0.1', false],
])('knows whether only this machine reaches %s', (host, expected) => {
	expect(isLoopbackHost(host)).toBe(expected);
});

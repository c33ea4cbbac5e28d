import { expect, test } from 'vitest';
import { checkSignalSpec } from '../../source/config/signal-spec.js';

test.each([
	'stdin',
	'stdin?source=desk',
	'file:/tmp/signals.ndjson',
	'file:signals.ndjson?source=voiceofchain&from=start',
	'file:what?.ndjson',
	'webhook:8787',
	'webhook:127.0.0.1:8787?source=tv',
	'webhook:[::1]:8787',
	'wss://signals.example.com/feed?source=desk&channel=3',
	'ws://127.0.0.1:9000',
	'sse+https://signals.example.com/events',
	'sse+http://localhost:9000/events?source=desk',
])('takes the source %s', text => {
	expect(checkSignalSpec(text)).toEqual({ ok: true, value: text });
});

test.each([
	['', 'file:PATH'],
	['stdout', 'stdin'],
	['file:', 'file:PATH'],
	['webhook:', 'webhook:'],
	['webhook:99999', 'webhook:'],
	['ws://signals.example.com', 'loopback'],
	['sse+http://signals.example.com', 'loopback'],
	['sse+wss://signals.example.com', 'sse+http'],
	['http://127.0.0.1', 'sse+http'],
	['wss://me:secret@signals.example.com', 'user name'],
	['stdin?from=start', '?from='],
	['stdin?foo=1', '?foo='],
	['file:a?from=yesterday', '?from=start'],
	['stdin?source=', 'source=NAME'],
	['stdin?source=a%20b', 'source=NAME'],
	['stdin?source=kcmon', 'kcmon'],
	[`stdin?source=${'x'.repeat(33)}`, '32'],
])('refuses the source %o and says what it wants', (text, words) => {
	expect(checkSignalSpec(text)).toMatchObject({ ok: false, expected: expect.stringContaining(words) });
});

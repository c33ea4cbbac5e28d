import { expect, test } from 'vitest';
import {
	isLoopbackHost,
	parseDuration,
	parseHostPort,
	parseInteger,
	parseRestUrl,
} from '../../source/config/values.js';

test.each([
	['1ms', 1],
	['500ms', 500],
	['30s', 30_000],
	['1.5m', 90_000],
	['2h', 7_200_000],
	['0.25s', 250],
	['576h', 2_073_600_000],
])('reads the duration %s as %d ms', (text, ms) => {
	expect(parseDuration(text)).toEqual({ ok: true, value: ms });
});

test.each(['', '30', 's', '30 s', '-1s', '0s', '0.1ms', '1d', '1S', '30s5', '577h', '1e3s', '٣s', 'Infinityh'])(
	'refuses the duration %o',
	text => {
		expect(parseDuration(text)).toMatchObject({ ok: false, expected: expect.stringContaining('30s') });
	},
);

test.each(['', '-1', '1.0', '1e2', '0x10', ' 1', '61', '9'.repeat(30)])('refuses %o as a whole number to 60', text => {
	expect(parseInteger(text, { min: 1, max: 60 }).ok).toBe(false);
});

test('takes the bounds of a whole number', () => {
	expect(parseInteger('1', { min: 1, max: 60 })).toEqual({ ok: true, value: 1 });
	expect(parseInteger('60', { min: 1, max: 60 })).toEqual({ ok: true, value: 60 });
	expect(parseInteger('0', { min: 1, max: 60 }).ok).toBe(false);
});

test.each([
	['https://api.kucoin.com', 'https://api.kucoin.com'],
	['https://api.kucoin.com/', 'https://api.kucoin.com'],
	['https://example.org:8443/kucoin//', 'https://example.org:8443/kucoin'],
	['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
	['http://127.1:80', 'http://127.0.0.1'],
	['http://127.255.0.9:1', 'http://127.255.0.9:1'],
	['http://[::1]:9/', 'http://[::1]:9'],
	['http://LOCALHOST:9', 'http://localhost:9'],
])('takes the REST base %s', (text, value) => {
	expect(parseRestUrl(text)).toEqual({ ok: true, value });
});

test.each([
	'http://example.com',
	'http://10.0.0.1',
	'http://128.0.0.1',
	'http://127.0.0.1.example.com',
	'http://localhost.example.com',
	'http://0.0.0.0:1',
	'http://[::ffff:127.0.0.1]:1',
	'http://[::2]',
	'ws://127.0.0.1',
	'ftp://127.0.0.1',
	'file:///etc/passwd',
	'api.kucoin.com',
	'https://user:secret@api.kucoin.com',
	'https://api.kucoin.com?x=1',
	'https://api.kucoin.com#x',
	'',
])('refuses the REST base %o', text => {
	expect(parseRestUrl(text).ok).toBe(false);
});

test('knows which hosts are this machine', () => {
	expect(['127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost'].filter(isLoopbackHost)).toHaveLength(5);
	expect(['127.0.0.1.example.com', '127', '1.127.0.0', '::', 'localhost.', ''].filter(isLoopbackHost)).toEqual([]);
});

test.each([
	['9100', { host: '127.0.0.1', port: 9100 }],
	['0.0.0.0:9100', { host: '0.0.0.0', port: 9100 }],
	['[::1]:1', { host: '::1', port: 1 }],
	['box.local:65535', { host: 'box.local', port: 65_535 }],
])('reads the address %s', (text, value) => {
	expect(parseHostPort(text)).toEqual({ ok: true, value });
});

test.each(['', '0', '65536', ':9100', '::1:9100', '[127.0.0.1]:9', 'host:', 'a b:1', '9100/', '-1'])(
	'refuses the address %o',
	text => {
		expect(parseHostPort(text).ok).toBe(false);
	},
);

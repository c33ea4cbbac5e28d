import { expect, test } from 'vitest';
import { parseSite, parseSocketEndpoint } from '../../../source/exchange/kucoin/endpoints.js';

test.each([
	'https://api.kucoin.com',
	'https://api.kucoin.com/',
	'https://api.kucoin.eu',
	'https://api.kucoin.tr',
	'https://api.kucoin.th',
	'http://127.0.0.1:4100',
	'http://localhost:4100',
	'http://[::1]:4100',
	'https://127.0.0.1:4100',
])('accepts %s', url => {
	expect(parseSite(url).origin).toBe(new URL(url).origin);
});

test.each([
	'http://api.kucoin.com',
	'https://api.kucoin.com.evil.example',
	'https://evilkucoin.com',
	'https://kucoin.com@evil.example',
	'https://user:word@api.kucoin.com',
	'https://api.kucoin.com/path',
	'https://api.kucoin.com?x=1',
	'ftp://api.kucoin.com',
	'http://127.0.0.1.evil.example',
	'http://192.168.1.5:4100',
	'https://example.com',
	'not a url',
	'',
])('refuses %s', url => {
	expect(() => parseSite(url)).toThrow(expect.objectContaining({ exitCode: 2 }));
});

const venue = parseSite('https://api.kucoin.com');
const local = parseSite('http://127.0.0.1:4100');

test.each(['wss://ws-api-spot.kucoin.com/', 'wss://push.kucoin.eu/endpoint'])(
	'takes the socket %s of a KuCoin site',
	url => {
		expect(parseSocketEndpoint(url, venue)?.href).toBe(url);
	},
);

test.each([
	'ws://ws-api-spot.kucoin.com/',
	'https://ws-api-spot.kucoin.com/',
	'wss://ws-api-spot.kucoin.com.evil.example/',
	'wss://kucoin.com.evil/',
	'wss://x@ws-api-spot.kucoin.com/',
	'ws://127.0.0.1:1/',
	'wss://127.0.0.1:1/',
	'',
])('refuses the socket %s of a KuCoin site', url => {
	expect(parseSocketEndpoint(url, venue)).toBeUndefined();
});

test('takes a loopback socket of a loopback site, and no other', () => {
	expect(parseSocketEndpoint('ws://127.0.0.1:4100/', local)?.host).toBe('127.0.0.1:4100');
	expect(parseSocketEndpoint('ws://localhost:4100/', local)?.host).toBe('localhost:4100');
	expect(parseSocketEndpoint('wss://ws-api-spot.kucoin.com/', local)).toBeUndefined();
	expect(parseSocketEndpoint('ws://10.0.0.1/', local)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { readHeader, readRecord } from '../../../source/exchange/replay/read-record.js';
import { encodeHeader, encodeRecord, type RecordLine } from '../../../source/exchange/replay/record.js';
import type { Signal } from '../../../source/model/signal-event.js';

const moment = { at: 12.345, wall: 1_729_000_000_123 };

const signal: Signal = {
	timestamp: 1_729_000_000_000,
	symbol: 'BTC-USDT',
	signalType: 'long_breakout',
	confidence: 0.7,
	id: 'a1',
	source: 'voiceofchain',
	side: 'buy',
	entryLow: '60000',
	entryHigh: '60010.5',
	stop: '59900',
	targets: ['60100', '60200'],
	ttlMs: 60_000,
	horizon: undefined,
	reason: 'because',
	features: { z: 3.2 },
	schemaVersion: 1,
	receivedAt: 1_729_000_000_100,
	lagMs: 100,
	verified: 'hmac',
	duplicateOf: undefined,
};

const frame = (text: string): RecordLine => ({ kind: 'frame', ...moment, socket: 'public-1', generation: 3, text });

const lines: readonly RecordLine[] = [
	frame('{"topic":"/market/match:BTC-USDT","data":{"tradeId":11067996711960577,"price":"1.10"}}'),
	frame('  {"spaced" : [1.000, 2e5]} '),
	frame('{"pretty":\n 1}'),
	frame('not JSON \u001b[31m "quoted"'),
	frame(''),
	{ kind: 'health', ...moment, event: { type: 'pong', socket: 'public-1', rttMs: 3.5, receivedAt: 5 } },
	{
		kind: 'reply',
		...moment,
		target: '/api/v1/market/orderbook/level2_100?symbol=BTC-USDT',
		status: 200,
		headers: { 'gw-ratelimit-limit': '2000' },
		body: '{"code":"200000","data":{"sequence":"14610502970","time":12345678901234567890}}',
	},
	{ kind: 'reply', ...moment, target: '/api/v1/status', status: 502, headers: {}, body: '<html>\n</html>' },
	{
		kind: 'failure',
		...moment,
		target: '/api/v1/timestamp',
		failure: { kind: 'dns', text: 'DNS ENOTFOUND', sent: false },
	},
	{ kind: 'signal', ...moment, event: { type: 'signal', signal, receivedAt: signal.receivedAt } },
	{
		kind: 'signal',
		...moment,
		event: { type: 'signal-quarantined', source: 's', field: 'stop', problem: 'is no decimal', receivedAt: 5 },
	},
	{ kind: 'lost', ...moment, count: 17 },
	{ kind: 'end', ...moment },
];

test.each(lines)('reads what it wrote, texts to the last character: $kind', record => {
	const line = encodeRecord(record);

	expect(line.indexOf('\n')).toBe(line.length - 1);
	expect(JSON.parse(line)).toMatchObject(moment);
	expect(readRecord(line.slice(0, -1))).toEqual({ ok: true, value: record });
});

test('reads lines that another tool has written anew', () => {
	const anew = (record: RecordLine): string => JSON.stringify({ note: 'mine', ...JSON.parse(encodeRecord(record)) });

	expect(readRecord(anew(lines[0]!))).toMatchObject({ ok: true, value: { kind: 'frame', socket: 'public-1' } });
	expect(readRecord(anew(lines[6]!))).toMatchObject({ ok: true, value: { kind: 'reply', status: 200 } });
});

test.each([
	['', 'it is no JSON object'],
	['[]', 'it is no JSON object'],
	['{"at":-1,"wall":1,"end":true}', 'at is no time'],
	['{"at":1,"end":true}', 'wall is no time'],
	['{"at":1,"wall":9e15,"end":true}', 'wall is no time'],
	['{"at":1,"wall":1,"what":1}', 'it is of no kind that is known'],
	['{"at":1,"wall":1,"socket":"a b","generation":1,"frame":{}}', 'the frame is not complete'],
	['{"at":1,"wall":1,"reply":"//evil/","status":200,"headers":{},"body":{}}', 'the reply is not complete'],
	['{"at":1,"wall":1,"reply":"/a?b=[","status":200,"headers":{},"body":{}}', 'the reply is not complete'],
	['{"at":1,"wall":1,"failure":{"kind":"fun"},"target":"/a"}', 'failure is not of the kinds there are'],
	['{"at":1,"wall":1,"health":{"type":"constructor"}}', 'health: type is not known'],
	['{"at":1,"wall":1,"health":{"type":"pong","socket":"public-1","rttMs":"x"}}', 'health: rttMs is wrong'],
	['{"at":1,"wall":1,"signal":{"type":"signal","signal":{}}}', 'signal: timestamp is wrong'],
])('refuses %s', (line, problem) => {
	expect(readRecord(line)).toEqual({ ok: false, problem });
});

test('makes texts of events safe to show', () => {
	const event = { type: 'malformed', socket: 'public-1', reason: 'bad \u001b]0;x\u0007 frame', receivedAt: 1 };

	expect(readRecord(JSON.stringify({ ...moment, health: event }))).toEqual({
		ok: true,
		value: { kind: 'health', ...moment, event: { ...event, reason: 'bad ␛]0;x␛ frame' } },
	});
});

test('reads its header, and says what is wrong with another', () => {
	const header = {
		kcmon: 'recording',
		version: 1,
		program: '0.1.0',
		venue: 'KuCoin',
		symbols: ['BTC-USDT'],
		started: 5,
	} as const;

	expect(readHeader(encodeHeader(header).trimEnd())).toEqual({ ok: true, value: header });
	expect(readHeader('{"type":"ticker"}')).toEqual({ ok: false, problem: 'it is no recording of kcmon' });
	expect(readHeader(JSON.stringify({ ...header, version: 2 }))).toEqual({
		ok: false,
		problem: 'its version is 2, and this kcmon reads 1',
	});
	expect(readHeader(JSON.stringify({ ...header, symbols: ['btc'] }))).toEqual({
		ok: false,
		problem: 'symbols is no list of symbols',
	});
});

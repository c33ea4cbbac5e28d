import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDecoder } from '../../../source/exchange/kucoin/decode.js';
import { createHotFrames } from '../../../source/exchange/kucoin/hot-frames.js';
import { isSymbol } from '../../../source/model/instrument.js';
import { readFixture } from './fixture.js';

const receivedAt = 1_800_000_000_000;
const names = [
	'ws-market-level2',
	'ws-market-level2-live-1',
	'ws-market-level2-live-2',
	'ws-market-level2-range',
	'ws-market-match',
	'ws-market-ticker-btc',
];
const general = createDecoder({ hot: false });
const hot = createHotFrames(isSymbol);

/** What the short way takes must be what the general way says of the same text. */
function expectSame(text: string): boolean {
	const event = hot.read(text, receivedAt);
	if (event === undefined) {
		return false;
	}

	expect({ kind: 'data', topic: hot.topic(), event }, text).toEqual(general.decode(text, receivedAt));
	return true;
}

test.each(names)('takes %s the short way', name => {
	expect(expectSame(readFixture(name))).toBe(true);
});

const digits = fc.stringMatching(/^[1-9]\d{0,14}$/);
const decimal = fc.stringMatching(/^\d{1,8}(\.\d{1,8})?$/);
const id = fc.stringMatching(/^[\w-]{1,24}$/);
const time = fc.integer({ min: 1, max: 999_999_999_999_999 });
const rows = fc.array(fc.tuple(decimal, decimal, digits), { maxLength: 6 });
const ordered = fc.tuple(fc.nat(1_000_000_000), fc.nat(9)).map(([start, more]) => [start, start + more] as const);

const payloads = fc.oneof(
	fc.tuple(ordered, rows, rows, time, fc.boolean()).map(([[sequenceStart, sequenceEnd], asks, bids, at, swap]) => ({
		topic: '/market/level2:BTC-USDT',
		subject: 'trade.l2update',
		data: {
			symbol: 'BTC-USDT',
			sequenceStart,
			sequenceEnd,
			changes: swap ? { bids, asks } : { asks, bids },
			time: at,
		} as Record<string, unknown>,
	})),
	fc
		.record({
			sequence: digits,
			price: decimal,
			size: decimal,
			bestBid: decimal,
			bestBidSize: decimal,
			bestAsk: decimal,
			bestAskSize: decimal,
			time,
		})
		.map(data => ({
			topic: '/market/ticker:BTC-USDT',
			subject: 'trade.ticker',
			data: data as Record<string, unknown>,
		})),
	fc
		.record({
			symbol: fc.constant('BTC-USDT'),
			type: fc.constant('match'),
			side: fc.constantFrom('buy', 'sell'),
			price: decimal,
			size: decimal,
			sequence: digits,
			tradeId: id,
			makerOrderId: id,
			takerOrderId: id,
			time: digits,
		})
		.map(data => ({
			topic: '/market/match:BTC-USDT',
			subject: 'trade.l3match',
			data: data as Record<string, unknown>,
		})),
);

const shuffle = (record: Record<string, unknown>, seed: number): Record<string, unknown> => {
	const entries = Object.entries(record);
	return Object.fromEntries(entries.map((_, index) => entries[(index * 7 + seed) % entries.length]!));
};

test('reads whole payloads in any order of keys as the general way does', () => {
	let taken = 0;
	let count = 0;
	fc.assert(
		fc.property(payloads, fc.nat(20), ({ topic, subject, data }, seed) => {
			const keys = Object.keys(data).length % 7 === 0 ? data : shuffle(data, seed);
			count += 1;
			taken += expectSame(JSON.stringify({ type: 'message', topic, subject, data: keys })) ? 1 : 0;
		}),
		{ numRuns: 2000 },
	);

	expect(taken).toBe(count);
});

test('never takes what the general way would refuse or read otherwise', () => {
	let taken = 0;
	fc.assert(
		fc.property(
			fc.constantFrom(...names),
			fc.nat(400),
			fc.nat(4),
			fc.oneof(
				fc.constantFrom(
					'',
					'0',
					'00',
					'.',
					'-',
					'e',
					'"',
					',',
					':',
					'{',
					'}',
					'[',
					']',
					'\\',
					' ',
					'\n',
					'\u0000',
					'ü',
					'null',
				),
				fc.string({ maxLength: 4 }),
			),
			(name, at, drop, insert) => {
				const text = readFixture(name);
				const start = at % (text.length + 1);
				taken += expectSame(text.slice(0, start) + insert + text.slice(start + drop)) ? 1 : 0;
			},
		),
		{ numRuns: 20_000 },
	);

	expect(taken).toBeGreaterThan(100);
});

test.each([
	['a repeated key', '"price":"67523",', '"price":"67523","price":"1",'],
	['a field more', '"price":"67523",', '"price":"67523","extra":1,'],
	['a key missing', '"price":"67523",', ''],
	['an escape', '"67523"', '"\\u0036"'],
	['another symbol', '"symbol":"BTC-USDT"', '"symbol":"ETH-USDT"'],
	['another type', '"type":"match"', '"type":"mismatch"'],
	['a space', '"price":"67523"', '"price": "67523"'],
	['a third side', '"side":"buy"', '"side":"hold"'],
])('leaves a print with %s to the general way', (_what, from, to) => {
	const text = readFixture('ws-market-match').replace(from, to);

	expect(text).not.toBe(readFixture('ws-market-match'));
	expect(hot.read(text, receivedAt)).toBeUndefined();
});

test('does not take a whole number that is no JSON or not exact', () => {
	const text = readFixture('ws-market-level2-range');
	for (const number of ['014103847', '9007199254740993', '14103847.0', '14103847e0', '-1', '']) {
		expect(hot.read(text.replace('"sequenceEnd":14103847', `"sequenceEnd":${number}`), receivedAt)).toBeUndefined();
	}
});

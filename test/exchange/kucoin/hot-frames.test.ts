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

const readHot = (text: string): ReturnType<typeof hot.read> => {
	const bytes = Buffer.from(text);
	// Behind the frame lies another, as in what a socket brings.
	const chunk = Buffer.concat([bytes, Buffer.from('"0123456789","}]')]);
	return hot.read(chunk, bytes.length, receivedAt);
};

/** What the short way takes must be what the general way says of the same text. */
function expectSame(text: string): boolean {
	const event = readHot(text);
	if (event === undefined) {
		return false;
	}

	// As JSON: what is kept as numbers is told as the exact texts.
	expect({ kind: 'data', topic: hot.topic(), event: JSON.parse(JSON.stringify(event)) }, text).toEqual(
		general.decode(text, receivedAt),
	);
	return true;
}

test.each(names)('takes %s the short way', name => {
	expect(expectSame(readFixture(name))).toBe(true);
});

const digits = fc.stringMatching(/^[1-9]\d{0,14}$/);
/** As venues write them: up to 15 digits, no zeros in front. Others are left to the general way. */
const decimal = fc.stringMatching(/^(0|[1-9]\d{0,6})(\.\d{1,8})?$/);
const nanoseconds = fc.stringMatching(/^[1-9]\d{15,18}$/);
/** Of 24 small hexadecimal digits, nearly so, or any other. */
const id = fc.oneof(
	fc.stringMatching(/^[0-9a-f]{24}$/),
	fc.stringMatching(/^[0-9a-fA-Fg]{23,25}$/),
	fc.stringMatching(/^[\w-]{1,24}$/),
);
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
			time: nanoseconds,
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

test.each([
	['a price with a zero in front', 'ws-market-match', '"price":"67523"', '"price":"067523"'],
	['a price of 16 digits', 'ws-market-match', '"price":"67523"', '"price":"67523.12345678901"'],
	['a size of 23 decimals', 'ws-market-match', '"size":"0.003"', '"size":"0.00000000000000000000003"'],
	['a time in milliseconds', 'ws-market-match', '"1729843222921000000"', '"1729843222921"'],
	['a sequence of a row with a zero in front', 'ws-market-level2-range', '"14103845"', '"014103845"'],
	['a sequence of a row of 16 digits', 'ws-market-level2-range', '"14103845"', '"1410384512345678"'],
])('leaves %s to the general way, which takes it', (_what, name, from, to) => {
	const text = readFixture(name).replace(from, to);

	expect(text).not.toBe(readFixture(name));
	expect(readHot(text)).toBeUndefined();
	expect(general.decode(text, receivedAt).kind).toBe('data');
});

test('a decimal of at most 15 digits is told with every digit that was sent', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^(0|[1-9]\d{0,14})(\.\d{1,22})?$/), text => {
			const row = `["${text}","${text}","7"]`;
			const frame = `{"topic":"/market/level2:BTC-USDT","type":"message","subject":"trade.l2update","data":{"changes":{"asks":[],"bids":[${row}]},"sequenceEnd":7,"sequenceStart":7,"symbol":"BTC-USDT","time":1700000000000}}`;
			const event = readHot(frame);
			if (Number(text.replace('.', '')) <= 999_999_999_999_999) {
				expect(event).toMatchObject({ bids: [[text, text, '7']], bidNumbers: { 0: Number(text), 2: Number(text) } });
			} else {
				expect(event).toBeUndefined();
			}
		}),
		{ numRuns: 5000 },
	);
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
	expect(readHot(text)).toBeUndefined();
});

test('does not take a whole number that is no JSON or not exact', () => {
	const text = readFixture('ws-market-level2-range');
	for (const number of ['014103847', '9007199254740993', '14103847.0', '14103847e0', '-1', '']) {
		expect(readHot(text.replace('"sequenceEnd":14103847', `"sequenceEnd":${number}`))).toBeUndefined();
	}
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteLongIntegers, quoteNumbers } from '../../../source/exchange/kucoin/big-ids.js';
import { readFixture } from './fixture.js';

test.each([
	['{"a":11029373945659392}', '{"a":"11029373945659392"}'],
	['[11029373945659393]', '["11029373945659393"]'],
	['{"a":11029373945659393\n}', '{"a":"11029373945659393"\n}'],
	['{"a": 11029373945659393 , "b":1}', '{"a": "11029373945659393" , "b":1}'],
	['{"a":-11029373945659393}', '{"a":"-11029373945659393"}'],
	['{"a":999999999999999}', '{"a":999999999999999}'],
	['{"a":1000000000000000}', '{"a":"1000000000000000"}'],
	['{"a":1.1029373945659393}', '{"a":1.1029373945659393}'],
	['{"a":11029373945659393e2}', '{"a":11029373945659393e2}'],
	['{"a":11029373945659393.5}', '{"a":11029373945659393.5}'],
	['{"a":"11029373945659393"}', '{"a":"11029373945659393"}'],
	['{"a":"say \\"11029373945659393\\" "}', '{"a":"say \\"11029373945659393\\" "}'],
	['{"a":"\\\\","b":11029373945659393}', '{"a":"\\\\","b":"11029373945659393"}'],
	['{"11029373945659393":1}', '{"11029373945659393":1}'],
	['11029373945659393', '"11029373945659393"'],
])('quotes only long integers outside texts: %s', (text, expected) => {
	expect(quoteLongIntegers(text)).toBe(expected);
});

test('does not mend a number that is no JSON', () => {
	expect(quoteLongIntegers('{"a":0011029373945659393}')).toBe('{"a":0011029373945659393}');
	expect(() => JSON.parse(quoteLongIntegers('{"a":0011029373945659393}'))).toThrow(SyntaxError);
});

test('keeps neighboring trade ids of fills apart', () => {
	const text = readFixture('rest-hf-fills');
	const other = text.replace('11029373945659392', '11029373945659393');
	const idOf = (body: string): string =>
		/"tradeId":"?(\d+)/.exec(JSON.stringify(JSON.parse(quoteLongIntegers(body))))![1]!;

	expect(idOf(text)).toBe('11029373945659392');
	expect(idOf(other)).toBe('11029373945659393');
});

test('quotes every number with all its digits', () => {
	expect(quoteNumbers('{"a":30.4787595734952392,"b":4.61E-6,"c":-1,"d":[0],"e":"7"}')).toBe(
		'{"a":"30.4787595734952392","b":"4.61E-6","c":"-1","d":["0"],"e":"7"}',
	);
});

const exact = fc.jsonValue({ maxDepth: 4 });

test('changes nothing in the meaning of a value without long integers', () => {
	fc.assert(
		fc.property(exact, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
			const text = JSON.stringify(value, undefined, indent);
			const hasLong = /(?<![\d.])\d{16,}(?![\d.eE])/.test(text);
			fc.pre(!hasLong);

			expect(JSON.parse(quoteLongIntegers(text))).toEqual(JSON.parse(text));
		}),
		{ numRuns: 500 },
	);
});

test('quotes long integers wherever they stand', () => {
	const long = fc.bigInt({ min: 10n ** 15n, max: 10n ** 20n });
	fc.assert(
		fc.property(long, fc.boolean(), fc.string(), (id, negative, word) => {
			const digits = `${negative ? '-' : ''}${id}`;
			const text = `{"w":${JSON.stringify(word)},"list":[${digits},1.5,${digits}],"id":${digits}}`;

			expect(JSON.parse(quoteLongIntegers(text))).toEqual({ w: word, list: [digits, 1.5, digits], id: digits });
		}),
	);
});

test('never throws on broken text', () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), (one, other) => {
			expect(typeof quoteLongIntegers(`{"a":${one}"${other}`)).toBe('string');
			expect(typeof quoteNumbers(`${one}{"a\\`)).toBe('string');
		}),
	);
});

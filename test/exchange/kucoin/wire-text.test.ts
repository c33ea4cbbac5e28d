import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	isDecimal,
	isDigits,
	isSequence,
	isSignedDecimal,
	showValue,
	textToMilliseconds,
	toMilliseconds,
	toPlainDecimal,
} from '../../../source/exchange/kucoin/wire-text.js';

test.each(['0', '0.00453030', '67523', '10000000000', '007.50', '94000.00000000000000000000'])(
	'takes %s as a price',
	text => {
		expect(isDecimal(text)).toBe(true);
	},
);

test.each([
	'',
	' ',
	' 1',
	'1 ',
	'-1',
	'+1',
	'1e5',
	'1E-5',
	'0x10',
	'.5',
	'5.',
	'1.2.3',
	'1,000',
	'NaN',
	'Infinity',
	'١',
	'1\n',
	'9'.repeat(65),
])('refuses %j as a price', text => {
	expect(isDecimal(text)).toBe(false);
});

test('takes a minus only where a change is meant', () => {
	expect(isSignedDecimal('-0.0014')).toBe(true);
	expect(isSignedDecimal('--1')).toBe(false);
	expect(isSignedDecimal('-')).toBe(false);
});

test('a decimal is what its number says', () => {
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '-', 'e', ' ', 'x') }), text => {
			if (isDecimal(text)) {
				expect(Number(text)).toBeGreaterThanOrEqual(0);
				expect(Number.isFinite(Number(text))).toBe(true);
				expect(text).toMatch(/^\d+(\.\d+)?$/);
			}
		}),
		{ numRuns: 2000 },
	);
});

test('a sequence is exact or refused', () => {
	expect(isSequence(14_103_847)).toBe(true);
	expect(isSequence(Number.MAX_SAFE_INTEGER)).toBe(true);
	expect(isSequence(2 ** 53)).toBe(false);
	expect(isSequence(1.5)).toBe(false);
	expect(isSequence(-1)).toBe(false);
	expect(isDigits('14610502970')).toBe(true);
	expect(isDigits('1e9')).toBe(false);
});

test('tells the unit of a time by its size', () => {
	expect(toMilliseconds(1_729_839_600)).toBe(1_729_839_600_000);
	expect(toMilliseconds(1_729_816_425_625)).toBe(1_729_816_425_625);
	expect(toMilliseconds(1_729_816_425_625_123)).toBe(1_729_816_425_625);
	expect(toMilliseconds(1_730_206_271_616_000_000)).toBe(1_730_206_271_616);
	expect(textToMilliseconds('1729843222921000000')).toBe(1_729_843_222_921);
	expect(textToMilliseconds('1730269283892')).toBe(1_730_269_283_892);
	expect(textToMilliseconds('1545904567062140823')).toBe(1_545_904_567_062);
	expect(textToMilliseconds('1729843222921000')).toBe(1_729_843_222_921);
});

test.each([
	['4.61E-6', '0.00000461'],
	['4.61e-06', '0.00000461'],
	['1E3', '1000'],
	['1.25e1', '12.5'],
	['-3.6E-8', '-0.000000036'],
	['315.20000000000000000000', '315.2'],
	['100.00', '100'],
	['100', '100'],
	['0.0', '0'],
	['30.4787595734952392', '30.4787595734952392'],
])('writes the number %s as %s', (text, expected) => {
	expect(toPlainDecimal(text)).toBe(expected);
});

test('shows a foreign value in plain short ASCII', () => {
	expect(showValue('\u001b]52;c;aGk=\u0007')).toBe('"\\u001b]52;c;aGk=\\u0007"');
	expect(showValue('\u202e abc \u009b')).toBe('"\\u202e abc \\u009b"');
	expect(showValue('x'.repeat(500))).toHaveLength(60);
	expect(showValue(undefined)).toBe('missing');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	addDecimals,
	compareDecimals,
	decimalText,
	isMultipleOf,
	isPlainDecimal,
	multiplyDecimals,
	parseDecimal,
	quantizeDown,
	quantizeUp,
	subtractDecimals,
} from '../../source/lib/decimal.js';

test.each([
	['0.1', '0.2', '0.3'],
	['9007199254740993', '1', '9007199254740994'],
	['0.00000001', '123456789.12345678', '123456789.12345679'],
	['-1.50', '1.5', '0'],
])('adds %s and %s exactly', (left, right, sum) => {
	expect(decimalText(addDecimals(left, right))).toBe(sum);
});

test('subtracts and multiplies without losing a digit', () => {
	expect(decimalText(subtractDecimals('0.3', '0.1'))).toBe('0.2');
	expect(decimalText(multiplyDecimals('0.00000001', '0.00000001'))).toBe('0.0000000000000001');
	expect(decimalText(multiplyDecimals('123456789.123456789', '1000000000.000000001'))).toBe(
		'123456789123456789.123456789123456789',
	);
});

test.each([
	['0.123456', '0.001', '0.123', '0.124'],
	['0.123', '0.001', '0.123', '0.123'],
	['7', '0.05', '7', '7'],
	['7.03', '0.05', '7', '7.05'],
	['0.00000009', '0.00001', '0', '0.00001'],
	['-0.5', '1', '-1', '0'],
	['1e0', '1', undefined, undefined],
])('quantizes %s to multiples of %s', (value, increment, down, up) => {
	if (down === undefined || up === undefined) {
		expect(() => quantizeDown(value, increment)).toThrow(RangeError);
		return;
	}

	expect(decimalText(quantizeDown(value, increment))).toBe(down);
	expect(decimalText(quantizeUp(value, increment))).toBe(up);
});

test('refuses an increment of zero', () => {
	expect(() => quantizeDown('1', '0')).toThrow('Expected a positive increment, was 0');
});

test.each(['', ' 1', '1 ', '+1', '.5', '1.', '1e5', 'NaN', 'Infinity', '0x10', '1,5', '--1'])(
	'refuses %j as a decimal',
	text => {
		expect(isPlainDecimal(text)).toBe(false);
		expect(() => parseDecimal(text)).toThrow(RangeError);
	},
);

test('compares by value, not by text', () => {
	expect(compareDecimals('1.0', '1')).toBe(0);
	expect(compareDecimals('0.1', '0.09')).toBeGreaterThan(0);
	expect(compareDecimals('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
	expect(isMultipleOf('0.15', '0.05')).toBe(true);
	expect(isMultipleOf('0.16', '0.05')).toBe(false);
});

test('never writes an exponent', () => {
	expect(decimalText(parseDecimal('0.000000000000000000001'))).toBe('0.000000000000000000001');
	expect(decimalText(parseDecimal(`1${'0'.repeat(30)}`))).toBe(`1${'0'.repeat(30)}`);
	expect(decimalText(parseDecimal('-0.0'))).toBe('0');
});

test('a quantized value is the nearest multiple on its side, for any value and increment', () => {
	const scaled = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 10 }));
	fc.assert(
		fc.property(scaled, fc.bigInt({ min: 1n, max: 10_000n }), ([units, decimals], step) => {
			const text = (value: bigint): string => {
				const digits = value.toString().padStart(decimals + 1, '0');
				return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
			};
			const below = (units / step) * step;
			const above = below === units ? units : below + step;

			expect(compareDecimals(quantizeDown(text(units), text(step)), text(below))).toBe(0);
			expect(compareDecimals(quantizeUp(text(units), text(step)), text(above))).toBe(0);
		}),
		{ seed: 7, numRuns: 300 },
	);
});

import { expect, test } from 'vitest';
import { formatBig, formatPadded, formatUnits, parseUnits } from '../../source/simulator/fixed-point.js';

test('reads plain decimals only, and only those that fit', () => {
	const cases: readonly (readonly [string, number, bigint | undefined])[] = [
		['67269', 1, 672_690n],
		['67269.4', 1, 672_694n],
		['67269.40', 1, 672_694n],
		['67269.45', 1, undefined],
		['0.00000001', 8, 1n],
		['0', 8, 0n],
		['1e-8', 8, undefined],
		['+1', 8, undefined],
		['-1', 8, undefined],
		['.5', 8, undefined],
		['1.', 8, undefined],
		['', 8, undefined],
		['NaN', 8, undefined],
		['10000000000', 8, 1_000_000_000_000_000_000n],
	];

	for (const [text, decimals, expected] of cases) {
		expect(parseUnits(text, decimals), text).toBe(expected);
	}
});

test('writes no trailing zeros and never an exponent', () => {
	expect(formatUnits(672_690, 1)).toBe('67269');
	expect(formatUnits(1, 12)).toBe('0.000000000001');
	expect(formatUnits(0, 8)).toBe('0');
	expect(formatUnits(9_007_199_254_740_991, 0)).toBe('9007199254740991');
	expect(formatBig(-5_005n, 4)).toBe('-0.5005');
	expect(formatPadded(3152n, 1, 20)).toBe('315.20000000000000000000');
});

test('what is written is read back', () => {
	for (let units = 0n; units < 2_000_000n; units += 7919n) {
		expect(parseUnits(formatBig(units, 8), 8)).toBe(units);
	}
});

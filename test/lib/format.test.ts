import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	formatAge,
	formatBytes,
	formatCompact,
	formatDuration,
	formatFixed,
	formatMilliseconds,
	formatPercent,
	formatPrice,
	formatSize,
} from '../../source/lib/format.js';

test.each([
	['67995.3', 1, '67995.3'],
	['67995', 1, '67995.0'],
	['0.10', 1, '0.1'],
	['0.1', 3, '0.100'],
	['0.12345', 2, '0.12345'],
	['00067.50', 2, '67.50'],
	['0.00000001', 8, '0.00000001'],
	['12.000', 0, '12'],
	[1e-8, 8, '0.00000001'],
	[1e22, 1, '10000000000000000000000.0'],
	[-0.001, 2, '0.00'],
	[Number.NaN, 2, '-'],
])('formats the price %s at %i decimals', (price, decimals, text) => {
	expect(formatPrice(price, decimals)).toBe(text);
});

test.each([
	[1.23456789, 8, 8, '1.234568'],
	[1.5, 8, 2, '1.50'],
	[123456.789, 8, 4, '123456.8'],
	[12345678, 8, 4, '12345678'],
	[123456789, 8, 4, '123.5M'],
	[0.00001, 6, 8, '<0.001'],
	[0.00001, 7, 8, '0.00001'],
	[0, 6, 2, '0.00'],
	[999.96, 5, 2, '1000'],
])('formats the size %d in %i cells', (size, width, decimals, text) => {
	expect(formatSize(size, width, decimals)).toBe(text);
});

test.each([
	[950, '950.0'],
	[1234, '1.23K'],
	[999_999, '1.00M'],
	[45_600_000, '45.60M'],
	[7.891e9, '7.89B'],
	[-1234, '-1.23K'],
	[0, '0.00'],
	[0.95, '0.95'],
	[0.0951, '0.10'],
	[0.05, '0.050'],
	// What the tape and the ladder of a pair quoted in BTC are worth (FET-BTC, ws-market-ticker-btc: 8.943 × 0.000018628).
	[0.000166590204, '0.0002'],
	[0.00000277, '<0.001'],
])('shortens %d to %s', (value, text) => {
	expect(formatCompact(value)).toBe(text);
});

test('keeps two digits of a small amount where they fit', () => {
	expect(formatCompact(0.000166590204, 7)).toBe('0.00017');
	expect(formatCompact(0.0041, 7)).toBe('0.0041');
});

test.each([
	[0, '0.0s'],
	[3249, '3.2s'],
	[9999, '9.9s'],
	[12_900, '12s'],
	[59_999, '59s'],
	[240_000, '4m'],
	[3_600_000 * 3, '3h'],
	[86_400_000 * 2, '2d'],
	[-5, '0.0s'],
	[undefined, '-'],
])('formats an age of %s ms as %s', (ms, text) => {
	expect(formatAge(ms)).toBe(text);
});

test.each([
	[42_000, '42s'],
	[245_000, '4m 05s'],
	[11_220_000, '3h 07m'],
	[187_200_000, '2d 04h'],
])('formats a duration of %i ms as %s', (ms, text) => {
	expect(formatDuration(ms)).toBe(text);
});

test('gives percentages a sign and latencies a unit', () => {
	expect(formatPercent(0.0123)).toBe('+1.23%');
	expect(formatPercent(-0.0014)).toBe('-0.14%');
	expect(formatPercent(-0.000001)).toBe('0.00%');
	expect(formatPercent(0)).toBe('0.00%');
	expect(formatPercent(undefined)).toBe('-');
	expect(formatMilliseconds(0.42)).toBe('0.42ms');
	expect(formatMilliseconds(8.12)).toBe('8.1ms');
	expect(formatMilliseconds(142.4)).toBe('142ms');
	expect(formatMilliseconds(3210)).toBe('3.2s');
	expect(formatBytes(812)).toBe('812 B');
	expect(formatBytes(3449)).toBe('3.4 kB');
	expect(formatBytes(12_345_678)).toBe('12 MB');
	expect(formatBytes(999_999)).toBe('1.0 MB');
});

test('no number is ever written with an exponent, nor wider than asked', () => {
	const magnitudes = fc.tuple(fc.double({ min: 0, max: 10, noNaN: true }), fc.integer({ min: -12, max: 24 }));
	fc.assert(
		fc.property(magnitudes, fc.integer({ min: 6, max: 14 }), ([mantissa, exponent], width) => {
			const value = mantissa * 10 ** exponent;

			expect(formatFixed(value, 8)).not.toMatch(/e/i);
			expect(formatSize(value, width, 8)).not.toMatch(/e/i);
			expect(formatSize(value, width, 8).length).toBeLessThanOrEqual(Math.max(width, value > 1e18 ? 30 : 0));
		}),
		{ seed: 3, numRuns: 1000 },
	);
});

import { expect, test } from 'vitest';
import { createSeededRandom } from '../../source/lib/seeded-random.js';

const take = (seed: number, count: number) => {
	const random = createSeededRandom(seed);
	return Array.from({ length: count }, random);
};

test('repeats its sequence for a seed and differs between seeds', () => {
	expect(take(42, 100)).toEqual(take(42, 100));
	expect(take(42, 10)).not.toEqual(take(43, 10));
	expect(new Set(Array.from({ length: 1000 }, (_, seed) => take(seed, 1)[0])).size).toBeGreaterThan(995);
});

test('is uniform in [0, 1)', () => {
	const numbers = take(0, 100_000);
	const bins = new Array<number>(20).fill(0);
	for (const number of numbers) {
		expect(number >= 0 && number < 1).toBe(true);
		bins[Math.floor(number * 20)]!++;
	}

	// Chi-square with 19 degrees of freedom: 43.8 is exceeded once in a thousand.
	const chiSquare = bins.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
	expect(chiSquare).toBeLessThan(43.8);
});

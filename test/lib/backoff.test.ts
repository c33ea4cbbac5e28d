import { expect, test } from 'vitest';
import { backoffMs } from '../../source/lib/backoff.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';

const options = { firstMs: 250, baseMs: 500, capMs: 15_000 };

test.each([
	[1, 250],
	[2, 1000],
	[3, 2000],
	[5, 8000],
	[6, 15_000],
	[1000, 15_000],
])('spreads the wait after %i failures evenly below %i ms', (failures, bound) => {
	const random = createSeededRandom(7);
	const waits = Array.from({ length: 2000 }, () => backoffMs(random, failures, options));

	expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
	expect(Math.max(...waits)).toBeLessThan(bound);
	expect(Math.max(...waits)).toBeGreaterThan(bound * 0.98);
	const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
	expect(mean / bound).toBeGreaterThan(0.47);
	expect(mean / bound).toBeLessThan(0.53);
});

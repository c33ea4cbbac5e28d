import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { createProcessStats } from '../../source/platform/process-stats.js';

const youngBytes = (): number =>
	getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

/** Objects that live for a moment, which is what makes the young space grow. */
function churn(rounds: number): number {
	const kept: object[] = [];
	for (let index = 0; index < rounds; index++) {
		const made = { index, list: [index] };
		if (index % 50 === 0) {
			kept[(index / 50) % 100_000] = made;
		}
	}

	return kept.length;
}

test('keeps the space of young objects from growing past its bound', () => {
	const stats = createProcessStats();
	for (let round = 0; round < 200 && youngBytes() < 8_000_000; round++) {
		churn(200_000);
	}

	const bound = youngBytes();
	expect(bound).toBeGreaterThanOrEqual(8_000_000);
	stats.boundYoungSpace();
	churn(8_000_000);
	stats.stop();

	expect(youngBytes()).toBeLessThanOrEqual(bound);
});

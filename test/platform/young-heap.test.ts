import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { keepYoungHeapSmall } from '../../source/platform/young-heap.js';

const youngBytes = (): number =>
	getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')!.space_size;

const pageBytes = 2 ** 20;

/** Objects that outlive collections, which is what makes the space for young ones grow. */
const survive = (): readonly object[] => Array.from({ length: 1_000_000 }, (_, index) => ({ index, text: `${index}` }));

test('leaves the heap alone on a V8 that is not known', () => {
	expect(keepYoungHeapSmall('14.1.2-node.1')).toBe(false);
});

/** Whose flags are known; on a newer one the heap is left alone, as above. */
const isKnown = /^1[23]\./.test(process.versions.v8);

test.skipIf(!isKnown)('holds the space for young objects at its size while many survive (V8 12 and 13)', () => {
	expect(keepYoungHeapSmall()).toBe(true);
	const before = youngBytes();

	const kept = [survive(), survive()];

	expect(kept).toHaveLength(2);
	// A page that was not in use yet is no growth: on its own the space doubles, several times.
	expect(youngBytes()).toBeLessThanOrEqual(before + pageBytes);
});

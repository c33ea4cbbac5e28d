import { expect, test } from 'vitest';
import { editDistance, nearestName } from '../../source/lib/nearest.js';

test.each([
	['', '', 0],
	['stream', 'stream', 0],
	['strem', 'stream', 1],
	['steram', 'stream', 1],
	['probe', 'prone', 1],
	['', 'book', 4],
	['kitten', 'sitting', 3],
])('counts the edits between %o and %o as %d', (left, right, distance) => {
	expect(editDistance(left, right)).toBe(distance);
	expect(editDistance(right, left)).toBe(distance);
});

test('names the nearest word and says whether it is likely', () => {
	const names = ['stream', 'probe', 'ticker', 'book'];

	expect(nearestName('STREM', names)).toEqual({ name: 'stream', likely: true });
	expect(nearestName('zzzzzzzz', names)).toMatchObject({ likely: false });
});

test('takes a beginning for the whole word', () => {
	expect(nearestName('--dura', ['--data-dir', '--duration'])).toEqual({ name: '--duration', likely: true });
});

test('has no answer for an empty list', () => {
	expect(nearestName('stream', [])).toBeUndefined();
});

test('compares only the beginning of a very long word', () => {
	expect(nearestName(`${'s'.repeat(64)}${'x'.repeat(1_000_000)}`, ['s'.repeat(64)])).toEqual({
		name: 's'.repeat(64),
		likely: true,
	});
});

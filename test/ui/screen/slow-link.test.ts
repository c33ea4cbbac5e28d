import { expect, test } from 'vitest';
import { createSlowLink } from '../../../source/ui/screen/slow-link.js';
import { createManualClock } from '../../store/manual-clock.js';

function open() {
	const clock = createManualClock();
	const link = createSlowLink(clock);
	return {
		clock,
		link,
		/** So many writes that wait for so long, half a second apart. */
		stall: (count: number, ms: number): void => {
			for (let index = 0; index < count; index += 1) {
				link.beginStall();
				clock.advance(ms);
				link.endStall();
				clock.advance(500);
			}
		},
		calm: (seconds: number): boolean => {
			clock.advance(seconds * 1000);
			return link.isSlow();
		},
	};
}

test('a line is slow when writes wait often and long', () => {
	const { link, stall } = open();
	stall(3, 400);
	expect(link.isSlow()).toBe(false);
	stall(1, 400);

	expect(link.isSlow()).toBe(true);
});

test('short waits are no slow line, however many', () => {
	const { link, stall } = open();
	stall(200, 25);

	expect(link.isSlow()).toBe(false);
});

test('a terminal that stopped reading for a while is no slow line', () => {
	const { link, stall } = open();
	stall(1, 120_000);
	stall(2, 300);

	expect(link.isSlow()).toBe(false);
});

test('full frames come back after a minute without a wait; after a relapse it takes twice as long', () => {
	const { stall, calm } = open();
	stall(4, 500);
	expect(calm(50)).toBe(true);
	expect(calm(20)).toBe(false);

	stall(4, 500);
	expect(calm(100)).toBe(true);
	expect(calm(30)).toBe(false);

	// Not so soon again: a minute once more.
	expect(calm(300)).toBe(false);
	stall(4, 500);
	expect(calm(50)).toBe(true);
	expect(calm(20)).toBe(false);
});

test('a line that still waits stays slow', () => {
	const { clock, link, stall } = open();
	stall(4, 500);
	link.beginStall();
	clock.advance(600_000);

	expect(link.isSlow()).toBe(true);
});

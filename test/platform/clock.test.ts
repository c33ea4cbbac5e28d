import { expect, test, vi } from 'vitest';
import { createClock } from '../../source/platform/clock.js';

test('runs timers once or again and again, and not after they were canceled', async () => {
	const clock = createClock();
	let once = 0;
	let often = 0;
	let never = 0;

	const cancelOnce = clock.after(1, () => once++);
	const cancelOften = clock.every(1, () => often++);
	clock.after(5, () => never++)();
	await vi.waitFor(() => expect(often).toBeGreaterThan(3));
	cancelOften();
	cancelOften();
	cancelOnce();
	const seen = often;
	await new Promise<void>(resolve => {
		clock.after(20, resolve);
	});

	expect(once).toBe(1);
	expect(often).toBe(seen);
	expect(never).toBe(0);
});

test('tells wall time since the epoch and monotonic time that grows', () => {
	const clock = createClock();
	const before = clock.monoNow();

	expect(Math.abs(clock.wallNow() - Date.now())).toBeLessThan(1000);
	expect(clock.monoNow()).toBeGreaterThanOrEqual(before);
});

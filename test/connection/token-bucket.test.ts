import { expect, test } from 'vitest';
import { createConnectsBucket, createTokenBucket } from '../../source/connection/token-bucket.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

test('starts full and refills evenly up to its capacity', () => {
	const clock = createVirtualClock();
	const bucket = createTokenBucket(clock, { capacity: 3, perSecond: 2 });
	const takeAll = () => {
		let taken = 0;
		while (bucket.tryTake()) {
			taken++;
		}

		return taken;
	};

	expect(takeAll()).toBe(3);
	clock.advanceSync(1000);
	expect(takeAll()).toBe(2);
	clock.advanceSync(60_000);
	expect(takeAll()).toBe(3);
});

test('tells how long until enough tokens are there, and they are there then', () => {
	const clock = createVirtualClock();
	const bucket = createTokenBucket(clock, { capacity: 5, perSecond: 3 });
	expect(bucket.waitMs(5)).toBe(0);
	expect(bucket.tryTake(5)).toBe(true);
	expect(bucket.tryTake()).toBe(false);

	for (const count of [1, 2, 5]) {
		const waitMs = bucket.waitMs(count);
		expect(waitMs).toBe(Math.ceil((count * 1000) / 3));
		clock.advanceSync(waitMs - 2);
		expect(bucket.tryTake(count)).toBe(false);
		clock.advanceSync(2);
		expect(bucket.tryTake(count)).toBe(true);
		clock.advanceSync(10_000);
		bucket.tryTake(5);
	}
});

test('refills at half the rate after it was slowed by half', () => {
	const clock = createVirtualClock();
	const bucket = createTokenBucket(clock, { capacity: 10, perSecond: 4 });
	bucket.tryTake(10);

	bucket.slow(0.5);

	expect(bucket.waitMs(2)).toBe(1000);
});

test('gives out at most 20 connects in any minute', () => {
	const clock = createVirtualClock();
	const bucket = createConnectsBucket(clock);
	const times: number[] = [];
	for (let tick = 0; tick < 3000; tick++) {
		clock.advanceSync(100);
		if (bucket.tryTake()) {
			times.push(clock.monoNow());
		}
	}

	for (const start of times) {
		expect(times.filter(at => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(20);
	}

	expect(times.length).toBeGreaterThan(60);
});

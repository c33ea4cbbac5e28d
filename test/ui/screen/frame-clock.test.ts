import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';
import { createFrameClock } from '../../../source/ui/screen/frame-clock.js';

function setUp(fps: number) {
	const clock = createVirtualClock();
	let frames = 0;
	const frameClock = createFrameClock(clock, { fps, onFrame: () => frames++ });
	return { clock, frameClock, frames: () => frames };
}

test('calls for frames at the rate asked for, without drift', () => {
	const { clock, frameClock, frames } = setUp(15);
	frameClock.start();

	clock.advanceSync(10_000);

	expect(frames()).toBeGreaterThanOrEqual(149);
	expect(frames()).toBeLessThanOrEqual(151);
});

test('calls for nothing before the start and after the stop', () => {
	const { clock, frameClock, frames } = setUp(15);
	clock.advanceSync(1000);
	frameClock.start();
	frameClock.stop();
	clock.advanceSync(1000);

	expect(frames()).toBe(0);
	expect(clock.pending()).toBe(0);
});

test.for([
	{ stall: 90, fps: 15 },
	{ stall: 250, fps: 4 },
	{ stall: 900, fps: 1 },
])('draws $fps times a second after stalls of $stall ms', async ({ stall, fps }) => {
	const { clock, frameClock } = setUp(15);
	frameClock.start();
	for (let index = 0; index < 3; index++) {
		await clock.advance(50);
		await clock.freeze(stall);
	}

	expect(frameClock.fps()).toBe(fps);
});

test('does not slow down for a single stall', async () => {
	const { clock, frameClock } = setUp(15);
	frameClock.start();
	await clock.freeze(2000);
	await clock.advance(100);

	expect(frameClock.fps()).toBe(15);
});

test('draws at full rate again after five quiet seconds', async () => {
	const { clock, frameClock } = setUp(15);
	frameClock.start();
	for (let index = 0; index < 3; index++) {
		await clock.freeze(900);
		await clock.advance(50);
	}

	expect(frameClock.fps()).toBe(1);
	await clock.advance(7000);
	expect(frameClock.fps()).toBe(15);
});

test('never draws faster than asked while lagging', async () => {
	const { clock, frameClock } = setUp(2);
	frameClock.start();
	for (let index = 0; index < 3; index++) {
		await clock.advance(300);
		await clock.freeze(800);
	}

	expect(frameClock.fps()).toBeLessThanOrEqual(2);
});

import { expect, test } from 'vitest';
import { patientTimeout } from '../../source/connection/patient-timeout.js';
import { type TimeJump, watchSleep } from '../../source/connection/sleep-watch.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

function createBench() {
	const clock = createVirtualClock();
	const jumps: TimeJump[] = [];
	const stop = watchSleep(clock, jump => jumps.push(jump));
	return { clock, jumps, stop };
}

test('tells of a step of the wall clock, forward and back, once each', async () => {
	const { clock, jumps } = createBench();
	await clock.advance(5000);

	clock.stepWall(3_600_000);
	await clock.advance(10_000);
	clock.stepWall(-3_600_000);
	await clock.advance(10_000);

	expect(jumps).toMatchObject([
		{ kind: 'clock', byMs: 3_600_000, text: 'clock jumped +3600s' },
		{ kind: 'clock', byMs: -3_600_000, text: 'clock jumped -3600s' },
	]);
});

test('tells of sleep within a second of waking', async () => {
	const { clock, jumps } = createBench();
	await clock.advance(5500);

	await clock.sleep(41 * 60_000);
	await clock.advance(1000);

	expect(jumps.map(({ text }) => text)).toEqual(['clock jumped +2460s']);
});

test('tells of a stopped process by its late tick', async () => {
	const { clock, jumps } = createBench();
	await clock.advance(5000);

	await clock.freeze(13_000);

	expect(jumps).toMatchObject([{ kind: 'stopped', text: 'stopped 12s' }]);
});

test('says nothing of small corrections, drift and stalls', async () => {
	const { clock, jumps } = createBench();

	for (let round = 0; round < 60; round++) {
		clock.stepWall(150);
		await clock.advance(1000);
	}

	clock.stepWall(-1900);
	await clock.advance(1000);
	await clock.freeze(5500);
	await clock.advance(1000);

	expect(jumps).toEqual([]);
});

test('stops watching', async () => {
	const { clock, jumps, stop } = createBench();

	stop();
	clock.stepWall(3_600_000);
	await clock.advance(10_000);

	expect(jumps).toEqual([]);
	expect(clock.pending()).toBe(0);
});

test('a patient timeout is punctual while the process runs', async () => {
	const clock = createVirtualClock();
	const due: number[] = [];
	patientTimeout(clock, 100, () => due.push(clock.monoNow()));

	await clock.advance(1000);

	expect(due).toEqual([100]);
});

test('a patient timeout looks again when it comes late, and can still be canceled then', async () => {
	const clock = createVirtualClock();
	const due: string[] = [];
	patientTimeout(clock, 100, () => due.push(`first ${clock.monoNow()}`));
	const cancel = patientTimeout(clock, 100, () => due.push('second'));

	await clock.freeze(5000);
	expect(due).toEqual([]);
	cancel();
	await clock.advance(1000);

	expect(due).toEqual(['first 5250']);
});

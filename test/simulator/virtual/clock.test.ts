import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';

test('runs timers in the order they are due, each at its own time', async () => {
	const clock = createVirtualClock();
	const log: string[] = [];
	const note = (name: string) => log.push(`${name} ${clock.monoNow()}`);
	clock.after(30, () => note('c'));
	clock.after(10, () => {
		note('a');
		clock.after(5, () => note('b'));
	});
	clock.after(10, () => note('a2'));
	const cancel = clock.every(12, () => note('tick'));

	await clock.advance(30);
	cancel();
	await clock.advance(100);

	expect(log).toEqual(['a 10', 'a2 10', 'tick 12', 'b 15', 'tick 24', 'c 30']);
	expect(clock.monoNow()).toBe(130);
	expect(clock.pending()).toBe(0);
});

test('keeps many timers in order', () => {
	const clock = createVirtualClock();
	const seen: number[] = [];
	const delays = Array.from({ length: 500 }, (_, index) => (index * 7919) % 1009);
	const cancels = delays.map(delay => clock.after(delay, () => seen.push(delay)));
	for (let index = 0; index < 500; index += 5) {
		cancels[index]!();
	}

	clock.advanceSync(2000);

	expect(seen).toEqual(delays.filter((_, index) => index % 5 !== 0).sort((left, right) => left - right));
});

test('settles promises between timers', async () => {
	const clock = createVirtualClock();
	const log: string[] = [];
	const work = async () => {
		for (let step = 0; step < 3; step++) {
			await new Promise<void>(resolve => {
				clock.after(10, resolve);
			});
			log.push(`step ${clock.monoNow()}`);
		}
	};
	const done = work();

	await clock.advance(100);
	await done;

	expect(log).toEqual(['step 10', 'step 20', 'step 30']);
});

test('ignores a cancel that comes too late or twice', async () => {
	const clock = createVirtualClock();
	const cancel = clock.after(5, () => {});
	await clock.advance(10);

	cancel();
	cancel();
	clock.after(5, () => {});

	expect(clock.pending()).toBe(1);
});

test('moves the wall clock with time, or alone, or without monotonic time', async () => {
	const clock = createVirtualClock({ wall: 1_000_000 });
	expect(clock.wallNow()).toBe(1_000_000);

	await clock.advance(500);
	expect(clock.wallNow()).toBe(1_000_500);
	clock.stepWall(-3000);
	expect([clock.wallNow(), clock.monoNow()]).toEqual([997_500, 500]);
	await clock.sleep(60_000);
	expect([clock.wallNow(), clock.monoNow()]).toEqual([1_057_500, 500]);
});

test('runs late, once, what fell due while it was frozen', async () => {
	const clock = createVirtualClock();
	const log: number[] = [];
	clock.every(100, () => log.push(clock.monoNow()));

	await clock.freeze(1000);
	await clock.advance(100);

	expect(log).toEqual([1000, 1100]);
});

test('throws where timers make timers and time stands still', () => {
	const clock = createVirtualClock();
	const again = (): void => {
		clock.after(0, again);
	};
	clock.after(5, again);

	expect(() => clock.advanceSync(10)).toThrow('100001 timers between 5 and 5 ms: time stands still');
});

import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';
import { createVirtualMachine, ProcessDeath } from '../../../source/simulator/virtual/machine.js';

function createBench() {
	const clock = createVirtualClock();
	const machine = createVirtualMachine(clock);
	const owner = machine.spawn();
	const log: string[] = [];
	const note = (text: string) => () => {
		log.push(`${Math.round(clock.monoNow())} ${text}`);
	};
	return { clock, machine, owner, log, note };
}

test('a stalled process runs what fell due first, then what came, once the stall is over', async () => {
	const { clock, owner, log, note } = createBench();
	owner.clock.after(200, note('late timer'));
	owner.clock.after(100, note('first timer'));
	owner.stall(1000);
	clock.after(50, () => owner.enter(note('frame')));
	await clock.advance(2000);

	expect(log).toEqual(['1000 first timer', '1000 late timer', '1000 frame']);
});

test('the shortest wait of a program is a millisecond, so that one who looks again at once lets time pass', async () => {
	const { clock, owner } = createBench();
	await clock.advance(1e6);
	let looks = 0;
	const lookAgain = (): void => {
		looks++;
		owner.clock.after(1e-11, lookAgain);
	};
	lookAgain();
	await clock.advance(100);

	expect(looks).toBe(101);
});

test('in the sleep of a computer its monotonic clock stands still and its wall clock goes on', async () => {
	const { clock, machine, owner, log, note } = createBench();
	const wall = machine.wallNow();
	owner.clock.after(1000, note('timer'));
	await clock.advance(400);
	machine.sleep(10_000);
	await clock.advance(10_000);
	expect(log).toEqual([]);
	expect(owner.clock.monoNow()).toBe(400);
	expect(machine.wallNow() - wall).toBe(10_400);

	await clock.advance(600);
	expect(log).toEqual(['11000 timer']);
});

test('an interval that is late skips what it missed, and one that is canceled stays so', async () => {
	const { clock, owner, log, note } = createBench();
	const stop = owner.clock.every(100, note('tick'));
	await clock.advance(250);
	owner.stall(500);
	await clock.advance(600);
	stop();
	await clock.advance(1000);

	expect(log).toEqual(['100 tick', '200 tick', '750 tick', '850 tick']);
});

test.each([
	['before', 2],
	['after', 3],
] as const)('death %s a touch leaves %i effects, and nothing that was begun goes on', async (when, effects) => {
	const { clock, owner, log, note } = createBench();
	let done = 0;
	const effect = (): number => owner.touch(() => ++done);
	owner.clock.after(10, note('timer'));
	owner.planDeath({ touches: 3, when });
	effect();
	effect();

	expect(effect).toThrow(ProcessDeath);
	expect(done).toBe(effects);
	expect(effect).toThrow(ProcessDeath);
	owner.enter(note('frame'));
	await clock.advance(100);
	expect(log).toEqual([]);
	expect(owner.isAlive()).toBe(false);
});

test('a wall clock steps and drifts while timers keep their time', async () => {
	const { clock, machine, owner, log, note } = createBench();
	const wall = machine.wallNow();
	machine.stepWall(-3_600_000);
	machine.setDrift(20);
	owner.clock.after(5000, note('timer'));
	await clock.advance(10_000);

	expect(machine.wallNow() - wall).toBe(-3_600_000 + 10_200);
	expect(log).toEqual(['5000 timer']);
});

import type { Cancel, Clock } from '../../lib/seams.js';

/** One computer in a world of virtual time: its clocks, and the processes that live and die on it. */
export type VirtualMachine = {
	/** Wall ms as this computer tells it. */
	readonly wallNow: () => number;
	/** Monotonic ms; stands still while the computer sleeps, as Linux counts it. */
	readonly monoNow: () => number;
	/** Somebody sets the clock. */
	readonly stepWall: (ms: number) => void;
	/** From now on the wall clock gains so much in a second, ms. */
	readonly setDrift: (msPerS: number) => void;
	/** Puts the clock right again, at once. */
	readonly setRight: () => void;
	/** The lid is closed: nothing runs, and what falls due runs after it. */
	readonly sleep: (ms: number) => void;
	readonly isAsleep: () => boolean;
	/** Somebody opens the lid. */
	readonly wakeUp: () => void;
	readonly spawn: (onDeath?: () => void) => VirtualProcess;
};

/** Death comes before a touch of the outside has its effect, or right after it. */
export type DeathPlan = { readonly touches: number; readonly when: 'before' | 'after' };

export type VirtualProcess = {
	readonly clock: Clock;
	readonly isAlive: () => boolean;
	/** What comes from outside: runs now, after a stall, or never. */
	readonly enter: (work: () => void) => void;
	/** The loop stands still, or the process is stopped: time goes on, timers and arrivals wait. */
	readonly stall: (ms: number) => void;
	readonly isStalled: () => boolean;
	/** A stall ends early, and a planned death is called off. */
	readonly recover: () => void;
	/** Nothing that it began goes on. */
	readonly kill: () => void;
	/** Kills it at one of its next touches of the outside. */
	readonly planDeath: (plan: DeathPlan) => void;
	/** Wraps every effect on the outside. Throws `ProcessDeath` when there is nobody any more to see it. */
	readonly touch: <Value>(effect: () => Value) => Value;
	/** Whether any code of a process has run since the last question. */
	readonly hasRun: () => boolean;
};

/** Thrown into code whose process is gone; whatever it does with it has no effect. */
export class ProcessDeath extends Error {
	override readonly name = 'ProcessDeath';
}

/** A rounding error of two sums of ms. */
const epsilonMs = 1e-6;

type Timer = { readonly due: number; readonly order: number; done: boolean; readonly callback: () => void };

/** `clock` is the world's. */
export function createVirtualMachine(clock: Clock): VirtualMachine {
	let wallOffset = 0;
	let drift = 0;
	let driftSince = 0;
	let slept = 0;
	let sleepsFrom: number | undefined;
	let sleepsUntil = 0;

	const isAsleep = (): boolean => sleepsFrom !== undefined;
	const monoNow = (): number => (sleepsFrom ?? clock.monoNow()) - slept;
	const wallNow = (): number =>
		clock.wallNow() + Math.round(wallOffset + (drift * (clock.monoNow() - driftSince)) / 1000);
	const wakers = new Set<() => void>();

	const wake = (): void => {
		if (sleepsFrom === undefined || clock.monoNow() < sleepsUntil - epsilonMs) {
			return;
		}

		slept += clock.monoNow() - sleepsFrom;
		sleepsFrom = undefined;
		for (const resume of wakers) {
			resume();
		}
	};

	const wakeUp = (): void => {
		sleepsUntil = clock.monoNow();
		wake();
	};

	const setDrift = (msPerS: number): void => {
		wallOffset = wallNow() - clock.wallNow();
		driftSince = clock.monoNow();
		drift = msPerS;
	};

	const spawn: VirtualMachine['spawn'] = onDeath => {
		let alive = true;
		let ran = false;
		let stalledUntil = 0;
		let timersMade = 0;
		let death: { left: number; readonly when: DeathPlan['when'] } | undefined;
		const lateTimers: Timer[] = [];
		const arrivals: (() => void)[] = [];
		let isDraining = false;

		const isStalled = (): boolean => isAsleep() || clock.monoNow() < stalledUntil - epsilonMs;
		const run = (work: () => void): void => {
			ran = true;
			try {
				work();
			} catch (error) {
				if (alive) {
					throw error;
				}
			}
		};

		/** As a loop that wakes: all timers that are due, then what has come; one at a time, so that promises settle. */
		const drain = (): void => {
			if (!alive || isStalled()) {
				isDraining = false;
				return;
			}

			lateTimers.sort((one, other) => one.due - other.due || one.order - other.order);
			let work: (() => void) | undefined;
			while (work === undefined && lateTimers.length > 0) {
				const timer = lateTimers.shift() as Timer;
				if (!timer.done) {
					timer.done = true;
					work = timer.callback;
				}
			}

			work ??= arrivals.shift();
			if (work === undefined) {
				isDraining = false;
				return;
			}

			clock.after(0, drain);
			run(work);
		};
		const resume = (): void => {
			if (!isDraining && alive && !isStalled()) {
				isDraining = true;
				clock.after(0, drain);
			}
		};
		wakers.add(resume);

		const after = (delayMs: number, callback: () => void): Cancel => {
			// As Node's: the shortest wait is a millisecond, and a remainder of rounding is no shorter.
			const timer: Timer = { due: monoNow() + Math.max(1, delayMs), order: timersMade++, done: false, callback };
			const arm = (): Cancel =>
				clock.after(Math.max(0, timer.due - monoNow()) + (isAsleep() ? sleepsUntil - clock.monoNow() : 0), fire);
			const fire = (): void => {
				if (timer.done || !alive) {
					return;
				}

				if (monoNow() < timer.due - epsilonMs) {
					stop = arm();
				} else if (isStalled() || isDraining) {
					lateTimers.push(timer);
				} else {
					timer.done = true;
					run(callback);
				}
			};
			let stop = arm();
			return () => {
				timer.done = true;
				stop();
			};
		};

		const every = (intervalMs: number, callback: () => void): Cancel => {
			let stop: Cancel = () => {};
			const next = (): void => {
				stop = after(Math.max(1, intervalMs), () => {
					next();
					callback();
				});
			};
			next();
			return () => stop();
		};

		const kill = (): void => {
			if (alive) {
				alive = false;
				wakers.delete(resume);
				lateTimers.length = 0;
				arrivals.length = 0;
				onDeath?.();
			}
		};

		return {
			clock: { wallNow, monoNow, after, every },
			isAlive: () => alive,
			isStalled,
			enter: work => {
				if (!alive) {
					return;
				}

				if (isStalled() || isDraining) {
					arrivals.push(work);
				} else {
					run(work);
				}
			},
			stall: ms => {
				stalledUntil = Math.max(stalledUntil, clock.monoNow() + ms);
				clock.after(ms, resume);
			},
			recover: () => {
				stalledUntil = 0;
				death = undefined;
				resume();
			},
			kill,
			planDeath: ({ touches, when }) => {
				death = { left: touches, when };
			},
			touch: effect => {
				if (!alive) {
					throw new ProcessDeath('The process is dead');
				}

				const isLast = death !== undefined && --death.left <= 0;
				if (isLast && death?.when === 'before') {
					kill();
					throw new ProcessDeath('The process was killed');
				}

				const value = effect();
				if (isLast) {
					kill();
					throw new ProcessDeath('The process was killed');
				}

				return value;
			},
			hasRun: () => {
				const was = ran;
				ran = false;
				return was;
			},
		};
	};

	return {
		wallNow,
		monoNow,
		stepWall: ms => {
			wallOffset += ms;
		},
		setDrift,
		setRight: () => {
			wallOffset = 0;
			drift = 0;
		},
		sleep: ms => {
			const until = clock.monoNow() + ms;
			if (sleepsFrom === undefined) {
				sleepsFrom = clock.monoNow();
				sleepsUntil = until;
			} else {
				sleepsUntil = Math.max(sleepsUntil, until);
			}

			clock.after(ms, wake);
		},
		isAsleep,
		wakeUp,
		spawn,
	};
}

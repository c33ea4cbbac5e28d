import type { Clock } from '../../lib/seams.js';

export type VirtualClock = Clock & {
	/** Lets time pass: timers run in the order they are due, at exactly their time, with promises settled between them. */
	readonly advance: (ms: number) => Promise<void>;
	/** As `advance`, without settling promises: for code that uses none. */
	readonly advanceSync: (ms: number) => void;
	/** As `advance`, to a monotonic time, exactly, once promises have settled; one that has passed is left alone. */
	readonly advanceTo: (mono: number) => Promise<void>;
	/** As `advanceTo`, where no timer is due before. */
	readonly skipTo: (mono: number) => void;
	/** When the next timer is due, monotonic ms; infinite without one. */
	readonly nextDueAt: () => number;
	/** Moves the wall clock alone, as a person or NTP would. */
	readonly stepWall: (ms: number) => void;
	/** Time passes but nothing runs, as for a stopped process; what fell due runs at the end, late. */
	readonly freeze: (ms: number) => Promise<void>;
	/** Wall time passes, monotonic time does not, as in the sleep of a Linux machine. */
	readonly sleep: (ms: number) => Promise<void>;
	/** Timers that wait. */
	readonly pending: () => number;
};

type Timer = {
	dueAt: number;
	done: boolean;
	readonly order: number;
	readonly everyMs: number | undefined;
	readonly callback: () => void;
};

// 2026-01-05 12:00 UTC
const defaultWall = 1_767_614_400_000;

/** Timers in a millisecond that are no work but a loop in which time stands still. */
const mostTimersAMs = 100_000;

/** Rounds of the microtask queue after each timer: enough for a chain of awaits between two seams. */
const settleRounds = 20;

/**
 * A clock that moves only when told. Timers that are due at the same moment run in the order they were made.
 * `wall` is the wall time at the start, ms; monotonic time starts at 0. Throws where timers make timers and time stands still.
 */
export function createVirtualClock({
	wall = defaultWall,
	settle = settleMicrotasks,
}: {
	readonly wall?: number;
	/** Lets promises come to rest after each timer. */
	readonly settle?: () => Promise<void>;
} = {}): VirtualClock {
	const heap: Timer[] = [];
	let mono = 0;
	let wallOffset = wall;
	let created = 0;
	let waiting = 0;
	let countedFrom = 0;
	let counted = 0;

	const countTimer = () => {
		if (mono - countedFrom >= 1) {
			countedFrom = mono;
			counted = 0;
		}

		counted++;
		if (counted > mostTimersAMs) {
			throw new Error(`${counted} timers between ${countedFrom} and ${mono} ms: time stands still`);
		}
	};

	const add = (delayMs: number, everyMs: number | undefined, callback: () => void) => {
		const timer: Timer = { dueAt: mono + Math.max(0, delayMs), done: false, order: created++, everyMs, callback };
		push(heap, timer);
		waiting++;

		return () => {
			if (!timer.done) {
				timer.done = true;
				waiting--;
			}
		};
	};

	const runNext = (until: number): boolean => {
		while (true) {
			const timer = heap[0];
			if (timer === undefined || timer.dueAt > until) {
				return false;
			}

			pop(heap);
			if (timer.done) {
				continue;
			}

			mono = Math.max(mono, timer.dueAt);
			if (timer.everyMs === undefined) {
				timer.done = true;
				waiting--;
			} else {
				// Late periods are skipped, as the platform's timers do.
				timer.dueAt = mono + timer.everyMs;
				push(heap, timer);
			}

			countTimer();
			timer.callback();
			return true;
		}
	};

	const runUntil = async (until: number) => {
		await settle();
		while (runNext(until)) {
			await settle();
		}

		mono = Math.max(mono, until);
	};

	return {
		wallNow: () => Math.floor(mono + wallOffset),
		monoNow: () => mono,
		after: (delayMs, callback) => add(delayMs, undefined, callback),
		every: (intervalMs, callback) => add(intervalMs, Math.max(1, intervalMs), callback),
		advance: ms => runUntil(mono + ms),
		advanceTo: async until => {
			while (runNext(until)) {
				await settle();
			}

			mono = Math.max(mono, until);
		},
		skipTo: until => {
			mono = Math.max(mono, until);
		},
		nextDueAt: () => {
			while (heap[0]?.done === true) {
				pop(heap);
			}

			return heap[0]?.dueAt ?? Number.POSITIVE_INFINITY;
		},
		advanceSync: ms => {
			const until = mono + ms;
			while (runNext(until)) {
				// Each run may have added what is due next.
			}

			mono = Math.max(mono, until);
		},
		stepWall: ms => {
			wallOffset += ms;
		},
		freeze: ms => {
			mono += ms;
			return runUntil(mono);
		},
		sleep: ms => {
			wallOffset += ms;
			return runUntil(mono);
		},
		pending: () => waiting,
	};
}

async function settleMicrotasks(): Promise<void> {
	for (let round = 0; round < settleRounds; round++) {
		await Promise.resolve();
	}
}

const isBefore = (left: Timer, right: Timer) =>
	left.dueAt < right.dueAt || (left.dueAt === right.dueAt && left.order < right.order);

function push(heap: Timer[], timer: Timer): void {
	let index = heap.length;
	heap.push(timer);
	while (index > 0) {
		const parent = (index - 1) >> 1;
		if (!isBefore(timer, heap[parent]!)) {
			break;
		}

		heap[index] = heap[parent]!;
		index = parent;
	}

	heap[index] = timer;
}

function pop(heap: Timer[]): void {
	const last = heap.pop()!;
	if (heap.length === 0) {
		return;
	}

	let index = 0;
	while (true) {
		let child = 2 * index + 1;
		if (child >= heap.length) {
			break;
		}

		if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) {
			child++;
		}

		if (!isBefore(heap[child]!, last)) {
			break;
		}

		heap[index] = heap[child]!;
		index = child;
	}

	heap[index] = last;
}

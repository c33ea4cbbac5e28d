import type { Cancel, Clock } from '../../lib/seams.js';

/** Runs jobs a few at a time, in the order given. One that fails does not stop the rest. */
export type TaskQueue = {
	/** A job with a key that waits already is not added again. */
	readonly add: (key: string, run: () => Promise<void>) => void;
	readonly stop: () => void;
};

export function createTaskQueue(limit: number): TaskQueue {
	const waiting = new Map<string, () => Promise<void>>();
	let running = 0;

	function next(): void {
		while (running < limit) {
			const first = waiting.entries().next().value;
			if (first === undefined) {
				return;
			}

			waiting.delete(first[0]);
			running += 1;
			const done = (): void => {
				running -= 1;
				next();
			};
			first[1]().then(done, done);
		}
	}

	return {
		add: (key, run) => {
			if (!waiting.has(key)) {
				waiting.set(key, run);
				next();
			}
		},
		stop: () => waiting.clear(),
	};
}

/** Starts a job now and then each `intervalMs`, one at a time. */
export function repeat(clock: Clock, intervalMs: number, run: () => Promise<void>): Cancel {
	let busy = false;
	const start = (): void => {
		if (!busy) {
			busy = true;
			const done = (): void => {
				busy = false;
			};
			run().then(done, done);
		}
	};

	start();
	return clock.every(intervalMs, start);
}

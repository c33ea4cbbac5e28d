import type { Clock } from '../../source/lib/seams.js';

export type ManualClock = Clock & {
	/** Moves both clocks on and runs what falls due, in order. */
	readonly advance: (ms: number) => void;
};

type Timer = { at: number; readonly everyMs: number | undefined; readonly callback: () => void };

/** A clock that stands still until it is told to move. */
export function createManualClock(wall = 1_700_000_000_000): ManualClock {
	let now = 0;
	const timers = new Set<Timer>();
	const add = (delayMs: number, everyMs: number | undefined, callback: () => void) => {
		const timer = { at: now + delayMs, everyMs, callback };
		timers.add(timer);
		return () => {
			timers.delete(timer);
		};
	};

	return {
		wallNow: () => wall + now,
		monoNow: () => now,
		after: (delayMs, callback) => add(delayMs, undefined, callback),
		every: (intervalMs, callback) => add(intervalMs, intervalMs, callback),
		advance(ms) {
			const end = now + ms;
			for (;;) {
				const [due] = [...timers].filter(timer => timer.at <= end).sort((a, b) => a.at - b.at);
				if (due === undefined) {
					break;
				}

				now = due.at;
				if (due.everyMs === undefined) {
					timers.delete(due);
				} else {
					due.at += due.everyMs;
				}

				due.callback();
			}

			now = end;
		},
	};
}

import { performance } from 'node:perf_hooks';
import type { Clock } from '../lib/seams.js';

/** The machine's clock and timers. Timers keep the process alive until they are canceled. */
export function createClock(): Clock {
	return {
		wallNow: Date.now,
		monoNow: () => performance.now(),
		after: (delayMs, callback) => {
			// A moment that has passed is now; Node would print a warning over the screen.
			const timer = setTimeout(callback, Math.max(0, delayMs));
			return () => clearTimeout(timer);
		},
		every: (intervalMs, callback) => {
			const timer = setInterval(callback, intervalMs);
			return () => clearInterval(timer);
		},
	};
}

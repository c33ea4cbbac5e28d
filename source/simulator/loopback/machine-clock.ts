import type { Cancel, Clock } from '../../lib/seams.js';

const once = (stop: () => void): Cancel => {
	let stopped = false;
	return () => {
		if (!stopped) {
			stopped = true;
			stop();
		}
	};
};

/** The machine's own clock, for an exchange that runs on it. */
export const machineClock: Clock = {
	wallNow: () => Date.now(),
	monoNow: () => performance.now(),
	after: (delayMs, callback) => {
		const timer = setTimeout(callback, Math.max(0, delayMs));
		return once(() => clearTimeout(timer));
	},
	every: (intervalMs, callback) => {
		const timer = setInterval(callback, intervalMs);
		return once(() => clearInterval(timer));
	},
};

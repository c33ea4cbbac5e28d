import type { Clock } from '../lib/seams.js';

/** Resolves after so many ms. */
export const pause = (clock: Clock, ms: number): Promise<void> =>
	new Promise(resolve => {
		clock.after(ms, resolve);
	});

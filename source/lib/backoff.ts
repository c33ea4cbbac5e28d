import type { Random } from './seams.js';

export type BackoffOptions = {
	/** Bound of the wait after the first failure, ms. */
	readonly firstMs: number;
	/** Bound after failure n + 1 is `baseMs · 2ⁿ`, ms. */
	readonly baseMs: number;
	readonly capMs: number;
};

/**
 * Milliseconds to wait after `failures` failures in a row (1 = the first): uniform between 0 and a bound that doubles
 * ("full jitter"), so that many clients of one venue do not come back together.
 * Source: AWS Architecture Blog, Exponential Backoff And Jitter.
 */
export function backoffMs(random: Random, failures: number, options: BackoffOptions): number {
	const bound = failures <= 1 ? options.firstMs : options.baseMs * 2 ** Math.min(failures - 1, 40);
	return random() * Math.min(bound, options.capMs);
}

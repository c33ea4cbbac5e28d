import type { Clock } from '../lib/seams.js';

export type TokenBucket = {
	/** Takes `count` tokens when there are enough. */
	readonly tryTake: (count?: number) => boolean;
	/** Milliseconds until `count` tokens will be there; 0 = now. */
	readonly waitMs: (count?: number) => number;
	/** Multiplies the rate of refilling, for a venue that says it is too fast. */
	readonly slow: (factor: number) => void;
};

export declare function createTokenBucket(
	clock: Clock,
	options: { readonly capacity: number; readonly perSecond: number },
): TokenBucket;

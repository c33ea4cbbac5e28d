import type { Clock } from '../lib/seams.js';

export type TokenBucket = {
	/** Takes `count` tokens when there are enough. */
	readonly tryTake: (count?: number) => boolean;
	/** Takes `count` when the bucket is full, more than it holds too: what is missing is owed, and waited for by the next. */
	readonly tryOwe: (count: number) => boolean;
	/** Puts back what was taken for something that did not happen. */
	readonly giveBack: (count?: number) => void;
	/** Milliseconds until `count` tokens will be there; 0 = now. */
	readonly waitMs: (count?: number) => number;
	/** Multiplies the rate of refilling, for a venue that says it is too fast. */
	readonly slow: (factor: number) => void;
};

/** A bucket that starts full and refills evenly: at most `capacity + perSecond × t` in any t seconds. */
export function createTokenBucket(
	clock: Clock,
	options: { readonly capacity: number; readonly perSecond: number },
): TokenBucket {
	let perMs = options.perSecond / 1000;
	let tokens = options.capacity;
	let filledAt = clock.monoNow();

	const refill = () => {
		const now = clock.monoNow();
		tokens = Math.min(options.capacity, tokens + (now - filledAt) * perMs);
		filledAt = now;
	};

	// A timer set for exactly waitMs must find its token in spite of rounding.
	const has = (count: number) => tokens + 1e-6 >= count;

	return {
		tryTake: (count = 1) => {
			refill();
			if (!has(count)) {
				return false;
			}

			tokens -= count;
			return true;
		},
		tryOwe: count => {
			refill();
			if (!has(options.capacity)) {
				return false;
			}

			tokens -= count;
			return true;
		},
		giveBack: (count = 1) => {
			refill();
			tokens = Math.min(options.capacity, tokens + count);
		},
		waitMs: (count = 1) => {
			refill();
			return has(count) ? 0 : Math.ceil((count - tokens) / perMs);
		},
		slow: factor => {
			refill();
			perMs *= factor;
		},
	};
}

/**
 * The bucket that all sockets of a process share: 8 at once, 20 in any minute. The venue allows 30 a minute. An attempt that got no
 * lease gives its token back: the venue's door never saw it.
 */
export const createConnectsBucket = (clock: Clock): TokenBucket =>
	createTokenBucket(clock, { capacity: 8, perSecond: 0.2 });

import type { Print } from './trade-flow.js';

export type BuySurge = {
	readonly update: (print: Print) => void;
	/** Closes the seconds up to `time`, empty ones too. */
	readonly advance: (time: number) => void;
	/** z-score of the running second's taker-buy volume, and of its count; 0 until a minute has been seen. */
	readonly z: () => { readonly volume: number; readonly count: number };
};

const warmUpSeconds = 60;
/** After a longer silence the seconds in it are not walked one by one: their weight is nil. */
const longestGapSeconds = 3600;

/** Mean and variance with exponential weights; `alpha` is the weight of the newest. */
function createMoments(alpha: number) {
	let mean = 0;
	let variance = 0;
	let seen = 0;
	return {
		add(value: number): void {
			seen += 1;
			if (seen === 1) {
				mean = value;
				return;
			}

			const difference = value - mean;
			mean += alpha * difference;
			variance = (1 - alpha) * (variance + alpha * difference ** 2);
		},
		z: (value: number): number => (seen >= warmUpSeconds && variance > 0 ? (value - mean) / Math.sqrt(variance) : 0),
	};
}

/**
 * How unusual the buying of this second is: taker-buy volume a second against its exponentially weighted mean and
 * variance. The running second counts as it grows, so that a surge shows within it. O(1) per print.
 */
export function createBuySurge(halfLifeMs = 300_000): BuySurge {
	const alpha = 1 - 0.5 ** (1000 / halfLifeMs);
	const volumes = createMoments(alpha);
	const counts = createMoments(alpha);
	let second: number | undefined;
	let volume = 0;
	let count = 0;

	const advance = (time: number): void => {
		const now = Math.floor(time / 1000);
		second ??= now;
		const from = Math.max(second, now - longestGapSeconds);
		for (let at = from; at < now; at += 1) {
			volumes.add(volume);
			counts.add(count);
			volume = 0;
			count = 0;
		}

		second = Math.max(second, now);
	};

	return {
		update(print) {
			advance(print.time);
			if (print.side === 'buy') {
				volume += print.size;
				count += 1;
			}
		},
		advance,
		z: () => ({ volume: volumes.z(volume), count: counts.z(count) }),
	};
}

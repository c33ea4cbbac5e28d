/** Exponentially weighted mean and variance of samples. */
export type Moments = {
	readonly add: (value: number) => void;
	readonly count: () => number;
	/**
	 * (value − mean) / deviation, the deviation being at least what `leastDeviation` says of the mean; 0 where there was
	 * nothing but zeros.
	 */
	readonly z: (value: number) => number;
	readonly clear: () => void;
};

/** A perfectly even flow still has a scale. */
export const tenthOf = (mean: number): number => 0.1 * Math.abs(mean);

/** What a number of independent events deviates by, Poisson. */
export const rootOf = (mean: number): number => Math.sqrt(Math.abs(mean));

/**
 * `alpha` is the weight of the newest sample:
 * mean' = mean + α·d, variance' = (1 − α)(variance + α·d²), d = sample − mean.
 * Up to 1/α samples the n-th weighs 1/n, which makes the plain mean and variance: with α from the start the first
 * sample would rule for minutes and every z-score would be far too large.
 * Source: T. Finch, Incremental calculation of weighted mean and variance, 2009, eq. 124 and 143.
 */
export function createMoments(alpha: number, leastDeviation: (mean: number) => number): Moments {
	let mean = 0;
	let variance = 0;
	let seen = 0;
	return {
		add(value) {
			seen += 1;
			if (seen === 1) {
				mean = value;
				return;
			}

			const weight = Math.max(alpha, 1 / seen);
			const difference = value - mean;
			mean += weight * difference;
			variance = (1 - weight) * (variance + weight * difference ** 2);
		},
		count: () => seen,
		z(value) {
			const deviation = Math.max(Math.sqrt(variance), leastDeviation(mean));
			return deviation > 0 ? (value - mean) / deviation : 0;
		},
		clear() {
			mean = 0;
			variance = 0;
			seen = 0;
		},
	};
}

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
export const createMoments = (alpha: number, leastDeviation: (mean: number) => number): Moments =>
	new WeightedMoments(alpha, leastDeviation);

class WeightedMoments implements Moments {
	readonly #alpha: number;
	readonly #leastDeviation: (mean: number) => number;
	#mean = 0;
	#variance = 0;
	#seen = 0;

	constructor(alpha: number, leastDeviation: (mean: number) => number) {
		this.#alpha = alpha;
		this.#leastDeviation = leastDeviation;
	}

	add(value: number): void {
		this.#seen += 1;
		if (this.#seen === 1) {
			this.#mean = value;
			return;
		}

		const weight = Math.max(this.#alpha, 1 / this.#seen);
		const difference = value - this.#mean;
		this.#mean += weight * difference;
		this.#variance = (1 - weight) * (this.#variance + weight * difference ** 2);
	}

	count(): number {
		return this.#seen;
	}

	z(value: number): number {
		const deviation = Math.max(Math.sqrt(this.#variance), this.#leastDeviation(this.#mean));
		return deviation > 0 ? (value - this.#mean) / deviation : 0;
	}

	clear(): void {
		this.#mean = 0;
		this.#variance = 0;
		this.#seen = 0;
	}
}

export type Ewma = {
	readonly update: (sample: number) => void;
	/** Undefined before the first sample. */
	readonly value: () => number | undefined;
};

/** Exponentially weighted mean of samples; `weight` in (0, 1] is that of the newest. */
export const createEwma = (weight: number): Ewma => new WeightedMean(weight);

/** A class: a number of a closure is allocated anew each time that it changes. */
class WeightedMean implements Ewma {
	readonly #weight: number;
	#mean = Number.NaN;

	constructor(weight: number) {
		this.#weight = weight;
	}

	update(sample: number): void {
		const mean = this.#mean;
		this.#mean = Number.isNaN(mean) ? sample : mean + this.#weight * (sample - mean);
	}

	value(): number | undefined {
		return Number.isNaN(this.#mean) ? undefined : this.#mean;
	}
}

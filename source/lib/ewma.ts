export type Ewma = {
	readonly update: (sample: number) => void;
	/** Undefined before the first sample. */
	readonly value: () => number | undefined;
};

/** Exponentially weighted mean of samples; `weight` in (0, 1] is that of the newest. */
export function createEwma(weight: number): Ewma {
	let mean = Number.NaN;

	return {
		update: sample => {
			mean = Number.isNaN(mean) ? sample : mean + weight * (sample - mean);
		},
		value: () => (Number.isNaN(mean) ? undefined : mean),
	};
}

import type { Print } from './indicators/trade-flow.js';
import { createVpin } from './indicators/vpin.js';

/** VPIN that finds the size of its buckets by itself. */
export type SizedVpin = {
	readonly update: (print: Print) => void;
	/** Base volume of 24 h; NaN, zero and what comes after the first print that was counted are left out. */
	readonly setDayVolume: (volume: number) => void;
	readonly value: () => number | undefined;
	/** Base currency; undefined until it is known. */
	readonly bucketVolume: () => number | undefined;
};

/** A bucket is a minute of average trading: a thousand-odd a day, fifty in most of an hour. */
const bucketsPerDay = 1440;
const learnMs = 300_000;
const learnBuckets = 5;

/**
 * The bucket is 1/1440 of the venue's 24 h volume; where that is not known, a fifth of the volume of the first five
 * minutes. It stays what it is, so that buckets can be compared.
 */
export function createSizedVpin(): SizedVpin {
	let dayVolume = Number.NaN;
	let bucket: number | undefined;
	let vpin: ReturnType<typeof createVpin> | undefined;
	let learnedFrom: number | undefined;
	let learned = 0;

	const start = (volume: number): void => {
		bucket = volume;
		vpin = createVpin(volume);
	};

	return {
		update(print) {
			if (vpin === undefined) {
				learnedFrom ??= print.time;
				if (dayVolume > 0) {
					start(dayVolume / bucketsPerDay);
				} else if (learned > 0 && print.time - learnedFrom >= learnMs) {
					start(learned / learnBuckets);
				} else {
					learned += print.size;
				}
			}

			vpin?.update(print);
		},
		setDayVolume(volume) {
			dayVolume = Number.isFinite(volume) ? volume : Number.NaN;
		},
		value: () => vpin?.value(),
		bucketVolume: () => bucket,
	};
}

import type { Print } from './indicators/trade-flow.js';
import { createVpin, type Vpin } from './indicators/vpin.js';

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
export const createSizedVpin = (): SizedVpin => new LearnedVpin();

class LearnedVpin implements SizedVpin {
	#dayVolume = Number.NaN;
	#bucket: number | undefined;
	#vpin: Vpin | undefined;
	/** NaN before the first print. */
	#learnedFrom = Number.NaN;
	#learned = 0;

	update(print: Print): void {
		if (this.#vpin === undefined) {
			this.#learn(print);
		}

		this.#vpin?.update(print);
	}

	setDayVolume(volume: number): void {
		this.#dayVolume = Number.isFinite(volume) ? volume : Number.NaN;
	}

	value(): number | undefined {
		return this.#vpin?.value();
	}

	bucketVolume(): number | undefined {
		return this.#bucket;
	}

	#learn({ time, size }: Print): void {
		if (Number.isNaN(this.#learnedFrom)) {
			this.#learnedFrom = time;
		}

		if (this.#dayVolume > 0) {
			this.#start(this.#dayVolume / bucketsPerDay);
		} else if (this.#learned > 0 && time - this.#learnedFrom >= learnMs) {
			this.#start(this.#learned / learnBuckets);
		} else {
			this.#learned += size;
		}
	}

	#start(volume: number): void {
		this.#bucket = volume;
		this.#vpin = createVpin(volume);
	}
}

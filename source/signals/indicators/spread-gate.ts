import { lowerBound } from '../../lib/lower-bound.js';

export type SpreadGate = {
	/** The spread at a venue time, bps. Sampled once a second. */
	readonly update: (time: number, spreadBps: number) => void;
	readonly current: () => number | undefined;
	/** min(cap, rolling median of the symbol), bps. */
	readonly limit: () => number;
};

/** Spread in basis points: 1e4 · (a − b) / mid. */
export const spreadBpsOf = (bid: number, ask: number): number => (20_000 * (ask - bid)) / (ask + bid);

/**
 * How wide a spread is no wider than usual: at most `capBps`, and at most the median of the last `samples` seconds.
 * The median is kept in a sorted list: O(log n) to find a place, once a second.
 */
export const createSpreadGate = (capBps = 5, samples = 300): SpreadGate => new MedianGate(capBps, samples);

class MedianGate implements SpreadGate {
	readonly #capBps: number;
	/** The samples in order of arrival, around a ring, and in order of size. */
	readonly #ring: Float64Array;
	readonly #sorted: Float64Array;
	#count = 0;
	#next = 0;
	#secondEnd = Number.NEGATIVE_INFINITY;
	#current = Number.NaN;
	#limit: number;

	constructor(capBps: number, samples: number) {
		this.#capBps = capBps;
		this.#limit = capBps;
		this.#ring = new Float64Array(samples);
		this.#sorted = new Float64Array(samples + 1);
	}

	update(time: number, spreadBps: number): void {
		this.#current = spreadBps;
		if (time >= this.#secondEnd) {
			this.#secondEnd = (Math.floor(time / 1000) + 1) * 1000;
			this.#sample(spreadBps);
		}
	}

	current(): number | undefined {
		return Number.isNaN(this.#current) ? undefined : this.#current;
	}

	limit(): number {
		return this.#limit;
	}

	#sample(value: number): void {
		const sorted = this.#sorted;
		const at = lowerBound(sorted, this.#count, value);
		sorted.copyWithin(at + 1, at, this.#count);
		sorted[at] = value;
		if (this.#count === this.#ring.length) {
			const gone = lowerBound(sorted, this.#count + 1, this.#ring[this.#next]!);
			sorted.copyWithin(gone, gone + 1, this.#count + 1);
		} else {
			this.#count += 1;
		}

		this.#ring[this.#next] = value;
		this.#next = this.#next + 1 === this.#ring.length ? 0 : this.#next + 1;
		const middle = this.#count >>> 1;
		const median = this.#count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
		this.#limit = Math.min(this.#capBps, median);
	}
}

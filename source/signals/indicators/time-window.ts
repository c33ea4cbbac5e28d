/** Sum of values over the last `windowMs`, by the times the values carry. O(1) amortized, memory bounded. */
export type TimeWindow = {
	/** Times must not fall; one that does counts as the newest time so far. */
	readonly add: (time: number, value: number) => void;
	/** Drops what is older than `time − windowMs`. */
	readonly advance: (time: number) => void;
	readonly sum: () => number;
	/** Samples held; merged ones count once. */
	readonly count: () => number;
	readonly clear: () => void;
};

export type TimeWindowOptions = {
	/** Beyond it the oldest two samples become one. @default 8192 */
	readonly maxSamples?: number;
	/** Values of the same grain of time are one sample that leaves with its newest: coarser, and far smaller. @default 0 */
	readonly grainMs?: number;
};

const startCapacity = 16;

/** `windowMs` may be infinite: then nothing is kept but the sum. */
export function createTimeWindow(windowMs: number, options: TimeWindowOptions = {}): TimeWindow {
	return windowMs === Number.POSITIVE_INFINITY ? new EndlessSum() : new RollingSum(windowMs, options);
}

/** A class, as whatever takes every print: numbers of a closure are allocated anew each time that they change. */
class RollingSum implements TimeWindow {
	readonly #windowMs: number;
	readonly #maxSamples: number;
	readonly #grainMs: number;
	#capacity: number;
	#times: Float64Array;
	#values: Float64Array;
	#head = 0;
	#size = 0;
	#total = 0;
	#newest = Number.NEGATIVE_INFINITY;
	/** Of the newest sample. */
	#grain = Number.NEGATIVE_INFINITY;

	constructor(windowMs: number, { maxSamples = 8192, grainMs = 0 }: TimeWindowOptions) {
		this.#windowMs = windowMs;
		this.#maxSamples = maxSamples;
		this.#grainMs = grainMs;
		this.#capacity = Math.min(startCapacity, maxSamples);
		this.#times = new Float64Array(this.#capacity);
		this.#values = new Float64Array(this.#capacity);
	}

	add(time: number, value: number): void {
		if (time > this.#newest) {
			this.#newest = time;
		}

		const newest = this.#newest;
		this.advance(newest);
		this.#total += value;
		if (this.#grainMs > 0) {
			const grain = Math.floor(newest / this.#grainMs);
			if (grain === this.#grain && this.#size > 0) {
				const end = this.#head + this.#size - 1;
				const last = end < this.#capacity ? end : end - this.#capacity;
				this.#times[last] = newest;
				this.#values[last] = this.#values[last]! + value;
				return;
			}

			this.#grain = grain;
		}

		if (this.#size === this.#capacity) {
			this.#makeRoom();
		}

		const end = this.#head + this.#size;
		const tail = end < this.#capacity ? end : end - this.#capacity;
		this.#times[tail] = newest;
		this.#values[tail] = value;
		this.#size += 1;
	}

	advance(time: number): void {
		const from = time - this.#windowMs;
		while (this.#size > 0 && this.#times[this.#head]! <= from) {
			this.#total -= this.#values[this.#head]!;
			this.#head = this.#head + 1 === this.#capacity ? 0 : this.#head + 1;
			this.#size -= 1;
			// Rounding would otherwise leave a residue for ever.
			if (this.#size === 0) {
				this.#total = 0;
			}
		}
	}

	sum(): number {
		return this.#total;
	}

	count(): number {
		return this.#size;
	}

	clear(): void {
		this.#head = 0;
		this.#size = 0;
		this.#total = 0;
		this.#newest = Number.NEGATIVE_INFINITY;
	}

	#makeRoom(): void {
		const capacity = this.#capacity;
		if (capacity === this.#maxSamples) {
			// The oldest two become one at the later of their times: the sum stays exact, the edge blurs by one sample.
			const next = this.#head + 1 === capacity ? 0 : this.#head + 1;
			this.#values[next] = this.#values[next]! + this.#values[this.#head]!;
			this.#head = next;
			this.#size -= 1;
			return;
		}

		const grown = Math.min(this.#maxSamples, capacity * 2);
		const times = new Float64Array(grown);
		const values = new Float64Array(grown);
		for (let index = 0; index < this.#size; index += 1) {
			const at = (this.#head + index) % capacity;
			times[index] = this.#times[at]!;
			values[index] = this.#values[at]!;
		}

		this.#times = times;
		this.#values = values;
		this.#capacity = grown;
		this.#head = 0;
	}
}

class EndlessSum implements TimeWindow {
	#total = 0;
	#size = 0;

	add(_time: number, value: number): void {
		this.#total += value;
		this.#size = 1;
	}

	advance(): void {}

	sum(): number {
		return this.#total;
	}

	count(): number {
		return this.#size;
	}

	clear(): void {
		this.#total = 0;
		this.#size = 0;
	}
}

/** Prices beyond this number are too many to keep: those far from the market go. */
const maxPrices = 16_384;

const startCapacity = 64;

/** Volume by price, as whoever reads it needs it; a `Map` is one too. */
export type PriceVolumes = {
	readonly size: number;
	readonly get: (price: number) => number | undefined;
	readonly [Symbol.iterator]: () => IterableIterator<[price: number, volume: number]>;
};

export type VolumeProfile = {
	readonly add: (price: number, size: number) => void;
	/** A live view. */
	readonly volumes: PriceVolumes;
	readonly clear: () => void;
};

/** Base volume traded at each price since the program started, by the price's own number. */
export function createVolumeProfile(): VolumeProfile {
	const volumes = new VolumeTable();
	return {
		add: (price, size) => volumes.add(price, size),
		volumes,
		clear: () => volumes.clear(),
	};
}

/** The bits of a price, to find its place by. */
const bits = new Float64Array(1);
const halves = new Uint32Array(bits.buffer);

/** A hash table of numbers: a `Map` would allocate every volume anew, and hash every price by a call. */
class VolumeTable implements PriceVolumes {
	/** NaN where there is none. */
	#prices = new Float64Array(startCapacity).fill(Number.NaN);
	#volumes = new Float64Array(startCapacity);
	#size = 0;

	get size(): number {
		return this.#size;
	}

	get(price: number): number | undefined {
		const at = this.#placeOf(price);
		return this.#prices[at] === price ? (this.#volumes[at] as number) : undefined;
	}

	*[Symbol.iterator](): IterableIterator<[price: number, volume: number]> {
		for (let at = 0; at < this.#prices.length; at += 1) {
			const price = this.#prices[at] as number;
			if (!Number.isNaN(price)) {
				yield [price, this.#volumes[at] as number];
			}
		}
	}

	add(price: number, size: number): void {
		const at = this.#placeOf(price);
		if (this.#prices[at] === price) {
			this.#volumes[at] = (this.#volumes[at] as number) + size;
			return;
		}

		this.#prices[at] = price;
		this.#volumes[at] = size;
		this.#size += 1;
		if (this.#size > maxPrices) {
			this.#dropFar(price);
		} else if (this.#size * 2 > this.#prices.length) {
			this.#refill([...this], this.#prices.length * 2);
		}
	}

	clear(): void {
		this.#refill([], startCapacity);
	}

	/** Where the price is, or where it would go. */
	#placeOf(price: number): number {
		bits[0] = price;
		const mask = this.#prices.length - 1;
		const mixed = Math.imul((halves[0] as number) ^ Math.imul(halves[1] as number, 0x85ebca6b), 0xc2b2ae35);
		let at = (mixed ^ (mixed >>> 15)) & mask;
		while (this.#prices[at] !== price && !Number.isNaN(this.#prices[at] as number)) {
			at = (at + 1) & mask;
		}

		return at;
	}

	#dropFar(price: number): void {
		const near = [...this].sort(([a], [b]) => Math.abs(a - price) - Math.abs(b - price));
		this.#refill(near.slice(0, maxPrices / 2), this.#prices.length);
	}

	#refill(entries: readonly (readonly [number, number])[], capacity: number): void {
		this.#prices = new Float64Array(capacity).fill(Number.NaN);
		this.#volumes = new Float64Array(capacity);
		this.#size = 0;
		for (const [price, volume] of entries) {
			this.add(price, volume);
		}
	}
}

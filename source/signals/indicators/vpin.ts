import type { Print } from './trade-flow.js';

export type Vpin = {
	readonly update: (print: Print) => void;
	/** Mean of |V_B − V_S| / V over the buckets; undefined until all of them are filled once. */
	readonly value: () => number | undefined;
};

/**
 * Volume-synchronized probability of informed trading: order imbalance over buckets of equal volume. The taker side is
 * known, so no bulk classification is needed. A print that fills a bucket runs over into the next.
 * Source: Easley, López de Prado & O'Hara, Review of Financial Studies 25(5), 2012, 1457–1493.
 */
export const createVpin = (bucketVolume: number, buckets = 50): Vpin => new BucketVpin(bucketVolume, buckets);

class BucketVpin implements Vpin {
	readonly #bucketVolume: number;
	readonly #imbalances: Float64Array;
	#filled = 0;
	#next = 0;
	#sum = 0;
	#buys = 0;
	#sells = 0;

	constructor(bucketVolume: number, buckets: number) {
		this.#bucketVolume = bucketVolume;
		this.#imbalances = new Float64Array(buckets);
	}

	update({ side, size }: Print): void {
		// A print larger than all buckets together leaves nothing else in them.
		let rest = Math.min(size, this.#bucketVolume * (this.#imbalances.length + 1));
		while (rest > 0) {
			const room = this.#bucketVolume - this.#buys - this.#sells;
			const part = Math.min(rest, room);
			if (side === 'buy') {
				this.#buys += part;
			} else {
				this.#sells += part;
			}

			rest -= part;
			if (part === room) {
				this.#close();
			}
		}
	}

	value(): number | undefined {
		return this.#filled === this.#imbalances.length ? this.#sum / this.#filled : undefined;
	}

	#close(): void {
		const imbalance = Math.abs(this.#buys - this.#sells) / this.#bucketVolume;
		this.#sum += imbalance - this.#imbalances[this.#next]!;
		this.#imbalances[this.#next] = imbalance;
		this.#next = (this.#next + 1) % this.#imbalances.length;
		this.#filled = Math.min(this.#imbalances.length, this.#filled + 1);
		this.#buys = 0;
		this.#sells = 0;
	}
}

const startCapacity = 64;

/** The bits of a number, to find its place by. */
const bits = new Float64Array(1);
const halves = new Uint32Array(bits.buffer);

/** A hash table of pairs, never more than half full. */
class PairTable {
	size = 0;
	/** High and low side by side; a low of −1 is an empty place. */
	#pairs = new Float64Array(startCapacity * 2).fill(-1);

	has(high: number, low: number): boolean {
		return this.#pairs[this.#placeOf(high, low) + 1] === low;
	}

	/** Adds what is not there yet. */
	add(high: number, low: number): void {
		if ((this.size + 1) * 4 > this.#pairs.length) {
			this.#grow();
		}

		const at = this.#placeOf(high, low);
		this.#pairs[at] = high;
		this.#pairs[at + 1] = low;
		this.size += 1;
	}

	/** Keeps its room. */
	clear(): void {
		this.#pairs.fill(-1);
		this.size = 0;
	}

	/** Where the pair is, or where it would go. */
	#placeOf(high: number, low: number): number {
		const pairs = this.#pairs;
		const mask = pairs.length - 2;
		bits[0] = low;
		const mixed = Math.imul(halves[0]! ^ Math.imul(halves[1]!, 0x85ebca6b), 0xc2b2ae35) + high;
		let at = ((mixed ^ (mixed >>> 15)) << 1) & mask;
		while (pairs[at + 1] !== -1 && !(pairs[at + 1] === low && pairs[at] === high)) {
			at = (at + 2) & mask;
		}

		return at;
	}

	#grow(): void {
		const old = this.#pairs;
		this.#pairs = new Float64Array(old.length * 2).fill(-1);
		this.size = 0;
		for (let at = 0; at < old.length; at += 2) {
			if (old[at + 1] !== -1) {
				this.add(old[at]!, old[at + 1]!);
			}
		}
	}
}

/**
 * Remembers numbers that came lately, as pairs (`digit-pair.ts`): at least the newest `capacity` and at most twice as many.
 * What `bounded-set.ts` is for any value, without a text or an entry for each.
 */
export class DigitSet {
	readonly #capacity: number;
	#younger = new PairTable();
	#older = new PairTable();

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** False when the number is remembered already. */
	add(high: number, low: number): boolean {
		if (this.#younger.has(high, low) || this.#older.has(high, low)) {
			return false;
		}

		if (this.#younger.size === this.#capacity) {
			// The table of those that are forgotten has its room already.
			const emptied = this.#older;
			emptied.clear();
			this.#older = this.#younger;
			this.#younger = emptied;
		}

		this.#younger.add(high, low);
		return true;
	}

	clear(): void {
		this.#younger = new PairTable();
		this.#older = new PairTable();
	}
}

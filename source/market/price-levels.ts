import { lowerBound } from '../lib/lower-bound.js';
import type { PriceSize } from '../model/market-event.js';

export type BookSide = 'bid' | 'ask';

const startCapacity = 128;

/** Up to this many moved entries a plain loop beats the call into `copyWithin`. */
const shortMove = 24;

/**
 * One side of a book: levels sorted by price, found in O(log n), changed near the touch in O(1).
 *
 * Keys ascend towards the touch (asks are kept negated), so the best level is the last one and a change at the touch
 * moves nothing. The venue's texts lie in slots that never move; only numbers are shifted.
 */
export class PriceLevels {
	readonly side: BookSide;
	readonly #sign: 1 | -1;
	#count = 0;
	#keys = new Float64Array(startCapacity);
	#slots = new Uint32Array(startCapacity);
	#sizes = new Float64Array(startCapacity);
	#priceTexts: string[] = [];
	#sizeTexts: string[] = [];
	#free: number[] = [];

	constructor(side: BookSide) {
		this.side = side;
		this.#sign = side === 'bid' ? 1 : -1;
	}

	get count(): number {
		return this.#count;
	}

	/** Best price; NaN when the side is empty. */
	get best(): number {
		return this.#count === 0 ? Number.NaN : this.#sign * (this.#keys[this.#count - 1] as number);
	}

	/** 0 is the best level, `count − 1` the worst. */
	priceAt(index: number): number {
		return this.#sign * (this.#keys[this.#count - 1 - index] as number);
	}

	sizeAt(index: number): number {
		return this.#sizes[this.#slots[this.#count - 1 - index] as number] as number;
	}

	/** As the venue sent it. */
	priceTextAt(index: number): string {
		return this.#priceTexts[this.#slots[this.#count - 1 - index] as number] as string;
	}

	sizeTextAt(index: number): string {
		return this.#sizeTexts[this.#slots[this.#count - 1 - index] as number] as string;
	}

	/** Number of levels strictly better than the price. */
	countBetterThan(price: number): number {
		const key = this.#sign * price;
		const at = lowerBound(this.#keys, this.#count, key);
		const equal = at < this.#count && this.#keys[at] === key ? 1 : 0;
		return this.#count - at - equal;
	}

	/** Size at the price; 0 without a level there. */
	sizeOf(price: number): number {
		const key = this.#sign * price;
		const at = lowerBound(this.#keys, this.#count, key);
		return at < this.#count && this.#keys[at] === key ? (this.#sizes[this.#slots[at] as number] as number) : 0;
	}

	/**
	 * Sets the absolute size at a price; a size of 0 removes the level. Returns the size text that stood there, `'0'`
	 * without a level. The numbers are finite, not negative, and those of the texts.
	 */
	set(price: number, size: number, priceText: string, sizeText: string): string {
		const key = this.#sign * price;
		const count = this.#count;
		const at = lowerBound(this.#keys, count, key);
		if (at < count && this.#keys[at] === key) {
			const slot = this.#slots[at] as number;
			const before = this.#sizeTexts[slot] as string;
			if (size === 0) {
				this.#removeAt(at, slot);
			} else {
				this.#sizes[slot] = size;
				this.#sizeTexts[slot] = sizeText;
			}

			return before;
		}

		if (size !== 0) {
			this.#insertAt(at, key, size, priceText, sizeText);
		}

		return '0';
	}

	/**
	 * Replaces everything. Rows in any order; of a price given twice the later row stands; rows of size 0 or price 0 are
	 * no levels. False, with the side left empty, when a number is not finite or negative.
	 */
	load(rows: readonly PriceSize[]): boolean {
		this.clear();
		// From the last row to the first: the wire has the best first, and the best belongs at the end.
		for (let index = rows.length - 1; index >= 0; index -= 1) {
			const row = rows[index] as PriceSize;
			const price = Number(row[0]);
			const size = Number(row[1]);
			if (!(price >= 0 && price < Number.POSITIVE_INFINITY && size >= 0 && size < Number.POSITIVE_INFINITY)) {
				this.clear();
				return false;
			}

			if (price === 0 || size === 0) {
				continue;
			}

			const key = this.#sign * price;
			if (this.#count === 0 || key > (this.#keys[this.#count - 1] as number)) {
				this.#insertAt(this.#count, key, size, row[0], row[1]);
			} else if (this.sizeOf(price) === 0) {
				this.set(price, size, row[0], row[1]);
			}
		}

		return true;
	}

	/** Makes this side equal to the best `limit` levels of another. */
	copyFrom(other: PriceLevels, limit: number): void {
		this.clear();
		for (let index = Math.min(limit, other.count) - 1; index >= 0; index -= 1) {
			this.#insertAt(
				this.#count,
				this.#sign * other.priceAt(index),
				other.sizeAt(index),
				other.priceTextAt(index),
				other.sizeTextAt(index),
			);
		}
	}

	clear(): void {
		this.#count = 0;
		this.#priceTexts = [];
		this.#sizeTexts = [];
		this.#free = [];
	}

	#removeAt(at: number, slot: number): void {
		const last = this.#count - 1;
		if (last - at <= shortMove) {
			for (let index = at; index < last; index += 1) {
				this.#keys[index] = this.#keys[index + 1] as number;
				this.#slots[index] = this.#slots[index + 1] as number;
			}
		} else {
			this.#keys.copyWithin(at, at + 1, this.#count);
			this.#slots.copyWithin(at, at + 1, this.#count);
		}

		this.#free.push(slot);
		this.#count = last;
	}

	#insertAt(at: number, key: number, size: number, priceText: string, sizeText: string): void {
		const count = this.#count;
		if (count === this.#keys.length) {
			this.#grow();
		}

		if (count - at <= shortMove) {
			for (let index = count; index > at; index -= 1) {
				this.#keys[index] = this.#keys[index - 1] as number;
				this.#slots[index] = this.#slots[index - 1] as number;
			}
		} else {
			this.#keys.copyWithin(at + 1, at, count);
			this.#slots.copyWithin(at + 1, at, count);
		}

		// A slot is either given back or the next one: slots in use are always fewer than the capacity.
		const slot = this.#free.pop() ?? this.#priceTexts.length;
		this.#keys[at] = key;
		this.#slots[at] = slot;
		this.#sizes[slot] = size;
		this.#priceTexts[slot] = priceText;
		this.#sizeTexts[slot] = sizeText;
		this.#count = count + 1;
	}

	#grow(): void {
		const capacity = this.#keys.length * 2;
		const keys = new Float64Array(capacity);
		const slots = new Uint32Array(capacity);
		const sizes = new Float64Array(capacity);
		keys.set(this.#keys);
		slots.set(this.#slots);
		sizes.set(this.#sizes);
		this.#keys = keys;
		this.#slots = slots;
		this.#sizes = sizes;
	}
}

import { decimalsIn, textOfDecimal } from '../lib/decimal-number.js';
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
 * moves nothing. What else is known of a level lies in a slot that never moves; only keys are shifted. The venue's texts are
 * kept as how many decimals they were written with, and made again when somebody asks; the odd one that cannot be is kept
 * as it is.
 */
export class PriceLevels {
	readonly side: BookSide;
	readonly #sign: 1 | -1;
	#count = 0;
	#keys = new Float64Array(startCapacity);
	#slots = new Uint32Array(startCapacity);
	#sizes = new Float64Array(startCapacity);
	#priceDecimals = new Int8Array(startCapacity);
	#sizeDecimals = new Int8Array(startCapacity);
	/** By slot: texts that number and decimals would not give back. */
	#priceTexts: Map<number, string> | undefined;
	#sizeTexts: Map<number, string> | undefined;
	/** Slots handed out so far, and those of them given back. */
	#slotsUsed = 0;
	#free = new Uint32Array(startCapacity);
	#freeCount = 0;

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
		const slot = this.#slots[this.#count - 1 - index] as number;
		const decimals = this.#priceDecimals[slot] as number;
		return decimals < 0 ? (this.#priceTexts?.get(slot) as string) : textOfDecimal(this.priceAt(index), decimals);
	}

	sizeTextAt(index: number): string {
		const slot = this.#slots[this.#count - 1 - index] as number;
		const decimals = this.#sizeDecimals[slot] as number;
		return decimals < 0 ? (this.#sizeTexts?.get(slot) as string) : textOfDecimal(this.#sizes[slot] as number, decimals);
	}

	/**
	 * Running sums from the best level outward: `sums[i]` is what lies at `limits[i]` and better, for the first `count` limits,
	 * which go outward too.
	 */
	sumWithin(limits: Float64Array, count: number, sums: Float64Array): void {
		const keys = this.#keys;
		const slots = this.#slots;
		const sizes = this.#sizes;
		let index = this.#count - 1;
		let sum = 0;
		for (let at = 0; at < count; at += 1) {
			const key = this.#sign * (limits[at] as number);
			while (index >= 0 && (keys[index] as number) >= key) {
				sum += sizes[slots[index] as number] as number;
				index -= 1;
			}

			sums[at] = sum;
		}
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
	 * Sets the absolute size at a price; a size of 0 removes the level. Returns the size that stood there, 0 without a level.
	 * The numbers are finite and not negative. Decimals are as of `lib/decimal-number.ts`; with −1 the text itself is kept.
	 */
	set(
		price: number,
		priceDecimals: number,
		size: number,
		sizeDecimals: number,
		priceText?: string,
		sizeText?: string,
	): number {
		const key = this.#sign * price;
		const count = this.#count;
		const at = lowerBound(this.#keys, count, key);
		if (at < count && this.#keys[at] === key) {
			const slot = this.#slots[at] as number;
			const before = this.#sizes[slot] as number;
			if (size === 0) {
				this.#removeAt(at, slot);
			} else {
				this.#sizes[slot] = size;
				this.#sizeDecimals[slot] = sizeDecimals;
				if (sizeDecimals < 0) {
					this.#sizeTexts ??= new Map();
					this.#sizeTexts.set(slot, sizeText as string);
				}
			}

			return before;
		}

		if (size !== 0) {
			const slot = this.#insertAt(at, key, size, priceDecimals, sizeDecimals);
			if (priceDecimals < 0 || sizeDecimals < 0) {
				this.#keepTexts(slot, priceText, sizeText);
			}
		}

		return 0;
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

			if (this.sizeOf(price) === 0) {
				this.set(price, decimalsIn(row[0]), size, decimalsIn(row[1]), row[0], row[1]);
			}
		}

		return true;
	}

	/** Makes this side equal to the best `limit` levels of another, in numbers. */
	copyFrom(other: PriceLevels, limit: number): void {
		this.clear();
		for (let index = Math.min(limit, other.count) - 1; index >= 0; index -= 1) {
			this.#insertAt(this.#count, this.#sign * other.priceAt(index), other.sizeAt(index), 0, 0);
		}
	}

	clear(): void {
		this.#count = 0;
		this.#slotsUsed = 0;
		this.#freeCount = 0;
		this.#priceTexts = undefined;
		this.#sizeTexts = undefined;
	}

	#keepTexts(slot: number, priceText: string | undefined, sizeText: string | undefined): void {
		this.#priceTexts ??= new Map();
		this.#sizeTexts ??= new Map();
		this.#priceTexts.set(slot, priceText as string);
		this.#sizeTexts.set(slot, sizeText as string);
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

		this.#free[this.#freeCount] = slot;
		this.#freeCount += 1;
		this.#count = last;
		// One lookup, and only where a text was ever kept.
		this.#priceTexts?.delete(slot);
		this.#sizeTexts?.delete(slot);
	}

	#insertAt(at: number, key: number, size: number, priceDecimals: number, sizeDecimals: number): number {
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
		let slot = this.#slotsUsed;
		if (this.#freeCount > 0) {
			this.#freeCount -= 1;
			slot = this.#free[this.#freeCount] as number;
		} else {
			this.#slotsUsed += 1;
		}

		this.#keys[at] = key;
		this.#slots[at] = slot;
		this.#sizes[slot] = size;
		this.#priceDecimals[slot] = priceDecimals;
		this.#sizeDecimals[slot] = sizeDecimals;
		this.#count = count + 1;
		return slot;
	}

	#grow(): void {
		const capacity = this.#keys.length * 2;
		this.#keys = grown(this.#keys, new Float64Array(capacity));
		this.#slots = grown(this.#slots, new Uint32Array(capacity));
		this.#sizes = grown(this.#sizes, new Float64Array(capacity));
		this.#priceDecimals = grown(this.#priceDecimals, new Int8Array(capacity));
		this.#sizeDecimals = grown(this.#sizeDecimals, new Int8Array(capacity));
		this.#free = grown(this.#free, new Uint32Array(capacity));
	}
}

type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int8Array<ArrayBuffer>;

function grown<Kind extends Numbers>(old: Kind, larger: Kind): Kind {
	larger.set(old);
	return larger;
}

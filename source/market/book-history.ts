import { PriceLevels } from './price-levels.js';

/**
 * The newest changes of a book with what stood there before, so that its top at a recent sequence can be had again.
 * Writing one costs three stores and no allocation, whereas keeping copies of tops would cost forty a message.
 */
export class BookHistory {
	readonly #capacity: number;
	// Allocated with the first snapshot: of many symbols only few ever have a book.
	#prices = new Float64Array(0);
	#starts = new Float64Array(0);
	#ends = new Float64Array(0);
	#isBid = new Uint8Array(0);
	#before = new Float64Array(0);
	#next = 0;
	#count = 0;
	/** Lowest sequence that can still be rebuilt. */
	#from = Number.POSITIVE_INFINITY;

	/** `capacity` rows, a power of two. */
	constructor(capacity = 1024) {
		this.#capacity = capacity;
	}

	/** Forgets everything; the book stands at `sequence`. */
	reset(sequence: number): void {
		this.#next = 0;
		this.#count = 0;
		this.#from = sequence;
		if (this.#prices.length === 0 && sequence < Number.POSITIVE_INFINITY) {
			this.#prices = new Float64Array(this.#capacity);
			this.#starts = new Float64Array(this.#capacity);
			this.#ends = new Float64Array(this.#capacity);
			this.#isBid = new Uint8Array(this.#capacity);
			this.#before = new Float64Array(this.#capacity);
		}
	}

	/** One row of the message `[start, end]`: the size that it replaced. */
	record(isBid: boolean, price: number, before: number, start: number, end: number): void {
		const at = this.#next;
		if (this.#count === this.#capacity) {
			this.#from = this.#ends[at] as number;
		} else {
			this.#count += 1;
		}

		this.#prices[at] = price;
		this.#starts[at] = start;
		this.#ends[at] = end;
		this.#isBid[at] = isBid ? 1 : 0;
		this.#before[at] = before;
		this.#next = (at + 1) & (this.#capacity - 1);
	}

	/**
	 * The best levels of both sides as they stood at `sequence`, in numbers, at least `depth` a side where the book had them;
	 * undefined when that is too long ago, or inside a message that covers several sequences.
	 */
	rebuild(
		bids: PriceLevels,
		asks: PriceLevels,
		sequence: number,
		depth: number,
	): { readonly bids: PriceLevels; readonly asks: PriceLevels } | undefined {
		if (!(sequence >= this.#from)) {
			return undefined;
		}

		let later = 0;
		for (; later < this.#count; later += 1) {
			const at = (this.#next - 1 - later + this.#capacity) & (this.#capacity - 1);
			if ((this.#ends[at] as number) <= sequence) {
				break;
			}

			if ((this.#starts[at] as number) <= sequence) {
				return undefined;
			}
		}

		// Every undone row can take one level from the top, so that many more are copied.
		const top = { bids: new PriceLevels('bid'), asks: new PriceLevels('ask') };
		top.bids.copyFrom(bids, depth + later);
		top.asks.copyFrom(asks, depth + later);
		for (let undone = 0; undone < later; undone += 1) {
			const at = (this.#next - 1 - undone + this.#capacity) & (this.#capacity - 1);
			const side = this.#isBid[at] === 1 ? top.bids : top.asks;
			side.set(this.#prices[at] as number, 0, this.#before[at] as number, 0);
		}

		return top;
	}
}

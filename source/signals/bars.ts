/** One bar of a fixed length. Prices in quote currency, volumes in base currency. */
export type Bar = {
	/** Venue time of its first instant, ms. */
	readonly start: number;
	readonly open: number;
	readonly high: number;
	readonly low: number;
	readonly close: number;
	readonly volume: number;
	readonly trades: number;
	/** Nothing came in it: it stands at the close before. */
	readonly empty: boolean;
};

export type Bars = {
	/** The mid at a venue time. */
	readonly quote: (time: number, mid: number) => void;
	readonly trade: (time: number, price: number, size: number) => void;
	/** Closes the bars that are over at `time`. */
	readonly advance: (time: number) => void;
	/** What is open is dropped, and the next price starts anew. */
	readonly reset: () => void;
};

export type BarsOptions = {
	readonly intervalMs: number;
	/** Each closed bar, in order, none missing. */
	readonly onClose: (bar: Bar) => void;
	/** More bars than these without a price are not filled. */
	readonly maxEmpty: number;
	/** Called in place of filling: the next bar does not follow the last one. */
	readonly onBreak: () => void;
};

/**
 * Bars of trades and mids, by the times they carry: a bar closes when a later time appears, never by a clock.
 *
 * High and low are of everything seen, trades and mids. The close is the newest mid, or the newest trade where no mid is
 * known, so that closes do not bounce between bid and ask. Bars without a price are made explicitly, flat at the close
 * before. A trade that comes late, by another topic than the book, counts in the open bar when it is of the bar before,
 * and is left out when it is older.
 */
export const createBars = (options: BarsOptions): Bars => new TimeBars(options);

class TimeBars implements Bars {
	readonly #options: BarsOptions;
	readonly #intervalMs: number;
	/** The bar that is open; NaN before the first price. */
	#index = Number.NaN;
	#end = Number.POSITIVE_INFINITY;
	#open = Number.NaN;
	#high = Number.NaN;
	#low = Number.NaN;
	#lastTrade = Number.NaN;
	#mid = Number.NaN;
	#volume = 0;
	#trades = 0;
	/** Of the bar before, where one was closed. */
	#before = Number.NaN;

	constructor(options: BarsOptions) {
		this.#options = options;
		this.#intervalMs = options.intervalMs;
	}

	quote(time: number, price: number): void {
		this.advance(time);
		if (Number.isNaN(this.#index)) {
			this.#begin(time);
		}

		this.#mid = price;
		this.#take(price);
	}

	trade(time: number, price: number, size: number): void {
		this.advance(time);
		if (Number.isNaN(this.#index)) {
			this.#begin(time);
		}

		// Older than the bar before.
		if (time < this.#end - 2 * this.#intervalMs) {
			return;
		}

		this.#lastTrade = price;
		this.#volume += size;
		this.#trades += 1;
		this.#take(price);
	}

	advance(time: number): void {
		if (time >= this.#end) {
			this.#roll(Math.floor(time / this.#intervalMs));
		}
	}

	reset(): void {
		this.#index = Number.NaN;
		this.#end = Number.POSITIVE_INFINITY;
		this.#before = Number.NaN;
		this.#mid = Number.NaN;
		this.#lastTrade = Number.NaN;
		this.#clearOpen();
	}

	#begin(time: number): void {
		this.#index = Math.floor(time / this.#intervalMs);
		this.#end = (this.#index + 1) * this.#intervalMs;
	}

	#take(price: number): void {
		if (Number.isNaN(this.#open)) {
			this.#open = price;
			this.#high = price;
			this.#low = price;
		} else if (price > this.#high) {
			this.#high = price;
		} else if (price < this.#low) {
			this.#low = price;
		}
	}

	#roll(now: number): void {
		const index = this.#index;
		this.#close(index);
		if (now - index - 1 > this.#options.maxEmpty) {
			this.#before = Number.NaN;
			this.#mid = Number.NaN;
			this.#options.onBreak();
		} else {
			for (let at = index + 1; at < now; at += 1) {
				this.#close(at);
			}
		}

		this.#index = now;
		this.#end = (now + 1) * this.#intervalMs;
	}

	#close(at: number): void {
		const { onClose } = this.#options;
		const start = at * this.#intervalMs;
		if (!Number.isNaN(this.#open)) {
			this.#before = Number.isNaN(this.#mid) ? this.#lastTrade : this.#mid;
			onClose({
				start,
				open: this.#open,
				high: this.#high,
				low: this.#low,
				close: this.#before,
				volume: this.#volume,
				trades: this.#trades,
				empty: false,
			});
			this.#clearOpen();
		} else if (!Number.isNaN(this.#before)) {
			const price = this.#before;
			onClose({ start, open: price, high: price, low: price, close: price, volume: 0, trades: 0, empty: true });
		}
	}

	#clearOpen(): void {
		this.#open = Number.NaN;
		this.#high = Number.NaN;
		this.#low = Number.NaN;
		this.#volume = 0;
		this.#trades = 0;
	}
}

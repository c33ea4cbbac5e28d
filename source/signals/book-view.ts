/** One side of a book as indicators read it, best level first. Numbers are finite; nothing is copied. */
export type BookSideView = {
	readonly count: number;
	/** NaN when the side is empty. */
	readonly best: number;
	/** 0 is the best level. */
	readonly priceAt: (index: number) => number;
	/** Base currency. */
	readonly sizeAt: (index: number) => number;
	/**
	 * Running sums from the best level outward, base currency: `sums[i]` is what lies at `limits[i]` and better. The limits go
	 * outward too.
	 */
	readonly sumWithin: (limits: Float64Array, count: number, sums: Float64Array) => void;
	/** As the venue sent it. */
	readonly priceTextAt: (index: number) => string;
};

/** A live view of one book: reading it later reads the book of then. */
export type BookView = {
	readonly bids: BookSideView;
	readonly asks: BookSideView;
	/** Sequence-true: nothing is missing and it is not crossed. */
	readonly isLive: boolean;
	/** Venue time of the last change that was the next in sequence, ms; 0 before the first. */
	readonly time: number;
	/** Prices beyond these are unknown; infinite where a side is known whole. */
	readonly bidFloor: number;
	readonly askCeiling: number;
};

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
export function createBars(options: BarsOptions): Bars {
	const { intervalMs, onClose, maxEmpty, onBreak } = options;
	let index: number | undefined;
	let open = Number.NaN;
	let high = Number.NaN;
	let low = Number.NaN;
	let lastTrade = Number.NaN;
	let mid = Number.NaN;
	let volume = 0;
	let trades = 0;
	/** Of the bar before, where one was closed. */
	let before = Number.NaN;

	const clearOpen = (): void => {
		open = Number.NaN;
		high = Number.NaN;
		low = Number.NaN;
		volume = 0;
		trades = 0;
	};

	const closeOpen = (at: number): void => {
		if (Number.isNaN(open)) {
			if (!Number.isNaN(before)) {
				onClose({
					start: at * intervalMs,
					open: before,
					high: before,
					low: before,
					close: before,
					volume: 0,
					trades: 0,
					empty: true,
				});
			}

			return;
		}

		before = Number.isNaN(mid) ? lastTrade : mid;
		onClose({ start: at * intervalMs, open, high, low, close: before, volume, trades, empty: false });
		clearOpen();
	};

	const advance = (time: number): void => {
		const now = Math.floor(time / intervalMs);
		if (index === undefined || now <= index) {
			return;
		}

		closeOpen(index);
		if (now - index - 1 > maxEmpty) {
			before = Number.NaN;
			mid = Number.NaN;
			onBreak();
		} else {
			for (let at = index + 1; at < now; at += 1) {
				closeOpen(at);
			}
		}

		index = now;
	};

	const take = (price: number): void => {
		if (Number.isNaN(open)) {
			open = price;
			high = price;
			low = price;
		} else if (price > high) {
			high = price;
		} else if (price < low) {
			low = price;
		}
	};

	return {
		quote(time, price) {
			advance(time);
			index ??= Math.floor(time / intervalMs);
			mid = price;
			take(price);
		},
		trade(time, price, size) {
			advance(time);
			const at = Math.floor(time / intervalMs);
			index ??= at;
			if (at < index - 1) {
				return;
			}

			lastTrade = price;
			volume += size;
			trades += 1;
			take(price);
		},
		advance,
		reset() {
			index = undefined;
			before = Number.NaN;
			mid = Number.NaN;
			lastTrade = Number.NaN;
			clearOpen();
		},
	};
}

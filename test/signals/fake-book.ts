import type { BookSideView, BookView } from '../../source/signals/book-view.js';

type Rows = readonly (readonly [price: number | string, size: number])[];

export const sideOf = (rows: Rows): BookSideView => ({
	count: rows.length,
	best: rows.length === 0 ? Number.NaN : Number(rows[0]![0]),
	priceAt: index => Number(rows[index]![0]),
	sizeAt: index => rows[index]![1],
	priceTextAt: index => String(rows[index]![0]),
	sumWithin: (limits, count, sums) => {
		const isBid = count > 1 ? limits[1]! < limits[0]! : limits[0]! <= Number(rows[0]?.[0]);
		for (let at = 0; at < count; at += 1) {
			const limit = limits[at]!;
			const inside = rows.filter(([price]) => (isBid ? Number(price) >= limit : Number(price) <= limit));
			sums[at] = inside.reduce((sum, [, size]) => sum + size, 0);
		}
	},
});

/** A book that is set level by level, best first. */
export function createFakeBook() {
	const book = {
		bids: sideOf([]),
		asks: sideOf([]),
		isLive: true,
		time: 0,
		bidFloor: Number.NEGATIVE_INFINITY,
		askCeiling: Number.POSITIVE_INFINITY,
	};
	return {
		view: book as BookView,
		set(time: number, bids: Rows, asks: Rows): void {
			book.time = time;
			book.bids = sideOf(bids);
			book.asks = sideOf(asks);
		},
		know(bidFloor: number, askCeiling: number): void {
			book.bidFloor = bidFloor;
			book.askCeiling = askCeiling;
		},
		setLive(isLive: boolean): void {
			book.isLive = isLive;
		},
	};
}

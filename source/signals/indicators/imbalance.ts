import type { BookSideView, BookView } from '../book-view.js';

/**
 * Share of the bid in the best queues, q_b / (q_b + q_a), 0 to 1; 0.5 with both empty.
 * Source: Gould & Bonart, Queue imbalance as a one-tick-ahead price predictor, arXiv 1512.03492.
 */
export function queueImbalance(bidSize: number, askSize: number): number {
	const total = bidSize + askSize;
	return total > 0 ? bidSize / total : 0.5;
}

/** (ΣB − ΣA) / (ΣB + ΣA) over the best `levels` of both sides, −1 to 1; 0 with both empty. */
export function bookImbalance(bids: BookSideView, asks: BookSideView, levels: number): number {
	return ratioOf(sumLevels(bids, levels), sumLevels(asks, levels));
}

/** The same over what lies within `bps` of mid; NaN where the book is not known that far. */
export function bookImbalanceWithin(
	{ bids, asks, bidFloor, askCeiling }: Pick<BookView, 'bids' | 'asks' | 'bidFloor' | 'askCeiling'>,
	mid: number,
	bps: number,
): number {
	const reach = (mid * bps) / 10_000;
	return mid - reach < bidFloor || mid + reach > askCeiling
		? Number.NaN
		: ratioOf(depthWithin(bids, mid, bps), depthWithin(asks, mid, bps));
}

/** Base currency within `bps` of mid on one side. */
export function depthWithin(side: BookSideView, mid: number, bps: number): number {
	const reach = (mid * bps) / 10_000;
	const count = side.count;
	let sum = 0;
	for (let index = 0; index < count && Math.abs(side.priceAt(index) - mid) <= reach; index += 1) {
		sum += side.sizeAt(index);
	}

	return sum;
}

/**
 * (q_b·a + q_a·b) / (q_b + q_a): mid drawn to the thinner queue. It is the *weighted mid*, not Stoikov's micro-price,
 * which is an estimated limit of expected mids (Quantitative Finance 18(12), 2018, 1959–1966).
 */
export function weightedMid(bid: number, bidSize: number, ask: number, askSize: number): number {
	const total = bidSize + askSize;
	return total > 0 ? (bidSize * ask + askSize * bid) / total : (bid + ask) / 2;
}

function sumLevels(side: BookSideView, levels: number): number {
	const count = Math.min(levels, side.count);
	let sum = 0;
	for (let index = 0; index < count; index += 1) {
		sum += side.sizeAt(index);
	}

	return sum;
}

/** Sides whose sums differ by binary rounding alone are equal. */
const leastRatio = 1e-12;

function ratioOf(bids: number, asks: number): number {
	const ratio = bids + asks > 0 ? (bids - asks) / (bids + asks) : 0;
	return Math.abs(ratio) < leastRatio ? 0 : ratio;
}

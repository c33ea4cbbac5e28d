import { createTimeWindow } from './time-window.js';

/** The best quotes of a book at a venue time, ms; sizes in base currency. */
export type Quote = {
	readonly time: number;
	readonly bid: number;
	readonly bidSize: number;
	readonly ask: number;
	readonly askSize: number;
};

/**
 * What one change of the best quotes adds to the order-flow imbalance, in base currency:
 *
 * e = 1{b' ≥ b}·q'_b − 1{b' ≤ b}·q_b − 1{a' ≤ a}·q'_a + 1{a' ≥ a}·q_a
 *
 * Mainly contemporaneous with price. Source: Cont, Kukanov & Stoikov, Journal of Financial Econometrics 12(1), 2014,
 * 47–88, arXiv 1011.6402, eq. 3.
 */
export function orderFlowOf(before: Quote, after: Quote): number {
	return (
		(after.bid >= before.bid ? after.bidSize : 0) -
		(after.bid <= before.bid ? before.bidSize : 0) -
		(after.ask <= before.ask ? after.askSize : 0) +
		(after.ask >= before.ask ? before.askSize : 0)
	);
}

export type OrderFlowImbalance = {
	readonly update: (quote: Quote) => void;
	/** The book was lost: the next quote starts anew and adds nothing. */
	readonly reset: () => void;
	/** Sum over 1, 5 and 30 s, base currency. */
	readonly sums: () => { readonly s1: number; readonly s5: number; readonly s30: number };
	/** Of the 1 s sums against the last 5 min of them; 0 until a minute of them is known. */
	readonly z: () => number;
};

const zWindowMs = 300_000;
const leastSamples = 60;

/** Order-flow imbalance of one symbol, sampled each second of venue time for its z-score. O(1) per event. */
export function createOrderFlowImbalance(): OrderFlowImbalance {
	let last: Quote | undefined;
	let second = Number.NEGATIVE_INFINITY;
	const s1 = createTimeWindow(1000);
	const s5 = createTimeWindow(5000);
	const s30 = createTimeWindow(30_000);
	const samples = createTimeWindow(zWindowMs, 512);
	const squares = createTimeWindow(zWindowMs, 512);

	const advance = (time: number): void => {
		s1.advance(time);
		s5.advance(time);
		s30.advance(time);
	};

	return {
		update(quote) {
			advance(quote.time);
			const now = Math.floor(quote.time / 1000);
			if (now > second) {
				if (second !== Number.NEGATIVE_INFINITY) {
					samples.add(quote.time, s1.sum());
					squares.add(quote.time, s1.sum() ** 2);
				}

				second = now;
			}

			if (last !== undefined) {
				const flow = orderFlowOf(last, quote);
				if (flow !== 0) {
					s1.add(quote.time, flow);
					s5.add(quote.time, flow);
					s30.add(quote.time, flow);
				}
			}

			last = quote;
		},
		reset: () => {
			last = undefined;
		},
		sums: () => ({ s1: s1.sum(), s5: s5.sum(), s30: s30.sum() }),
		z() {
			const count = samples.count();
			if (count < leastSamples) {
				return 0;
			}

			const mean = samples.sum() / count;
			const deviation = Math.sqrt(Math.max(0, squares.sum() / count - mean ** 2));
			return deviation > 0 ? (s1.sum() - mean) / deviation : 0;
		},
	};
}

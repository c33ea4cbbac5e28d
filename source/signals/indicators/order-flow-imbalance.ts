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
	/** Lets the sums run on without quotes; seconds that are over enter the distribution, empty ones too. */
	readonly advance: (time: number) => void;
	/** The book was lost: the next quote starts anew and adds nothing, and the time between is no sample. */
	readonly reset: () => void;
	/** Sum over 1, 5 and 30 s, base currency. */
	readonly sums: () => { readonly s1: number; readonly s5: number; readonly s30: number };
	/** Of the rolling 1 s sum against the sums of the whole seconds of the last 5 min; 0 until a minute of them is known. */
	readonly z: () => number;
};

const zWindowMs = 300_000;
const zSeconds = zWindowMs / 1000;
const leastSamples = 60;

/** Order-flow imbalance of one symbol. O(1) per event. */
export function createOrderFlowImbalance(): OrderFlowImbalance {
	let last: Quote | undefined;
	let second: number | undefined;
	let ofSecond = 0;
	const s1 = createTimeWindow(1000);
	const s5 = createTimeWindow(5000, { grainMs: 10 });
	const s30 = createTimeWindow(30_000, { grainMs: 100 });
	const samples = createTimeWindow(zWindowMs, { maxSamples: 512 });
	const squares = createTimeWindow(zWindowMs, { maxSamples: 512 });

	const closeSeconds = (time: number): void => {
		const now = Math.floor(time / 1000);
		second ??= now;
		for (let at = Math.max(second, now - zSeconds - 1); at < now; at += 1) {
			const end = (at + 1) * 1000;
			samples.add(end, ofSecond);
			squares.add(end, ofSecond ** 2);
			ofSecond = 0;
		}

		second = Math.max(second, now);
	};

	const advance = (time: number): void => {
		s1.advance(time);
		s5.advance(time);
		s30.advance(time);
		// A lost book has no flow, which is not a flow of zero.
		if (last !== undefined) {
			closeSeconds(time);
		}
	};

	return {
		update(quote) {
			closeSeconds(quote.time);
			if (last !== undefined) {
				const flow = orderFlowOf(last, quote);
				if (flow !== 0) {
					ofSecond += flow;
					s1.add(quote.time, flow);
					s5.add(quote.time, flow);
					s30.add(quote.time, flow);
				}
			}

			last = quote;
		},
		advance,
		reset() {
			last = undefined;
			second = undefined;
			ofSecond = 0;
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

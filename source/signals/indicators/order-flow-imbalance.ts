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
	/** Of the rolling 1 s sum against the sums of the whole seconds of the last 5 min; NaN until a minute of them is known. */
	readonly z: () => number;
};

const zWindowMs = 300_000;
const zSeconds = zWindowMs / 1000;
const leastSamples = 60;

/** Order-flow imbalance of one symbol. O(1) per event. */
export const createOrderFlowImbalance = (): OrderFlowImbalance => new QuoteFlow();

class QuoteFlow implements OrderFlowImbalance {
	readonly #s1 = createTimeWindow(1000);
	readonly #s5 = createTimeWindow(5000, { grainMs: 10 });
	readonly #s30 = createTimeWindow(30_000, { grainMs: 100 });
	readonly #samples = createTimeWindow(zWindowMs, { maxSamples: 512 });
	readonly #squares = createTimeWindow(zWindowMs, { maxSamples: 512 });
	/** A lost book has no flow, which is not a flow of zero. */
	#hasLast = false;
	readonly #last = { time: 0, bid: Number.NaN, bidSize: Number.NaN, ask: Number.NaN, askSize: Number.NaN };
	/** The open second; NaN before the first quote. */
	#second = Number.NaN;
	#secondEnd = Number.NEGATIVE_INFINITY;
	#ofSecond = 0;

	update(quote: Quote): void {
		const { time } = quote;
		const last = this.#last;
		this.#closeSeconds(time);
		const flow = this.#hasLast ? orderFlowOf(last, quote) : 0;
		if (flow !== 0) {
			this.#ofSecond += flow;
			this.#s1.add(time, flow);
			this.#s5.add(time, flow);
			this.#s30.add(time, flow);
		}

		this.#hasLast = true;
		last.bid = quote.bid;
		last.bidSize = quote.bidSize;
		last.ask = quote.ask;
		last.askSize = quote.askSize;
	}

	advance(time: number): void {
		this.#s1.advance(time);
		this.#s5.advance(time);
		this.#s30.advance(time);
		if (this.#hasLast) {
			this.#closeSeconds(time);
		}
	}

	reset(): void {
		this.#hasLast = false;
		this.#second = Number.NaN;
		this.#secondEnd = Number.NEGATIVE_INFINITY;
		this.#ofSecond = 0;
	}

	sums(): { readonly s1: number; readonly s5: number; readonly s30: number } {
		return { s1: this.#s1.sum(), s5: this.#s5.sum(), s30: this.#s30.sum() };
	}

	z(): number {
		const count = this.#samples.count();
		if (count < leastSamples) {
			return Number.NaN;
		}

		const mean = this.#samples.sum() / count;
		const deviation = Math.sqrt(Math.max(0, this.#squares.sum() / count - mean ** 2));
		return deviation > 0 ? (this.#s1.sum() - mean) / deviation : 0;
	}

	#closeSeconds(time: number): void {
		if (time < this.#secondEnd) {
			return;
		}

		const now = Math.floor(time / 1000);
		for (let at = Math.max(this.#second, now - zSeconds - 1); at < now; at += 1) {
			const end = (at + 1) * 1000;
			this.#samples.add(end, this.#ofSecond);
			this.#squares.add(end, this.#ofSecond ** 2);
			this.#ofSecond = 0;
		}

		this.#second = now;
		this.#secondEnd = (now + 1) * 1000;
	}
}

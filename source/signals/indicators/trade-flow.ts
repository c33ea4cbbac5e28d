import { createTimeWindow } from './time-window.js';

/** A print as indicators see it: taker side, base size, venue time in ms. */
export type Print = {
	readonly time: number;
	readonly side: 'buy' | 'sell';
	readonly price: number;
	readonly size: number;
};

export type TradeFlow = {
	readonly update: (print: Print) => void;
	/** Lets windows run on without prints. */
	readonly advance: (time: number) => void;
	/** (B − S) / (B + S) over 10 s and 60 s, −1 to 1; 0 without prints. */
	readonly imbalance: () => { readonly s10: number; readonly s60: number };
	/** Cumulative volume delta, Σ ±size, base currency: since the start, and since 00:00 UTC. */
	readonly delta: () => { readonly session: number; readonly day: number };
};

const dayMs = 86_400_000;

/** Trade imbalance and cumulative delta from the venue's own taker side: no tick rule is needed. O(1) per print. */
export const createTradeFlow = (): TradeFlow => new PrintFlow();

class PrintFlow implements TradeFlow {
	readonly #buys10 = createTimeWindow(10_000);
	readonly #sells10 = createTimeWindow(10_000);
	readonly #buys60 = createTimeWindow(60_000, { grainMs: 100 });
	readonly #sells60 = createTimeWindow(60_000, { grainMs: 100 });
	#session = 0;
	#day = 0;
	#dayEnd = Number.NEGATIVE_INFINITY;

	update({ time, side, size }: Print): void {
		if (time >= this.#dayEnd) {
			this.#dayEnd = (Math.floor(time / dayMs) + 1) * dayMs;
			this.#day = 0;
		}

		this.advance(time);
		if (side === 'buy') {
			this.#session += size;
			this.#day += size;
			this.#buys10.add(time, size);
			this.#buys60.add(time, size);
		} else {
			this.#session -= size;
			this.#day -= size;
			this.#sells10.add(time, size);
			this.#sells60.add(time, size);
		}
	}

	advance(time: number): void {
		this.#buys10.advance(time);
		this.#sells10.advance(time);
		this.#buys60.advance(time);
		this.#sells60.advance(time);
	}

	imbalance(): { readonly s10: number; readonly s60: number } {
		return {
			s10: ratio(this.#buys10.sum(), this.#sells10.sum()),
			s60: ratio(this.#buys60.sum(), this.#sells60.sum()),
		};
	}

	delta(): { readonly session: number; readonly day: number } {
		return { session: this.#session, day: this.#day };
	}
}

const ratio = (buys: number, sells: number): number => (buys + sells > 0 ? (buys - sells) / (buys + sells) : 0);

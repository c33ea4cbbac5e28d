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
export function createTradeFlow(): TradeFlow {
	const buys10 = createTimeWindow(10_000);
	const sells10 = createTimeWindow(10_000);
	const buys60 = createTimeWindow(60_000, { grainMs: 100 });
	const sells60 = createTimeWindow(60_000, { grainMs: 100 });
	let session = 0;
	let day = 0;
	let dayStart = Number.NEGATIVE_INFINITY;

	const advance = (time: number): void => {
		buys10.advance(time);
		sells10.advance(time);
		buys60.advance(time);
		sells60.advance(time);
	};

	const ratio = (buys: number, sells: number): number => (buys + sells > 0 ? (buys - sells) / (buys + sells) : 0);

	return {
		update(print) {
			const start = Math.floor(print.time / dayMs) * dayMs;
			if (start > dayStart) {
				dayStart = start;
				day = 0;
			}

			const signed = print.side === 'buy' ? print.size : -print.size;
			session += signed;
			day += signed;
			advance(print.time);
			if (print.side === 'buy') {
				buys10.add(print.time, print.size);
				buys60.add(print.time, print.size);
			} else {
				sells10.add(print.time, print.size);
				sells60.add(print.time, print.size);
			}
		},
		advance,
		imbalance: () => ({ s10: ratio(buys10.sum(), sells10.sum()), s60: ratio(buys60.sum(), sells60.sum()) }),
		delta: () => ({ session, day }),
	};
}

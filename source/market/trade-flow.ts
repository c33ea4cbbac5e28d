import type { Side } from '../model/market-event.js';

export type TradeFlow = {
	/** Taker buys over all, by base volume; undefined without trades in the window. */
	readonly buyRatio: number | undefined;
	readonly tradesPerSecond: number;
	readonly buyVolume: number;
	readonly sellVolume: number;
};

const windowSeconds = 60;
/** A power of two above the window. */
const slots = 64;

/** Trades of the last 60 s in buckets of one second of venue time: constant work a trade, however busy the market. */
export function createTradeFlow(): {
	readonly add: (side: Side, size: number, time: number) => void;
	/** Rates of the 60 s that end at `now`, venue time in ms. */
	readonly at: (now: number) => TradeFlow;
	readonly clear: () => void;
} {
	const seconds = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY);
	const bought = new Float64Array(slots);
	const sold = new Float64Array(slots);
	const counts = new Float64Array(slots);

	return {
		add(side, size, time) {
			const second = Math.floor(time / 1000);
			const at = second & (slots - 1);
			const held = seconds[at] as number;
			// A trade of a minute ago must not wipe out a bucket of now.
			if (held > second) {
				return;
			}

			if (held !== second) {
				seconds[at] = second;
				bought[at] = 0;
				sold[at] = 0;
				counts[at] = 0;
			}

			const volumes = side === 'buy' ? bought : sold;
			volumes[at] = (volumes[at] as number) + size;
			counts[at] = (counts[at] as number) + 1;
		},
		at(now) {
			const newest = Math.floor(now / 1000);
			let buyVolume = 0;
			let sellVolume = 0;
			let count = 0;
			for (let at = 0; at < slots; at += 1) {
				const age = newest - (seconds[at] as number);
				// The venue's clock may run ahead of ours by the offset's error.
				if (age < windowSeconds && age > windowSeconds - slots) {
					buyVolume += bought[at] as number;
					sellVolume += sold[at] as number;
					count += counts[at] as number;
				}
			}

			const volume = buyVolume + sellVolume;
			return {
				buyRatio: volume > 0 ? buyVolume / volume : undefined,
				tradesPerSecond: count / windowSeconds,
				buyVolume,
				sellVolume,
			};
		},
		clear() {
			seconds.fill(Number.NEGATIVE_INFINITY);
		},
	};
}

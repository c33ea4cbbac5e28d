import type { Random } from '../lib/seams.js';
import type { CandleInterval } from '../model/market-event.js';
import type { Bar } from './candle-history.js';
import { barStart } from './candles.js';
import type { Market, Trade } from './market.js';
import type { Venue } from './venue.js';
import { candleTopic, encodeCandle } from './wire.js';

export type CandleFeed = {
	readonly watch: (topic: { readonly key: string; readonly symbol: string; readonly interval: CandleInterval }) => void;
	readonly onTrade: (market: Market, trade: Trade) => void;
	/** Forgets the bars of topics that nobody wants, and reads the others anew. */
	readonly onMinute: () => void;
};

/** The running bars of all topics that somebody listens to, told on every trade. */
export function createCandleFeed(deps: {
	readonly venue: Venue;
	readonly random: Random;
	readonly wanted: (key: string) => boolean;
	readonly send: (market: Market, key: string, data: string) => void;
}): CandleFeed {
	const { venue, random, wanted } = deps;
	const watched = new Map<
		string,
		{ readonly symbol: string; readonly interval: CandleInterval; bar: Bar | undefined }
	>();

	return {
		watch: ({ key, symbol, interval }) => {
			watched.set(key, { symbol, interval, bar: undefined });
		},
		onTrade: (market, { time, ticks, lots }) => {
			for (const entry of watched.values()) {
				const key = candleTopic(entry.symbol, entry.interval);
				if (entry.symbol !== market.symbol || !wanted(key)) {
					continue;
				}

				const { bar } = entry;
				// The market's own bars are the truth; between them only the last trade has to be added.
				entry.bar =
					bar === undefined || bar.start !== barStart(entry.interval, time) || entry.interval.endsWith('min')
						? market.candles.running(entry.interval, time)
						: {
								...bar,
								close: ticks,
								high: Math.max(bar.high, ticks),
								low: Math.min(bar.low, ticks),
								lots: bar.lots + lots,
								turnover: bar.turnover + BigInt(ticks) * BigInt(lots),
							};
				if (entry.bar !== undefined) {
					// Nanoseconds with every digit in use: a double loses the last ones.
					const timeNs = `${venue.stamp(time)}${String(100_000 + Math.floor(random() * 899_999))}`;
					deps.send(market, key, encodeCandle(market, entry.bar, timeNs));
				}
			}
		},
		onMinute: () => {
			for (const [key, entry] of watched) {
				if (!wanted(key)) {
					watched.delete(key);
				}

				entry.bar = undefined;
			}
		},
	};
}

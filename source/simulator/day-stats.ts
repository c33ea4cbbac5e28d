import { type Bar, dayMs, hourMs } from './candle-history.js';
import type { Market } from './market.js';

/** What happened in a window that ends now. Prices in ticks, volume in lots, turnover in ticks × lots. */
export type WindowStats = {
	readonly open: number;
	readonly high: number;
	readonly low: number;
	readonly last: number;
	readonly lots: number;
	readonly turnover: bigint;
};

export type DayStats = {
	readonly hour: WindowStats;
	readonly fourHours: WindowStats;
	readonly day: WindowStats;
};

/** Rolling statistics of one market from its one-minute bars; undefined before its first trade. */
export function createDayStats(market: Market): (now: number) => DayStats | undefined {
	let past: readonly Bar[] | undefined;
	let pastEnd = 0;

	return now => {
		const last = market.lastTrade()?.ticks;
		if (last === undefined) {
			return undefined;
		}

		if (past === undefined) {
			pastEnd = Math.floor(now / 60_000) * 60_000;
			past = market.candles.minutesSince(now - dayMs - hourMs).filter(bar => bar.start < pastEnd);
		}

		const bars = past.concat(market.candles.minutesSince(pastEnd));
		const windowOf = (lengthMs: number): WindowStats => {
			let open = last;
			let high = last;
			let low = last;
			let lots = 0;
			let turnover = 0n;
			for (let index = bars.length - 1; index >= 0; index -= 1) {
				const bar = bars[index]!;
				if (bar.start < now - lengthMs) {
					// The price that stood when the window began.
					open = bar.close;
					high = Math.max(high, open);
					low = Math.min(low, open);
					break;
				}

				open = bar.open;
				high = Math.max(high, bar.high);
				low = Math.min(low, bar.low);
				lots += bar.lots;
				turnover += bar.turnover;
			}

			return { open, high, low, last, lots, turnover };
		};

		const stats = { hour: windowOf(hourMs), fourHours: windowOf(4 * hourMs), day: windowOf(dayMs) };
		if (now - pastEnd > hourMs) {
			past = bars.filter(bar => bar.start >= now - dayMs - hourMs);
			pastEnd = (past.at(-1)?.start ?? pastEnd) + 60_000;
			if (pastEnd > now) {
				past = past.slice(0, -1);
				pastEnd -= 60_000;
			}
		}

		return stats;
	};
}

import type { CandleEvent, CandleInterval } from '../model/market-event.js';

/** Length of a bar in ms. A month is counted as 31 days: it is used to tell that a bar is over, not where the next begins. */
export const intervalMs: Readonly<Record<CandleInterval, number>> = {
	'1min': 60_000,
	'3min': 180_000,
	'5min': 300_000,
	'15min': 900_000,
	'30min': 1_800_000,
	'1hour': 3_600_000,
	'2hour': 7_200_000,
	'4hour': 14_400_000,
	'6hour': 21_600_000,
	'8hour': 28_800_000,
	'12hour': 43_200_000,
	'1day': 86_400_000,
	'1week': 604_800_000,
	'1month': 2_678_400_000,
};

export const isCandleInterval = (text: string): text is CandleInterval => Object.hasOwn(intervalMs, text);

export type CandleSlot =
	| { readonly start: number; readonly candle: CandleEvent }
	/** No trade in this bar, as far as we know: the venue sends nothing then. */
	| { readonly start: number; readonly candle: undefined };

/** The bars of one symbol and interval, oldest first: history and the running one, joined by their start. */
export type Candles = {
	readonly interval: CandleInterval;
	/** A bar that is known is replaced by a newer telling of it, never by one received before. */
	readonly apply: (candle: CandleEvent) => void;
	readonly size: () => number;
	readonly newest: () => CandleEvent | undefined;
	/** The newest `count` slots with bars without trades as gaps; a month has no fixed length, so it shows none. */
	readonly slots: (count: number) => readonly CandleSlot[];
	readonly clear: () => void;
};

const defaultMaxBars = 1500;

export function createCandles(interval: CandleInterval, options: { readonly maxBars?: number } = {}): Candles {
	const maxBars = options.maxBars ?? defaultMaxBars;
	let bars: CandleEvent[] = [];

	const placeOf = (start: number): number => {
		let at = bars.length;
		while (at > 0 && (bars[at - 1] as CandleEvent).start >= start) {
			at -= 1;
		}

		return at;
	};

	return {
		interval,
		apply(candle) {
			const at = placeOf(candle.start);
			const known = bars[at];
			if (known !== undefined && known.start === candle.start) {
				// History may arrive after the live bar that it was asked for before.
				if (candle.receivedAt >= known.receivedAt) {
					bars[at] = candle;
				}

				return;
			}

			bars.splice(at, 0, candle);
			if (bars.length >= maxBars * 2) {
				bars = bars.slice(-maxBars);
			}
		},
		size: () => Math.min(bars.length, maxBars),
		newest: () => bars.at(-1),
		slots(count) {
			const step = interval === '1month' ? undefined : intervalMs[interval];
			const result: CandleSlot[] = [];
			const oldest = Math.max(0, bars.length - maxBars);
			for (let at = bars.length - 1; at >= oldest && result.length < count; at -= 1) {
				const candle = bars[at] as CandleEvent;
				const newer = result.at(-1);
				if (newer !== undefined && step !== undefined) {
					for (let start = newer.start - step; start > candle.start && result.length < count; start -= step) {
						result.push({ start, candle: undefined });
					}
				}

				if (result.length < count) {
					result.push({ start: candle.start, candle });
				}
			}

			return result.reverse();
		},
		clear() {
			bars = [];
		},
	};
}

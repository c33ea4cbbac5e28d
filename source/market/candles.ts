import { compareDecimals } from '../lib/decimal.js';
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
	/**
	 * A bar that is known is replaced by a telling of it with more volume: a bar only grows, and history that was asked for
	 * may arrive after a push that is newer than it. Of two with the same volume the one received later stays.
	 */
	readonly apply: (candle: CandleEvent) => void;
	readonly size: () => number;
	readonly newest: () => CandleEvent | undefined;
	readonly oldest: () => CandleEvent | undefined;
	/** Oldest first. */
	readonly bars: () => readonly CandleEvent[];
	/** Raised by every change. */
	readonly revision: () => number;
	/**
	 * The `count` slots up to the one that `end` lies in (by default that of the newest bar), with bars without trades as
	 * gaps; a month has no fixed length, so it shows none. Nothing before the oldest bar.
	 */
	readonly slots: (count: number, end?: number) => readonly CandleSlot[];
	readonly clear: () => void;
};

/** As far back as a chart can be scrolled: four replies of history. */
export const mostBars = 6000;

export function createCandles(interval: CandleInterval, options: { readonly maxBars?: number } = {}): Candles {
	const maxBars = options.maxBars ?? mostBars;
	let bars: CandleEvent[] = [];
	let revision = 0;

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
				if (isNewerTelling(candle, known)) {
					bars[at] = candle;
					revision += 1;
				}

				return;
			}

			bars.splice(at, 0, candle);
			revision += 1;
			if (bars.length >= maxBars * 2) {
				bars = bars.slice(-maxBars);
			}
		},
		size: () => Math.min(bars.length, maxBars),
		newest: () => bars.at(-1),
		oldest: () => bars[Math.max(0, bars.length - maxBars)],
		bars: () => (bars.length > maxBars ? bars.slice(-maxBars) : bars),
		revision: () => revision,
		slots(count, end) {
			const step = interval === '1month' ? undefined : intervalMs[interval];
			const result: CandleSlot[] = [];
			const oldest = Math.max(0, bars.length - maxBars);
			let at = bars.length - 1;
			while (end !== undefined && at >= oldest && (bars[at] as CandleEvent).start > end) {
				at -= 1;
			}

			const last = bars[at];
			let after =
				end === undefined || last === undefined || step === undefined
					? undefined
					: last.start + (Math.floor((end - last.start) / step) + 1) * step;
			for (; at >= oldest && result.length < count; at -= 1) {
				const candle = bars[at] as CandleEvent;
				if (after !== undefined && step !== undefined) {
					for (let start = after - step; start > candle.start && result.length < count; start -= step) {
						result.push({ start, candle: undefined });
					}
				}

				if (result.length < count) {
					result.push({ start: candle.start, candle });
				}

				after = candle.start;
			}

			return result.reverse();
		},
		clear() {
			bars = [];
			revision += 1;
		},
	};
}

function isNewerTelling(candle: CandleEvent, known: CandleEvent): boolean {
	// Numbers first: they tell almost always, and rounding never turns an order around.
	const more = Number(candle.volume) - Number(known.volume) || compareDecimals(candle.volume, known.volume);
	return more === 0 ? candle.receivedAt >= known.receivedAt : more > 0;
}

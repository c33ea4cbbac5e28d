import type { CandleEvent } from '../model/market-event.js';
import { type AverageTrueRange, createAverageTrueRange, createMomentum, type Momentum } from './bar-indicators.js';
import type { Bar } from './bars.js';

export type MinuteSeries = {
	/** A minute that we saw from its beginning to its end. */
	readonly add: (bar: Bar) => void;
	/** The venue's own bar of one minute. Those before our first one count, so that nobody waits a quarter of an hour. */
	readonly seed: (event: CandleEvent) => void;
	/** A venue time: a seed counts when its minute is over. */
	readonly advance: (time: number) => void;
	readonly momentum: () => Momentum;
	readonly range: () => AverageTrueRange;
	/** Goes up when a bar is added. */
	readonly revision: () => number;
	/**
	 * Minutes between two venue times were not seen: our own bars before them go, the venue's stay. Where it has none of that
	 * time either, and tells none of it anew, the series begins behind it.
	 */
	readonly reset: (from: number, to: number) => void;
};

const minuteMs = 60_000;
const maxSeeds = 120;
const maxOwn = 120;

/**
 * Momentum and true range over bars of one minute: the venue's candles up to the moment that we came, our own bars of
 * trades and mids from then on. A seed that comes late makes both anew from what is kept, at the next reading. Minutes
 * that nobody saw are no flat ones: after such a hole the venue's candles count anew.
 */
export function createMinuteSeries(atrBars: number): MinuteSeries {
	const seeds: Bar[] = [];
	let own: Bar[] = [];
	/** Some of them are in the averages alone. */
	let isLong = false;
	let minute = Number.NEGATIVE_INFINITY;
	/** The minute in which the last hole ended. */
	let lostTo = Number.NEGATIVE_INFINITY;
	/** Whether the venue told what was in it. */
	let isHealed = true;
	let momentum = createMomentum();
	let range = createAverageTrueRange(atrBars);
	let isOutdated = false;
	let revision = 0;

	const take = (bar: Bar): void => {
		momentum.add(bar.close);
		range.add(bar);
	};

	const refresh = (): void => {
		if (!isOutdated) {
			return;
		}

		isOutdated = false;
		momentum = createMomentum();
		range = createAverageTrueRange(atrBars);
		const end = Math.min(minute * minuteMs, own[0]?.start ?? Number.POSITIVE_INFINITY);
		for (const bar of seeds) {
			if (bar.start + minuteMs <= end && (isHealed || bar.start >= lostTo)) {
				take(bar);
			}
		}

		for (const bar of own) {
			take(bar);
		}
	};

	return {
		add(bar) {
			refresh();
			own.push(bar);
			if (own.length > maxOwn) {
				// What it leaves behind is in the averages; only a late seed could miss it, and by then there is none.
				own.shift();
				isLong = true;
			}

			revision += 1;
			take(bar);
		},
		seed(event) {
			const bar = event.interval === '1min' ? readCandle(event) : undefined;
			if (bar === undefined) {
				return;
			}

			const last = seeds.at(-1);
			if (last === undefined || bar.start > last.start) {
				seeds.push(bar);
			} else {
				const at = seeds.findIndex(({ start }) => start >= bar.start);
				seeds.splice(at, seeds[at]!.start === bar.start ? 1 : 0, bar);
			}

			if (seeds.length > maxSeeds) {
				seeds.shift();
			}

			isHealed ||= bar.start < lostTo;
			isOutdated ||= !isLong && bar.start < (own[0]?.start ?? Number.POSITIVE_INFINITY);
		},
		advance(time) {
			const now = Math.floor(time / minuteMs);
			if (now > minute) {
				minute = now;
				// A seed of the minute that ended now counts from here on.
				if (own.length === 0 && seeds.length > 0) {
					isOutdated = true;
					revision += 1;
				}
			}
		},
		momentum() {
			refresh();
			return momentum;
		},
		range() {
			refresh();
			return range;
		},
		revision: () => revision,
		reset(from, to) {
			own = [];
			isLong = false;
			isOutdated = true;
			const lostFrom = Math.floor(from / minuteMs) * minuteMs;
			lostTo = Math.floor(to / minuteMs) * minuteMs;
			isHealed = lostTo - lostFrom <= minuteMs || seeds.some(({ start }) => start > lostFrom && start < lostTo);
			revision += 1;
		},
	};
}

function readCandle(event: CandleEvent): Bar | undefined {
	const [open, high, low, close] = [event.open, event.high, event.low, event.close].map(Number) as [
		number,
		number,
		number,
		number,
	];
	const volume = Number(event.volume);
	const isSound = low > 0 && high >= low && open >= low && open <= high && close >= low && close <= high;
	return isSound && Number.isInteger(event.start)
		? { start: event.start, open, high, low, close, volume, trades: 0, empty: !(volume > 0) }
		: undefined;
}

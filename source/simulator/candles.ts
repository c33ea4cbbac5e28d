import type { CandleInterval } from '../model/market-event.js';
import { type Bar, type CandleHistory, dayMs, hourMs, minuteMs } from './candle-history.js';

const fixedLengths: Readonly<Partial<Record<CandleInterval, number>>> = {
	'1min': minuteMs,
	'3min': 3 * minuteMs,
	'5min': 5 * minuteMs,
	'15min': 15 * minuteMs,
	'30min': 30 * minuteMs,
	'1hour': hourMs,
	'2hour': 2 * hourMs,
	'4hour': 4 * hourMs,
	'6hour': 6 * hourMs,
	'8hour': 8 * hourMs,
	'12hour': 12 * hourMs,
	'1day': dayMs,
};

/** 1970-01-01 was a Thursday; weeks start on Monday. */
const mondayOffset = 4 * dayMs;

/** Start of the bar that holds `time`, in ms, by UTC. */
export function barStart(interval: CandleInterval, time: number): number {
	const length = fixedLengths[interval];
	if (length !== undefined) {
		return Math.floor(time / length) * length;
	}

	if (interval === '1week') {
		return Math.floor((time - mondayOffset) / (7 * dayMs)) * 7 * dayMs + mondayOffset;
	}

	const [year, month] = monthOf(Math.floor(time / dayMs));
	return dayOfMonthStart(year, month) * dayMs;
}

/** Typical length of a bar, ms. */
export const barLength = (interval: CandleInterval): number =>
	fixedLengths[interval] ?? (interval === '1week' ? 7 * dayMs : 30.44 * dayMs);

export type Candles = {
	readonly onTrade: (time: number, ticks: number, lots: number) => void;
	/** Bars that start in [from, to), newest first, at most `limit`. */
	readonly query: (interval: CandleInterval, from: number, to: number, limit: number) => readonly Bar[];
	/** The bar that holds `time`, when anything traded in it. */
	readonly running: (interval: CandleInterval, time: number) => Bar | undefined;
	/** One-minute bars from `from` on, oldest first. */
	readonly minutesSince: (from: number) => readonly Bar[];
};

/** The bars of one market: the invented past before `liveFrom`, its own trades since. */
export function createCandles(history: CandleHistory, liveFrom: number): Candles {
	const live: Bar[] = [];

	const base = (interval: CandleInterval, from: number, to: number): readonly Bar[] => {
		const length = barLength(interval);
		const past = length < hourMs ? history.minutes : length < dayMs ? history.hours : history.days;
		const rows = from < liveFrom ? [...past(from, Math.min(to, liveFrom))] : [];
		return rows.concat(live.filter(bar => bar.start >= from && bar.start < to));
	};

	const query: Candles['query'] = (interval, from, to, limit) => {
		const earliest = Math.max(from, to - (limit + 1) * barLength(interval));
		const start = barStart(interval, earliest);
		const folded: Bar[] = [];
		// The last bar is open-ended: trades after `to` still belong to it.
		for (const bar of base(interval, start, Math.max(to, barStart(interval, to) + barLength(interval)))) {
			const at = barStart(interval, bar.start);
			const last = folded.at(-1);
			if (last?.start === at) {
				folded[folded.length - 1] = join(last, bar);
			} else {
				folded.push({ ...bar, start: at });
			}
		}

		return folded
			.filter(bar => bar.start >= from && bar.start < to)
			.slice(-limit)
			.reverse();
	};

	return {
		onTrade: (time, ticks, lots) => {
			const start = Math.floor(time / minuteMs) * minuteMs;
			const turnover = BigInt(ticks) * BigInt(lots);
			const one = { start, open: ticks, close: ticks, high: ticks, low: ticks, lots, turnover };
			const last = live.at(-1);
			if (last?.start === start) {
				live[live.length - 1] = join(last, one);
			} else {
				live.push(one);
			}
		},
		query,
		running: (interval, time) => {
			const start = barStart(interval, time);
			return query(interval, start, start + 1, 1)[0];
		},
		minutesSince: from => [
			...(from < liveFrom ? history.minutes(from, liveFrom) : []),
			...live.filter(bar => bar.start >= from),
		],
	};
}

const join = (a: Bar, b: Bar): Bar => ({
	start: a.start,
	open: a.open,
	close: b.close,
	high: Math.max(a.high, b.high),
	low: Math.min(a.low, b.low),
	lots: a.lots + b.lots,
	turnover: a.turnover + b.turnover,
});

/** Year and month (1–12) of a day counted from 1970-01-01, by Hinnant's civil-from-days. */
function monthOf(day: number): readonly [year: number, month: number] {
	const z = day + 719_468;
	const era = Math.floor(z / 146_097);
	const dayOfEra = z - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const shifted = Math.floor((5 * dayOfYear + 2) / 153);
	const month = shifted < 10 ? shifted + 3 : shifted - 9;
	return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month];
}

/** Day from 1970-01-01 of the first of a month. */
function dayOfMonthStart(year: number, month: number): number {
	const y = month <= 2 ? year - 1 : year;
	const era = Math.floor(y / 400);
	const yearOfEra = y - era * 400;
	const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5);
	return (
		era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
	);
}

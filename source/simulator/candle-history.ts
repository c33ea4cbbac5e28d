import type { Random } from '../lib/seams.js';
import type { MarketProfile } from './market-profiles.js';
import { createRandomStream, drawIndex, drawNormal } from './random-streams.js';

/** One bar: start in ms, prices in ticks, volume in lots, turnover in ticks × lots. */
export type Bar = {
	readonly start: number;
	readonly open: number;
	readonly close: number;
	readonly high: number;
	readonly low: number;
	readonly lots: number;
	readonly turnover: bigint;
};

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** How far back the invented past reaches; before it there are no rows. */
const pastDays = 1600;
/** Turnover of older hours is taken from the hour itself and not from its minutes. */
const exactDays = 60;
const cachedHours = 3000;
/** Years of history saw wilder days than the live crowd, which has few hands to follow a fast price. */
const pastVolatility = 3.5;

export type CandleHistory = {
	/** Bars that start in [from, to), oldest first, empty ones left out. */
	readonly minutes: (from: number, to: number) => readonly Bar[];
	readonly hours: (from: number, to: number) => readonly Bar[];
	readonly days: (from: number, to: number) => readonly Bar[];
};

/**
 * The past of one market before `endMs` (a whole minute), made on demand from the seed and ending at `endTicks`. Days are
 * drawn backwards from there, hours split a day and minutes an hour, so that every interval agrees with every other.
 */
export function createCandleHistory(
	profile: MarketProfile,
	past: { readonly seed: number; readonly endMs: number; readonly endTicks: number },
): CandleHistory {
	const { symbol } = profile.instrument;
	const today = Math.floor(past.endMs / dayMs);
	const opens: number[] = [];
	const dayBars = new Map<number, Bar>();
	const hourBars = new Map<number, readonly Bar[]>();
	const minuteBars = new Map<number, readonly Bar[]>();
	const randomOf = (kind: string, index: number): Random => createRandomStream(past.seed, `${symbol}:${kind}:${index}`);
	/** Chance of a minute, and of an hour, without a trade. */
	const quietMinute = Math.exp(-profile.takersPerSecond * 60);
	const quietHour = Math.exp(-profile.takersPerSecond * 3600);

	const openOf = (back: number): number => {
		while (opens.length <= back) {
			const day = today - opens.length;
			const close = opens.at(-1) ?? past.endTicks;
			const length = day === today ? (past.endMs - day * dayMs) / dayMs : 1;
			const spread = pastVolatility * profile.volatility * Math.sqrt(dayMs / 1000) * Math.sqrt(length);
			const pull = 0.004 * Math.log(close / profile.startTicks);
			const move = drawNormal(randomOf('open', day)) * spread - pull;
			opens.push(Math.max(20, Math.round(close * Math.exp(move))));
		}

		return opens[back]!;
	};

	const dayBar = (day: number): Bar | undefined => {
		const back = today - day;
		const length = Math.min(1, (past.endMs - day * dayMs) / dayMs);
		if (back < 0 || back > pastDays || length <= 0) {
			return undefined;
		}

		const known = dayBars.get(day);
		if (known !== undefined) {
			return known;
		}

		const random = randomOf('day', day);
		const open = openOf(back);
		const close = back === 0 ? past.endTicks : openOf(back - 1);
		const spread = pastVolatility * profile.volatility * Math.sqrt(dayMs / 1000) * Math.sqrt(length) * 0.45;
		const high = Math.max(open, close) + Math.ceil(open * spread * Math.abs(drawNormal(random)));
		const low = Math.max(1, Math.min(open, close) - Math.ceil(open * spread * Math.abs(drawNormal(random))));
		const lots = Math.max(2000, Math.round(profile.dayLots * length * Math.exp(drawNormal(random) * 0.3)));
		const bar = { start: day * dayMs, open, close, high, low, lots, turnover: 0n };
		dayBars.set(day, bar);
		return bar;
	};

	const rawHours = (day: number): readonly Bar[] => {
		const known = hourBars.get(day);
		if (known !== undefined) {
			return known;
		}

		const parent = dayBar(day);
		const end = Math.min(past.endMs, (day + 1) * dayMs);
		const bars = parent === undefined ? [] : split(parent, hourMs, end, randomOf('hours', day), quietHour);
		hourBars.set(day, bars);
		return bars;
	};

	const minutesOfHour = (hour: number): readonly Bar[] => {
		const known = minuteBars.get(hour);
		if (known !== undefined) {
			return known;
		}

		const start = hour * hourMs;
		const parent = rawHours(Math.floor(start / dayMs)).find(bar => bar.start === start);
		const end = Math.min(past.endMs, start + hourMs);
		const bars = parent === undefined ? [] : split(parent, minuteMs, end, randomOf('minutes', hour), quietMinute);
		if (minuteBars.size >= cachedHours) {
			minuteBars.clear();
		}

		minuteBars.set(hour, bars);
		return bars;
	};

	const hoursOfDay = (day: number): readonly Bar[] =>
		today - day > exactDays
			? rawHours(day)
			: rawHours(day).map(bar => ({ ...bar, turnover: sumTurnover(minutesOfHour(bar.start / hourMs)) }));

	const between = (
		stepMs: number,
		from: number,
		to: number,
		make: (index: number) => readonly Bar[],
	): readonly Bar[] => {
		const first = Math.max(from, (today - pastDays) * dayMs);
		const last = Math.min(to, past.endMs);
		const bars: Bar[] = [];
		for (let index = Math.floor(first / stepMs); index * stepMs < last; index += 1) {
			for (const bar of make(index)) {
				if (bar.start >= from && bar.start < to) {
					bars.push(bar);
				}
			}
		}

		return bars;
	};

	return {
		minutes: (from, to) => between(hourMs, from, to, minutesOfHour),
		hours: (from, to) => between(dayMs, from, to, hoursOfDay),
		days: (from, to) =>
			between(dayMs, from, to, day => {
				const bar = dayBar(day);
				return bar === undefined ? [] : [{ ...bar, turnover: sumTurnover(hoursOfDay(day)) }];
			}),
	};
}

const sumTurnover = (bars: readonly Bar[]): bigint => bars.reduce((sum, bar) => sum + bar.turnover, 0n);

/** Splits a bar into children of `stepMs` whose open, close, extremes and volume add up to it exactly. */
function split(parent: Bar, stepMs: number, end: number, random: Random, quietChance: number): readonly Bar[] {
	const count = Math.ceil((end - parent.start) / stepMs);
	const keep = drawIndex(random, count);
	const busy = Array.from({ length: count }, (_, index) => index === keep || random() >= quietChance);
	const busyCount = busy.filter(Boolean).length;
	// The last child may be shorter than the others.
	const lengths = busy.map((trades, index) => (trades ? Math.min(1, (end - parent.start) / stepMs - index) : 0));
	const length = lengths.reduce((sum, part) => sum + part, 0);
	const walk: number[] = [0];
	const share: number[] = [0];
	for (const part of lengths) {
		walk.push(walk.at(-1)! + drawNormal(random) * Math.sqrt(part));
		share.push(share.at(-1)! + part / length);
	}

	// A bridge from open to close, stretched upwards and downwards as far as it fits between the extremes.
	const level = share.map(part => parent.open + (parent.close - parent.open) * part);
	const bend = share.map((part, index) => walk[index]! - part * walk[count]!);
	// No further than a walk of that many steps would go: the rest of the range is for the wicks.
	let up = (parent.high - parent.low) / Math.sqrt(length);
	let down = up;
	for (let index = 0; index <= count; index += 1) {
		if (bend[index]! > 1e-9) {
			up = Math.min(up, (parent.high - level[index]!) / bend[index]!);
		} else if (bend[index]! < -1e-9) {
			down = Math.min(down, (parent.low - level[index]!) / bend[index]!);
		}
	}

	const path = level.map((value, index) => {
		const bent =
			value + (bend[index]! > 1e-9 ? bend[index]! * up * 0.96 : bend[index]! < -1e-9 ? bend[index]! * down * 0.96 : 0);
		return Math.min(parent.high, Math.max(parent.low, Math.round(bent)));
	});
	path[0] = parent.open;
	path[count] = parent.close;
	for (let index = count - 1; index >= 0 && !busy[index]; index -= 1) {
		path[index] = parent.close;
	}

	const wick = (parent.high - parent.low) / (busyCount * 2.5);
	const children: { start: number; open: number; close: number; high: number; low: number; weight: number }[] = [];
	for (let index = 0; index < count; index += 1) {
		if (busy[index]) {
			const open = path[index]!;
			const close = path[index + 1]!;
			children.push({
				start: parent.start + index * stepMs,
				open,
				close,
				high: Math.min(parent.high, Math.max(open, close) + Math.floor(random() * wick)),
				low: Math.max(parent.low, Math.min(open, close) - Math.floor(random() * wick)),
				weight: Math.exp(drawNormal(random) * 0.6) * lengths[index]!,
			});
		}
	}

	children.reduce((best, child) => (child.high > best.high ? child : best)).high = parent.high;
	children.reduce((best, child) => (child.low < best.low ? child : best)).low = parent.low;
	const weights = children.reduce((sum, child) => sum + child.weight, 0);
	let left = parent.lots;
	return children.map((child, index) => {
		const rest = children.length - 1 - index;
		const lots =
			rest === 0 ? left : Math.max(1, Math.min(left - rest, Math.floor((parent.lots * child.weight) / weights)));
		left -= lots;
		const { start, open, close, high, low } = child;
		const turnover = (BigInt(lots) * BigInt(open + close + high + low)) / 4n;
		return { start, open, close, high, low, lots, turnover };
	});
}

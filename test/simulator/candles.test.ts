import { expect, test } from 'vitest';
import { candleIntervals } from '../../source/model/market-event.js';
import { type Bar, createCandleHistory, dayMs, hourMs, minuteMs } from '../../source/simulator/candle-history.js';
import { barStart, createCandles } from '../../source/simulator/candles.js';
import { createMarketProfiles } from '../../source/simulator/market-profiles.js';

const endMs = Date.UTC(2026, 5, 17, 13, 37);
const profiles = createMarketProfiles(8, 1);
const historyOf = (index: number, seed = 1) =>
	createCandleHistory(profiles[index]!, { seed, endMs, endTicks: profiles[index]!.startTicks });

const join = (bars: readonly Bar[]) => ({
	open: bars[0]!.open,
	close: bars.at(-1)!.close,
	high: Math.max(...bars.map(bar => bar.high)),
	low: Math.min(...bars.map(bar => bar.low)),
	lots: bars.reduce((sum, bar) => sum + bar.lots, 0),
	turnover: bars.reduce((sum, bar) => sum + bar.turnover, 0n),
});

test('the minutes of every hour add up to it, and the hours of every day', () => {
	for (const index of [0, 4, 5, 7]) {
		const history = historyOf(index);
		const from = Math.floor(endMs / dayMs) * dayMs - 2 * dayMs;
		for (const hour of history.hours(from, endMs)) {
			const minutes = history.minutes(hour.start, hour.start + hourMs);

			expect(join(minutes)).toEqual({ ...join([hour]) });
		}

		for (const day of history.days(from, endMs)) {
			expect(join(history.hours(day.start, day.start + dayMs))).toEqual(join([day]));
		}
	}
});

test('bars follow each other without a jump and end where the live market begins', () => {
	for (const [index, profile] of profiles.entries()) {
		const minutes = historyOf(index).minutes(endMs - dayMs, endMs);

		expect(minutes.at(-1)?.close).toBe(profile.startTicks);
		for (const [at, bar] of minutes.entries()) {
			expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
			expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
			expect(bar.lots).toBeGreaterThan(0);
			const average = Number(bar.turnover) / bar.lots;
			expect(average).toBeGreaterThanOrEqual(bar.low * 0.999_999);
			expect(average).toBeLessThanOrEqual(bar.high * 1.000_001);
			if (at > 0) {
				expect(bar.open).toBe(minutes[at - 1]!.close);
			}
		}
	}
});

test('a quiet market has minutes without a row, a busy one has none', () => {
	expect(historyOf(7).minutes(endMs - dayMs, endMs).length).toBeLessThan(1300);
	expect(historyOf(0).minutes(endMs - dayMs, endMs)).toHaveLength(1440);
});

test('the same seed remembers the same past, another seed another', () => {
	const [one, same, other] = [historyOf(0, 5), historyOf(0, 5), historyOf(0, 6)];
	const days = (history: typeof one) => history.days(endMs - 300 * dayMs, endMs).map(({ open, high }) => [open, high]);

	expect(days(one)).toEqual(days(same));
	expect(days(one)).not.toEqual(days(other));
	expect(days(one)).toHaveLength(300);
});

test('every interval is made of the same minutes, newest first, weeks from Monday and months by the calendar', () => {
	const candles = createCandles(historyOf(0), endMs);
	candles.onTrade(endMs + 5000, profiles[0]!.startTicks, 100);
	candles.onTrade(endMs + 64_000, profiles[0]!.startTicks, 10);
	candles.onTrade(endMs + 65_000, 672_900, 50);
	const now = endMs + 70_000;
	for (const interval of candleIntervals) {
		const bars = candles.query(interval, 0, now, 30);

		expect(bars.length, interval).toBe(30);
		expect(bars[0]!.close, interval).toBe(672_900);
		for (const [index, bar] of bars.entries()) {
			expect(barStart(interval, bar.start), interval).toBe(bar.start);
			if (index > 0) {
				expect(bar.start).toBeLessThan(bars[index - 1]!.start);
				expect(bar.close).toBe(bars[index - 1]!.open);
			}
		}
	}

	expect(new Date(barStart('1week', now)).getUTCDay()).toBe(1);
	expect(barStart('1month', now)).toBe(Date.UTC(2026, 5, 1));
	expect(barStart('1month', Date.UTC(2024, 1, 29, 23))).toBe(Date.UTC(2024, 1, 1));
	const hour = candles.query('1hour', endMs - hourMs, now, 10)[0]!;
	const minutes = candles.query('1min', barStart('1hour', now), now, 100);
	expect(hour.lots).toBe(minutes.reduce((sum, bar) => sum + bar.lots, 0));
	expect(minutes).toHaveLength(39);
	expect(hour.start % minuteMs).toBe(0);
});

test('no more rows than asked for, the newest of the range', () => {
	const candles = createCandles(historyOf(0), endMs);

	const bars = candles.query('1min', 0, endMs, 1500);

	expect(bars).toHaveLength(1500);
	expect(bars[0]!.start).toBe(endMs - minuteMs);
});

import type { Clock } from '../../lib/seams.js';
import type { CandleEvent, CandleInterval } from '../../model/market-event.js';
import { candleOf } from './decode-market.js';
import { requireShape } from './decode-rest.js';
import { endpoints } from './endpoints.js';
import type { Rest } from './rest.js';
import type { RestCandles } from './wire.js';
import { checkRestCandles } from './wire-check.generated.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Length of a bar; of a month its longest. */
export const intervalMs: Readonly<Record<CandleInterval, number>> = {
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
	'1week': 7 * dayMs,
	'1month': 31 * dayMs,
};

const maxRows = 1500;
const maxPages = 20;

/**
 * Candles of a span, oldest first, each start once; bars without a trade are missing, as the venue has no row for them. The
 * venue takes the bounds in seconds and answers newest first with at most 1500 rows, so long spans are read page by page,
 * newest first, at most twenty pages. Source: KuCoin docs, Get Klines.
 */
export async function readCandles(
	deps: { readonly rest: Rest; readonly clock: Clock },
	symbol: string,
	interval: CandleInterval,
	bounds: { readonly from: number; readonly to: number },
): Promise<readonly CandleEvent[]> {
	const candles = new Map<number, CandleEvent>();
	const spanMs = intervalMs[interval] * (maxRows - 1);
	let to = bounds.to;
	for (let page = 0; page < maxPages && to > bounds.from; page += 1) {
		const from = Math.max(bounds.from, to - spanMs);
		const data = await deps.rest.call({
			method: 'GET',
			endpoint: endpoints.candles,
			query: { symbol, type: interval, startAt: Math.floor(from / 1000), endAt: Math.ceil(to / 1000) },
		});
		requireShape(checkRestCandles, data ?? [], 'GET /api/v1/market/candles');
		const receivedAt = deps.clock.wallNow();
		for (const row of (data ?? []) as RestCandles) {
			const candle = candleOf(symbol, interval, row as unknown as readonly string[], receivedAt);
			if (candle.start >= bounds.from && candle.start <= bounds.to) {
				candles.set(candle.start, candle);
			}
		}

		to = from;
	}

	return [...candles.values()].sort((one, other) => one.start - other.start);
}

import type { CandleEvent } from '../../source/model/market-event.js';

/** A minute's bar that closes at `close`, one above its low and one below its high, all its volume at the close. */
export const createChartEvent = (start: number, close: number, volume: number): CandleEvent => ({
	type: 'candle',
	symbol: 'BTC-USDT',
	interval: '1min',
	open: String(close),
	close: String(close),
	high: String(close + 1),
	low: String(close - 1),
	volume: String(volume),
	turnover: String(volume * close),
	start,
	receivedAt: start,
});

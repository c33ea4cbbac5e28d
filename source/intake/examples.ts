import type { FieldMap } from './field-map.js';

/** What a word for confidence is worth. A sender's own words belong into its own map. */
const confidenceWords = { low: 0.3, medium: 0.5, high: 0.8, 'very high': 0.9 };

const sideWords = {
	buy: 'buy',
	long: 'buy',
	enter_long: 'buy',
	sell: 'sell',
	short: 'sell',
	exit_long: 'sell',
};

/**
 * Field maps for the shapes of well-known senders. Neither is an official one: the first two send what their user writes
 * into the alert, so that a map and an alert belong together.
 *
 * - `tradingview`: an alert of `{"ticker": "{{ticker}}", "exchange": "{{exchange}}", "action": "{{strategy.order.action}}",
 *   "price": "{{close}}", "time": "{{timenow}}", "name": "…", "confidence": "high", "stop": "…", "target": "…"}`. Without
 *   `confidence` it counts as 0.5.
 * - `3commas`: the custom signal bot's `{"secret", "max_lag", "timestamp", "trigger_price", "tv_instrument", "action",
 *   "bot_uuid"}`; `max_lag` seconds are its life. Its `secret` is checked where secrets in bodies are allowed.
 * - `trendfi`: `{"id", "ticker", "price", "buy", "sell", "token"}`, stamped when it comes.
 * - `botely`: `{"signal_id", "symbol", "direction", "confidence": 0–100, "entry", "stop_loss", "take_profits", "sent_at"}`.
 */
export const exampleMaps = {
	tradingview: {
		fields: {
			timestamp: { path: '$.time', as: 'iso-time' },
			symbol: { path: '$.ticker', as: 'symbol' },
			signal_type: [
				{ path: '$.name', as: 'name' },
				{ path: '$.action', as: 'name' },
			],
			confidence: [
				{ path: '$.confidence', words: confidenceWords },
				{ path: '$.confidence', as: 'percent' },
				{ value: 0.5 },
			],
			side: { path: '$.action', words: sideWords },
			entry_low: { path: '$.price', as: 'decimal' },
			entry_high: { path: '$.price', as: 'decimal' },
			stop: { path: '$.stop', as: 'decimal' },
			targets: { path: '$.target', as: 'decimals' },
			reason: { path: '$.comment', as: 'text' },
		},
	},
	'3commas': {
		fields: {
			timestamp: { path: '$.timestamp', as: 'iso-time' },
			symbol: { path: '$.tv_instrument', as: 'symbol' },
			signal_type: { path: '$.action', as: 'name' },
			confidence: { value: 0.5 },
			side: { path: '$.action', words: sideWords },
			entry_low: { path: '$.trigger_price', as: 'decimal' },
			entry_high: { path: '$.trigger_price', as: 'decimal' },
			ttl_ms: { path: '$.max_lag', as: 'duration-seconds' },
		},
	},
	trendfi: {
		fields: {
			timestamp: { as: 'received' },
			id: { path: '$.id', as: 'text' },
			symbol: { path: '$.ticker', as: 'symbol' },
			signal_type: [
				{ path: '$.buy', words: { true: 'trend_up' } },
				{ path: '$.sell', words: { true: 'trend_down' } },
			],
			side: [
				{ path: '$.buy', words: { true: 'buy' } },
				{ path: '$.sell', words: { true: 'sell' } },
			],
			confidence: { value: 0.5 },
			entry_low: { path: '$.price', as: 'decimal' },
			entry_high: { path: '$.price', as: 'decimal' },
		},
	},
	botely: {
		fields: {
			timestamp: { path: '$.sent_at', as: 'seconds' },
			id: { path: '$.signal_id', as: 'text' },
			symbol: { path: '$.symbol', as: 'symbol' },
			signal_type: [{ path: '$.strategy', as: 'name' }, { value: 'botely' }],
			side: { path: '$.direction', words: sideWords },
			confidence: { path: '$.confidence', as: 'percent' },
			entry_low: { path: '$.entry', as: 'decimal' },
			entry_high: { path: '$.entry', as: 'decimal' },
			stop: { path: '$.stop_loss', as: 'decimal' },
			targets: { path: '$.take_profits', as: 'decimals' },
		},
	},
} as const satisfies Readonly<Record<string, FieldMap>>;

/** The fields that hold a secret in the bodies of those senders that can put one there. */
export const exampleSecretFields = { tradingview: 'secret', '3commas': 'secret', trendfi: 'token' } as const;

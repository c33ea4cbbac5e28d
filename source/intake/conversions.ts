/** What a field map can make of a value. */
export const conversions = [
	'text',
	'number',
	'percent',
	'decimal',
	'decimals',
	'symbol',
	'name',
	'iso-time',
	'seconds',
	'milliseconds',
	'duration-seconds',
	'received',
] as const;

export type Conversion = (typeof conversions)[number];

/** Longest first, so that FDUSD is not read as USD. */
const quotes = ['FDUSD', 'USDT', 'USDC', 'USD1', 'TUSD', 'BTC', 'ETH', 'EUR', 'TRX', 'KCS', 'DAI', 'BRL', 'TRY'];
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
const plainDecimal = /^\d{1,20}(?:\.\d{1,20})?$/;

/**
 * Converts one value of a sender:
 * - `percent`: 0–100 → 0–1; `decimal`: a number or text → decimal text; `decimals`: a list of them, or one text with commas;
 * - `symbol`: `KUCOIN:BTCUSDT`, `BTC/USDT`, `BTC_USDT` → `BTC-USDT`;
 * - `name`: `Long Breakout`, `enter-long` → `long_breakout`, `enter_long`;
 * - `iso-time` with a zone, `seconds` (a fraction counts), `milliseconds` as text → ms since the epoch;
 * - `duration-seconds` → ms.
 *
 * What cannot be read comes back unchanged, for the schema to refuse.
 */
export function convert(as: Conversion, value: unknown): unknown {
	switch (as) {
		case 'text':
			return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
		case 'number':
			return numberOf(value) ?? value;
		case 'percent': {
			const percent = numberOf(value);
			return percent === undefined ? value : Number((percent / 100).toPrecision(12));
		}
		case 'decimal':
			return decimalOf(value);
		case 'decimals': {
			const list: unknown = typeof value === 'string' ? value.split(',').map(part => part.trim()) : value;
			return Array.isArray(list) ? list.map(decimalOf) : value;
		}
		case 'symbol':
			return typeof value === 'string' ? symbolOf(value) : value;
		case 'name':
			return typeof value === 'string' ? nameOf(value) : value;
		case 'iso-time':
			return typeof value === 'string' && isoTime.test(value) ? Date.parse(value) || value : value;
		case 'seconds':
		case 'duration-seconds': {
			const seconds = numberOf(value);
			return seconds === undefined ? value : Math.round(seconds * 1000);
		}
		case 'milliseconds':
			return numberOf(value) ?? value;
		case 'received':
			return value;
	}
}

function numberOf(value: unknown): number | undefined {
	if (typeof value === 'number') {
		return value;
	}

	return typeof value === 'string' && /^-?\d{1,20}(?:\.\d{1,20})?$/.test(value.trim()) ? Number(value) : undefined;
}

/** A number that JavaScript would write with an exponent has no exact decimals and is left alone. */
function decimalOf(value: unknown): unknown {
	return typeof value === 'number' && plainDecimal.test(String(value)) ? String(value) : value;
}

function symbolOf(text: string): string {
	const pair = text
		.trim()
		.toUpperCase()
		.replace(/^[A-Z0-9_]+:/, '');
	const parts = pair.split(/[-/_]/);
	if (parts.length > 1) {
		return parts.join('-');
	}

	const quote = quotes.find(name => pair.endsWith(name) && pair.length > name.length);
	return quote === undefined ? pair : `${pair.slice(0, -quote.length)}-${quote}`;
}

function nameOf(text: string): string {
	return text
		.trim()
		.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^_+|_+$/g, '');
}

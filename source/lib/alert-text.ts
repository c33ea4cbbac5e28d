/** An alert on something other than a price, as the settings spell it. */
export type AlertRule = {
	/** As it was spelled. */
	readonly text: string;
	/** It goes off each time anew; else it is done after once. */
	readonly repeats: boolean;
} & (
	| {
			readonly kind: 'spread' | 'volume';
			readonly symbol: string;
			readonly when: 'at-or-above' | 'at-or-below';
			/** Of the spread in basis points; of the volume in quote units that traded within the last minute. */
			readonly limit: number;
	  }
	| {
			readonly kind: 'signal';
			/** Undefined: of any. */
			readonly symbol: string | undefined;
			readonly signalType: string | undefined;
			/** 0 to 1. */
			readonly leastConfidence: number;
	  }
	| { readonly kind: 'order'; readonly symbol: string | undefined; readonly status: OrderAlertStatus | undefined }
	| { readonly kind: 'connection'; readonly downSeconds: number }
);

/** What may become of an order that an alert can name. */
export const orderAlertStatuses = ['filled', 'partial', 'canceled', 'rejected', 'unknown'] as const;

export type OrderAlertStatus = (typeof orderAlertStatuses)[number];

/** Words that an alert may begin with, or have behind its symbol. */
export const alertKinds = ['spread', 'volume', 'signal', 'order', 'connection'] as const;

export const alertExpected =
	'an alert such as BTC-USDT spread>5, BTC-USDT volume>250000, signal long_breakout>0.7 repeat, order filled repeat, or connection>10';

const defaultDownSeconds = 5;
const decimal = '(?:0|[1-9]\\d{0,14})(?:\\.\\d{1,12})?';
const form = new RegExp(
	`^(?:(?<symbol>[A-Z0-9]{1,20}-[A-Z0-9]{1,20}) )?(?<kind>${alertKinds.join('|')})(?: (?!repeat\\b)(?<word>[a-z][a-z0-9_]{0,63}))?(?:(?<sign>[<>])(?<number>${decimal}))?(?<repeat> repeat)?$`,
);

/** Reads `[SYMBOL ]KIND[ WORD][>NUMBER][ repeat]`; undefined where the text is none. */
export function parseAlert(text: string): AlertRule | undefined {
	const { symbol, kind, word, sign, number, repeat } = form.exec(text)?.groups ?? {};
	const limit = number === undefined ? undefined : Number(number);
	const start = { text, repeats: repeat !== undefined };
	switch (kind) {
		case 'spread':
		case 'volume':
			return symbol === undefined || limit === undefined || !(limit > 0) || word !== undefined
				? undefined
				: { ...start, kind, symbol, when: sign === '>' ? 'at-or-above' : 'at-or-below', limit };
		case 'signal':
			return sign === '<' || (limit ?? 0) > 1
				? undefined
				: { ...start, kind, symbol, signalType: word, leastConfidence: limit ?? 0 };
		case 'order':
			return sign !== undefined || (word !== undefined && !isOrderStatus(word))
				? undefined
				: { ...start, kind, symbol, status: word };
		case 'connection':
			return symbol !== undefined || word !== undefined || sign === '<' || (limit ?? 0) > 86_400
				? undefined
				: { ...start, kind, downSeconds: limit ?? defaultDownSeconds };
		default:
			return undefined;
	}
}

const isOrderStatus = (word: string): word is OrderAlertStatus =>
	(orderAlertStatuses as readonly string[]).includes(word);

/**
 * What a person typed, as the settings spell it: symbols in capitals, words small, and what needs a symbol and has none is
 * of `symbol`.
 */
export function spellAlert(typed: string, symbol: string): string {
	const text = typed.trim().replace(/\s+/g, ' ');
	if (/^[<>]/.test(text)) {
		return `${symbol}${text.toLowerCase()}`;
	}

	const first = /^[a-z]*/i.exec(text)?.[0].toLowerCase() ?? '';
	const isKind = (alertKinds as readonly string[]).includes(first) && !text.slice(first.length).startsWith('-');
	if (isKind) {
		const needsSymbol = first === 'spread' || first === 'volume';
		return `${needsSymbol ? `${symbol} ` : ''}${text.toLowerCase()}`;
	}

	const space = text.indexOf(' ');
	return space === -1 ? text.toUpperCase() : text.slice(0, space).toUpperCase() + text.slice(space).toLowerCase();
}

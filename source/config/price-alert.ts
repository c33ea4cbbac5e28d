import { type AlertRule, alertExpected, parseAlert } from '../lib/alert-text.js';
import type { Parsed } from './values.js';

/** An alert as the settings spell it. */
export type PriceAlertText = {
	readonly symbol: string;
	readonly when: 'at-or-above' | 'at-or-below';
	/** Plain decimal, as it was typed. */
	readonly price: string;
	readonly repeat: boolean;
};

const form =
	/^(?<symbol>[A-Z0-9]{1,20}-[A-Z0-9]{1,20})(?<sign>[<>])(?<price>(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?)(?<repeat> repeat)?$/;

/** `BTC-USDT>70000`: once a trade is at or above it; `<`: at or below; ` repeat` behind it: each time anew. */
export function checkPriceAlert(text: string): Parsed<PriceAlertText> {
	const { symbol, sign, price, repeat } = form.exec(text)?.groups ?? {};
	if (symbol === undefined || price === undefined || !(Number(price) > 0)) {
		return { ok: false, expected: 'an alert such as BTC-USDT>70000, BTC-USDT<60000 or BTC-USDT>70000 repeat' };
	}

	return {
		ok: true,
		value: { symbol, price, when: sign === '>' ? 'at-or-above' : 'at-or-below', repeat: repeat !== undefined },
	};
}

/** An alert on anything but a price. */
export function checkOtherAlert(text: string): Parsed<AlertRule> {
	const value = parseAlert(text);
	return value === undefined ? { ok: false, expected: alertExpected } : { ok: true, value };
}

/** Those of a list that are on prices, once each; `id` is the text. */
export const readPriceAlerts = (texts: readonly string[]): readonly (PriceAlertText & { readonly id: string })[] =>
	[...new Set(texts)].flatMap(text => {
		const parsed = checkPriceAlert(text);
		return parsed.ok ? [{ id: text, ...parsed.value }] : [];
	});

/** Those of a list that are on anything but a price, once each. */
export const readOtherAlerts = (texts: readonly string[]): readonly AlertRule[] =>
	[...new Set(texts)].flatMap(text => {
		const parsed = checkOtherAlert(text);
		return parsed.ok ? [parsed.value] : [];
	});

import { decimalText, isPlainDecimal, parseDecimal } from '../lib/decimal.js';
import { KcmonError } from '../lib/errors.js';
import type { Fill } from '../model/order.js';
import type { PaperBalance } from './paper-account.js';
import type { PaperOrder } from './paper-order.js';

/** The whole paper account as JSON: exact texts, nothing that a number could damage. */
export type PaperState = {
	readonly v: 1;
	readonly balances: readonly PaperBalance[];
	/** Active ones, and the newest that are done; oldest first. */
	readonly orders: readonly PaperOrder[];
	/** The newest; oldest first. */
	readonly fills: readonly Fill[];
	/** Numbers that the next ids are made from. */
	readonly next: { readonly order: number; readonly trade: number; readonly change: number };
};

/** Currency → amount of a fresh paper account. */
export const paperStartingBalances: Readonly<Record<string, string>> = { USDT: '10000' };

/**
 * A fresh account with these balances, plain decimals by currency. Trade ids start at the wall time, so that they go on
 * growing over a reset. Throws a `KcmonError` `ERR_PAPER_BALANCE` on a currency or an amount that is none.
 */
export function openPaperState(
	wallNow: number,
	balances: Readonly<Record<string, string>> = paperStartingBalances,
): PaperState {
	return {
		v: 1,
		balances: Object.entries(balances).map(([currency, total]) => ({
			currency,
			total: startingAmount(currency, total),
			hold: '0',
		})),
		orders: [],
		fills: [],
		next: { order: 1, trade: wallNow * 1000, change: 1 },
	};
}

/** A currency's code at the venue. */
export const currencyPattern = /^[A-Z0-9]{1,20}$/;

function startingAmount(currency: string, total: string): string {
	if (!currencyPattern.test(currency)) {
		throw new KcmonError(`Expected a currency such as USDT, was ${JSON.stringify(currency.slice(0, 40))}`, {
			code: 'ERR_PAPER_BALANCE',
		});
	}

	if (!isPlainDecimal(total) || total.length > 40 || parseDecimal(total).lt('0')) {
		throw new KcmonError(
			`Expected a plain decimal of ${currency}, not negative, was ${JSON.stringify(total.slice(0, 40))}`,
			{
				code: 'ERR_PAPER_BALANCE',
			},
		);
	}

	return decimalText(parseDecimal(total));
}

import { isKcmonError } from '../lib/errors.js';
import type { Clock } from '../lib/seams.js';
import type { Gateway } from '../trading/gateway.js';
import {
	type BalanceLine,
	type FillLine,
	type OrderLine,
	toBalanceLine,
	toFillLine,
	toOrderLine,
} from './account-lines.js';

export type AccountRows = {
	readonly balances: readonly BalanceLine[];
	readonly orders: readonly OrderLine[];
	readonly fills: readonly FillLine[];
};

export type AccountList = keyof AccountRows;

/** The venue answers for fewer than eight days at once. */
const fillsMs = 7 * 24 * 3_600_000 - 60_000;

/** Reads one list of an account. `symbols`: of which fills are wanted, besides those with working orders. */
export async function readAccount<List extends AccountList>(
	list: List,
	{ gateway, clock }: { readonly gateway: Gateway; readonly clock: Clock },
	symbols: readonly string[],
): Promise<AccountRows[List]> {
	const readers: { readonly [Name in AccountList]: () => Promise<AccountRows[Name]> } = {
		balances: async () => {
			const balances = await gateway.balances();
			return balances.map(balance => toBalanceLine(balance, gateway.venueNow(), clock.wallNow()));
		},
		orders: async () => {
			const active = await Promise.all((await gateway.activeSymbols()).map(gateway.activeOrders));
			const orders = active.flat().toSorted((left, right) => left.createdAt - right.createdAt);
			return orders.map(order => toOrderLine(order, clock.wallNow()));
		},
		fills: async () => {
			const since = gateway.venueNow() - fillsMs;
			const fills = [];
			// One after another: a list of symbols must not use up the venue's budget at once.
			for (const symbol of symbols) {
				fills.push(...(await fillsOf(gateway, symbol, since, symbols.length > 1)));
			}

			return fills.toSorted((left, right) => left.time - right.time).map(fill => toFillLine(fill, clock.wallNow()));
		},
	};
	return readers[list]();
}

/** A symbol that the venue has not (any more) must not hide the fills of the others. */
async function fillsOf(gateway: Gateway, symbol: string, since: number, isOneOfMany: boolean) {
	try {
		return await gateway.fills({ symbol, since });
	} catch (error) {
		if (isOneOfMany && isKcmonError(error) && error.code === 'ERR_UNKNOWN_SYMBOL') {
			return [];
		}

		throw error;
	}
}

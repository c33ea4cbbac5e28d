import { addDecimals, type Decimal, decimalText, parseDecimal } from '../lib/decimal.js';
import { KcmonError } from '../lib/errors.js';

/** One currency of the paper account. Exact texts. */
export type PaperBalance = { readonly currency: string; readonly total: string; readonly hold: string };

/** What a change of a balance belongs to. */
export type PaperContext = {
	readonly symbol: string;
	readonly orderId: string;
	readonly tradeId: string | undefined;
};

/** The state of one currency after a change; `hold` reserves or releases, `setted` (the venue's word) settles a trade. */
export type PaperBalanceChange = PaperBalance & {
	readonly available: string;
	readonly relationEvent: 'trade.hold' | 'trade.setted';
	readonly context: PaperContext;
};

/**
 * Balances of the paper account, exact. Only fills and fees change a total; available and hold are never negative: a
 * change that would make them so throws and changes nothing.
 */
export type PaperAccount = {
	readonly available: (currency: string) => Decimal;
	/** Reserves; a negative amount releases. */
	readonly hold: (currency: string, amount: Decimal, context: PaperContext) => void;
	/** Changes the total and takes `fromHold` out of the hold, in one step. */
	readonly settle: (
		currency: string,
		change: { readonly total: Decimal; readonly fromHold: Decimal },
		context: PaperContext,
	) => void;
	/** Currencies that were ever held, in the order of their first use. */
	readonly list: () => readonly PaperBalance[];
};

const zero = parseDecimal('0');

export function createPaperAccount(
	opening: readonly PaperBalance[],
	onChange: (change: PaperBalanceChange) => void,
): PaperAccount {
	const balances = new Map(
		opening.map(({ currency, total, hold }) => [currency, { total: parseDecimal(total), hold: parseDecimal(hold) }]),
	);

	const change = (
		currency: string,
		totalChange: Decimal,
		holdChange: Decimal,
		relationEvent: PaperBalanceChange['relationEvent'],
		context: PaperContext,
	): void => {
		const before = balances.get(currency) ?? { total: zero, hold: zero };
		const total = addDecimals(before.total, totalChange);
		const hold = addDecimals(before.hold, holdChange);
		if (hold.lt('0') || total.lt(hold)) {
			throw new KcmonError(
				`Paper balance ${currency} of order ${context.orderId} would be total=${decimalText(total)} hold=${decimalText(hold)}`,
				{ code: 'ERR_PAPER_BALANCE' },
			);
		}

		balances.set(currency, { total, hold });
		onChange({
			currency,
			total: decimalText(total),
			hold: decimalText(hold),
			available: decimalText(total.minus(hold)),
			relationEvent,
			context,
		});
	};

	return {
		available: currency => {
			const balance = balances.get(currency);
			return balance === undefined ? zero : balance.total.minus(balance.hold);
		},
		hold: (currency, amount, context) => {
			if (!amount.eq('0')) {
				change(currency, zero, amount, 'trade.hold', context);
			}
		},
		settle: (currency, { total, fromHold }, context) => {
			change(currency, total, zero.minus(fromHold), 'trade.setted', context);
		},
		list: () =>
			[...balances].map(([currency, { total, hold }]) => ({
				currency,
				total: decimalText(total),
				hold: decimalText(hold),
			})),
	};
}

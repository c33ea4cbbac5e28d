import { crowdOwner } from './book-side.js';
import { formatBig, moneyDecimals, parseUnits } from './fixed-point.js';

/** Why a balance moved, as `/account/balance` tells it. */
export type BalanceContext = { readonly symbol: string; readonly orderId: string; readonly tradeId?: string };

/** One change of one currency of one account. Amounts are units of 10^−20. */
export type BalanceChange = {
	readonly owner: number;
	readonly currency: string;
	readonly total: bigint;
	readonly hold: bigint;
	readonly availableChange: bigint;
	readonly holdChange: bigint;
	/** The part of `total` that was a fee. */
	readonly fee: bigint;
	readonly event: 'trade.hold' | 'trade.setted';
	readonly context: BalanceContext;
};

export type Balance = { readonly currency: string; readonly total: bigint; readonly hold: bigint };

export type Accounts = {
	readonly open: (owner: number, balances: Readonly<Record<string, string>>) => void;
	readonly balances: (owner: number) => readonly Balance[];
	readonly available: (owner: number, currency: string) => bigint;
	/** False, and nothing changed, when less than `amount` is available. */
	readonly hold: (owner: number, currency: string, amount: bigint, context: BalanceContext) => boolean;
	readonly release: (owner: number, currency: string, amount: bigint, context: BalanceContext) => void;
	/** Changes the total and takes `fromHold` out of the hold, in one step; `fee` is a part of `total`. */
	readonly settle: (
		owner: number,
		currency: string,
		change: { readonly total: bigint; readonly fromHold: bigint; readonly fee: bigint },
		context: BalanceContext,
	) => void;
	/** Fees are collected here. */
	readonly collect: (currency: string, amount: bigint) => void;
	/** Everything of a currency: accounts, crowd and fees. Trading never changes it. */
	readonly sum: (currency: string) => bigint;
};

export const formatMoney = (amount: bigint): string => formatBig(amount, moneyDecimals);

/** Balances of every account, exact. The crowd's may be negative: it has no limits, but it is counted. */
export function createAccounts(onChange: (change: BalanceChange) => void): Accounts {
	const owners = new Map<number, Map<string, { total: bigint; hold: bigint }>>();
	const fees = new Map<string, bigint>();

	const balanceOf = (owner: number, currency: string): { total: bigint; hold: bigint } => {
		const account = owners.get(owner) ?? new Map<string, { total: bigint; hold: bigint }>();
		owners.set(owner, account);
		const balance = account.get(currency) ?? { total: 0n, hold: 0n };
		account.set(currency, balance);
		return balance;
	};

	const move = (
		owner: number,
		currency: string,
		change: { readonly total: bigint; readonly hold: bigint; readonly fee: bigint },
		event: BalanceChange['event'],
		context: BalanceContext,
	): void => {
		const balance = balanceOf(owner, currency);
		balance.total += change.total;
		balance.hold += change.hold;
		if (owner !== crowdOwner) {
			onChange({
				owner,
				currency,
				total: balance.total,
				hold: balance.hold,
				availableChange: change.total - change.hold,
				holdChange: change.hold,
				fee: change.fee,
				event,
				context,
			});
		}
	};

	const available = (owner: number, currency: string): bigint => {
		const balance = owners.get(owner)?.get(currency);
		return balance === undefined ? 0n : balance.total - balance.hold;
	};

	return {
		open: (owner, balances) => {
			for (const [currency, amount] of Object.entries(balances)) {
				balanceOf(owner, currency).total = parseUnits(amount, moneyDecimals) ?? 0n;
			}
		},
		balances: owner => [...(owners.get(owner) ?? [])].map(([currency, { total, hold }]) => ({ currency, total, hold })),
		available,
		hold: (owner, currency, amount, context) => {
			if (available(owner, currency) < amount) {
				return false;
			}

			move(owner, currency, { total: 0n, hold: amount, fee: 0n }, 'trade.hold', context);
			return true;
		},
		release: (owner, currency, amount, context) => {
			if (amount !== 0n) {
				move(owner, currency, { total: 0n, hold: -amount, fee: 0n }, 'trade.hold', context);
			}
		},
		settle: (owner, currency, change, context) => {
			move(owner, currency, { total: change.total, hold: -change.fromHold, fee: change.fee }, 'trade.setted', context);
		},
		collect: (currency, amount) => {
			fees.set(currency, (fees.get(currency) ?? 0n) + amount);
		},
		sum: currency => {
			let sum = fees.get(currency) ?? 0n;
			for (const account of owners.values()) {
				sum += account.get(currency)?.total ?? 0n;
			}

			return sum;
		},
	};
}

import type { BalanceChange } from './accounts.js';
import { startBase } from './number-base.js';

/** One movement of money in an account; holds are none. */
export type LedgerRow = {
	/** Digits, increasing: the cursor of its pages. */
	readonly id: number;
	readonly change: BalanceChange;
	readonly time: number;
};

export type Ledger = {
	readonly add: (change: BalanceChange, time: number) => void;
	/** Newest first. */
	readonly rows: (owner: number) => readonly LedgerRow[];
};

const rowsKept = 20_000;

export function createLedger(startedAt: number): Ledger {
	const rows: LedgerRow[] = [];
	let id = 254_062_248_624_417 + startBase(startedAt, 100);
	return {
		add: (change, time) => {
			if (change.event === 'trade.setted') {
				id += 1;
				rows.push({ id, change, time });
				if (rows.length > rowsKept) {
					rows.shift();
				}
			}
		},
		rows: owner => rows.filter(row => row.change.owner === owner).reverse(),
	};
}

import type { BalanceEvent } from '../model/account-event.js';
import type { Balance } from '../trading/gateway.js';

/** The trading account's balances, from REST and from the stream, the newer of which counts. */
export type BalanceSheet = {
	readonly available: (currency: string) => string;
	readonly get: (currency: string) => Balance | undefined;
	readonly all: () => readonly Balance[];
	/** To be taken before the venue is asked for all of them. */
	readonly mark: () => number;
	/**
	 * All of them, as the venue answered a question asked at the mark. What the stream has told since then stays: neither
	 * our clock nor the venue's is asked which is the newer.
	 */
	readonly replace: (balances: readonly Balance[], mark: number) => void;
	/**
	 * `older`: it was dated before what the stream told last, and was left. It may have come late; where the venue's clock stepped
	 * back it is the newest there is, which only a question can tell. `unordered`: of the very millisecond of what was told last
	 * and different from it; it was taken, and may be the older of the two all the same.
	 */
	readonly apply: (event: BalanceEvent) => 'changed' | 'unordered' | 'older' | 'of another account';
};

export function createBalanceSheet(): BalanceSheet {
	let balances = new Map<string, Balance>();
	/** By currency: the venue time of what the stream told last, and how many things it had told then. */
	const times = new Map<string, number>();
	const toldAt = new Map<string, number>();
	let told = 0;

	return {
		available: currency => balances.get(currency)?.available ?? '0',
		get: currency => balances.get(currency),
		all: () => [...balances.values()],
		mark: () => told,
		replace(all, mark) {
			const former = balances;
			balances = new Map(all.map(balance => [balance.currency, balance]));
			for (const [currency, at] of toldAt) {
				const known = former.get(currency);
				if (at > mark && known !== undefined) {
					balances.set(currency, known);
				}
			}
		},
		apply(event) {
			// Funding and margin accounts have events of their own; orders draw on the trading account.
			if (!event.relationEvent.startsWith('trade')) {
				return 'of another account';
			}

			const last = times.get(event.currency) ?? Number.NEGATIVE_INFINITY;
			if (event.time < last) {
				return 'older';
			}

			const before = balances.get(event.currency);
			const isSame =
				before?.total === event.total && before.hold === event.hold && before.available === event.available;

			told += 1;
			times.set(event.currency, event.time);
			toldAt.set(event.currency, told);
			const { currency, available, hold, total } = event;
			balances.set(currency, { currency, available, hold, total });
			return event.time === last && !isSame ? 'unordered' : 'changed';
		},
	};
}

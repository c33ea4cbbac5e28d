import type { BalanceEvent } from '../model/account-event.js';
import type { Balance } from '../trading/gateway.js';

/** The trading account's balances, from REST and from the stream, the newer of which counts. */
export type BalanceSheet = {
	readonly available: (currency: string) => string;
	readonly get: (currency: string) => Balance | undefined;
	readonly all: () => readonly Balance[];
	/** All of them, as asked for at this venue time. */
	readonly replace: (balances: readonly Balance[], askedAt: number) => void;
	/** True when it changed something. */
	readonly apply: (event: BalanceEvent) => boolean;
};

export function createBalanceSheet(): BalanceSheet {
	let balances = new Map<string, Balance>();
	const times = new Map<string, number>();
	let askedLastAt = Number.NEGATIVE_INFINITY;

	return {
		available: currency => balances.get(currency)?.available ?? '0',
		get: currency => balances.get(currency),
		all: () => [...balances.values()],
		replace(all, askedAt) {
			const former = balances;
			balances = new Map(all.map(balance => [balance.currency, balance]));
			for (const [currency, time] of times) {
				// The stream told of a change that the answer may not have in it.
				const known = former.get(currency);
				if (time > askedAt && known !== undefined) {
					balances.set(currency, known);
				}
			}

			askedLastAt = askedAt;
		},
		apply(event) {
			// Funding and margin accounts have events of their own; orders draw on the trading account.
			const isOlder = event.time < Math.max(askedLastAt, times.get(event.currency) ?? askedLastAt);
			if (!event.relationEvent.startsWith('trade') || isOlder) {
				return false;
			}

			times.set(event.currency, event.time);
			const { currency, available, hold, total } = event;
			balances.set(currency, { currency, available, hold, total });
			return true;
		},
	};
}

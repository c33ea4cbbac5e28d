import type { State } from '../store/state.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import type { BalanceSheet } from './balance-sheet.js';
import type { ExternalOrders } from './external-orders.js';
import type { Gate } from './gate.js';
import { isGonePair } from './gone-pairs.js';
import { findHoldGaps } from './holds-check.js';
import type { OrderLedger } from './order-ledger.js';

/** Lets positions only shrink while the venue holds what no known order explains. */
export type HoldsGuard = {
	/** After every complete comparison. */
	readonly check: () => void;
	/** A person has lifted it: counts anew. */
	readonly forget: () => void;
};

/** One difference may be an order between two questions; two in a row are not. */
const sweepsNeeded = 2;

export function createHoldsGuard(deps: {
	readonly ledger: OrderLedger;
	readonly externals: ExternalOrders;
	readonly balances: BalanceSheet;
	readonly gate: Gate;
	/** For which pairs there are. */
	readonly state: Pick<State, 'instruments'>;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
	readonly takerRate: (symbol: string) => string;
}): HoldsGuard {
	let differing = 0;
	let hasReduced = false;

	return {
		check() {
			const all = [...deps.ledger.open(), ...deps.externals.open()];
			// What became of orders of a pair that is gone cannot be asked: whether they still hold anything is not known.
			const isGone = ({ symbol }: { readonly symbol: string }) => isGonePair(deps.state, symbol);
			const unsure = new Set(all.filter(isGone).flatMap(({ symbol }) => symbol.split('-')));
			const gaps = findHoldGaps(
				all.filter(order => !isGone(order)),
				deps.balances.all(),
				deps.takerRate,
			);
			if (gaps === undefined) {
				return;
			}

			const gap = gaps.find(({ currency }) => !unsure.has(currency));
			if (gap === undefined) {
				differing = 0;
				if (hasReduced && deps.gate.trading() === 'REDUCING') {
					deps.gate.setTrading('ACTIVE', 'holds agree again');
					deps.notify('info', 'holds agree with the open orders again');
				}

				hasReduced = false;
				return;
			}

			differing += 1;
			if (differing >= sweepsNeeded && deps.gate.trading() === 'ACTIVE') {
				hasReduced = true;
				deps.gate.setTrading('REDUCING', `hold of ${gap.currency} is ${gap.hold}, orders explain ${gap.expected}`);
				deps.notify('danger', `REDUCING: ${gap.hold} ${gap.currency} is held, the open orders explain ${gap.expected}`);
			}
		},
		forget() {
			differing = 0;
			hasReduced = false;
		},
	};
}

import type { Cancel, Clock } from '../lib/seams.js';
import type { Gateway } from '../trading/gateway.js';
import { hasFillsPending, type Order } from '../trading/order-state.js';
import type { OrderLedger } from './order-ledger.js';

/** Completes what the stream leaves open: fees, and fills whose push was lost. Asks the venue's own record of an order. */
export type FillCollector = {
	/** After every change of an order of ours. */
	readonly watch: (order: Order) => void;
	/** Asks now; rejects when the venue cannot be asked. */
	readonly collect: (order: Order) => Promise<void>;
	readonly stop: () => void;
};

/** After the last of these the next reconciliation asks again. */
const delaysMs = [500, 1000, 2000, 4000, 8000, 15_000] as const;

/** The venue told of more than the fills that are known, or a fill has no fee yet. */
export const needsFills = (order: Order): boolean =>
	hasFillsPending(order) || [...order.fills.values()].some(fill => fill.fee === undefined);

export function createFillCollector(clock: Clock, gateway: Pick<Gateway, 'fills'>, ledger: OrderLedger): FillCollector {
	const waiting = new Map<string, Cancel>();

	const collect = async ({ clientOid, symbol }: Order): Promise<void> => {
		for (const orderId of ledger.orderIdsOf(clientOid)) {
			for (const fill of await gateway.fills({ symbol, orderId })) {
				ledger.apply(clientOid, { kind: 'fill', fill }, 'fills by rest');
			}
		}
	};

	const schedule = (clientOid: string, attempt: number): void => {
		const delay = delaysMs[attempt];
		if (delay === undefined) {
			waiting.delete(clientOid);
			return;
		}

		const cancel = clock.after(delay, async () => {
			const order = ledger.get(clientOid);
			if (order === undefined || !needsFills(order)) {
				waiting.delete(clientOid);
				return;
			}

			try {
				await collect(order);
			} catch {
				// The next attempt asks again.
			}

			if (waiting.get(clientOid) === cancel) {
				schedule(clientOid, attempt + 1);
			}
		});
		waiting.set(clientOid, cancel);
	};

	return {
		watch(order) {
			if (!order.external && needsFills(order) && !waiting.has(order.clientOid)) {
				schedule(order.clientOid, 0);
			}
		},
		collect,
		stop() {
			for (const cancel of waiting.values()) {
				cancel();
			}

			waiting.clear();
		},
	};
}

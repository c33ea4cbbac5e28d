import { signalKeyOf } from '../model/signal-event.js';
import { type Order, statusOf } from '../trading/order-state.js';

/** Orders that came from signals, by `signalKeyOf`: client ids. Changed in place by the store alone. */
export type TakenSignals = Map<string, Set<string>>;

/** Signals of which it is remembered. */
const maxSignals = 2000;

/** Takes note of an order that came from a signal; exits follow their entry, and what never left does not count. */
export function noteTaken(taken: TakenSignals, order: Order): void {
	if (order.signalId === undefined || order.external || (order.role !== 'plain' && order.role !== 'entry')) {
		return;
	}

	const key = signalKeyOf(order.signalSource ?? '', order.signalId);
	const status = statusOf(order);
	const orders = taken.get(key);
	if (status === 'REJECTED' || status === 'NOT SENT' || status === 'NOT PLACED') {
		orders?.delete(order.clientOid);
	} else if (orders !== undefined) {
		orders.add(order.clientOid);
	} else {
		taken.set(key, new Set([order.clientOid]));
		const oldest = taken.size > maxSignals ? taken.keys().next() : undefined;
		if (oldest?.done === false) {
			taken.delete(oldest.value);
		}
	}
}

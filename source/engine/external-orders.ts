import type { OrderUpdateEvent } from '../model/account-event.js';
import type { VenueOrder } from '../trading/gateway.js';
import { applyEvidence, isFinal, type Order, type VenueEvidence } from '../trading/order-state.js';
import { evidenceOfRecord, evidenceOfUpdate, orderOfRecord, orderOfUpdate } from './venue-evidence.js';

/** Orders of other programs, or of a person on the web site, on the same account. Shown, never touched one by one. */
export type ExternalOrders = {
	readonly noteRecord: (record: VenueOrder) => void;
	readonly noteUpdate: (event: OrderUpdateEvent) => void;
	/** Not final, as far as is known. */
	readonly open: () => readonly Order[];
	/** The venue knows it no longer. */
	readonly drop: (orderId: string) => void;
};

export function createExternalOrders(publish: (order: Order) => void): ExternalOrders {
	const open = new Map<string, Order>();

	const note = (orderId: string, evidence: VenueEvidence, make: () => Order): void => {
		const known = open.get(orderId);
		// One that was never shown and is over is of no interest.
		if (known === undefined && evidence.state === 'done') {
			return;
		}

		const after = applyEvidence(known ?? make(), evidence);
		if (after === known) {
			return;
		}

		if (isFinal(after)) {
			open.delete(orderId);
		} else {
			open.set(orderId, after);
		}

		publish(after);
	};

	const drop = (orderId: string): void => {
		const known = open.get(orderId);
		if (known !== undefined) {
			open.delete(orderId);
			publish({ ...known, done: true });
		}
	};

	return {
		noteRecord(record) {
			if (record.triggered === true) {
				// What came of it is an order by itself here.
				drop(record.orderId);
			} else {
				note(record.orderId, evidenceOfRecord(record), () => orderOfRecord(record, true));
			}
		},
		noteUpdate: event => note(event.orderId, evidenceOfUpdate(event), () => orderOfUpdate(event, true)),
		open: () => [...open.values()],
		drop,
	};
}

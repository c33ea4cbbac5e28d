import { createBoundedSet } from '../lib/bounded-set.js';
import type { AccountEvent, OrderUpdateEvent, StopOrderEvent } from '../model/account-event.js';
import { isOurs } from '../trading/client-oid.js';
import type { VenueOrder } from '../trading/gateway.js';
import type { Order } from '../trading/order-state.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import type { BalanceSheet } from './balance-sheet.js';
import type { ExternalOrders } from './external-orders.js';
import type { OrderLedger } from './order-ledger.js';
import { evidenceOfRecord, evidenceOfUpdate, fillOfUpdate, orderOfRecord, orderOfUpdate } from './venue-evidence.js';

/** Turns what the venue says of the account into evidence, wherever it was said. */
export type AccountIntake = {
	/** From the private stream. */
	readonly receive: (event: AccountEvent) => void;
	/** From REST. Returns the order where it is one of ours. */
	readonly takeRecord: (record: VenueOrder, why: string) => Order | undefined;
	/** Whether the stream has ever spoken of this order. */
	readonly hasHeardOf: (clientOid: string) => boolean;
};

export type IntakeDeps = {
	readonly instance: string;
	readonly ledger: OrderLedger;
	readonly externals: ExternalOrders;
	readonly balances: BalanceSheet;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
	readonly onBalance: (currency: string) => void;
};

export function createAccountIntake(deps: IntakeDeps): AccountIntake {
	const { ledger, externals, balances, notify } = deps;
	const heard = createBoundedSet<string>(2000);

	/** An id of this data directory that has no intent here: the order exists, so it is ours to watch, and worth an alarm. */
	const adopt = (order: Order): Order | undefined => {
		if (ledger.wasForgotten(order.clientOid)) {
			return undefined;
		}

		ledger.add(order, 'adopted');
		notify('danger', `ADOPTED: ${order.side} ${order.symbol} ${order.clientOid} has our mark and no intent here`);
		return order;
	};

	const ownerOf = (clientOid: string | undefined, orderId: string): Order | undefined =>
		(clientOid === undefined ? undefined : ledger.get(clientOid)) ?? ledger.byOrderId(orderId);

	const isMarked = (clientOid: string | undefined): boolean =>
		clientOid !== undefined && isOurs(clientOid, deps.instance);

	/** A plain order that bears the client id of a stop of ours is what its trigger made. */
	const linkTrigger = ({ clientOid, request }: Order, orderId: string): void => {
		const stopId = request?.stop === undefined ? undefined : ledger.orderIdsOf(clientOid).find(id => id !== orderId);
		if (stopId !== undefined && ledger.get(clientOid)?.venueIds.get(orderId)?.triggeredOrderId === undefined) {
			ledger.apply(
				clientOid,
				{
					kind: 'venue',
					orderId: stopId,
					state: 'open',
					filledSize: '0',
					canceledSize: '0',
					triggeredOrderId: orderId,
				},
				'triggered',
			);
		}
	};

	const takeUpdate = (event: OrderUpdateEvent): void => {
		const known = ownerOf(event.clientOid, event.orderId);
		const order = known ?? (isMarked(event.clientOid) ? adopt(orderOfUpdate(event, false)) : undefined);
		if (order === undefined) {
			if (!isMarked(event.clientOid)) {
				externals.noteUpdate(event);
			}

			return;
		}

		const { clientOid } = order;
		heard.add(clientOid);
		linkTrigger(order, event.orderId);
		// The trade before the state that it led to: nobody sees a filled order without its fill.
		const fill = fillOfUpdate(event);
		if (fill !== undefined) {
			ledger.apply(clientOid, { kind: 'fill', fill }, 'private stream');
		}

		ledger.apply(clientOid, evidenceOfUpdate(event), 'private stream');
	};

	const takeStop = (event: StopOrderEvent): void => {
		const order = ledger.byOrderId(event.orderId);
		if (order === undefined) {
			return;
		}

		heard.add(order.clientOid);
		// A trigger that worked goes on as an order of its own, with events of its own.
		const isOver = event.kind === 'canceled' || (event.kind === 'triggered' && event.triggerSuccess === false);
		ledger.apply(
			order.clientOid,
			{
				kind: 'venue',
				orderId: event.orderId,
				state: isOver ? 'done' : 'open',
				filledSize: '0',
				canceledSize: '0',
				...(isOver ? { ending: 'canceled' as const } : {}),
			},
			event.error ?? 'private stream',
		);
	};

	return {
		receive(event) {
			switch (event.type) {
				case 'order-update':
					takeUpdate(event);
					return;
				case 'stop-order':
					takeStop(event);
					return;
				case 'balance':
					if (balances.apply(event)) {
						deps.onBalance(event.currency);
					}

					return;
			}
		},
		takeRecord(record, why) {
			const known = ownerOf(record.clientOid === '' ? undefined : record.clientOid, record.orderId);
			const order = known ?? (isMarked(record.clientOid) ? adopt(orderOfRecord(record, false)) : undefined);
			if (order === undefined) {
				if (!isMarked(record.clientOid)) {
					externals.noteRecord(record);
				}

				return undefined;
			}

			if (record.type !== 'stop') {
				linkTrigger(order, record.orderId);
			}

			return ledger.apply(order.clientOid, evidenceOfRecord(record), why);
		},
		hasHeardOf: clientOid => heard.has(clientOid),
	};
}

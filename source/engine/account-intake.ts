import { createBoundedSet } from '../lib/bounded-set.js';
import type { AccountEvent, OrderUpdateEvent, StopOrderEvent } from '../model/account-event.js';
import { isOurs } from '../trading/client-oid.js';
import type { VenueOrder } from '../trading/gateway.js';
import type { Order } from '../trading/order-state.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import type { BalanceSheet } from './balance-sheet.js';
import type { ExternalOrders } from './external-orders.js';
import type { OrderLedger } from './order-ledger.js';
import {
	evidenceOfRecord,
	evidenceOfUpdate,
	failureOf,
	fillOfUpdate,
	orderOfRecord,
	orderOfUpdate,
} from './venue-evidence.js';

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
	/** A balance was told of which it cannot be said whether it is newer than the one that is known. */
	readonly onDoubtfulBalance: () => void;
	/** The stream spoke of a stop, or of a leg of a pair, that is no order here. */
	readonly onUnknownStop: (orderId: string, isLeg: boolean) => void;
};

export function createAccountIntake(deps: IntakeDeps): AccountIntake {
	const { ledger, externals, balances, notify } = deps;
	const heard = createBoundedSet<string>(2000);
	/** Ids of stops and legs whose trigger made no order. */
	const failed = createBoundedSet<string>(200);

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
		// The trade before the state that it led to: nobody sees a filled order without its fill.
		const fill = fillOfUpdate(event);
		if (fill !== undefined) {
			ledger.apply(clientOid, { kind: 'fill', fill }, 'private stream');
		}

		ledger.apply(clientOid, evidenceOfUpdate(event), 'private stream');
	};

	/** The stream names no client id here: a leg's pair, and a stop that is new, are known by asking only. */
	const takeStop = (event: StopOrderEvent): void => {
		const { orderId, symbol, kind } = event;
		const hasFailedNow = kind === 'triggered' && event.triggerSuccess === false;
		const order = ledger.byOrderId(orderId);
		if (order === undefined) {
			if (hasFailedNow) {
				failed.add(orderId);
			}

			for (const pair of ledger.open().filter(({ family }) => family === 'oco')) {
				if (event.isLeg && pair.symbol === symbol) {
					heard.add(pair.clientOid);
				}
			}

			deps.onUnknownStop(orderId, event.isLeg);
			return;
		}

		heard.add(order.clientOid);
		// A trigger that worked goes on as an order of its own, with events of its own.
		const isOver = kind === 'canceled' || hasFailedNow;
		ledger.apply(
			order.clientOid,
			{
				kind: 'venue',
				orderId,
				state: isOver ? 'done' : 'open',
				filledSize: '0',
				canceledSize: '0',
				stop: kind === 'triggered' ? 'triggered' : 'waiting',
				...(isOver ? { ending: 'canceled' as const } : {}),
			},
			event.error ?? 'private stream',
		);
	};

	/** The stream said that its trigger, or that of one of its legs, made no order. */
	const hasFailed = ({ orderId, legIds = [], triggered, triggeredOrderId }: VenueOrder): boolean =>
		triggered === true && triggeredOrderId === undefined && [orderId, ...legIds].some(id => failed.has(id));

	return {
		receive(event) {
			switch (event.type) {
				case 'order-update':
					takeUpdate(event);
					return;
				case 'stop-order':
					takeStop(event);
					return;
				case 'balance': {
					const outcome = balances.apply(event);
					if (outcome === 'changed' || outcome === 'unordered') {
						deps.onBalance(event.currency);
					}

					if (outcome === 'older' || outcome === 'unordered') {
						deps.onDoubtfulBalance();
					}

					return;
				}
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

			return ledger.apply(order.clientOid, hasFailed(record) ? failureOf(record) : evidenceOfRecord(record), why);
		},
		hasHeardOf: clientOid => heard.has(clientOid),
	};
}

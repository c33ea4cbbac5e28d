import { createBoundedSet } from '../lib/bounded-set.js';
import { createListeners, type Listeners } from '../lib/listeners.js';
import type { Fill } from '../model/order.js';
import { applyEvidence, type Evidence, fillKey, isFinal, type Order } from '../trading/order-state.js';

export type OrderChange = {
	readonly before: Order | undefined;
	readonly after: Order;
	/** Undefined for an order that is new here. */
	readonly evidence: Evidence | undefined;
	/** The evidence brought an execution that was not known. */
	readonly newFill: Fill | undefined;
	readonly why: string;
};

/** Every order that is known, each the sum of its evidence. The one place through which evidence goes. */
export type OrderLedger = {
	readonly get: (clientOid: string) => Order | undefined;
	readonly byOrderId: (orderId: string) => Order | undefined;
	/** Orders of ours that are not final, oldest first. */
	readonly open: () => readonly Order[];
	/** In the order of their making. */
	readonly of: (bracketId: string) => readonly Order[];
	/** The orders of a bracket that is not done are not forgotten. */
	readonly hold: (bracketId: string, isNeeded: boolean) => void;
	/** Our orders, final ones too, as far as they are remembered. */
	readonly all: () => Iterable<Order>;
	readonly add: (order: Order, why: string) => void;
	/** Joins evidence; the order as it is now, or undefined when there is none of that name. */
	readonly apply: (clientOid: string, evidence: Evidence, why: string) => Order | undefined;
	/** Another id of the venue for the same order: the one that a trigger made. */
	readonly alias: (orderId: string, clientOid: string) => void;
	/** Ids of an order at the venue, the newest last. */
	readonly orderIdsOf: (clientOid: string) => readonly string[];
	/** Whether an order of this client id was here and was forgotten since it had long been final. */
	readonly wasForgotten: (clientOid: string) => boolean;
	readonly changes: Listeners<OrderChange>;
};

const maxFinals = 500;

const rememberedForgotten = 5000;

export function createOrderLedger(onError: (error: unknown) => void): OrderLedger {
	const orders = new Map<string, Order>();
	const open = new Map<string, Order>();
	const ids = new Map<string, string>();
	const idsOf = new Map<string, string[]>();
	const brackets = new Map<string, Set<string>>();
	const needed = new Set<string>();
	// Insertion order: the first one became final first.
	const finals = new Set<string>();
	const forgotten = createBoundedSet<string>(rememberedForgotten);
	const changes = createListeners<OrderChange>(onError);

	const alias = (orderId: string, clientOid: string): void => {
		if (!ids.has(orderId)) {
			ids.set(orderId, clientOid);
			idsOf.set(clientOid, [...(idsOf.get(clientOid) ?? []), orderId]);
		}
	};

	const forget = (clientOid: string): void => {
		for (const orderId of idsOf.get(clientOid) ?? []) {
			ids.delete(orderId);
		}

		const bracketId = orders.get(clientOid)?.bracketId;
		if (bracketId !== undefined) {
			brackets.get(bracketId)?.delete(clientOid);
			if (brackets.get(bracketId)?.size === 0) {
				brackets.delete(bracketId);
			}
		}

		idsOf.delete(clientOid);
		orders.delete(clientOid);
		finals.delete(clientOid);
		forgotten.add(clientOid);
	};

	const isNeeded = ({ bracketId }: Order): boolean => bracketId !== undefined && needed.has(bracketId);

	const prune = (): void => {
		if (finals.size <= maxFinals) {
			return;
		}

		for (const clientOid of finals) {
			if (!isNeeded(orders.get(clientOid) as Order)) {
				forget(clientOid);
				return;
			}
		}
	};

	const keep = (order: Order): void => {
		const { clientOid } = order;
		orders.set(clientOid, order);
		if (order.orderId !== undefined) {
			alias(order.orderId, clientOid);
		}

		if (isFinal(order)) {
			open.delete(clientOid);
			finals.add(clientOid);
		} else {
			finals.delete(clientOid);
			open.set(clientOid, order);
		}
	};

	return {
		get: clientOid => orders.get(clientOid),
		byOrderId: orderId => {
			const clientOid = ids.get(orderId);
			return clientOid === undefined ? undefined : orders.get(clientOid);
		},
		open: () => [...open.values()],
		of: bracketId => [...(brackets.get(bracketId) ?? [])].flatMap(clientOid => orders.get(clientOid) ?? []),
		hold(bracketId, isStillNeeded) {
			if (isStillNeeded) {
				needed.add(bracketId);
			} else {
				needed.delete(bracketId);
			}
		},
		all: () => orders.values(),
		add(order, why) {
			if (order.bracketId !== undefined) {
				const members = brackets.get(order.bracketId) ?? new Set();
				brackets.set(order.bracketId, members.add(order.clientOid));
			}

			keep(order);
			for (const orderId of idsIn(order)) {
				alias(orderId, order.clientOid);
			}

			changes.emit({ before: undefined, after: order, evidence: undefined, newFill: undefined, why });
			prune();
		},
		apply(clientOid, evidence, why) {
			const before = orders.get(clientOid);
			if (before === undefined) {
				return undefined;
			}

			const after = applyEvidence(before, evidence);
			if (after === before) {
				return before;
			}

			keep(after);
			if (evidence.kind === 'fill') {
				alias(evidence.fill.orderId, clientOid);
			} else if (evidence.kind === 'venue') {
				alias(evidence.orderId, clientOid);
				if (evidence.triggeredOrderId !== undefined) {
					alias(evidence.triggeredOrderId, clientOid);
				}
			}

			const newFill = evidence.kind === 'fill' && !before.fills.has(fillKey(evidence.fill)) ? evidence.fill : undefined;
			changes.emit({ before, after, evidence, newFill, why });
			prune();
			return orders.get(clientOid);
		},
		alias,
		orderIdsOf: clientOid => idsOf.get(clientOid) ?? [],
		wasForgotten: clientOid => forgotten.has(clientOid),
		changes,
	};
}

/** Every id of the venue that an order has evidence of: a stop that was triggered has two, after a restart too. */
function* idsIn({ venueIds, fills }: Order): Generator<string> {
	for (const [orderId, { triggeredOrderId }] of venueIds) {
		yield orderId;
		if (triggeredOrderId !== undefined) {
			yield triggeredOrderId;
		}
	}

	for (const { orderId } of fills.values()) {
		yield orderId;
	}
}

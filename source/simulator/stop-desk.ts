import type { ChildOid } from './fault-catalog.js';
import { startBase } from './number-base.js';
import type { OrderDesk } from './order-desk.js';
import { isRefusal, type Outcome, refuse } from './rest-reply.js';
import { isTriggeredBy, type OcoPair, type StopEvent, type StopOrder } from './stop-order.js';
import { readOco, readStop } from './stop-request.js';
import type { Venue } from './venue.js';

export type StopDesk = {
	readonly place: (owner: number, body: Readonly<Record<string, unknown>>) => StopOrder | Outcome;
	readonly placePair: (owner: number, body: Readonly<Record<string, unknown>>) => OcoPair | Outcome;
	/** Cancels an order that waits, and with a leg its pair. Returns the ids that went; none when it no longer waits. */
	readonly cancel: (order: StopOrder) => readonly string[];
	/** Of an account, newest first: those that wait, those triggered and those canceled. */
	readonly list: (owner: number) => readonly StopOrder[];
	/** Of an account, newest first. */
	readonly pairs: (owner: number) => readonly OcoPair[];
	/** What the orders that triggers make from here on are named. */
	readonly setChildOid: (kind: ChildOid) => void;
};

const mostWaitingPerSymbol = 20;
const finishedKept = 5000;

/**
 * Stop orders and OCO pairs. Every trade is held against the stop prices of its market; what it reaches is placed in the
 * next step of the grid, as a new order with a new id and, as is not documented, the clientOid of the stop order, from the
 * funds there are then.
 * Of a pair the first leg that is triggered cancels the other. Source: KuCoin docs, Stop Order and OCO Order.
 */
export function createStopDesk(
	deps: { readonly venue: Venue; readonly desk: OrderDesk },
	onEvent: (order: StopOrder, event: StopEvent) => void,
): StopDesk {
	const { venue, desk } = deps;
	const waiting = new Map<string, Set<StopOrder>>();
	const orders: StopOrder[] = [];
	const pairs: OcoPair[] = [];
	const due: StopOrder[] = [];
	let childOid: ChildOid = 'same';
	let counter = startBase(venue.startedAt, 1) % idSpace;

	const nextId = (): string => {
		counter = (counter + 1) % idSpace;
		const time = venue.time().toString(36).padStart(9, '0');
		return `vs93g${time}qk003${counter.toString(36).padStart(5, '0')}`;
	};

	const waitingIn = (symbol: string): Set<StopOrder> => {
		const found = waiting.get(symbol) ?? new Set<StopOrder>();
		waiting.set(symbol, found);
		return found;
	};

	const add = (order: StopOrder): StopOrder => {
		orders.push(order);
		waitingIn(order.market.symbol).add(order);
		if (orders.length > finishedKept && orders[0]!.status !== 'NEW') {
			orders.shift();
		}

		onEvent(order, { type: 'open' });
		return order;
	};

	const leave = (order: StopOrder, status: 'TRIGGERED' | 'CANCELED'): void => {
		order.status = status;
		waiting.get(order.market.symbol)?.delete(order);
	};

	const cancelOne = (order: StopOrder): readonly string[] => {
		if (order.status !== 'NEW') {
			return [];
		}

		leave(order, 'CANCELED');
		onEvent(order, { type: 'cancel' });
		return [order.id];
	};

	const trigger = (order: StopOrder): void => {
		if (order.status !== 'NEW') {
			return;
		}

		leave(order, 'TRIGGERED');
		order.triggeredAt = venue.time();
		const named = { same: order.body.clientOid, empty: '', other: `trig-${nextId()}` };
		const child = desk.place(order.owner, { ...order.body, clientOid: named[childOid] });
		if (isRefusal(child)) {
			onEvent(order, { type: 'triggered', error: child.ok ? '' : child.msg });
		} else {
			order.childId = child.engine.id;
			onEvent(order, { type: 'triggered', error: undefined });
		}

		for (const other of order.pair?.legs ?? []) {
			cancelOne(other);
		}
	};

	venue.subscribe({
		onTrade: (market, trade) => {
			for (const order of waiting.get(market.symbol) ?? []) {
				if (isTriggeredBy(order, trade.ticks) && !due.includes(order)) {
					due.push(order);
				}
			}
		},
		onGrid: () => {
			// What is placed here may trade, and so make more orders due: they come in the next step.
			for (const order of due.splice(0)) {
				trigger(order);
			}
		},
	});

	/** Why an account may not have `more` of them in a market, if it may not. */
	const refusal = (owner: number, symbol: string, clientOid: string, more: number): Outcome | undefined => {
		const mine = [...waitingIn(symbol)].filter(order => order.owner === owner);
		if (clientOid !== '' && mine.some(order => order.request.clientOid === clientOid)) {
			return refuse('400100', 'validation.createOrder.clientOidDuplicated');
		}

		return mine.length + more > mostWaitingPerSymbol
			? refuse('200003', `The number of stop orders cannot exceed ${mostWaitingPerSymbol}`)
			: undefined;
	};

	return {
		place: (owner, body) => {
			const read = readStop(body, venue);
			if (isRefusal(read)) {
				return read;
			}

			const { market, request } = read;
			const refused = refusal(owner, market.symbol, request.clientOid, 1);
			return (
				refused ??
				add({
					...read,
					id: nextId(),
					owner,
					createdAt: venue.time(),
					pair: undefined,
					status: 'NEW',
					triggeredAt: undefined,
					childId: undefined,
				})
			);
		},
		placePair: (owner, body) => {
			const read = readOco(body, venue);
			if (isRefusal(read)) {
				return read;
			}

			const { market, clientOid, legs } = read;
			const refused = refusal(owner, market.symbol, clientOid, legs.length);
			if (refused !== undefined) {
				return refused;
			}

			const createdAt = venue.time();
			const id = market.orderIds.next(venue.stamp(createdAt));
			const pair: OcoPair = { id, owner, market, clientOid, createdAt, legs: [] };
			pairs.push(pair);
			if (pairs.length > finishedKept) {
				pairs.shift();
			}

			for (const leg of legs) {
				pair.legs.push({
					...leg,
					market,
					id: nextId(),
					owner,
					createdAt,
					pair,
					status: 'NEW',
					triggeredAt: undefined,
					childId: undefined,
				});
			}

			for (const leg of pair.legs) {
				add(leg);
			}

			return pair;
		},
		cancel: order => (order.pair?.legs ?? [order]).flatMap(cancelOne),
		list: owner => orders.filter(order => order.owner === owner).reverse(),
		setChildOid: kind => {
			childOid = kind;
		},
		pairs: owner => pairs.filter(pair => pair.owner === owner).reverse(),
	};
}

const idSpace = 36 ** 5;

import { parseDecimal } from '../lib/decimal.js';
import type { PaperOrder } from './paper-order.js';

/** How many orders that are done the account remembers; the journal keeps all. */
const doneKept = 200;

export type OrderKey = { readonly orderId: string } | { readonly clientOid: string };

/** The orders of the paper account: active ones, and the newest that are done. */
export type PaperOrders = {
	readonly add: (order: PaperOrder) => void;
	/** It is in the book from now on. */
	readonly rest: (order: PaperOrder) => void;
	/** It is done; the oldest that are done may be forgotten. */
	readonly end: (order: PaperOrder) => void;
	/** Oldest first. */
	readonly all: () => readonly PaperOrder[];
	/** Those that rest in a symbol, as a print meets them: best price first, then the older one. A list of its own. */
	readonly resting: (symbol: string) => readonly PaperOrder[];
	readonly rests: (symbol: string) => boolean;
	readonly find: (symbol: string, key: OrderKey) => PaperOrder | undefined;
	/** Whether any symbol knows the id. */
	readonly knows: (clientOid: string) => boolean;
};

export function createPaperOrders(saved: readonly PaperOrder[]): PaperOrders {
	const orders = new Map<string, PaperOrder>();
	const byClientOid = new Map<string, PaperOrder>();
	/** Replaced as a whole at every change, so that who walks a list is not disturbed by what ends meanwhile. */
	const restingOf = new Map<string, readonly PaperOrder[]>();
	const done: PaperOrder[] = [];

	const add = (order: PaperOrder): void => {
		orders.set(order.orderId, order);
		byClientOid.set(order.request.clientOid, order);
	};

	const rest = (order: PaperOrder): void => {
		const { symbol, side } = order.request;
		const sign = side === 'buy' ? -1 : 1;
		const list = [...(restingOf.get(symbol) ?? []), order];
		list.sort((left, right) => sign * parseDecimal(left.request.price!).cmp(right.request.price!));
		restingOf.set(symbol, list);
	};

	const end = (order: PaperOrder): void => {
		const { symbol } = order.request;
		const list = (restingOf.get(symbol) ?? []).filter(other => other !== order);
		if (list.length === 0) {
			restingOf.delete(symbol);
		} else {
			restingOf.set(symbol, list);
		}

		done.push(order);
		if (done.length > doneKept) {
			const oldest = done.shift()!;
			orders.delete(oldest.orderId);
			byClientOid.delete(oldest.request.clientOid);
		}
	};

	for (const order of saved) {
		add(order);
		(order.active ? rest : end)(order);
	}

	return {
		add,
		rest,
		end,
		all: () => [...orders.values()],
		resting: symbol => restingOf.get(symbol) ?? [],
		rests: symbol => restingOf.has(symbol),
		find: (symbol, key) => {
			const order = 'orderId' in key ? orders.get(key.orderId) : byClientOid.get(key.clientOid);
			return order?.request.symbol === symbol ? order : undefined;
		},
		knows: clientOid => byClientOid.has(clientOid),
	};
}

import { startBase } from './number-base.js';
import type { Fill, UserOrder } from './user-order.js';

const doneKept = 10_000;
const fillsKept = 20_000;

/** Every order and fill that the venue still remembers. */
export type OrderArchive = {
	readonly add: (order: UserOrder) => void;
	/** Moves an order to the finished ones and gives it its place among them. */
	readonly finish: (order: UserOrder) => void;
	readonly addFill: (fill: Omit<Fill, 'id'>) => Fill;
	readonly byId: (id: string) => UserOrder | undefined;
	readonly find: (
		owner: number,
		key: { readonly orderId?: string; readonly clientOid?: string },
	) => UserOrder | undefined;
	/** Of everybody. */
	readonly working: ReadonlySet<UserOrder>;
	/** Oldest first. */
	readonly active: (owner: number, symbol: string | undefined) => readonly UserOrder[];
	/** Last updated first. */
	readonly done: (owner: number, symbol: string | undefined) => readonly UserOrder[];
	/** Newest first. */
	readonly fills: (owner: number) => readonly Fill[];
};

/** `startedAt` is when the venue opened, ms: later runs count on from higher numbers. */
export function createOrderArchive(startedAt: number): OrderArchive {
	const byId = new Map<string, UserOrder>();
	const working = new Set<UserOrder>();
	const finished: UserOrder[] = [];
	const fills: Fill[] = [];
	let fillId = 19_814_995_255_305 + startBase(startedAt, 100);
	let doneId = 30_112_407_110_000 + startBase(startedAt, 100);

	const isOf = (order: UserOrder, owner: number, symbol: string | undefined): boolean =>
		order.engine.owner === owner && (symbol === undefined || order.market.symbol === symbol);

	return {
		add: order => {
			byId.set(order.engine.id, order);
			working.add(order);
		},
		finish: order => {
			working.delete(order);
			doneId += 1;
			order.doneId = doneId;
			finished.push(order);
			if (finished.length > doneKept) {
				byId.delete(finished.shift()!.engine.id);
			}
		},
		addFill: content => {
			fillId += 1;
			const fill = { ...content, id: fillId };
			fills.push(fill);
			if (fills.length > fillsKept) {
				fills.shift();
			}

			return fill;
		},
		byId: id => byId.get(id),
		find: (owner, key) => {
			if (key.orderId !== undefined) {
				const order = byId.get(key.orderId);
				return order?.engine.owner === owner ? order : undefined;
			}

			let found: UserOrder | undefined;
			for (const order of byId.values()) {
				// A clientOid may have been used again after its first order was done: the newest answers.
				if (order.engine.owner === owner && order.clientOid === key.clientOid && order.clientOid !== '') {
					found = order;
				}
			}

			return found;
		},
		working,
		active: (owner, symbol) => [...working].filter(order => isOf(order, owner, symbol)),
		done: (owner, symbol) => finished.filter(order => isOf(order, owner, symbol)).reverse(),
		fills: owner => fills.filter(fill => fill.order.engine.owner === owner).reverse(),
	};
}

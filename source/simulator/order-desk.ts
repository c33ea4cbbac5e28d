import type { Accounts } from './accounts.js';
import type { EngineOrder } from './book-side.js';
import type { Faults } from './faults.js';
import type { Market, OrderEvent, Trade } from './market.js';
import type { CancelCause } from './matching-engine.js';
import { createUserOrder } from './new-order.js';
import { createOrderArchive, type OrderArchive } from './order-archive.js';
import { parseOrderRequest } from './order-request.js';
import { isRefusal, type Outcome, refuse, unknownSymbol } from './rest-reply.js';
import { fillResting } from './scripted-market.js';
import { balanceContext, createSettlement } from './settlement.js';
import type { DeskEvent, UserOrder } from './user-order.js';
import type { Venue } from './venue.js';

export type OrderDesk = Pick<OrderArchive, 'find' | 'active' | 'done' | 'fills'> & {
	/** Places an order, or says why not. With `dryRun` nothing is placed. */
	readonly place: (
		owner: number,
		body: Readonly<Record<string, unknown>>,
		options?: { readonly dryRun?: boolean; readonly late?: boolean },
	) => UserOrder | Outcome;
	/** Cancels now; false when the order does not rest. */
	readonly cancel: (order: UserOrder, cause: CancelCause) => boolean;
	/** Cancels a moment later, as the venue's asynchronous calls do. */
	readonly cancelSoon: (order: UserOrder) => void;
	readonly reduce: (order: UserOrder, lots: number) => boolean;
};

const mostActivePerSymbol = 200;
const mostActive = 2000;
const cancelDelayMs = 20;

/** Orders of accounts: holds, placements, fills with fees, cancels. Every step is told to `onEvent` at once. */
export function createOrderDesk(
	deps: { readonly venue: Venue; readonly accounts: Accounts; readonly faults: Faults },
	onEvent: (order: UserOrder, event: DeskEvent) => void,
): OrderDesk {
	const { venue, accounts, faults } = deps;
	const archive = createOrderArchive(venue.startedAt);
	const settlement = createSettlement({ accounts, archive });
	const soon: { readonly due: number; readonly order: UserOrder }[] = [];

	const finish = (order: UserOrder): void => {
		order.active = false;
		order.inOrderBook = false;
		const { held } = order;
		order.held = 0n;
		accounts.release(order.engine.owner, order.heldCurrency, held, balanceContext(order));
		archive.finish(order);
	};

	const settle = (
		market: Market,
		trade: Trade,
		sides: { readonly own: EngineOrder; readonly other: EngineOrder; readonly role: 'taker' | 'maker' },
	): void => {
		const fill = settlement.settle(market, trade, sides);
		if (fill !== undefined) {
			onEvent(fill.order, { type: 'match', fill });
		}
	};

	const onOrder = (market: Market, engine: EngineOrder, event: OrderEvent): void => {
		const order = archive.byId(engine.id);
		if (order === undefined) {
			return;
		}

		order.updatedAt = market.time();
		switch (event.type) {
			case 'rested':
				order.inOrderBook = true;
				onEvent(order, { type: 'open' });
				return;
			case 'filled':
				onEvent(order, { type: 'filled' });
				finish(order);
				return;
			case 'reduced': {
				const lots = event.oldLots - engine.lots;
				order.canceledLots += lots;
				order.cancelExist = true;
				const portion = settlement.freePortion(order, lots);
				onEvent(order, { type: 'update', oldLots: event.oldLots });
				accounts.release(engine.owner, order.heldCurrency, portion, balanceContext(order));
				return;
			}

			default:
				order.cancelExist = true;
				order.canceledLots += engine.funds === undefined ? engine.remaining : 0;
				order.canceledFunds += engine.funds ?? BigInt(engine.ticks) * BigInt(engine.remaining);
				order.inOrderBook = false;
				order.active = false;
				onEvent(order, { type: 'canceled' });
				finish(order);
		}
	};

	const cancel = (order: UserOrder, cause: CancelCause): boolean => {
		let canceled = false;
		if (order.inOrderBook && cause === 'user' && faults.take('race.cancelFill') !== undefined) {
			fillResting(order.market, venue.time(), order.engine);
		}

		order.market.act(venue.time(), () => {
			canceled = order.market.engine.cancel(order.engine, cause);
		});
		return canceled;
	};

	venue.subscribe({
		onTrade: (market, trade, maker, taker) => {
			if (maker.owner !== 0 || taker.owner !== 0) {
				settle(market, trade, { own: taker, other: maker, role: 'taker' });
				settle(market, trade, { own: maker, other: taker, role: 'maker' });
			}
		},
		onOrder,
		onGrid: time => {
			for (const order of archive.working) {
				if (order.expiresAt <= time && venue.status().status !== 'close') {
					cancel(order, 'expired');
				}
			}

			while (soon.length > 0 && soon[0]!.due <= time) {
				cancel(soon.shift()!.order, 'user');
			}
		},
	});

	const place: OrderDesk['place'] = (owner, body, options = {}) => {
		const market = typeof body.symbol === 'string' ? venue.market(body.symbol) : undefined;
		if (market === undefined) {
			return unknownSymbol();
		}

		const closed = venue.status().status !== 'open';
		if (!market.enabled || closed) {
			return closed
				? refuse('200001', `Order creation for this pair suspended`)
				: refuse('600203', `Symbol ${market.symbol} not enabled for trading`);
		}

		const now = venue.time();
		const window = Number(body.allowMaxTimeWindow ?? Number.POSITIVE_INFINITY);
		if (options.late !== true && venue.stamp(now) > Number(body.clientTimestamp ?? now) + window) {
			return refuse('400100', 'The order was received outside of allowMaxTimeWindow');
		}

		const request = parseOrderRequest(body, market);
		if (isRefusal(request)) {
			return request;
		}

		const mine = archive.active(owner, undefined);
		if (request.clientOid !== '' && mine.some(order => order.clientOid === request.clientOid)) {
			return refuse('400100', 'validation.createOrder.clientOidDuplicated');
		}

		if (mine.length >= mostActive || mine.filter(order => order.market === market).length >= mostActivePerSymbol) {
			return refuse('200003', 'Your orders have reached the limit');
		}

		const order = createUserOrder({ owner, market, request, time: now, id: market.orderIds.next(venue.stamp(now)) });
		if (accounts.available(owner, order.heldCurrency) < order.held) {
			return refuse('200004', 'Balance insufficient!');
		}

		if (options.dryRun === true) {
			return order;
		}

		archive.add(order);
		accounts.hold(owner, order.heldCurrency, order.held, balanceContext(order));
		market.act(now, () => {
			onEvent(order, { type: 'received' });
			market.engine.submit(order.engine);
		});
		return order;
	};

	return {
		place,
		cancel,
		cancelSoon: order => {
			soon.push({ due: venue.time() + cancelDelayMs, order });
		},
		reduce: (order, lots) => {
			let reduced = false;
			order.market.act(venue.time(), () => {
				reduced = order.market.engine.reduce(order.engine, lots);
			});
			return reduced;
		},
		find: archive.find,
		active: archive.active,
		done: archive.done,
		fills: archive.fills,
	};
}

import type { Accounts, BalanceContext } from './accounts.js';
import type { EngineOrder } from './book-side.js';
import type { Faults } from './faults.js';
import type { Market, OrderEvent, Trade } from './market.js';
import type { CancelCause } from './matching-engine.js';
import { holdOf } from './order-holds.js';
import { type Outcome, refuse, unknownSymbol } from './rest-reply.js';
import {
	feePpm,
	fundsToMoney,
	isRefusal,
	lotsToMoney,
	type OrderRequest,
	parseOrderRequest,
	type UserOrder,
	withFee,
} from './user-order.js';
import type { Venue } from './venue.js';

/** What happens to an order of an account, in order. */
export type DeskEvent =
	| { readonly type: 'received' | 'open' | 'filled' | 'canceled' }
	| { readonly type: 'update'; readonly oldLots: number }
	| { readonly type: 'match'; readonly fill: Fill };

export type Fill = {
	/** A record number: a safe integer. */
	readonly id: number;
	readonly order: UserOrder;
	readonly trade: Trade;
	readonly counterOrderId: string;
	readonly liquidity: 'taker' | 'maker';
	/** A hidden or iceberg maker pays as a taker. */
	readonly forceTaker: boolean;
	/** Which rate was charged. */
	readonly feeType: 'taker' | 'maker';
	readonly fee: bigint;
};

export type OrderDesk = {
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
	readonly find: (
		owner: number,
		key: { readonly orderId?: string; readonly clientOid?: string },
	) => UserOrder | undefined;
	/** Oldest first. */
	readonly active: (owner: number, symbol: string | undefined) => readonly UserOrder[];
	/** Last updated first. */
	readonly done: (owner: number, symbol: string | undefined) => readonly UserOrder[];
	/** Newest first. */
	readonly fills: (owner: number) => readonly Fill[];
};

const mostActivePerSymbol = 200;
const mostActive = 2000;
const doneKept = 10_000;
const fillsKept = 20_000;
const cancelDelayMs = 20;

/** Orders of accounts: holds, placements, fills with fees, cancels. Every step is told to `onEvent` at once. */
export function createOrderDesk(
	deps: { readonly venue: Venue; readonly accounts: Accounts; readonly faults: Faults },
	onEvent: (order: UserOrder, event: DeskEvent) => void,
): OrderDesk {
	const { venue, accounts, faults } = deps;
	const byId = new Map<string, UserOrder>();
	const activeOrders = new Set<UserOrder>();
	const finished: UserOrder[] = [];
	const fills: Fill[] = [];
	const soon: { readonly due: number; readonly order: UserOrder }[] = [];
	let fillId = 19_814_995_255_305;
	let doneId = 30_112_407_110_000;

	const contextOf = (order: UserOrder, tradeId?: string): BalanceContext => ({
		symbol: order.market.symbol,
		orderId: order.engine.id,
		...(tradeId === undefined ? {} : { tradeId }),
	});

	const finish = (order: UserOrder): void => {
		order.active = false;
		order.inOrderBook = false;
		const { held } = order;
		order.held = 0n;
		accounts.release(order.engine.owner, order.heldCurrency, held, contextOf(order));
		activeOrders.delete(order);
		doneId += 1;
		order.doneId = doneId;
		finished.push(order);
		if (finished.length > doneKept) {
			byId.delete(finished.shift()!.engine.id);
		}
	};

	/** What a fill takes out of the hold of its order. */
	const portionOf = (order: UserOrder, lots: number, cost: bigint): bigint => {
		const { market, request } = order;
		if (request.side === 'sell') {
			return lotsToMoney(market, lots);
		}

		return request.type === 'limit'
			? withFee(market, fundsToMoney(market, BigInt(request.ticks) * BigInt(lots)), 'taker')
			: cost < order.held
				? cost
				: order.held;
	};

	const settle = (
		market: Market,
		trade: Trade,
		own: EngineOrder,
		other: EngineOrder,
		role: 'taker' | 'maker',
	): void => {
		const order = byId.get(own.id);
		const { baseCurrency, quoteCurrency } = market.profile.instrument;
		const dark = own.hidden || own.peak > 0;
		const facesDark = role === 'taker' && own.postOnly && (other.hidden || other.peak > 0);
		const feeType = (role === 'taker' && !facesDark) || (role === 'maker' && dark) ? 'taker' : 'maker';
		const funds = fundsToMoney(market, BigInt(trade.ticks) * BigInt(trade.lots));
		const base = lotsToMoney(market, trade.lots);
		const fee = (funds * feePpm(market, feeType)) / 1_000_000n;
		const context = order === undefined ? { symbol: market.symbol, orderId: own.id } : contextOf(order, trade.tradeId);
		const cost = funds + fee;
		const portion = order === undefined ? 0n : portionOf(order, trade.lots, cost);
		accounts.collect(quoteCurrency, fee);
		if (own.side === 'buy') {
			accounts.settle(own.owner, quoteCurrency, { total: -cost, fromHold: portion }, context);
			accounts.settle(own.owner, baseCurrency, { total: base, fromHold: 0n }, context);
		} else {
			accounts.settle(own.owner, baseCurrency, { total: -base, fromHold: portion }, context);
			accounts.settle(own.owner, quoteCurrency, { total: funds - fee, fromHold: 0n }, context);
		}

		if (order === undefined) {
			return;
		}

		order.held -= portion;
		order.dealLots += trade.lots;
		order.dealFunds += BigInt(trade.ticks) * BigInt(trade.lots);
		order.fee += fee;
		order.updatedAt = trade.time;
		fillId += 1;
		const fill: Fill = {
			id: fillId,
			order,
			trade,
			counterOrderId: other.id,
			liquidity: role,
			forceTaker: role === 'maker' && dark,
			feeType,
			fee,
		};
		fills.push(fill);
		if (fills.length > fillsKept) {
			fills.shift();
		}

		onEvent(order, { type: 'match', fill });
	};

	const onOrder = (market: Market, engine: EngineOrder, event: OrderEvent): void => {
		const order = byId.get(engine.id);
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
				const portion = portionOf(order, lots, 0n);
				order.held -= portion;
				onEvent(order, { type: 'update', oldLots: event.oldLots });
				accounts.release(engine.owner, order.heldCurrency, portion, contextOf(order));
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
		order.market.act(venue.time(), () => {
			canceled = order.market.engine.cancel(order.engine, cause);
		});
		return canceled;
	};

	venue.subscribe({
		onTrade: (market, trade, maker, taker) => {
			if (maker.owner !== 0 || taker.owner !== 0) {
				settle(market, trade, taker, maker, 'taker');
				settle(market, trade, maker, taker, 'maker');
			}
		},
		onOrder,
		onGrid: time => {
			for (const order of activeOrders) {
				if (order.expiresAt <= time) {
					cancel(order, 'expired');
				}
			}

			while (soon.length > 0 && soon[0]!.due <= time) {
				const { order } = soon.shift()!;
				if (order.active && faults.take('race.cancelFill') !== undefined) {
					venue.crowd(order.market.symbol)?.fillThrough(time, order.engine);
				}

				cancel(order, 'user');
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

		const mine = [...activeOrders].filter(order => order.engine.owner === owner);
		if (request.clientOid !== '' && mine.some(order => order.clientOid === request.clientOid)) {
			return refuse('400100', 'validation.createOrder.clientOidDuplicated');
		}

		if (mine.length >= mostActive || mine.filter(order => order.market === market).length >= mostActivePerSymbol) {
			return refuse('200003', 'Your orders have reached the limit');
		}

		const order = buildOrder(owner, market, request, now);
		if (accounts.available(owner, order.heldCurrency) < order.held) {
			return refuse('200004', 'Balance insufficient!');
		}

		if (options.dryRun === true) {
			return order;
		}

		byId.set(order.engine.id, order);
		activeOrders.add(order);
		accounts.hold(owner, order.heldCurrency, order.held, contextOf(order));
		market.act(now, () => {
			onEvent(order, { type: 'received' });
			market.engine.submit(order.engine);
		});
		return order;
	};

	const buildOrder = (owner: number, market: Market, request: OrderRequest, now: number): UserOrder => {
		const { baseCurrency, quoteCurrency } = market.profile.instrument;
		return {
			market,
			request,
			clientOid: request.clientOid,
			engine: {
				id: market.orderIds.next(venue.stamp(now)),
				owner,
				side: request.side,
				type: request.type,
				ticks: request.ticks,
				lots: request.lots,
				remaining: request.funds === undefined ? request.lots : Number.MAX_SAFE_INTEGER,
				funds: request.funds,
				timeInForce: request.timeInForce,
				postOnly: request.postOnly,
				hidden: request.hidden,
				peak: request.iceberg ? request.visibleLots : 0,
				stp: request.stp,
				shown: 0,
				resting: false,
			},
			originLots: request.lots,
			originFunds: request.funds,
			createdAt: now,
			expiresAt:
				request.timeInForce === 'GTT' && request.cancelAfter > 0
					? now + request.cancelAfter * 1000
					: Number.POSITIVE_INFINITY,
			heldCurrency: request.side === 'buy' ? quoteCurrency : baseCurrency,
			held: holdOf(market, request),
			updatedAt: now,
			dealLots: 0,
			dealFunds: 0n,
			canceledLots: 0,
			canceledFunds: 0n,
			fee: 0n,
			active: true,
			inOrderBook: false,
			cancelExist: false,
			doneId: 0,
		};
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
		active: (owner, symbol) =>
			[...activeOrders].filter(
				order => order.engine.owner === owner && (symbol === undefined || order.market.symbol === symbol),
			),
		done: (owner, symbol) =>
			finished
				.filter(order => order.engine.owner === owner && (symbol === undefined || order.market.symbol === symbol))
				.reverse(),
		fills: owner => fills.filter(fill => fill.order.engine.owner === owner).reverse(),
	};
}

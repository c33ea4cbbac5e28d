import type { DeadMan } from './dead-man.js';
import { parseUnits } from './fixed-point.js';
import type { Market } from './market.js';
import type { OrderDesk } from './order-desk.js';
import { isRefusal, notCancelable, type Outcome, refuse, succeed, unknownSymbol } from './rest-reply.js';
import type { Route, RouteContext } from './rest-route.js';
import type { UserOrder } from './user-order.js';
import { formatSize } from './wire.js';
import { syncRecord } from './wire-private.js';

const mostInBatch = 5;
const shortestTimeout = 5;
const longestTimeout = 86_400;
const mostDeadManSymbols = 50;

/** Placing, changing and canceling HF spot orders. Source: KuCoin docs, Spot Trading – Orders. */
export function createOrderRoutes(deps: { readonly desk: OrderDesk; readonly deadMan: DeadMan }): readonly Route[] {
	const { desk, deadMan } = deps;
	const spot = { pool: 'Spot', permission: 'Spot' } as const;

	const place = (context: RouteContext, answer: (order: UserOrder) => unknown, dryRun: boolean): Outcome => {
		const order = desk.place(context.owner, context.body, { dryRun, late: context.late });
		return isRefusal(order) ? order : succeed(answer(order));
	};

	const placeMany = (context: RouteContext, answer: (order: UserOrder) => object): Outcome => {
		const list = context.body.orderList;
		if (!Array.isArray(list) || list.length === 0 || list.length > mostInBatch) {
			return refuse('400100', `orderList should hold between 1 and ${mostInBatch} orders`);
		}

		return succeed(
			list.map((body: unknown) => {
				const order = desk.place(context.owner, isRecord(body) ? body : {}, { late: context.late });
				return isRefusal(order)
					? { success: false, failMsg: order.ok ? '' : order.msg }
					: { ...answer(order), success: true };
			}),
		);
	};

	const ids = (order: UserOrder): object => ({ orderId: order.engine.id, clientOid: order.clientOid });

	/** The resting order that a DELETE names, or the refusal. */
	const named = (context: RouteContext, by: 'orderId' | 'clientOid'): UserOrder | Outcome => {
		const symbol = context.query.get('symbol');
		if (symbol === null || symbol === '') {
			return refuse('400100', 'symbol is required');
		}

		const order = desk.find(context.owner, { [by]: context.params[0] ?? '' });
		return order === undefined || order.market.symbol !== symbol || !order.active ? notCancelable() : order;
	};

	const cancelRoutes = (by: 'orderId' | 'clientOid'): readonly Route[] => {
		const tail = by === 'orderId' ? '{orderId}' : 'client-order/{clientOid}';
		return [
			{
				...spot,
				method: 'DELETE',
				path: `/api/v1/hf/orders/sync/${tail}`,
				weight: 1,
				run: context => {
					const order = named(context, by);
					if (isRefusal(order)) {
						return order;
					}

					if (!desk.cancel(order, 'user')) {
						return notCancelable();
					}

					const { orderTime: _placed, matchTime: _matched, orderId, clientOid, ...state } = syncRecord(order, 0);
					return succeed({ [by]: by === 'orderId' ? orderId : clientOid, ...state });
				},
			},
			{
				...spot,
				method: 'DELETE',
				path: `/api/v1/hf/orders/${tail}`,
				weight: 1,
				run: context => {
					const order = named(context, by);
					if (isRefusal(order)) {
						return order;
					}

					desk.cancelSoon(order);
					return succeed({ [by]: context.params[0] });
				},
			},
		];
	};

	const alter = (context: RouteContext): Outcome => {
		const { body, owner } = context;
		const orderId = typeof body.orderId === 'string' ? body.orderId : undefined;
		const clientOid = typeof body.clientOid === 'string' ? body.clientOid : undefined;
		const found =
			orderId === undefined ? desk.find(owner, { clientOid: clientOid ?? '' }) : desk.find(owner, { orderId });
		if (found === undefined || !found.active || found.market.symbol !== body.symbol) {
			return notCancelable();
		}

		if (body.newPrice === undefined && body.newSize === undefined) {
			return refuse('400100', 'newPrice or newSize is required');
		}

		const { market, request } = found;
		const { profile } = market;
		const newSize =
			body.newSize === undefined ? found.engine.lots : parseUnits(String(body.newSize), profile.baseDecimals);
		if (newSize === undefined) {
			return refuse('600100', 'Order size increment invalid.');
		}

		const left = Number(newSize) - found.dealLots;
		const next = {
			symbol: market.symbol,
			side: request.side,
			type: 'limit',
			price: body.newPrice ?? priceText(market, request.ticks),
			size: formatSize(market, Math.max(0, left)),
			timeInForce: request.timeInForce,
			cancelAfter: request.cancelAfter,
			postOnly: request.postOnly,
			hidden: request.hidden,
			iceberg: request.iceberg,
			visibleSize: request.iceberg ? formatSize(market, request.visibleLots) : undefined,
			remark: request.remark ?? undefined,
			tags: request.tags ?? undefined,
		};
		// Both steps or none: the new order is checked before the old one goes, all but its balance.
		const check = left > 0 ? desk.place(owner, next, { dryRun: true }) : undefined;
		if (check !== undefined && isRefusal(check) && !check.ok && check.code !== '200004') {
			return check;
		}

		if (!desk.cancel(found, 'user')) {
			return notCancelable();
		}

		if (left <= 0) {
			return succeed({ newOrderId: found.engine.id, clientOid: found.clientOid });
		}

		const order = desk.place(owner, { ...next, clientOid: found.clientOid === '' ? undefined : found.clientOid });
		return isRefusal(order) ? order : succeed({ newOrderId: order.engine.id, clientOid: found.clientOid });
	};

	return [
		{ ...spot, method: 'POST', path: '/api/v1/hf/orders', weight: 1, run: context => place(context, ids, false) },
		{
			...spot,
			method: 'POST',
			path: '/api/v1/hf/orders/sync',
			weight: 1,
			run: context => place(context, order => syncRecord(order, context.venue.skew()), false),
		},
		{ ...spot, method: 'POST', path: '/api/v1/hf/orders/test', weight: 1, run: context => place(context, ids, true) },
		{ ...spot, method: 'POST', path: '/api/v1/hf/orders/multi', weight: 1, run: context => placeMany(context, ids) },
		{
			...spot,
			method: 'POST',
			path: '/api/v1/hf/orders/multi/sync',
			weight: 1,
			run: context => placeMany(context, order => syncRecord(order, context.venue.skew())),
		},
		{ ...spot, method: 'POST', path: '/api/v1/hf/orders/alter', weight: 1, run: alter },
		{
			...spot,
			method: 'POST',
			path: '/api/v1/hf/orders/dead-cancel-all',
			weight: 2,
			run: ({ owner, body, venue }) => {
				const timeout = Number(body.timeout);
				const symbols = typeof body.symbols === 'string' ? body.symbols : '';
				const fits = timeout === -1 || (timeout >= shortestTimeout && timeout <= longestTimeout);
				if (!Number.isInteger(timeout) || !fits || symbols.split(',').length > mostDeadManSymbols) {
					return refuse('400100', 'timeout should be -1 or between 5 and 86400');
				}

				const setting = deadMan.set(owner, timeout, symbols);
				const now = venue.stamp(venue.time());
				const triggerTime = setting === undefined ? 0 : Math.floor(venue.stamp(setting.triggerAt) / 1000);
				return succeed({ currentTime: Math.floor(now / 1000), triggerTime });
			},
		},
		{
			...spot,
			method: 'GET',
			path: '/api/v1/hf/orders/dead-cancel-all/query',
			weight: 2,
			run: ({ owner, venue }) => {
				const setting = deadMan.get(owner);
				return succeed(
					setting === undefined
						? null
						: {
								timeout: setting.timeout,
								symbols: setting.symbols,
								currentTime: Math.floor(venue.stamp(venue.time()) / 1000),
								triggerTime: Math.floor(venue.stamp(setting.triggerAt) / 1000),
							},
				);
			},
		},
		{
			...spot,
			method: 'DELETE',
			path: '/api/v1/hf/orders/cancelAll',
			weight: 30,
			run: ({ owner }) => {
				const orders = desk.active(owner, undefined);
				const succeedSymbols = [...new Set(orders.map(order => order.market.symbol))];
				for (const order of orders) {
					desk.cancelSoon(order);
				}

				return succeed({ succeedSymbols, failedSymbols: [] });
			},
		},
		{
			...spot,
			method: 'DELETE',
			path: '/api/v1/hf/orders',
			weight: 2,
			run: ({ owner, query, venue }) => {
				const symbol = query.get('symbol') ?? '';
				if (venue.market(symbol) === undefined) {
					return unknownSymbol();
				}

				for (const order of desk.active(owner, symbol)) {
					desk.cancelSoon(order);
				}

				return succeed('success');
			},
		},
		{
			...spot,
			method: 'DELETE',
			path: '/api/v1/hf/orders/cancel/{orderId}',
			weight: 2,
			run: context => {
				const order = named(context, 'orderId');
				if (isRefusal(order)) {
					return order;
				}

				const lots = parseUnits(context.query.get('cancelSize') ?? '', order.market.profile.baseDecimals);
				if (lots === undefined || lots === 0n) {
					return refuse('600100', 'Order size increment invalid.');
				}

				const taken = lots > BigInt(order.engine.remaining) ? order.engine.remaining : Number(lots);
				return desk.reduce(order, taken)
					? succeed({ orderId: order.engine.id, cancelSize: formatSize(order.market, taken) })
					: notCancelable();
			},
		},
		...cancelRoutes('clientOid'),
		...cancelRoutes('orderId'),
	];
}

const priceText = (market: Market, ticks: number): string => {
	const text = ticks.toString().padStart(market.profile.priceDecimals + 1, '0');
	const point = text.length - market.profile.priceDecimals;
	return market.profile.priceDecimals === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

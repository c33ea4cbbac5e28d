import type { OrderDesk } from './order-desk.js';
import { type Outcome, refuse, succeed, unknownSymbol } from './rest-reply.js';
import type { Route, RouteContext } from './rest-route.js';
import { fillRecord, orderRecord } from './wire-private.js';

const shortestPage = 20;
const longestPage = 100;
const longestActivePage = 50;

/** Looking at HF spot orders and fills. Source: KuCoin docs, Spot Trading – Orders. */
export function createOrderListRoutes(deps: { readonly desk: OrderDesk }): readonly Route[] {
	const { desk } = deps;
	const general = { method: 'GET', pool: 'Spot', permission: 'General', weight: 2 } as const;

	const byKey = (context: RouteContext, by: 'orderId' | 'clientOid'): Outcome => {
		const order = desk.find(context.owner, { [by]: context.params[0] ?? '' });
		const symbol = context.query.get('symbol');
		if (symbol === null || symbol === '') {
			return refuse('400100', 'symbol is required');
		}

		return order === undefined || order.market.symbol !== symbol
			? refuse('400100', 'The order does not exist.')
			: succeed(orderRecord(order, context.venue.skew()));
	};

	/** A page of rows that are newest first, by the id of the last one seen. */
	const page = <T>(
		context: RouteContext,
		rows: readonly T[],
		read: (row: T) => { readonly id: number; readonly time: number; readonly side: string; readonly type: string },
		encode: (row: T) => unknown,
	): Outcome => {
		const { query } = context;
		const limit = Number(query.get('limit') ?? shortestPage);
		if (!Number.isInteger(limit) || limit < 1 || limit > longestPage) {
			return refuse('400100', `limit should not greater than ${longestPage}`);
		}

		const lastId = Number(query.get('lastId') ?? 0);
		const startAt = Number(query.get('startAt') ?? 0) - context.venue.skew();
		const endAt = Number(query.get('endAt') ?? Number.MAX_SAFE_INTEGER) - context.venue.skew();
		const found = rows
			.filter(row => {
				const { id, time, side, type } = read(row);
				return (
					(lastId === 0 || id < lastId) &&
					time >= startAt &&
					time <= endAt &&
					(query.get('side') ?? side) === side &&
					(query.get('type') ?? type) === type
				);
			})
			.slice(0, limit);
		const last = found.at(-1);
		return succeed({ items: found.map(encode), lastId: last === undefined ? 0 : read(last).id });
	};

	return [
		{
			...general,
			path: '/api/v1/hf/orders/active',
			run: context => {
				const symbol = context.query.get('symbol') ?? '';
				return context.venue.market(symbol) === undefined
					? unknownSymbol()
					: succeed(desk.active(context.owner, symbol).map(order => orderRecord(order, context.venue.skew())));
			},
		},
		{
			...general,
			path: '/api/v1/hf/orders/active/page',
			run: context => {
				const { query, venue } = context;
				const symbol = query.get('symbol') ?? '';
				const pageNum = Number(query.get('pageNum') ?? 1);
				const pageSize = Number(query.get('pageSize') ?? shortestPage);
				if (venue.market(symbol) === undefined) {
					return unknownSymbol();
				}

				if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > longestActivePage || !Number.isInteger(pageNum)) {
					return refuse('400100', `pageSize should not greater than ${longestActivePage}`);
				}

				const all = [...desk.active(context.owner, symbol)].reverse();
				return succeed({
					currentPage: pageNum,
					pageSize,
					totalNum: all.length,
					totalPage: Math.ceil(all.length / pageSize),
					items: all.slice((pageNum - 1) * pageSize, pageNum * pageSize).map(order => orderRecord(order, venue.skew())),
				});
			},
		},
		{
			...general,
			path: '/api/v1/hf/orders/active/symbols',
			permission: 'Spot',
			run: ({ owner }) =>
				succeed({ symbols: [...new Set(desk.active(owner, undefined).map(order => order.market.symbol))] }),
		},
		{
			...general,
			path: '/api/v1/hf/orders/done',
			run: context => {
				const symbol = context.query.get('symbol') ?? '';
				return context.venue.market(symbol) === undefined
					? unknownSymbol()
					: page(
							context,
							desk.done(context.owner, symbol),
							order => ({
								id: order.doneId,
								time: order.updatedAt,
								side: order.request.side,
								type: order.request.type,
							}),
							order => orderRecord(order, context.venue.skew()),
						);
			},
		},
		{
			...general,
			path: '/api/v1/hf/fills',
			run: context => {
				const { query, venue, owner } = context;
				const symbol = query.get('symbol') ?? '';
				const orderId = query.get('orderId');
				if (venue.market(symbol) === undefined) {
					return unknownSymbol();
				}

				const own = desk.fills(owner).filter(fill => fill.order.market.symbol === symbol);
				const rows = orderId === null ? own : own.filter(fill => fill.order.engine.id === orderId);
				return page(
					orderId === null ? context : { ...context, query: new URLSearchParams() },
					rows,
					fill => ({
						id: fill.id,
						time: fill.trade.time,
						side: fill.order.request.side,
						type: fill.order.request.type,
					}),
					fill => fillRecord(fill, venue.skew()),
				);
			},
		},
		{ ...general, path: '/api/v1/hf/orders/client-order/{clientOid}', run: context => byKey(context, 'clientOid') },
		{ ...general, path: '/api/v1/hf/orders/{orderId}', run: context => byKey(context, 'orderId') },
	];
}

import { isRefusal, notCancelable, type Outcome, refuse, succeed } from './rest-reply.js';
import type { Route, RouteContext } from './rest-route.js';
import type { StopDesk } from './stop-desk.js';
import { isLeg, type StopOrder } from './stop-order.js';
import { stopRecord } from './wire-stop.js';

const usualPage = 50;
const shortestPage = 10;
const longestPage = 500;

/** A page of rows, or why not: `currentPage` from 1, `pageSize` 10 to 500. */
export function pageOf<T>(context: RouteContext, rows: readonly T[], encode: (row: T) => unknown): Outcome {
	const currentPage = Number(context.query.get('currentPage') ?? 1);
	const pageSize = Number(context.query.get('pageSize') ?? usualPage);
	const fits = Number.isInteger(pageSize) && pageSize >= shortestPage && pageSize <= longestPage;
	if (!fits || !Number.isInteger(currentPage) || currentPage < 1) {
		return refuse('400100', `pageSize should be between ${shortestPage} and ${longestPage}`);
	}

	return succeed({
		currentPage,
		pageSize,
		totalNum: rows.length,
		totalPage: Math.ceil(rows.length / pageSize),
		items: rows.slice((currentPage - 1) * pageSize, currentPage * pageSize).map(encode),
	});
}

/** Those that the query names: `symbol`, `startAt` and `endAt` in ms, `orderIds` with commas. */
export function matchesQuery(
	{ query, venue }: RouteContext,
	row: { readonly id: string; readonly createdAt: number; readonly market: { readonly symbol: string } },
): boolean {
	const ids = query.get('orderIds');
	const createdAt = row.createdAt + venue.skew();
	return (
		(query.get('symbol') ?? row.market.symbol) === row.market.symbol &&
		createdAt >= Number(query.get('startAt') ?? 0) &&
		createdAt <= Number(query.get('endAt') ?? Number.MAX_SAFE_INTEGER) &&
		(ids === null || ids.split(',').includes(row.id))
	);
}

/** Stop orders. Source: KuCoin docs, Spot Trading – Stop Order. What a canceled one answers is our guess: nothing. */
export function createStopOrderRoutes(deps: { readonly stops: StopDesk }): readonly Route[] {
	const { stops } = deps;
	const look = { method: 'GET', pool: 'Spot', permission: 'General' } as const;
	const cancel = { method: 'DELETE', pool: 'Spot', permission: 'Spot' } as const;

	const waiting = (owner: number): readonly StopOrder[] => stops.list(owner).filter(({ status }) => status === 'NEW');
	const byOid = ({ owner, query }: RouteContext): StopOrder | undefined =>
		waiting(owner).find(
			order =>
				order.request.clientOid === (query.get('clientOid') ?? '') &&
				(query.get('symbol') ?? order.market.symbol) === order.market.symbol,
		);
	const isAskedFor = (context: RouteContext, order: StopOrder): boolean => {
		const { query } = context;
		const stop = query.get('stop');
		const family = isLeg(order.kind) ? 'oco' : 'stop';
		return (
			matchesQuery(context, order) &&
			(query.get('side') ?? order.request.side) === order.request.side &&
			(query.get('type') ?? order.request.type) === order.request.type &&
			(query.get('tradeType') ?? 'TRADE') === 'TRADE' &&
			(stop === null || stop === family || stop === order.kind)
		);
	};

	return [
		{
			method: 'POST',
			path: '/api/v1/stop-order',
			pool: 'Spot',
			weight: 1,
			permission: 'Spot',
			run: ({ owner, body }) => {
				const order = stops.place(owner, body);
				return isRefusal(order) ? order : succeed({ orderId: order.id, clientOid: order.request.clientOid });
			},
		},
		{
			...look,
			path: '/api/v1/stop-order',
			weight: 8,
			run: context =>
				pageOf(
					context,
					waiting(context.owner).filter(order => isAskedFor(context, order)),
					order => stopRecord(order, context.venue.skew()),
				),
		},
		{
			...look,
			path: '/api/v1/stop-order/queryOrderByClientOid',
			weight: 3,
			run: context => {
				const order = byOid(context);
				return succeed(order === undefined ? [] : [stopRecord(order, context.venue.skew())]);
			},
		},
		{
			...look,
			path: '/api/v1/stop-order/{orderId}',
			weight: 3,
			run: ({ owner, params, venue }) => {
				const order = stops.list(owner).find(({ id, status }) => id === params[0] && status !== 'CANCELED');
				return succeed(order === undefined ? null : stopRecord(order, venue.skew()));
			},
		},
		{
			...cancel,
			path: '/api/v1/stop-order/cancelOrderByClientOid',
			weight: 5,
			run: context => {
				const order = byOid(context);
				if (order === undefined) {
					return notCancelable();
				}

				stops.cancel(order);
				return succeed({ cancelledOrderId: order.id, clientOid: order.request.clientOid });
			},
		},
		{
			...cancel,
			path: '/api/v1/stop-order/cancel',
			weight: 3,
			run: context => {
				const asked = waiting(context.owner).filter(order => !isLeg(order.kind) && isAskedFor(context, order));
				return succeed({ cancelledOrderIds: asked.flatMap(order => stops.cancel(order)) });
			},
		},
		{
			...cancel,
			path: '/api/v1/stop-order/{orderId}',
			weight: 3,
			run: ({ owner, params }) => {
				const order = waiting(owner).find(({ id }) => id === params[0]);
				return order === undefined ? notCancelable() : succeed({ cancelledOrderIds: stops.cancel(order) });
			},
		},
	];
}

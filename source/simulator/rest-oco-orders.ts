import type { OrderDesk } from './order-desk.js';
import { isRefusal, notCancelable, type Outcome, refuse, succeed } from './rest-reply.js';
import type { Route, RouteContext } from './rest-route.js';
import { matchesQuery, pageOf } from './rest-stop-orders.js';
import type { StopDesk } from './stop-desk.js';
import type { OcoPair } from './stop-order.js';
import { pairDetails, pairRecord } from './wire-stop.js';

/** OCO pairs. Source: KuCoin docs, Spot Trading – OCO Order. */
export function createOcoRoutes(deps: { readonly stops: StopDesk; readonly desk: OrderDesk }): readonly Route[] {
	const { stops, desk } = deps;
	const look = { method: 'GET', pool: 'Spot', permission: 'General', weight: 2 } as const;
	const cancel = { method: 'DELETE', pool: 'Spot', permission: 'Spot', weight: 3 } as const;

	const statusOf = (pair: OcoPair): 'NEW' | 'TRIGGERED' | 'DONE' | 'CANCELED' => {
		const triggered = pair.legs.find(({ status }) => status === 'TRIGGERED');
		if (triggered !== undefined) {
			const child = triggered.childId === undefined ? undefined : desk.find(pair.owner, { orderId: triggered.childId });
			return child?.active === true ? 'TRIGGERED' : 'DONE';
		}

		return pair.legs.some(({ status }) => status === 'NEW') ? 'NEW' : 'CANCELED';
	};

	const byId = ({ owner, params }: RouteContext): OcoPair | undefined =>
		stops.pairs(owner).find(({ id }) => id === params[0]);
	const byOid = ({ owner, params }: RouteContext): OcoPair | undefined =>
		stops.pairs(owner).find(({ clientOid }) => clientOid === params[0]);

	const show = (
		find: (context: RouteContext) => OcoPair | undefined,
		encode: typeof pairRecord,
	): ((context: RouteContext) => Outcome) => {
		return context => {
			const pair = find(context);
			return pair === undefined
				? refuse('400100', 'The order does not exist.')
				: succeed(encode(pair, statusOf(pair), context.venue.skew()));
		};
	};

	const end = (find: (context: RouteContext) => OcoPair | undefined): ((context: RouteContext) => Outcome) => {
		return context => {
			const ids = find(context)?.legs.flatMap(leg => stops.cancel(leg)) ?? [];
			return ids.length === 0 ? notCancelable() : succeed({ cancelledOrderIds: ids });
		};
	};

	return [
		{
			method: 'POST',
			path: '/api/v3/oco/order',
			pool: 'Spot',
			weight: 2,
			permission: 'Spot',
			run: ({ owner, body }) => {
				const pair = stops.placePair(owner, body);
				return isRefusal(pair) ? pair : succeed({ orderId: pair.id });
			},
		},
		{
			...look,
			path: '/api/v3/oco/orders',
			run: context => {
				const live = stops.pairs(context.owner).filter(pair => {
					const status = statusOf(pair);
					return (status === 'NEW' || status === 'TRIGGERED') && matchesQuery(context, pair);
				});
				return pageOf(context, live, pair => pairRecord(pair, statusOf(pair), context.venue.skew()));
			},
		},
		{ ...look, path: '/api/v3/oco/order/details/{orderId}', run: show(byId, pairDetails) },
		{ ...look, path: '/api/v3/oco/order/{orderId}', run: show(byId, pairRecord) },
		{ ...look, path: '/api/v3/oco/client-order/{clientOid}', run: show(byOid, pairRecord) },
		{ ...cancel, path: '/api/v3/oco/order/{orderId}', run: end(byId) },
		{ ...cancel, path: '/api/v3/oco/client-order/{clientOid}', run: end(byOid) },
		{
			...cancel,
			path: '/api/v3/oco/orders',
			run: context => {
				const asked = stops.pairs(context.owner).filter(pair => matchesQuery(context, pair));
				return succeed({ cancelledOrderIds: asked.flatMap(pair => pair.legs.flatMap(leg => stops.cancel(leg))) });
			},
		},
	];
}

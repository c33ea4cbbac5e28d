import type { Market } from './market.js';
import { holdOf } from './order-holds.js';
import type { OrderRequest } from './order-request.js';
import type { UserOrder } from './user-order.js';

/** An order of an account as it is before the engine has seen it; `time` in venue ms. */
export function createUserOrder(options: {
	readonly owner: number;
	readonly market: Market;
	readonly request: OrderRequest;
	readonly time: number;
	readonly id: string;
}): UserOrder {
	const { owner, market, request, time, id } = options;
	const { baseCurrency, quoteCurrency } = market.profile.instrument;
	return {
		market,
		request,
		clientOid: request.clientOid,
		engine: {
			id,
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
		createdAt: time,
		expiresAt:
			request.timeInForce === 'GTT' && request.cancelAfter > 0
				? time + request.cancelAfter * 1000
				: Number.POSITIVE_INFINITY,
		heldCurrency: request.side === 'buy' ? quoteCurrency : baseCurrency,
		held: holdOf(market, request),
		updatedAt: time,
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
}

import type { Side } from '../model/market-event.js';
import { crowdOwner, type EngineOrder } from './book-side.js';
import type { Market } from './market.js';

/** A plain limit order of nobody in particular. */
export const createCrowdOrder = (
	market: Market,
	{
		side,
		ticks,
		lots,
		timeInForce,
	}: { readonly side: Side; readonly ticks: number; readonly lots: number; readonly timeInForce: 'GTC' | 'IOC' },
): EngineOrder => ({
	id: market.orderIds.next(market.time()),
	owner: crowdOwner,
	side,
	type: 'limit',
	ticks,
	lots,
	remaining: lots,
	funds: undefined,
	timeInForce,
	postOnly: false,
	hidden: false,
	peak: 0,
	stp: undefined,
	shown: 0,
	resting: false,
});

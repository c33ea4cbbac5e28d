import { crowdOwner, type EngineOrder } from './book-side.js';
import type { RestingOrders } from './resting-orders.js';

/** Whether a trade of the two has to be prevented: the same account, and the taker asks for it. */
export const isSelfTrade = (maker: EngineOrder, taker: EngineOrder): boolean =>
	taker.owner !== crowdOwner && maker.owner === taker.owner && (taker.stp !== undefined || taker.timeInForce === 'FOK');

/**
 * Does what the taker's `stp` says of a would-be self-trade: CN cancels the taker, CO the maker, CB both, DC takes the
 * smaller off the larger and cancels the smaller; FOK behaves as CN. Returns true when the taker may go on.
 */
export function createSelfTradePrevention({
	end,
	shrink,
}: Pick<RestingOrders, 'end' | 'shrink'>): (maker: EngineOrder, taker: EngineOrder) => boolean {
	return (maker: EngineOrder, taker: EngineOrder): boolean => {
		const rule = taker.timeInForce === 'FOK' ? 'CN' : taker.stp;
		if (rule === 'CO' || rule === 'CB') {
			end(maker, 'self-trade');
		}

		if (rule === 'CN' || rule === 'CB') {
			end(taker, 'self-trade');
			return false;
		}

		if (rule === 'DC') {
			const lots = Math.min(maker.remaining, taker.remaining);
			const [makerEnds, takerEnds] = [maker.remaining === lots, taker.remaining === lots];
			if (makerEnds) {
				end(maker, 'self-trade');
			} else {
				shrink(maker, lots);
			}

			if (takerEnds) {
				end(taker, 'self-trade');
			} else {
				shrink(taker, lots);
			}

			return !takerEnds;
		}

		return true;
	};
}

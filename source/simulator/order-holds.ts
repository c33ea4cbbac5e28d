import type { Market } from './market.js';
import type { OrderRequest } from './order-request.js';
import { fundsToMoney, lotsToMoney, withFee } from './user-order.js';

/**
 * What an order reserves: price × size × (1 + taker rate) for a limit buy, the size for a sell, and for market orders
 * what the visible book says they will need.
 */
export function holdOf(market: Market, request: OrderRequest): bigint {
	if (request.type === 'limit') {
		return request.side === 'sell'
			? lotsToMoney(market, request.lots)
			: withFee(market, fundsToMoney(market, BigInt(request.ticks) * BigInt(request.lots)), 'taker');
	}

	const sweep = sweepOf(market, request);
	if (request.side === 'sell') {
		return lotsToMoney(market, request.funds === undefined ? request.lots : sweep.lots);
	}

	return withFee(market, fundsToMoney(market, request.funds ?? sweep.funds), 'taker');
}

/** What a market order would take from the book as it is. */
function sweepOf(market: Market, request: OrderRequest): { readonly lots: number; readonly funds: bigint } {
	const { levels } = request.side === 'buy' ? market.engine.asks : market.engine.bids;
	let lots = 0;
	let funds = 0n;
	for (let index = levels.length - 1; index >= 0; index -= 1) {
		const level = levels[index]!;
		for (const maker of [...level.queue, ...level.dark]) {
			const left =
				request.funds === undefined ? request.lots - lots : Number((request.funds - funds) / BigInt(level.ticks));
			const taken = Math.min(maker.remaining, left);
			if (taken <= 0) {
				return { lots, funds };
			}

			lots += taken;
			funds += BigInt(level.ticks) * BigInt(taken);
		}
	}

	return { lots, funds };
}

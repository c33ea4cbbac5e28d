import type { Fill } from '../../source/model/order.js';

export const currencies = { base: 'BTC', quote: 'USDT' };
let count = 0;

/** A fill with its fee in quote currency, later than those before it; `undefined` = not known yet. */
export function fill(
	side: 'buy' | 'sell',
	size: string,
	price: string,
	fee: string | undefined,
	changes: Partial<Fill> = {},
): Fill {
	count += 1;
	return {
		symbol: 'BTC-USDT',
		orderId: 'v1',
		tradeId: String(count),
		side,
		price,
		size,
		liquidity: 'taker',
		fee,
		feeCurrency: fee === undefined ? undefined : 'USDT',
		time: count,
		...changes,
	};
}

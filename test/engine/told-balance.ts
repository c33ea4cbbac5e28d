import type { BalanceEvent } from '../../source/model/account-event.js';

/** A balance of USDT as the stream tells it, nothing of it held; `time`: the venue's, ms. */
export const toldBalance = (total: string, time: number): BalanceEvent => ({
	type: 'balance',
	accountId: undefined,
	currency: 'USDT',
	total,
	available: total,
	hold: '0',
	relationEvent: 'trade.setted',
	relationEventId: String(time),
	symbol: undefined,
	orderId: undefined,
	tradeId: undefined,
	time,
	receivedAt: time,
});

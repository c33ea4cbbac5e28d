import { type BalanceChange, formatMoney } from './accounts.js';
import { formatBig } from './fixed-point.js';
import { Digits, encodeJson } from './json-text.js';
import { type DeskEvent, type Fill, feePpm, fundsToMoney, type UserOrder } from './user-order.js';
import { formatPrice, formatSize } from './wire.js';

/** The private payloads, of the sockets and of REST: note `canceledSize` on the one and `cancelledSize` on the other. */

const funds = (order: UserOrder, amount: bigint): string => formatMoney(fundsToMoney(order.market, amount));

/**
 * The `data` of one `/spotMarket/tradeOrdersV2` push. `time` in told ms; several events of one step share it.
 * Source: KuCoin docs, Private – Order V2.
 */
export function encodeOrderEvent(order: UserOrder, event: DeskEvent, time: number, skew: number): string {
	const { market, engine, request } = order;
	const taker = event.type === 'match' && event.fill.liquidity === 'taker';
	const status = {
		received: 'new',
		open: 'open',
		match: taker ? 'match' : 'open',
		update: 'open',
		filled: 'done',
		canceled: 'done',
	}[event.type];
	const sizes =
		event.type === 'received'
			? {}
			: {
					canceledSize: formatSize(market, order.canceledLots),
					filledSize: formatSize(market, order.dealLots),
					remainSize:
						event.type === 'canceled' || engine.funds !== undefined ? '0' : formatSize(market, engine.remaining),
					size: request.funds === undefined ? formatSize(market, engine.lots) : undefined,
				};
	const final =
		event.type !== 'filled' && event.type !== 'canceled'
			? {}
			: {
					remainFunds: '0',
					canceledFunds: request.type === 'market' ? funds(order, order.canceledFunds) : undefined,
				};
	const match =
		event.type !== 'match'
			? {}
			: {
					feeType: `${event.fill.feeType}Fee`,
					liquidity: event.fill.liquidity,
					matchPrice: formatPrice(market, event.fill.trade.ticks),
					matchSize: formatSize(market, event.fill.trade.lots),
					tradeId: event.fill.trade.tradeId,
				};
	const data: Record<string, unknown> = {
		...sizes,
		...final,
		...match,
		clientOid: order.clientOid === '' ? undefined : order.clientOid,
		oldSize: event.type === 'update' ? formatSize(market, event.oldLots) : undefined,
		orderId: engine.id,
		orderTime: order.createdAt + skew,
		orderType: request.type,
		originFunds: order.originFunds === undefined ? undefined : funds(order, order.originFunds),
		originSize: order.originFunds === undefined ? formatSize(market, order.originLots) : undefined,
		price: request.type === 'limit' ? formatPrice(market, request.ticks) : undefined,
		side: request.side,
		status,
		symbol: market.symbol,
		ts: new Digits(`${time}000000`),
		type: event.type,
	};
	return encodeJson(Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1))));
}

export const accountIdOf = (owner: number, currency: string): string => {
	let number = 100_000_000_000 + owner * 1000;
	for (let index = 0; index < currency.length; index += 1) {
		number += currency.charCodeAt(index) * 31 ** index;
	}

	return String(number);
};

/** The `data` of one `/account/balance` push. Source: KuCoin docs, Private – Account Balance. */
export function encodeBalance(change: BalanceChange, eventId: string, time: number): string {
	return encodeJson({
		accountId: accountIdOf(change.owner, change.currency),
		currency: change.currency,
		total: formatMoney(change.total),
		available: formatMoney(change.total - change.hold),
		hold: formatMoney(change.hold),
		availableChange: formatMoney(change.availableChange),
		holdChange: formatMoney(change.holdChange),
		relationContext: change.context,
		relationEvent: change.event,
		relationEventId: eventId,
		time: String(time),
	});
}

/** The order object of REST. Source: KuCoin docs, Get Order By OrderId (HF). */
export function orderRecord(order: UserOrder, skew: number): Readonly<Record<string, unknown>> {
	const { market, engine, request } = order;
	const ordered = order.originFunds ?? BigInt(request.ticks) * BigInt(order.originLots);
	const remainingLots = order.active && engine.funds === undefined ? engine.remaining : 0;
	const spent = order.dealFunds + order.canceledFunds;
	return {
		id: engine.id,
		clientOid: order.clientOid,
		symbol: market.symbol,
		opType: 'DEAL',
		type: request.type,
		side: request.side,
		price: formatPrice(market, request.ticks),
		size: formatSize(market, order.originLots),
		funds: funds(order, ordered),
		dealSize: formatSize(market, order.dealLots),
		dealFunds: funds(order, order.dealFunds),
		remainSize: formatSize(market, remainingLots),
		remainFunds: funds(order, ordered > spent ? ordered - spent : 0n),
		cancelledSize: formatSize(market, order.canceledLots),
		cancelledFunds: funds(order, order.canceledFunds),
		fee: formatMoney(order.fee),
		feeCurrency: market.profile.instrument.feeCurrency,
		stp: request.stp ?? null,
		timeInForce: request.timeInForce,
		postOnly: request.postOnly,
		hidden: request.hidden,
		iceberg: request.iceberg,
		visibleSize: formatSize(market, request.visibleLots),
		cancelAfter: request.timeInForce === 'GTT' ? request.cancelAfter : 0,
		channel: 'API',
		remark: request.remark,
		tags: request.tags,
		cancelExist: order.cancelExist,
		tradeType: 'TRADE',
		inOrderBook: order.inOrderBook,
		active: order.active,
		tax: '0',
		createdAt: order.createdAt + skew,
		lastUpdatedAt: order.updatedAt + skew,
	};
}

/** One row of `/api/v1/hf/fills`; its `tradeId` is a bare number beyond 2^53. */
export function fillRecord(fill: Fill, skew: number): Readonly<Record<string, unknown>> {
	const { order, trade } = fill;
	const { market } = order;
	return {
		id: fill.id,
		orderId: order.engine.id,
		counterOrderId: fill.counterOrderId,
		tradeId: new Digits(trade.tradeId),
		symbol: market.symbol,
		side: order.request.side,
		liquidity: fill.liquidity,
		type: order.request.type,
		forceTaker: fill.forceTaker,
		price: formatPrice(market, trade.ticks),
		size: formatSize(market, trade.lots),
		funds: funds(order, BigInt(trade.ticks) * BigInt(trade.lots)),
		fee: formatMoney(fill.fee),
		feeRate: formatBig(feePpm(market, fill.feeType), 6),
		feeCurrency: market.profile.instrument.feeCurrency,
		stop: '',
		tradeType: 'TRADE',
		taxRate: '0',
		tax: '0',
		createdAt: trade.time + skew,
	};
}

/** What the synchronous calls answer. */
export function syncRecord(order: UserOrder, skew: number): Readonly<Record<string, unknown>> {
	const { market, engine } = order;
	const size = {
		originSize: formatSize(market, order.originLots),
		dealSize: formatSize(market, order.dealLots),
		remainSize: formatSize(market, order.active && engine.funds === undefined ? engine.remaining : 0),
		canceledSize: formatSize(market, order.canceledLots),
	};
	const byFunds =
		order.originFunds === undefined
			? {}
			: {
					originFunds: funds(order, order.originFunds),
					dealFunds: funds(order, order.dealFunds),
					remainFunds: '0',
					canceledFunds: funds(order, order.canceledFunds),
				};
	return {
		orderId: engine.id,
		clientOid: order.clientOid,
		orderTime: order.createdAt + skew,
		...size,
		...byFunds,
		status: order.active ? 'open' : 'done',
		matchTime: order.updatedAt + skew + 2,
	};
}

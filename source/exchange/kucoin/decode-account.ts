import type { BalanceEvent, OrderUpdateEvent, StopOrderEvent } from '../../model/account-event.js';
import type { Result } from './decode-market.js';
import { isLegOfPair } from './decode-orders.js';
import type { Balance, Order, StopOrder } from './wire.js';
import { checkBalance, checkOrder, checkStopOrder } from './wire-check.generated.js';
import { showText, textToMilliseconds, toMilliseconds } from './wire-text.js';

const stampToMilliseconds = (stamp: string | number): number =>
	typeof stamp === 'string' ? textToMilliseconds(stamp) : toMilliseconds(stamp);

const maybe = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined;

/** A text that others may have chosen: a client id of another program, a name that is new to us. */
const maybeShown = (text: string | null | undefined): string | undefined =>
	text === null || text === undefined ? undefined : showText(text, 64);

/**
 * `/spotMarket/tradeOrdersV2` → a change of one order. Stamps are told apart by size: ms today, ns in old frames.
 * Source: KuCoin docs, Order V2.
 *
 * `{"canceledSize":"0","clientOid":"…","feeType":"takerFee","filledSize":"0.00001","liquidity":"taker","matchPrice":"71171.9",
 * "matchSize":"0.00001","orderId":"6720da3fa30a360007f5f832","orderTime":1730206271588,"orderType":"market","originSize":"0.00001",
 * "remainSize":"0","side":"buy","size":"0.00001","status":"match","symbol":"BTC-USDT","tradeId":"11116472408358913",
 * "ts":1730206271616000000,"type":"match"}`
 */
export function decodeOrder(data: unknown, receivedAt: number): Result<OrderUpdateEvent> {
	const problem = checkOrder(data);
	if (problem !== undefined) {
		return problem;
	}

	const order = data as Order;
	let match: OrderUpdateEvent['match'];
	if (order.type === 'match') {
		const { matchPrice, matchSize, tradeId } = order;
		if (typeof matchPrice !== 'string') {
			return 'matchPrice: expected a plain decimal, not negative';
		}

		if (typeof matchSize !== 'string') {
			return 'matchSize: expected a plain decimal, not negative';
		}

		if (typeof tradeId !== 'string') {
			return 'tradeId: expected an id';
		}

		match = {
			price: matchPrice,
			size: matchSize,
			tradeId,
			liquidity: maybe(order.liquidity),
			feeType: maybe(order.feeType),
		};
	}

	return {
		type: 'order-update',
		symbol: order.symbol,
		side: order.side,
		orderType: order.orderType,
		orderId: order.orderId,
		clientOid: maybeShown(order.clientOid),
		kind: order.type,
		status: order.status,
		price: maybe(order.price),
		originSize: maybe(order.originSize),
		originFunds: maybe(order.originFunds),
		size: maybe(order.size),
		oldSize: maybe(order.oldSize),
		filledSize: maybe(order.filledSize),
		remainSize: maybe(order.remainSize),
		canceledSize: maybe(order.canceledSize),
		canceledFunds: maybe(order.canceledFunds),
		remainFunds: maybe(order.remainFunds),
		match,
		orderTime: stampToMilliseconds(order.orderTime),
		time: stampToMilliseconds(order.ts),
		receivedAt,
	};
}

/**
 * `/account/balance` → the state of one currency. Unknown events of origin pass. Source: KuCoin docs, Balance.
 *
 * `{"accountId":"100000000001","currency":"USDT","total":"21.133773386762","available":"20.132773386762","hold":"1.001",
 * "availableChange":"-0.5005","holdChange":"0.5005","relationContext":{"symbol":"BTC-USDT","orderId":"…"},
 * "relationEvent":"trade.hold","relationEventId":"354689988084000","time":"1730269283892"}`
 */
export function decodeBalance(data: unknown, receivedAt: number): Result<BalanceEvent> {
	const problem = checkBalance(data);
	if (problem !== undefined) {
		return problem;
	}

	const balance = data as Balance;
	const context = balance.relationContext ?? undefined;
	return {
		type: 'balance',
		accountId: maybeShown(balance.accountId),
		currency: balance.currency,
		total: balance.total,
		available: balance.available,
		hold: balance.hold,
		relationEvent: showText(balance.relationEvent, 64),
		relationEventId: balance.relationEventId,
		symbol: maybeShown(context?.symbol),
		orderId: maybeShown(context?.orderId),
		tradeId: maybeShown(context?.tradeId),
		time: stampToMilliseconds(balance.time),
		receivedAt,
	};
}

/** Spelled in either case on the wire, and with one or two endings. */
const stopKinds: ReadonlyMap<string, StopOrderEvent['kind']> = new Map([
	['open', 'open'],
	['triggered', 'triggered'],
	['cancel', 'canceled'],
	['canceled', 'canceled'],
	['cancelled', 'canceled'],
]);

/**
 * `/spotMarket/advancedOrders` → a change of one stop order. Source: KuCoin docs, Stop Order.
 *
 * `{"orderId":"vs93gpupfa48anof003u85mb","orderPrice":"70000","orderType":"stop","side":"buy","size":"0.00007142","stop":"loss",
 * "stopPrice":"71000","symbol":"BTC-USDT","tradeType":"TRADE","type":"open","createdAt":1742305928064,"ts":1742305928091268493}`
 */
export function decodeStopOrder(data: unknown, receivedAt: number): Result<StopOrderEvent> {
	const problem = checkStopOrder(data);
	if (problem !== undefined) {
		return problem;
	}

	const stop = data as StopOrder;
	return {
		type: 'stop-order',
		symbol: stop.symbol,
		orderId: stop.orderId,
		kind: stopKinds.get(stop.type.toLowerCase()) ?? 'other',
		side: stop.side,
		size: maybe(stop.size),
		orderPrice: maybe(stop.orderPrice),
		stopPrice: stop.stopPrice,
		stop: showText(stop.stop, 64),
		isLeg: isLegOfPair(stop.stop),
		triggerSuccess: maybe(stop.triggerSuccess),
		error: maybeShown(stop.error),
		time: stampToMilliseconds(stop.ts),
		receivedAt,
	};
}

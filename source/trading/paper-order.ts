import { compareDecimals, decimalText, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { OrderMatch, OrderUpdateEvent } from '../model/account-event.js';
import type { Instrument } from '../model/instrument.js';
import type { Fill, OrderRequest } from '../model/order.js';
import type { Resting } from './fill-model.js';
import type { VenueOrder } from './gateway.js';
import { feeRatesOf } from './paper-rules.js';

/** One order of the paper account. All amounts are exact texts, so that it survives as JSON. */
export type PaperOrder = {
	readonly orderId: string;
	readonly request: OrderRequest;
	readonly baseCurrency: string;
	readonly quoteCurrency: string;
	/** Fractions, fixed when it was placed. */
	readonly takerRate: string;
	readonly makerRate: string;
	/** Venue times, ms. */
	readonly createdAt: number;
	/** With GTT. */
	readonly expiresAt: number | undefined;
	updatedAt: number;
	/** What is reserved, of the quote currency for a buy and of the base currency for a sell. */
	held: string;
	filledSize: string;
	filledFunds: string;
	canceledSize: string;
	/** Of a market order by funds. */
	canceledFunds: string;
	fee: string;
	active: boolean;
	/** Its place in the queue, while it rests. `since`: venue time of the book that it joined; older prints are in there. */
	resting: (Resting & { readonly since: number }) | undefined;
};

/** A new order with nothing done to it yet. Its rates are those of the pair now. `now` is venue time, ms. */
export function createPaperOrder(
	request: OrderRequest,
	instrument: Instrument,
	{ orderId, now }: { readonly orderId: string; readonly now: number },
): PaperOrder {
	const rates = feeRatesOf(instrument);
	return {
		orderId,
		request,
		baseCurrency: instrument.baseCurrency,
		quoteCurrency: instrument.quoteCurrency,
		takerRate: rates.taker,
		makerRate: rates.maker,
		createdAt: now,
		expiresAt: request.timeInForce === 'GTT' ? now + request.cancelAfter! * 1000 : undefined,
		updatedAt: now,
		held: '0',
		filledSize: '0',
		filledFunds: '0',
		canceledSize: '0',
		canceledFunds: '0',
		fee: '0',
		active: true,
		resting: undefined,
	};
}

export const heldCurrencyOf = (order: PaperOrder): string =>
	order.request.side === 'buy' ? order.quoteCurrency : order.baseCurrency;

/** Base size still to be filled; `'0'` when it ended, or for an order by funds. */
export function remainSizeOf(order: PaperOrder): string {
	const { size } = order.request;
	return order.active && size !== undefined
		? decimalText(parseDecimal(size).minus(order.filledSize).minus(order.canceledSize))
		: '0';
}

/** As the venue's REST record says it. */
export function toVenueOrder(order: PaperOrder): VenueOrder {
	const { request } = order;
	const size = request.size ?? '0';
	return {
		orderId: order.orderId,
		clientOid: request.clientOid,
		symbol: request.symbol,
		side: request.side,
		type: request.type,
		price: request.price ?? '0',
		size,
		funds: request.funds ?? (request.price === undefined ? '0' : decimalText(multiplyDecimals(request.price, size))),
		filledSize: order.filledSize,
		filledFunds: order.filledFunds,
		canceledSize: order.canceledSize,
		active: order.active,
		cancelExist: compareDecimals(order.canceledSize, '0') > 0 || compareDecimals(order.canceledFunds, '0') > 0,
		createdAt: order.createdAt,
	};
}

const statusOf = (kind: OrderUpdateEvent['kind'], fill: Fill | undefined): OrderUpdateEvent['status'] => {
	switch (kind) {
		case 'received':
			return 'new';
		case 'match':
			return fill?.liquidity === 'taker' ? 'match' : 'open';
		case 'open':
		case 'update':
			return 'open';
		case 'filled':
		case 'canceled':
			return 'done';
	}
};

/**
 * As the private stream says it: `received` has no executed sizes, a market order no price, an order by funds no size.
 * Source: KuCoin docs, Order V2.
 */
export function toUpdate(
	order: PaperOrder,
	kind: OrderUpdateEvent['kind'],
	fill: Fill | undefined,
	times: { readonly time: number; readonly receivedAt: number },
): OrderUpdateEvent {
	const { request } = order;
	const isKnown = kind !== 'received';
	const isEnd = kind === 'filled' || kind === 'canceled';
	const isMarket = request.type === 'market';
	const match: OrderMatch | undefined =
		fill === undefined
			? undefined
			: {
					price: fill.price,
					size: fill.size,
					tradeId: fill.tradeId,
					liquidity: fill.liquidity,
					feeType: feeTypeOf(order, fill.liquidity),
				};
	return {
		type: 'order-update',
		symbol: request.symbol,
		side: request.side,
		orderType: request.type,
		orderId: order.orderId,
		clientOid: request.clientOid,
		kind,
		status: statusOf(kind, fill),
		price: isMarket ? undefined : request.price,
		originSize: request.size,
		originFunds: request.funds,
		size: isKnown ? request.size : undefined,
		oldSize: undefined,
		filledSize: isKnown ? order.filledSize : undefined,
		remainSize: isKnown ? remainSizeOf(order) : undefined,
		canceledSize: isKnown ? order.canceledSize : undefined,
		canceledFunds: isEnd && isMarket ? order.canceledFunds : undefined,
		remainFunds: isEnd ? '0' : undefined,
		match,
		orderTime: order.createdAt,
		...times,
	};
}

/** Hidden and iceberg orders pay the taker's fee as makers too. */
export const feeTypeOf = (order: PaperOrder, liquidity: Fill['liquidity']): 'takerFee' | 'makerFee' =>
	liquidity === 'taker' || order.request.hidden || order.request.iceberg ? 'takerFee' : 'makerFee';

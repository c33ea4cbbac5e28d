import { parseUnits } from './fixed-point.js';
import type { Market } from './market.js';
import { type OrderRequest, parseOrderRequest } from './order-request.js';
import { isRefusal, type Outcome, refuse, unknownSymbol } from './rest-reply.js';
import type { StopKind } from './stop-order.js';
import type { Venue } from './venue.js';

type Body = Readonly<Record<string, unknown>>;

/** One order and the price it waits for, checked. */
export type StopRequest = {
	readonly market: Market;
	readonly kind: StopKind;
	readonly stopTicks: number;
	readonly request: OrderRequest;
	readonly body: Body;
};

/**
 * Reads the body of `POST /api/v1/stop-order`: that of a placement with `stopPrice`, and `stop` `loss` (the default) or
 * `entry`. Source: KuCoin docs, Add Stop Order.
 */
export function readStop(body: Body, venue: Venue): StopRequest | Outcome {
	const market = openMarket(body, venue);
	if (isRefusal(market)) {
		return market;
	}

	const { stopPrice, stop = 'loss', tradeType = 'TRADE' } = body;
	if (stop !== 'loss' && stop !== 'entry') {
		return refuse('400100', 'The stop must be loss or entry.');
	}

	if (tradeType !== 'TRADE') {
		return refuse('400100', 'The tradeType is not supported.');
	}

	return readLeg(market, body, stopPrice, stop);
}

/**
 * Reads the body of `POST /api/v3/oco/order`: a limit leg at `price` on the good side of the last price, and a stop leg
 * that places a limit order at `limitPrice` when the last price reaches `stopPrice` on the other.
 * Source: KuCoin docs, Add OCO Order; the texts of the refusals are ours.
 */
export function readOco(
	body: Body,
	venue: Venue,
):
	| { readonly market: Market; readonly clientOid: string; readonly legs: readonly Omit<StopRequest, 'market'>[] }
	| Outcome {
	const market = openMarket(body, venue);
	if (isRefusal(market)) {
		return market;
	}

	const { side, clientOid, price, stopPrice, limitPrice } = body;
	if (typeof clientOid !== 'string' || clientOid === '') {
		return refuse('400100', 'validation.createOrder.clientOidIsRequired');
	}

	const buys = side === 'buy';
	const limitLeg = readLeg(market, { ...body, type: 'limit', price }, price, buys ? 'l_l_o' : 'e_l_o');
	if (isRefusal(limitLeg)) {
		return limitLeg;
	}

	const stopLeg = readLeg(market, { ...body, type: 'limit', price: limitPrice }, stopPrice, buys ? 'e_s_o' : 'l_s_o');
	if (isRefusal(stopLeg)) {
		return stopLeg;
	}

	const last = market.lastTrade()?.ticks ?? 0;
	const [low, high] = buys ? [limitLeg, stopLeg] : [stopLeg, limitLeg];
	if (!(low.stopTicks < last && last < high.stopTicks)) {
		return refuse('400100', 'The last price should be between the price and the stopPrice.');
	}

	return { market, clientOid, legs: [limitLeg, stopLeg] };
}

function openMarket(body: Body, venue: Venue): Market | Outcome {
	const market = typeof body.symbol === 'string' ? venue.market(body.symbol) : undefined;
	if (market === undefined) {
		return unknownSymbol();
	}

	if (venue.status().status !== 'open') {
		return refuse('200001', 'Order creation for this pair suspended');
	}

	return market.enabled ? market : refuse('600203', `Symbol ${market.symbol} not enabled for trading`);
}

function readLeg(market: Market, body: Body, stopPrice: unknown, kind: StopKind): StopRequest | Outcome {
	if (stopPrice === undefined || stopPrice === null || stopPrice === '') {
		return refuse('400100', 'validation.createOrder.stopPriceIsRequired');
	}

	const ticks = parseUnits(String(stopPrice), market.profile.priceDecimals);
	if (ticks === undefined || ticks === 0n || ticks > BigInt(Number.MAX_SAFE_INTEGER)) {
		return refuse('600100', 'Order stopPrice increment invalid.');
	}

	const request = parseOrderRequest(body, market);
	if (isRefusal(request)) {
		return request;
	}

	// The window was for this request, not for the order that is born of it.
	const later = Object.entries(body).filter(([name]) => !stopFields.has(name));
	return { market, kind, stopTicks: Number(ticks), request, body: Object.fromEntries(later) };
}

const stopFields = new Set(['stop', 'stopPrice', 'limitPrice', 'tradeType', 'allowMaxTimeWindow', 'clientTimestamp']);

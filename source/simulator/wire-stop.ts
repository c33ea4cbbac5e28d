import { formatPadded } from './fixed-point.js';
import { Digits, encodeJson } from './json-text.js';
import type { OcoPair, StopEvent, StopOrder } from './stop-order.js';
import { feePpm } from './user-order.js';
import { formatPrice, formatSize } from './wire.js';

/** The payloads of stop orders: padded to twenty decimals in REST, plain on the socket. */

const padding = 20;

const paddedPrice = ({ market }: { readonly market: StopOrder['market'] }, ticks: number): string =>
	formatPadded(BigInt(ticks), market.profile.priceDecimals, padding);

const paddedSize = ({ market }: { readonly market: StopOrder['market'] }, lots: number): string =>
	formatPadded(BigInt(lots), market.profile.baseDecimals, padding);

/** One row of `GET /api/v1/stop-order`. `orderTime` is in ns, `createdAt` in ms. Source: KuCoin docs, Get Stop Orders List. */
export function stopRecord(order: StopOrder, skew: number): Readonly<Record<string, unknown>> {
	const { market, request } = order;
	const { priceDecimals, baseDecimals, instrument } = market.profile;
	return {
		id: order.id,
		symbol: market.symbol,
		userId: String(order.owner).padStart(24, '0'),
		status: order.status,
		type: request.type,
		side: request.side,
		price: request.type === 'limit' ? paddedPrice(order, request.ticks) : null,
		size: request.funds === undefined ? paddedSize(order, request.lots) : null,
		funds: request.funds === undefined ? null : formatPadded(request.funds, priceDecimals + baseDecimals, padding),
		stp: request.stp ?? null,
		timeInForce: request.timeInForce,
		cancelAfter: request.timeInForce === 'GTT' ? request.cancelAfter : -1,
		postOnly: request.postOnly,
		hidden: request.hidden,
		iceberg: request.iceberg,
		visibleSize: request.iceberg ? paddedSize(order, request.visibleLots) : null,
		channel: 'API',
		clientOid: request.clientOid,
		remark: request.remark,
		tags: request.tags,
		relatedNo: order.pair?.id ?? null,
		orderTime: new Digits(`${order.createdAt + skew}000024`),
		domainId: 'kucoin',
		tradeSource: 'USER',
		tradeType: 'TRADE',
		feeCurrency: instrument.feeCurrency,
		takerFeeRate: formatPadded(feePpm(market, 'taker'), 6, padding),
		makerFeeRate: formatPadded(feePpm(market, 'maker'), 6, padding),
		createdAt: order.createdAt + skew + 1,
		stop: order.kind,
		stopTriggerTime: order.triggeredAt === undefined ? null : order.triggeredAt + skew,
		stopPrice: paddedPrice(order, order.stopTicks),
		limitPrice: null,
		pop: null,
		activateCondition: null,
	};
}

/** `status` is that of the pair; a triggered one is `DONE` once its order is. */
export const pairRecord = (pair: OcoPair, status: string, skew: number): Readonly<Record<string, unknown>> => ({
	orderId: pair.id,
	symbol: pair.market.symbol,
	clientOid: pair.clientOid,
	orderTime: pair.createdAt + skew,
	status,
});

/** As `pairRecord`, with the legs. Source: KuCoin docs, Get OCO Order Detail By OrderId. */
export const pairDetails = (pair: OcoPair, status: string, skew: number): Readonly<Record<string, unknown>> => ({
	...pairRecord(pair, status, skew),
	orders: pair.legs.map(leg => ({
		id: leg.id,
		symbol: leg.market.symbol,
		side: leg.request.side,
		price: paddedPrice(leg, leg.request.ticks),
		stopPrice: paddedPrice(leg, leg.stopTicks),
		size: paddedSize(leg, leg.request.lots),
		status: leg.status,
	})),
});

/** The `data` of one `/spotMarket/advancedOrders` push; `time` and `skew` in ms. Source: KuCoin docs, Private – Stop Order. */
export function encodeStopEvent(order: StopOrder, event: StopEvent, time: number, skew: number): string {
	const { market, request } = order;
	const digits = order.id.charCodeAt(order.id.length - 1);
	// Both spellings are on the wire: which one an order gets depends on nothing a client may build on.
	const type = event.type === 'triggered' && digits % 3 === 0 ? 'TRIGGERED' : event.type;
	return encodeJson({
		orderId: order.id,
		orderPrice: request.type === 'limit' ? formatPrice(market, request.ticks) : undefined,
		orderType: 'stop',
		side: request.side,
		size: request.funds === undefined ? formatSize(market, request.lots) : undefined,
		stop: order.kind,
		stopPrice: formatPrice(market, order.stopTicks),
		symbol: market.symbol,
		tradeType: 'TRADE',
		type,
		triggerSuccess: event.type === 'triggered' ? event.error === undefined : undefined,
		error: event.type === 'triggered' ? event.error : undefined,
		createdAt: order.createdAt + skew,
		ts: new Digits(`${time}${String(268_000 + digits)}`),
	});
}

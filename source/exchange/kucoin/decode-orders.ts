import type { Fill } from '../../model/order.js';
import type { Balance, VenueOrder } from '../../trading/gateway.js';
import { DecodeError } from './decode-error.js';
import { requireShape } from './decode-rest.js';
import { spotTradeType } from './order-body.js';
import type { AccountRows, OcoDetails, RestFill, RestOrder, RestPage, StopRecord } from './wire.js';
import {
	checkAccountRows,
	checkOcoDetails,
	checkRestFill,
	checkRestOrder,
	checkRestPage,
	checkStopRecord,
} from './wire-check.generated.js';
import { showText, textToMilliseconds, toMilliseconds, toPlainDecimal } from './wire-text.js';

const millisecondsOf = (stamp: string | number): number =>
	typeof stamp === 'string' ? textToMilliseconds(stamp) : toMilliseconds(stamp);

/** Zero stands for what the venue leaves out. */
const amountOf = (text: string | null | undefined): string => (text ? toPlainDecimal(text) : '0');

const clientOidOf = (text: string | null | undefined): string => showText(text ?? '', 64);

/**
 * An HF order, by id or of a list. Throws a `DecodeError`. Source: KuCoin docs, Get Order By OrderId.
 *
 * `{"id":"6717422bd51c29000775ea03","clientOid":"…","symbol":"BTC-USDT","type":"limit","side":"buy","price":"70000",
 * "size":"0.00001","funds":"0.7","dealSize":"0.00001","dealFunds":"0.677176","cancelledSize":"0","cancelExist":false,
 * "inOrderBook":false,"active":false,"createdAt":1729577515444,…}`
 */
export function decodeVenueOrder(data: unknown, where: string): VenueOrder {
	requireShape(checkRestOrder, data, where);
	const order = data as RestOrder;
	const canceledSize = amountOf(order.cancelledSize ?? order.canceledSize);
	return {
		orderId: order.id,
		clientOid: clientOidOf(order.clientOid),
		symbol: order.symbol,
		side: order.side,
		type: order.type.toLowerCase().startsWith('market') ? 'market' : 'limit',
		price: amountOf(order.price),
		size: amountOf(order.size),
		funds: amountOf(order.funds),
		filledSize: order.dealSize,
		filledFunds: amountOf(order.dealFunds),
		canceledSize,
		active: order.active,
		cancelExist: order.cancelExist ?? canceledSize !== '0',
		createdAt: millisecondsOf(order.createdAt),
	};
}

/** What ends a stop order without a trigger; anything else but `NEW` has triggered it. */
const canceledStatuses: ReadonlySet<string> = new Set([
	'CANCEL',
	'CANCELED',
	'CANCELLED',
	'FAILED',
	'REJECTED',
	'EXPIRED',
]);

export type StopRow = {
	readonly order: VenueOrder;
	/** It made an order with an id of its own. */
	readonly triggered: boolean;
	/** It is a leg of a pair. */
	readonly isLeg: boolean;
	/** Not of margin trading. */
	readonly isSpot: boolean;
};

/** How the venue names the legs of a pair: `l_l_o`, `l_s_o`, `e_l_o`, `e_s_o`. Source: KuCoin docs, Stop Order (socket). */
export const isLegOfPair = (stop: string | null | undefined): boolean => /^[le]_[ls]_o$/i.test(stop ?? '');

/**
 * A stop order that has not triggered (`NEW`), has (`TRIGGERED`), or was canceled. Source: KuCoin docs, Get Stop Orders List.
 *
 * `{"id":"vs93gptvr9t2fsql003l8k5p","symbol":"BTC-USDT","status":"NEW","type":"limit","side":"buy",
 * "price":"50000.00000000000000000000","size":"0.00001000000000000000","funds":null,"clientOid":"…","stop":"loss",
 * "stopPrice":"60000.00000000000000000000","orderTime":1740626554883000024,"createdAt":1740626554884,…}`
 */
export function decodeStopRecord(data: unknown, where: string): StopRow {
	requireShape(checkStopRecord, data, where);
	const stop = data as StopRecord;
	const status = stop.status.toUpperCase();
	const canceled = canceledStatuses.has(status);
	const size = amountOf(stop.size);
	const order: VenueOrder = {
		orderId: stop.id,
		clientOid: clientOidOf(stop.clientOid),
		symbol: stop.symbol,
		side: stop.side,
		type: 'stop',
		price: amountOf(stop.price),
		size,
		funds: amountOf(stop.funds),
		filledSize: '0',
		filledFunds: '0',
		canceledSize: canceled ? size : '0',
		active: status === 'NEW',
		cancelExist: canceled,
		createdAt: millisecondsOf(stop.createdAt),
		stopPrice: amountOf(stop.stopPrice),
	};
	return {
		order,
		triggered: status !== 'NEW' && !canceled,
		isLeg: isLegOfPair(stop.stop),
		isSpot: (stop.tradeType || spotTradeType) === spotTradeType,
	};
}

/**
 * A pair: `NEW`, `TRIGGERED` while the order of one leg works, `DONE` after it, `CANCELLED`; its legs tell of a trigger too.
 * The leg whose price is its own trigger is the target. Source: KuCoin docs, Get OCO Order Detail By OrderId.
 *
 * `{"orderId":"674c3b6e688dea0007c7bab2","symbol":"BTC-USDT","clientOid":"…","orderTime":1733049198863,"status":"NEW",
 * "orders":[{"id":"vs93gpqc7dn6h3fa003sfelj","side":"buy","price":"94000.00…","stopPrice":"94000.00…","size":"0.10…",
 * "status":"NEW"},{"id":"vs93gpqc7dn6h3fa003sfelk",…,"price":"96000.00…","stopPrice":"98000.00…",…}]}`
 */
export function decodeOco(data: unknown, where: string): VenueOrder {
	requireShape(checkOcoDetails, data, where);
	const pair = data as OcoDetails;
	const target = pair.orders.find(({ price, stopPrice }) => amountOf(price) === amountOf(stopPrice)) ?? pair.orders[0];
	if (target === undefined) {
		throw new DecodeError(`orders: expected the legs of the pair (${where})`);
	}

	const status = pair.status.toUpperCase();
	const ends = pair.orders.map(leg => leg.status.toUpperCase());
	const canceled = canceledStatuses.has(status) && ends.every(end => end === 'NEW' || canceledStatuses.has(end));
	const triggered = !canceled && (status !== 'NEW' || ends.some(end => end !== 'NEW' && !canceledStatuses.has(end)));
	const size = amountOf(target.size);
	return {
		orderId: pair.orderId,
		clientOid: clientOidOf(pair.clientOid),
		symbol: pair.symbol,
		side: target.side,
		type: 'oco',
		price: amountOf(target.price),
		size,
		funds: '0',
		filledSize: '0',
		filledFunds: '0',
		canceledSize: canceled ? size : '0',
		active: !canceled && !triggered,
		cancelExist: canceled,
		createdAt: millisecondsOf(pair.orderTime),
		stopPrice: amountOf((pair.orders.find(leg => leg !== target) ?? target).stopPrice),
		...(triggered ? { triggered } : {}),
		legIds: pair.orders.map(({ id }) => id),
	};
}

/** One row of `fills` with the rate that was charged. */
export type FillRow = {
	readonly fill: Fill;
	readonly feeRate: string | undefined;
	/** Which of the account's two rates that was. */
	readonly feeKind: 'taker' | 'maker';
};

/**
 * An execution. The trade id stays a text: it is beyond 2^53 and odd. Source: KuCoin docs, Get Trade History (HF).
 *
 * `{"id":19814995255305,"orderId":"6717422bd51c29000775ea03","tradeId":11029373945659392,"symbol":"BTC-USDT","side":"buy",
 * "liquidity":"taker","forceTaker":false,"price":"67717.6","size":"0.00001","funds":"0.677176","fee":"0.000677176",
 * "feeRate":"0.001","feeCurrency":"USDT","createdAt":1729577515473,…}`
 */
export function decodeFill(data: unknown, where: string): FillRow {
	requireShape(checkRestFill, data, where);
	const row = data as RestFill;
	return {
		fill: {
			symbol: row.symbol,
			orderId: row.orderId,
			tradeId: String(row.tradeId),
			side: row.side,
			price: row.price,
			size: row.size,
			liquidity: row.liquidity,
			fee: row.fee || undefined,
			feeCurrency: row.feeCurrency ? showText(row.feeCurrency, 20) : undefined,
			time: millisecondsOf(row.createdAt),
		},
		feeRate: row.feeRate || undefined,
		feeKind: row.liquidity === 'maker' && row.forceTaker !== true ? 'maker' : 'taker',
	};
}

export type Page = {
	readonly items: readonly unknown[];
	/** Undefined where the venue names none, or 0. */
	readonly lastId: string | undefined;
};

/** A page of `done` or `fills`. A reply without data is an empty page. */
export function decodePage(data: unknown, where: string): Page {
	if (data === null || data === undefined) {
		return { items: [], lastId: undefined };
	}

	requireShape(checkRestPage, data, where);
	const { items, lastId } = data as RestPage;
	const text = lastId === null || lastId === undefined ? '' : String(lastId);
	return { items: items as readonly unknown[], lastId: /^0*$/.test(text) ? undefined : text };
}

/** Balances of one type of account, `trade` being the one that orders draw on. Source: KuCoin docs, Get Account List – Spot. */
export function decodeBalances(data: unknown, type: 'trade' | 'main'): readonly Balance[] {
	requireShape(checkAccountRows, data, 'GET /api/v1/accounts');
	return (data as AccountRows)
		.filter(row => row.type === type)
		.map(({ currency, available, holds, balance }) => ({ currency, available, hold: holds, total: balance }));
}

/** The rows of a list that must be one. Throws a `DecodeError`. */
export function requireList(data: unknown, where: string): readonly unknown[] {
	if (!Array.isArray(data)) {
		throw new DecodeError(`Expected a list (${where})`);
	}

	return data as readonly unknown[];
}

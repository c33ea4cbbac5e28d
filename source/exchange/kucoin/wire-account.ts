import type { XStatic } from 'typebox/schema';
import {
	decimal,
	digits,
	flag,
	id,
	maybeText,
	nothing,
	sequence,
	side,
	signed,
	stamp,
	symbol,
	text,
} from './wire-parts.js';

/**
 * Replies of the account's side, long integers kept as text. What kcmon can do without is optional: null and absent are the
 * same there, and an empty text means no number.
 */

const empty = { const: '' } as const;
const looseDecimal = { anyOf: [decimal, empty, nothing] } as const;
const looseFlag = { anyOf: [flag, nothing] } as const;
const currency = { type: 'string', format: 'currency' } as const;
const number = { type: 'number' } as const;

/**
 * An HF order: by id, by clientOid, in `active` and `done`. Two l in `cancelledSize` here, one on the socket; either is taken.
 * Source: KuCoin docs, Get Order By OrderId, Get Open Orders, Get Closed Orders.
 */
export const restOrder = {
	type: 'object',
	required: ['id', 'symbol', 'type', 'side', 'dealSize', 'active', 'createdAt'],
	properties: {
		id,
		clientOid: maybeText,
		symbol,
		type: text,
		side,
		price: looseDecimal,
		size: looseDecimal,
		funds: looseDecimal,
		dealSize: decimal,
		dealFunds: looseDecimal,
		cancelledSize: looseDecimal,
		canceledSize: looseDecimal,
		cancelExist: looseFlag,
		active: flag,
		createdAt: stamp,
	},
} as const;

/** A page of `done` or `fills`; the rows are checked one by one. Source: KuCoin docs, Get Closed Orders, Get Trade History (HF). */
export const restPage = {
	type: 'object',
	required: ['items'],
	properties: { items: { type: 'array', items: {} }, lastId: { anyOf: [digits, sequence, nothing] } },
} as const;

/** A row of `fills`. `tradeId` does not fit a double; a fee may be negative. Source: KuCoin docs, Get Trade History (HF). */
export const restFill = {
	type: 'object',
	required: ['orderId', 'tradeId', 'symbol', 'side', 'price', 'size', 'liquidity', 'createdAt'],
	properties: {
		orderId: id,
		tradeId: { anyOf: [id, sequence] },
		symbol,
		side,
		price: decimal,
		size: decimal,
		liquidity: { enum: ['taker', 'maker'] },
		forceTaker: looseFlag,
		fee: { anyOf: [signed, empty, nothing] },
		feeRate: { anyOf: [signed, empty, nothing] },
		feeCurrency: maybeText,
		createdAt: stamp,
	},
} as const;

/** Reply of a placement. Source: KuCoin docs, Add Order, Add Stop Order, Add OCO Order. */
export const placed = {
	type: 'object',
	required: ['orderId'],
	properties: { orderId: id, clientOid: maybeText },
} as const;

/** Reply of `active/symbols`. Source: KuCoin docs, Get Symbols With Open Order. */
export const openSymbols = {
	type: 'object',
	required: [],
	properties: { symbols: { anyOf: [{ type: 'array', items: symbol }, nothing] } },
} as const;

/** Reply of `cancelAll`; the rows of failures are read loosely. Source: KuCoin docs, Cancel All Orders. */
export const canceledAll = {
	type: 'object',
	required: [],
	properties: { failedSymbols: { anyOf: [{ type: 'array', items: {} }, nothing] } },
} as const;

/** Reply of `accounts`. Source: KuCoin docs, Get Account List – Spot. */
export const accountRows = {
	type: 'array',
	items: {
		type: 'object',
		required: ['currency', 'type', 'balance', 'available', 'holds'],
		properties: { currency, type: text, balance: signed, available: signed, holds: signed },
	},
} as const;

/** Reply of `trade-fees`. Source: KuCoin docs, Get Actual Fee – Spot/Margin. */
export const tradeFees = {
	type: 'array',
	items: {
		type: 'object',
		required: ['symbol', 'takerFeeRate', 'makerFeeRate'],
		properties: { symbol, takerFeeRate: signed, makerFeeRate: signed },
	},
} as const;

/** Reply of `dead-cancel-all`, seconds. Source: KuCoin docs, Set DCP. */
export const deadMan = {
	type: 'object',
	required: [],
	properties: { currentTime: { anyOf: [digits, number, nothing] }, triggerTime: { anyOf: [digits, number, nothing] } },
} as const;

/** A stop order, decimals padded, times in ms or ns. Source: KuCoin docs, Get Stop Orders List. */
export const stopRecord = {
	type: 'object',
	required: ['id', 'symbol', 'side', 'stopPrice', 'status', 'createdAt'],
	properties: {
		id,
		clientOid: maybeText,
		symbol,
		type: maybeText,
		side,
		price: looseDecimal,
		size: looseDecimal,
		funds: looseDecimal,
		stopPrice: decimal,
		stop: maybeText,
		tradeType: maybeText,
		status: text,
		createdAt: stamp,
	},
} as const;

/** Pages of stop orders; the rows are checked one by one. */
export const stopPage = {
	type: 'object',
	required: ['items'],
	properties: { currentPage: number, totalPage: number, items: { type: 'array', items: {} } },
} as const;

/** A pair, as lists and the look by client id show it. Source: KuCoin docs, Get OCO Order List, Get OCO Order By ClientOid. */
export const ocoRow = {
	type: 'object',
	required: ['orderId', 'symbol', 'status'],
	properties: { orderId: id, symbol, clientOid: maybeText, orderTime: stamp, status: text },
} as const;

/** A pair with its two legs, decimals padded. Source: KuCoin docs, Get OCO Order Detail By OrderId. */
export const ocoDetails = {
	type: 'object',
	required: ['orderId', 'symbol', 'status', 'orderTime', 'orders'],
	properties: {
		orderId: id,
		symbol,
		clientOid: maybeText,
		orderTime: stamp,
		status: text,
		orders: {
			type: 'array',
			items: {
				type: 'object',
				required: ['id', 'side', 'price', 'stopPrice', 'size', 'status'],
				properties: { id, side, price: decimal, stopPrice: decimal, size: decimal, status: text },
			},
		},
	},
} as const;

/**
 * Reply of the cancels of stop orders and pairs. Source: KuCoin docs, Cancel Stop Order By OrderId, By ClientOid, Batch
 * Cancel, Cancel OCO Order By OrderId, By ClientOid.
 */
export const canceledStops = {
	type: 'object',
	required: [],
	properties: {
		cancelledOrderIds: { anyOf: [{ type: 'array', items: text }, nothing] },
		cancelledOrderId: maybeText,
	},
} as const;

/** Reply of `user/api-key`. Source: KuCoin docs, Get Apikey Info. */
export const apiKeyInfo = {
	type: 'object',
	required: ['permission'],
	properties: {
		permission: text,
		ipWhitelist: maybeText,
		apiVersion: { anyOf: [number, nothing] },
		isMaster: looseFlag,
	},
} as const;

/** Reply of `user-info`. Source: KuCoin docs, Get Account Summary Info. */
export const userInfo = { type: 'object', required: ['level'], properties: { level: number } } as const;

export type RestOrder = XStatic<typeof restOrder>;
export type RestPage = XStatic<typeof restPage>;
export type RestFill = XStatic<typeof restFill>;
export type Placed = XStatic<typeof placed>;
export type OpenSymbols = XStatic<typeof openSymbols>;
export type CanceledAll = XStatic<typeof canceledAll>;
export type AccountRows = XStatic<typeof accountRows>;
export type TradeFees = XStatic<typeof tradeFees>;
export type DeadManReply = XStatic<typeof deadMan>;
export type StopRecord = XStatic<typeof stopRecord>;
export type StopPage = XStatic<typeof stopPage>;
export type OcoRow = XStatic<typeof ocoRow>;
export type OcoDetails = XStatic<typeof ocoDetails>;
export type CanceledStops = XStatic<typeof canceledStops>;
export type ApiKeyInfo = XStatic<typeof apiKeyInfo>;
export type UserInfo = XStatic<typeof userInfo>;

import type { XStatic } from 'typebox/schema';
import {
	changes,
	decimal,
	digits,
	flag,
	id,
	maybeAmountText,
	maybeDecimal,
	maybeNumberText,
	maybeSigned,
	maybeSymbol,
	maybeText,
	nothing,
	rows,
	sequence,
	side,
	signed,
	stamp,
	symbol,
	text,
	time,
} from './wire-parts.js';

export * from './wire-account.js';

/**
 * KuCoin's payloads as documented, as JSON Schema. Only what kcmon reads is listed: other fields are ignored.
 * `npm run schemas` compiles them into plain checks (`wire-check.generated.ts`), so no schema library is loaded at run time.
 *
 * The formats: `decimal` plain and not negative · `signed` the same with a sign · `digits` · `id` · `symbol` · `number-text`
 * a JSON number kept as text, `amount-text` one that is not negative · `sequence` an exact integer · `time` a number of any of the venue's units.
 */

/** Seven texts: start in seconds, open, close, high, low, volume, turnover. */
const candleRow = {
	type: 'array',
	minItems: 7,
	prefixItems: [digits, decimal, decimal, decimal, decimal, decimal, decimal],
} as const;

/** `/market/ticker`. The official sample spells `Time`, the wire `time`. Source: KuCoin docs, Ticker. */
export const ticker = {
	type: 'object',
	required: ['sequence', 'price', 'size', 'bestBid', 'bestBidSize', 'bestAsk', 'bestAskSize'],
	requiredOneOf: ['time', 'Time'],
	properties: {
		sequence: digits,
		price: decimal,
		size: decimal,
		bestBid: decimal,
		bestBidSize: decimal,
		bestAsk: decimal,
		bestAskSize: decimal,
		time,
		Time: time,
	},
} as const;

/** `/spotMarket/level1`: flat pairs, empty for an empty side. Source: KuCoin docs, Orderbook – Level1. */
export const level1 = {
	type: 'object',
	required: ['asks', 'bids', 'timestamp'],
	properties: {
		asks: { type: 'array', items: decimal },
		bids: { type: 'array', items: decimal },
		timestamp: time,
	},
} as const;

/** `/spotMarket/level2Depth5` and `level2Depth50`. Source: KuCoin docs, Orderbook – Level5, Level50. */
export const depth = {
	type: 'object',
	required: ['asks', 'bids', 'timestamp'],
	properties: { asks: rows, bids: rows, timestamp: time },
} as const;

/** `/market/level2`. Old frames may lack `time`. The decoder compares the symbol with the topic's. Source: KuCoin docs, Orderbook – Increment. */
export const level2 = {
	type: 'object',
	required: ['symbol', 'sequenceStart', 'sequenceEnd', 'changes'],
	properties: {
		symbol: text,
		sequenceStart: sequence,
		sequenceEnd: sequence,
		changes: {
			type: 'object',
			required: ['asks', 'bids'],
			properties: { asks: changes, bids: changes },
		},
		time,
	},
} as const;

/** `/market/match`. `time` is a text of nanoseconds. Source: KuCoin docs, Trade. */
export const match = {
	type: 'object',
	required: ['symbol', 'type', 'side', 'price', 'size', 'sequence', 'tradeId', 'makerOrderId', 'takerOrderId', 'time'],
	properties: {
		symbol: text,
		type: { const: 'match' },
		side,
		price: decimal,
		size: decimal,
		sequence: digits,
		tradeId: id,
		makerOrderId: id,
		takerOrderId: id,
		time: digits,
	},
} as const;

/** `/market/candles`. `time` is a number of nanoseconds, kept as text. Source: KuCoin docs, Klines. */
export const candles = {
	type: 'object',
	required: ['symbol', 'candles', 'time'],
	properties: { symbol: text, candles: candleRow, time: { anyOf: [digits, time] } },
} as const;

/** `/market/snapshot`, every number kept as its text. Source: KuCoin docs, Symbol Snapshot, Market Snapshot. */
export const snapshot = {
	type: 'object',
	required: ['data'],
	properties: {
		data: {
			type: 'object',
			required: ['symbol', 'datetime'],
			properties: {
				symbol,
				datetime: digits,
				lastTradedPrice: maybeAmountText,
				open: maybeAmountText,
				high: maybeAmountText,
				low: maybeAmountText,
				changePrice: maybeNumberText,
				changeRate: maybeNumberText,
				vol: maybeAmountText,
				volValue: maybeAmountText,
			},
		},
	},
} as const;

/** `/callauction/callauctionData`: two spellings are documented. Source: KuCoin docs, Call Auction Info. */
export const auction = {
	type: 'object',
	required: [],
	requiredOneOf: ['estimatedPrice', 'ep'],
	properties: {
		symbol,
		estimatedPrice: decimal,
		estimatedSize: decimal,
		time,
		s: symbol,
		ep: decimal,
		es: decimal,
		ts: time,
	},
} as const;

/** `/spotMarket/tradeOrdersV2`, long integers kept as text. Source: KuCoin docs, Order V2. */
export const order = {
	type: 'object',
	required: ['symbol', 'side', 'orderType', 'orderId', 'type', 'status', 'orderTime', 'ts'],
	properties: {
		symbol,
		side,
		orderType: { enum: ['limit', 'market'] },
		orderId: id,
		clientOid: maybeText,
		type: { enum: ['received', 'open', 'match', 'update', 'filled', 'canceled'] },
		status: { enum: ['new', 'open', 'match', 'done'] },
		orderTime: stamp,
		ts: stamp,
		price: maybeDecimal,
		originSize: maybeDecimal,
		originFunds: maybeDecimal,
		size: maybeDecimal,
		oldSize: maybeDecimal,
		filledSize: maybeDecimal,
		remainSize: maybeDecimal,
		canceledSize: maybeDecimal,
		canceledFunds: maybeDecimal,
		remainFunds: maybeDecimal,
		matchPrice: maybeDecimal,
		matchSize: maybeDecimal,
		tradeId: { anyOf: [id, nothing] },
		liquidity: { enum: ['taker', 'maker', null] },
		feeType: { enum: ['takerFee', 'makerFee', null] },
	},
} as const;

/** `/account/balance`. Source: KuCoin docs, Balance. */
export const balance = {
	type: 'object',
	required: ['currency', 'total', 'available', 'hold', 'relationEvent', 'relationEventId', 'time'],
	properties: {
		accountId: { anyOf: [id, nothing] },
		currency: { type: 'string', format: 'currency' },
		total: signed,
		available: signed,
		hold: signed,
		availableChange: maybeSigned,
		holdChange: maybeSigned,
		relationEvent: text,
		relationEventId: id,
		relationContext: {
			anyOf: [
				{
					type: 'object',
					required: [],
					properties: { symbol: maybeSymbol, orderId: maybeText, tradeId: maybeText },
				},
				nothing,
			],
		},
		time: stamp,
	},
} as const;

/** `/spotMarket/advancedOrders`. Source: KuCoin docs, Stop Order. */
export const stopOrder = {
	type: 'object',
	required: ['symbol', 'orderId', 'type', 'side', 'stop', 'stopPrice', 'createdAt', 'ts'],
	properties: {
		symbol,
		orderId: id,
		type: text,
		orderType: maybeText,
		side,
		size: maybeDecimal,
		orderPrice: maybeDecimal,
		stopPrice: decimal,
		stop: text,
		tradeType: maybeText,
		triggerSuccess: { anyOf: [flag, nothing] },
		error: maybeText,
		createdAt: stamp,
		ts: stamp,
	},
} as const;

/** Reply of `bullet-public` and `bullet-private`. Source: KuCoin docs, Get Public Token. */
export const bullet = {
	type: 'object',
	required: ['token', 'instanceServers'],
	properties: {
		token: text,
		instanceServers: {
			type: 'array',
			items: {
				type: 'object',
				required: ['endpoint', 'pingInterval', 'pingTimeout'],
				properties: {
					endpoint: text,
					pingInterval: { type: 'number', format: 'time' },
					pingTimeout: { type: 'number', format: 'time' },
				},
			},
		},
	},
} as const;

/** A row of `/api/v2/symbols`. What did not exist before 2024 is optional. Source: KuCoin docs, Get All Symbols. */
export const symbolRow = {
	type: 'object',
	required: [
		'symbol',
		'baseCurrency',
		'quoteCurrency',
		'baseMinSize',
		'baseMaxSize',
		'quoteMinSize',
		'quoteMaxSize',
		'baseIncrement',
		'quoteIncrement',
		'priceIncrement',
		'enableTrading',
	],
	properties: {
		symbol,
		name: maybeText,
		baseCurrency: { type: 'string', format: 'currency' },
		quoteCurrency: { type: 'string', format: 'currency' },
		feeCurrency: maybeText,
		market: maybeText,
		baseMinSize: decimal,
		baseMaxSize: decimal,
		quoteMinSize: decimal,
		quoteMaxSize: decimal,
		baseIncrement: decimal,
		quoteIncrement: decimal,
		priceIncrement: decimal,
		priceLimitRate: maybeDecimal,
		minFunds: maybeDecimal,
		enableTrading: flag,
		makerFeeCoefficient: maybeDecimal,
		takerFeeCoefficient: maybeDecimal,
		st: { anyOf: [flag, nothing] },
	},
} as const;

/** Reply of `level1`. Source: KuCoin docs, Get Ticker. */
export const restTicker = {
	type: 'object',
	required: ['time', 'sequence'],
	properties: {
		time,
		sequence: digits,
		price: maybeDecimal,
		size: maybeDecimal,
		bestBid: maybeDecimal,
		bestBidSize: maybeDecimal,
		bestAsk: maybeDecimal,
		bestAskSize: maybeDecimal,
	},
} as const;

/** Reply of `stats`, and a row of `allTickers`, any number of which may be null. Source: KuCoin docs, Get 24hr Stats, Get All Tickers. */
export const restStats = {
	type: 'object',
	required: ['symbol'],
	properties: {
		symbol,
		last: maybeDecimal,
		changeRate: maybeSigned,
		changePrice: maybeSigned,
		high: maybeDecimal,
		low: maybeDecimal,
		vol: maybeDecimal,
		volValue: maybeDecimal,
		buy: maybeDecimal,
		sell: maybeDecimal,
		time: { anyOf: [time, nothing] },
	},
} as const;

/** Reply of `allTickers`; the rows are checked one by one, so that one odd pair does not hide the rest. */
export const allTickers = {
	type: 'object',
	required: ['time', 'ticker'],
	properties: { time, ticker: { type: 'array', items: {} } },
} as const;

/** Reply of `level2_20`, `level2_100` and the full book. Source: KuCoin docs, Get Part OrderBook, Get Full OrderBook. */
export const restBook = {
	type: 'object',
	required: ['sequence', 'bids', 'asks'],
	properties: { time, sequence: digits, bids: rows, asks: rows },
} as const;

/** Reply of `histories`; nanoseconds kept as text. Source: KuCoin docs, Get Trade History. */
export const restTrades = {
	type: 'array',
	items: {
		type: 'object',
		required: ['sequence', 'price', 'size', 'side', 'time'],
		properties: { sequence: digits, price: decimal, size: decimal, side, time: stamp },
	},
} as const;

/** Reply of `candles`. Source: KuCoin docs, Get Klines. */
export const restCandles = { type: 'array', items: candleRow } as const;

/** Reply of `status`. Source: KuCoin docs, Get Service Status. */
export const restStatus = {
	type: 'object',
	required: ['status'],
	properties: { status: { enum: ['open', 'close', 'cancelonly'] }, msg: maybeText },
} as const;

export type Ticker = XStatic<typeof ticker>;
export type Level1 = XStatic<typeof level1>;
export type Depth = XStatic<typeof depth>;
export type Level2 = XStatic<typeof level2>;
export type Match = XStatic<typeof match>;
export type Candles = XStatic<typeof candles>;
export type Snapshot = XStatic<typeof snapshot>;
export type Auction = XStatic<typeof auction>;
export type Order = XStatic<typeof order>;
export type Balance = XStatic<typeof balance>;
export type StopOrder = XStatic<typeof stopOrder>;
export type Bullet = XStatic<typeof bullet>;
export type SymbolRow = XStatic<typeof symbolRow>;
export type RestTicker = XStatic<typeof restTicker>;
export type RestStats = XStatic<typeof restStats>;
export type AllTickers = XStatic<typeof allTickers>;
export type RestBook = XStatic<typeof restBook>;
export type RestTrades = XStatic<typeof restTrades>;
export type RestCandles = XStatic<typeof restCandles>;
export type RestStatus = XStatic<typeof restStatus>;

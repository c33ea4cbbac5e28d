import {
	addDecimals,
	compareDecimals,
	type Decimal,
	decimalText,
	isMultipleOf,
	isPlainDecimal,
	multiplyDecimals,
	parseDecimal,
} from '../lib/decimal.js';
import type { Instrument } from '../model/instrument.js';
import type { OrderRequest } from '../model/order.js';
import type { DenialCode, Denied } from './denial.js';

/** Of types alone: nothing of it is there when the program runs. A copy does not inherit what is protected. */
declare class Approval {
	protected readonly isApproved: true;
}

/** Proof that risk has passed it. Only `reviewOrder` makes one, a changed copy is none, and a gateway takes nothing else. */
export type Approved<T> = T & Approval;

export type TradingState = 'ACTIVE' | 'REDUCING' | 'HALTED';

/** Limits in quote currency. There is no "unlimited": every one is a positive number. */
export type RiskLimits = {
	readonly maxOrderFunds: number;
	readonly maxDayFunds: number;
	readonly maxOpenOrders: number;
	readonly maxOrdersPerMinute: number;
	readonly priceBandBps: number;
	readonly maxSessionLoss: number;
	/** Empty = all. */
	readonly symbols: readonly string[];
};

/** Why the gate is closed for every order of a symbol, before its content is looked at; first found counts. */
export type GateReason = Extract<
	DenialCode,
	| 'READ_ONLY'
	| 'VIEWER'
	| 'NOT_ARMED'
	| 'NOT_RECONCILED'
	| 'DATA_NOT_LIVE'
	| 'VENUE_NOT_OPEN'
	| 'ORDER_UNKNOWN'
	| 'JOURNAL_BROKEN'
>;

/** Everything a review needs to know, as of now. All amounts are exact decimal texts. */
export type RiskContext = {
	readonly instrument: Instrument | undefined;
	readonly gate: GateReason | undefined;
	readonly trading: TradingState;
	readonly bestBid: string | undefined;
	readonly bestAsk: string | undefined;
	/** What a market order would come to by the book: the worst price it reaches; undefined when the book is too thin. */
	readonly sweepPrice: string | undefined;
	readonly baseAvailable: string;
	readonly quoteAvailable: string;
	/** Base bought by kcmon and not sold: what REDUCING may sell. */
	readonly position: string;
	/** Fraction, coefficient included. */
	readonly takerFee: string;
	readonly openOrders: number;
	readonly ordersLastMinute: number;
	/** Funds of orders placed since 00:00 UTC. */
	readonly dayFunds: string;
	/** Positive when the session has lost. */
	readonly sessionLoss: string;
	readonly limits: RiskLimits;
};

export type Review = { readonly kind: 'approved'; readonly order: Approved<OrderRequest> } | Denied;

/**
 * Every check an order has to pass, in the order a person would want to hear of them. Nothing is rounded here: an
 * order off its increments is refused, since the caller meant something else than what would be sent.
 */
export function reviewOrder(request: OrderRequest, context: RiskContext): Review {
	for (const check of checks) {
		const denied = check(request, context);
		if (denied !== undefined) {
			return denied;
		}
	}

	return { kind: 'approved', order: request as Approved<OrderRequest> };
}

/**
 * What an order commits, in quote currency, without fees: price × size, or the funds, or for a market order by size
 * the size at the worst price the book would give, for a stop at the price of its trigger.
 */
export function notionalOf(
	request: OrderRequest,
	context: Pick<RiskContext, 'sweepPrice' | 'bestBid' | 'bestAsk'>,
): Decimal | undefined {
	if (request.funds !== undefined) {
		return parseDecimal(request.funds);
	}

	if (request.size === undefined) {
		return undefined;
	}

	const touch = request.side === 'buy' ? context.bestAsk : context.bestBid;
	// A stop without a price of its own trades about where it is triggered.
	const price = request.price ?? request.stop?.stopPrice ?? context.sweepPrice ?? touch;
	return price === undefined ? undefined : multiplyDecimals(price, request.size);
}

type Check = (request: OrderRequest, context: RiskContext) => Denied | undefined;

const deny = (code: DenialCode, field: Denied['field'], values: Readonly<Record<string, string>> = {}): Denied => ({
	kind: 'denied',
	code,
	field,
	context: values,
});

const checkGate: Check = (_request, { gate }) => (gate === undefined ? undefined : deny(gate, 'order'));

const checkHalted: Check = (_request, { trading }) =>
	trading === 'HALTED' ? deny('TRADING_HALTED', 'order') : undefined;

const checkReducing: Check = (request, { trading, position }) =>
	trading === 'REDUCING' && !isReducing(request, position)
		? deny('TRADING_REDUCING', 'order', { position })
		: undefined;

/** Sells no more than what kcmon bought. */
const isReducing = (request: OrderRequest, position: string): boolean =>
	request.side === 'sell' && request.size !== undefined && compareDecimals(request.size, position) <= 0;

const checkSymbol: Check = (request, { instrument, limits }) => {
	if (instrument === undefined || instrument.symbol !== request.symbol) {
		return deny('UNKNOWN_SYMBOL', 'symbol', { symbol: request.symbol });
	}

	if (!instrument.enableTrading) {
		return deny('SYMBOL_NOT_TRADING', 'symbol', { symbol: request.symbol });
	}

	if (limits.symbols.length > 0 && !limits.symbols.includes(request.symbol)) {
		return deny('SYMBOL_NOT_ALLOWED', 'symbol', { symbol: request.symbol, allowed: limits.symbols.join(',') });
	}

	return undefined;
};

/** A positive plain decimal of at most 40 characters: `1e400`, `NaN`, `-1` and pasted junk end here. */
const isPositive = (text: string): boolean => text.length <= 40 && isPlainDecimal(text) && parseDecimal(text).gt('0');

const checkNumbers: Check = request => {
	if (request.type === 'limit' && (request.price === undefined || !isPositive(request.price))) {
		return deny('PRICE_INVALID', 'price', { price: request.price ?? '' });
	}

	for (const [size, field] of [[request.size, 'size'] as const, [request.visibleSize, 'display'] as const]) {
		if (size !== undefined && !isPositive(size)) {
			return deny('SIZE_INVALID', field, { size });
		}
	}

	if (request.funds !== undefined && !isPositive(request.funds)) {
		return deny('FUNDS_INVALID', 'funds', { funds: request.funds });
	}

	for (const price of [request.stop?.stopPrice, request.stop?.limitPrice]) {
		if (price !== undefined && !isPositive(price)) {
			return deny('PRICE_INVALID', 'stop', { stop: price });
		}
	}

	return undefined;
};

const checkOptions: Check = request => {
	const found = findConflict(request);
	return found === undefined ? undefined : deny('OPTIONS_CONFLICT', found[1], { conflict: found[0] });
};

/** What does not go together, and where it can be mended. */
function findConflict(request: OrderRequest): readonly [conflict: string, field: Denied['field']] | undefined {
	if (request.type === 'limit' && (request.size === undefined || request.funds !== undefined)) {
		return ['a limit order takes a size and no funds', 'options'];
	}

	if (request.type === 'market' && (request.size === undefined) === (request.funds === undefined)) {
		return ['a market order takes either a size or funds', 'options'];
	}

	if (
		request.type === 'market' &&
		(request.postOnly || request.hidden || request.iceberg || request.price !== undefined)
	) {
		return ['a market order has no price, post-only, hidden or iceberg', 'options'];
	}

	if (request.postOnly && (request.timeInForce === 'IOC' || request.timeInForce === 'FOK')) {
		return [`post-only does not go with ${request.timeInForce}`, 'postOnly'];
	}

	if (request.iceberg !== (request.visibleSize !== undefined)) {
		return ['iceberg and visible size go together', 'display'];
	}

	const { size, visibleSize } = request;
	if (visibleSize !== undefined && size !== undefined && compareDecimals(visibleSize, size) > 0) {
		return ['the visible size is above the size', 'display'];
	}

	if (request.hidden && request.iceberg) {
		return ['hidden and iceberg exclude each other', 'display'];
	}

	if ((request.timeInForce === 'GTT') !== (request.cancelAfter !== undefined)) {
		return ['GTT and its seconds go together', 'timeInForce'];
	}

	const seconds = request.cancelAfter;
	if (seconds !== undefined && (!Number.isInteger(seconds) || seconds < 1 || seconds > 2_592_000)) {
		return ['GTT takes 1 to 2592000 seconds', 'timeInForce'];
	}

	return undefined;
}

const checkIncrements: Check = (request, { instrument }) => {
	const { priceIncrement, baseIncrement, quoteIncrement } = instrument!;
	if (request.price !== undefined && !isMultipleOf(request.price, priceIncrement)) {
		return deny('PRICE_INCREMENT', 'price', { price: request.price, increment: priceIncrement });
	}

	for (const price of [request.stop?.stopPrice, request.stop?.limitPrice]) {
		if (price !== undefined && !isMultipleOf(price, priceIncrement)) {
			return deny('PRICE_INCREMENT', 'stop', { stop: price, increment: priceIncrement });
		}
	}

	for (const [size, field] of [[request.size, 'size'] as const, [request.visibleSize, 'display'] as const]) {
		if (size !== undefined && !isMultipleOf(size, baseIncrement)) {
			return deny('SIZE_INCREMENT', field, { size, increment: baseIncrement });
		}
	}

	if (request.funds !== undefined && !isMultipleOf(request.funds, quoteIncrement)) {
		return deny('FUNDS_INCREMENT', 'funds', { funds: request.funds, increment: quoteIncrement });
	}

	return undefined;
};

const checkMinima: Check = (request, context) => {
	const { baseMinSize, baseMaxSize, quoteMinSize, quoteMaxSize, minFunds } = context.instrument!;
	const { size, funds, visibleSize } = request;
	if (size !== undefined && compareDecimals(size, baseMinSize) < 0) {
		return deny('SIZE_BELOW_MINIMUM', 'size', { size, minimum: baseMinSize });
	}

	if (size !== undefined && compareDecimals(size, baseMaxSize) > 0) {
		return deny('SIZE_ABOVE_MAXIMUM', 'size', { size, maximum: baseMaxSize });
	}

	// The venue takes an iceberg only when at least a twentieth of it shows.
	if (visibleSize !== undefined && size !== undefined) {
		const twentieth = multiplyDecimals(size, '0.05');
		const smallest = twentieth.gt(baseMinSize) ? twentieth : parseDecimal(baseMinSize);
		if (smallest.gt(visibleSize)) {
			return deny('SIZE_BELOW_MINIMUM', 'display', { visibleSize, minimum: decimalText(smallest) });
		}
	}

	if (funds !== undefined && compareDecimals(funds, quoteMinSize) < 0) {
		return deny('FUNDS_BELOW_MINIMUM', 'funds', { funds, minimum: quoteMinSize });
	}

	if (funds !== undefined && compareDecimals(funds, quoteMaxSize) > 0) {
		return deny('FUNDS_ABOVE_MAXIMUM', 'funds', { funds, maximum: quoteMaxSize });
	}

	const notional = notionalOf(request, context);
	if (minFunds !== undefined && notional?.lt(minFunds)) {
		return deny('NOTIONAL_BELOW_MINIMUM', 'size', { funds: decimalText(notional), minimum: minFunds });
	}

	return undefined;
};

const checkPrice: Check = (request, { bestBid, bestAsk, sweepPrice, limits, instrument }) => {
	if (bestBid === undefined || bestAsk === undefined) {
		return deny('DATA_NOT_LIVE', 'order', { book: 'one side is empty' });
	}

	const price = request.price ?? request.stop?.stopPrice ?? sweepPrice;
	if (price === undefined) {
		return deny('PRICE_BAND', 'price', { book: 'too thin for this size' });
	}

	// A stop trades when the market has come to its trigger: that is the mid it will see.
	const isStop = request.stop !== undefined;
	const mid = isStop ? parseDecimal(request.stop.stopPrice) : addDecimals(bestBid, bestAsk).times('0.5');
	const distance = parseDecimal(price).minus(mid).abs().times('10000');
	if (distance.gt(mid.times(limitOf(limits.priceBandBps)))) {
		return deny('PRICE_BAND', 'price', { price, mid: decimalText(mid), band: `${limits.priceBandBps}bps` });
	}

	if (isStop) {
		return undefined;
	}

	const rate = instrument!.priceLimitRate;
	if (request.type === 'limit' && rate !== undefined) {
		const isBuy = request.side === 'buy';
		const reference = parseDecimal(isBuy ? bestAsk : bestBid);
		const bound = isBuy ? reference.times(addDecimals('1', rate)) : reference.times(parseDecimal('1').minus(rate));
		if (isBuy ? bound.lt(price) : bound.gt(price)) {
			return deny('PRICE_PROTECTION', 'price', { price, bound: decimalText(bound) });
		}
	}

	if (request.postOnly && request.price !== undefined) {
		const crosses =
			request.side === 'buy'
				? compareDecimals(request.price, bestAsk) >= 0
				: compareDecimals(request.price, bestBid) <= 0;
		if (crosses) {
			return deny('POST_ONLY_CROSSES', 'price', { price: request.price, bestBid, bestAsk });
		}
	}

	return undefined;
};

const checkBalance: Check = (request, context) => {
	// A stop holds nothing until it is triggered.
	if (request.stop !== undefined) {
		return undefined;
	}

	if (request.side === 'sell' && request.size !== undefined) {
		return compareDecimals(request.size, context.baseAvailable) > 0
			? deny('INSUFFICIENT_BALANCE', 'size', { size: request.size, available: context.baseAvailable })
			: undefined;
	}

	const notional = notionalOf(request, context);
	if (notional === undefined) {
		return deny('DATA_NOT_LIVE', 'order', { book: 'no price to value the order by' });
	}

	if (request.side === 'sell') {
		// By funds: what is available would have to bring them at the best bid at least.
		const value = multiplyDecimals(context.baseAvailable, context.bestBid ?? '0');
		return notional.gt(value)
			? deny('INSUFFICIENT_BALANCE', 'funds', { funds: decimalText(notional), available: decimalText(value) })
			: undefined;
	}

	// The venue holds price × size × (1 + taker rate) for a buy.
	const hold = notional.times(addDecimals('1', context.takerFee));
	return hold.gt(context.quoteAvailable)
		? deny('INSUFFICIENT_BALANCE', 'size', { needed: decimalText(hold), available: context.quoteAvailable })
		: undefined;
};

const checkLimits: Check = (request, context) => {
	const { limits } = context;
	// What makes a position smaller must stay possible when a limit of funds or of loss is hit: the exits of an entry at
	// the limit are worth more than the limit.
	const reduces = isReducing(request, context.position);
	const notional = notionalOf(request, context);
	if (notional === undefined) {
		return deny('DATA_NOT_LIVE', 'order', { book: 'no price to value the order by' });
	}

	if (!reduces && notional.gt(limitOf(limits.maxOrderFunds))) {
		return deny('MAX_ORDER_FUNDS', 'size', { funds: decimalText(notional), limit: String(limits.maxOrderFunds) });
	}

	if (!reduces && notional.plus(context.dayFunds).gt(limitOf(limits.maxDayFunds))) {
		return deny('MAX_DAY_FUNDS', 'size', {
			funds: decimalText(notional),
			day: context.dayFunds,
			limit: String(limits.maxDayFunds),
		});
	}

	if (limitOf(limits.maxOpenOrders).lte(String(context.openOrders))) {
		return deny('MAX_OPEN_ORDERS', 'order', { open: String(context.openOrders), limit: String(limits.maxOpenOrders) });
	}

	if (limitOf(limits.maxOrdersPerMinute).lte(String(context.ordersLastMinute))) {
		return deny('MAX_ORDERS_PER_MINUTE', 'order', {
			orders: String(context.ordersLastMinute),
			limit: String(limits.maxOrdersPerMinute),
		});
	}

	if (!reduces && limitOf(limits.maxSessionLoss).lte(parseDecimal(context.sessionLoss))) {
		return deny('MAX_SESSION_LOSS', 'order', { loss: context.sessionLoss, limit: String(limits.maxSessionLoss) });
	}

	return undefined;
};

/** A limit that is no positive number allows nothing. A number may write itself with an exponent, such as `1e+21`. */
const limitOf = (limit: number): Decimal =>
	Number.isFinite(limit) && limit > 0 ? parseDecimal('0').plus(String(limit)) : parseDecimal('0');

const checks: readonly Check[] = [
	checkGate,
	checkHalted,
	checkSymbol,
	checkNumbers,
	checkOptions,
	checkReducing,
	checkIncrements,
	checkMinima,
	checkPrice,
	checkBalance,
	checkLimits,
];

import { compareDecimals, decimalText, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { PriceLevels } from '../market/price-levels.js';
import type { Side } from '../model/market-event.js';
import type { OrderRequest } from '../model/order.js';
import type { State } from '../store/state.js';
import type { RiskContext, RiskLimits } from '../trading/risk.js';
import type { BalanceSheet } from './balance-sheet.js';
import type { FeeRates } from './fee-rates.js';
import type { Gate } from './gate.js';
import type { OrderLedger } from './order-ledger.js';
import type { OrderUsage } from './order-usage.js';
import type { Positions } from './positions.js';

export type RiskSources = {
	readonly state: State;
	readonly gate: Gate;
	readonly ledger: Pick<OrderLedger, 'open'>;
	readonly balances: BalanceSheet;
	readonly positions: Positions;
	readonly fees: FeeRates;
	readonly usage: OrderUsage;
	readonly limits: () => RiskLimits;
	readonly wallNow: () => number;
};

/** Everything that a review of this request needs, as of now. */
export function riskContextOf(request: OrderRequest, sources: RiskSources): RiskContext {
	const { state, gate, balances, positions, fees, usage } = sources;
	const { symbol } = request;
	const instrument = state.instruments.get(symbol) ?? state.symbols.get(symbol)?.instrument;
	const dash = symbol.indexOf('-');
	const base = instrument?.baseCurrency ?? symbol.slice(0, dash);
	const quote = instrument?.quoteCurrency ?? symbol.slice(dash + 1);
	const now = sources.wallNow();
	return {
		instrument,
		gate: gate.reasonFor(symbol),
		trading: gate.trading(),
		bestBid: touchOf(state, symbol, 'buy'),
		bestAsk: touchOf(state, symbol, 'sell'),
		sweepPrice: sweepPriceOf(state, request),
		baseAvailable: balances.available(base),
		quoteAvailable: balances.available(quote),
		position: positions.sizeOf(symbol),
		takerFee: fees.taker(symbol),
		openOrders: sources.ledger.open().length,
		ordersLastMinute: usage.ordersLastMinute(now),
		dayFunds: usage.dayFunds(now),
		sessionLoss: positions.sessionLoss(
			quote,
			(held, side) => touchOf(state, held, side === 'sell' ? 'buy' : 'sell') ?? lastPriceOf(state, held),
		),
		limits: sources.limits(),
	};
}

/** Larger than any order of a spot market, and still a number: an exit is bound by what the entry filled. */
const noLimit = 1e15;

/**
 * For an order that only takes back what a person has risked already (an exit of a bracket, a flatten): limits on new
 * risk, an old book or a hold that is just being released must not keep it. What makes sending it impossible still does.
 */
export function exitContextOf(request: OrderRequest, sources: RiskSources): RiskContext {
	const context = riskContextOf(request, sources);
	const last = lastPriceOf(sources.state, request.symbol);
	const trading = sources.gate.trading();
	const available = request.size ?? '0';
	return {
		...context,
		gate: sources.gate.reasonForExit(),
		trading: trading === 'HALTED' ? 'HALTED' : 'ACTIVE',
		bestBid: context.bestBid ?? last,
		bestAsk: context.bestAsk ?? last,
		sweepPrice: context.sweepPrice ?? context.bestBid ?? last,
		baseAvailable: larger(context.baseAvailable, available),
		openOrders: 0,
		ordersLastMinute: 0,
		dayFunds: '0',
		sessionLoss: '0',
		limits: {
			...context.limits,
			symbols: [],
			maxOrderFunds: noLimit,
			maxDayFunds: noLimit,
			priceBandBps: noLimit,
		},
	};
}

const larger = (left: string, right: string): string => (compareDecimals(left, right) >= 0 ? left : right);

/** The venue's own text of the best price of a side. */
export function touchOf(state: State, symbol: string, side: Side): string | undefined {
	const book = state.symbols.get(symbol)?.book;
	const levels = side === 'buy' ? book?.bids : book?.asks;
	return levels === undefined || levels.count === 0 ? undefined : levels.priceTextAt(0);
}

export function lastPriceOf(state: State, symbol: string): string | undefined {
	return state.symbols.get(symbol)?.ticker.last()?.price;
}

/** The worst price that a market order reaches by the book as it is known; undefined when that is too thin. */
export function sweepPriceOf(state: State, request: OrderRequest): string | undefined {
	if (request.type !== 'market') {
		return undefined;
	}

	return sweepOf(state, request)?.worstPrice;
}

/** What a market order would come to by the book: exact. */
export type SweepEstimate = { readonly worstPrice: string; readonly size: string; readonly funds: string };

const plainPositive = /^\d+(\.\d+)?$/;

export function sweepOf(
	state: State,
	request: Pick<OrderRequest, 'symbol' | 'side' | 'size' | 'funds'>,
): SweepEstimate | undefined {
	const book = state.symbols.get(request.symbol)?.book;
	const amount = request.size ?? request.funds;
	if (book === undefined || amount === undefined || amount.length > 40 || !plainPositive.test(amount)) {
		return undefined;
	}

	return walk(request.side === 'buy' ? book.asks : book.bids, amount, request.size === undefined);
}

function walk(levels: PriceLevels, amount: string, byFunds: boolean): SweepEstimate | undefined {
	let left = parseDecimal(amount);
	let size = parseDecimal('0');
	let funds = parseDecimal('0');
	for (let index = 0; index < levels.count; index += 1) {
		const price = levels.priceTextAt(index);
		const shown = levels.sizeTextAt(index);
		const worth = multiplyDecimals(price, shown);
		const isLast = (byFunds ? worth : parseDecimal(shown)).gte(left);
		const part = isLast ? (byFunds ? left.div(price) : left) : parseDecimal(shown);
		const cost = isLast && byFunds ? left : part.times(price);
		size = size.plus(part);
		funds = funds.plus(cost);
		if (isLast) {
			return { worstPrice: price, size: decimalText(size), funds: decimalText(funds) };
		}

		left = left.minus(byFunds ? worth : shown);
	}

	return undefined;
}

import { addDecimals, type Decimal, decimalText, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { AccountEvent, OrderEventKind } from '../model/account-event.js';
import type { Fill } from '../model/order.js';
import { createPaperAccount, type PaperBalance, type PaperContext } from './paper-account.js';
import type { Arrival } from './paper-arrival.js';
import { feeTypeOf, heldCurrencyOf, type PaperOrder, toUpdate } from './paper-order.js';
import { holdRateOf } from './paper-rules.js';
import type { PaperState } from './paper-state.js';

/** How many fills the account remembers; the journal keeps all. */
const fillsKept = 500;

/** Moves the money of orders and says so, as the private stream would. The only place that changes a balance. */
export type PaperSettlement = {
	/** Reserves what the order needs; false, and nothing changed, when less is available. */
	readonly hold: (order: PaperOrder, amount: Decimal) => boolean;
	readonly execute: (order: PaperOrder, price: string, size: string, liquidity: Fill['liquidity']) => void;
	/** Gives back whatever the order still holds. */
	readonly release: (order: PaperOrder) => void;
	readonly tell: (order: PaperOrder, kind: OrderEventKind, fill?: Fill) => void;
	/** What was told since the last call, in order. */
	readonly takeEvents: () => readonly AccountEvent[];
	readonly balances: () => readonly PaperBalance[];
	/** Oldest first. */
	readonly fills: () => readonly Fill[];
	readonly nextIds: () => { readonly trade: number; readonly change: number };
};

const zero = parseDecimal('0');

export function createPaperSettlement(
	clock: { readonly venueNow: () => number; readonly wallNow: () => number },
	state: PaperState,
): PaperSettlement {
	const fills: Fill[] = [...state.fills];
	let { trade: nextTrade, change: nextChange } = state.next;
	let events: AccountEvent[] = [];

	const stamps = () => ({ time: clock.venueNow(), receivedAt: clock.wallNow() });

	const account = createPaperAccount(state.balances, ({ context, ...balance }) => {
		const relationEventId = `paper-${nextChange}`;
		nextChange += 1;
		events.push({ type: 'balance', accountId: undefined, ...balance, ...context, relationEventId, ...stamps() });
	});

	const tell: PaperSettlement['tell'] = (order, kind, fill) => {
		const times = stamps();
		order.updatedAt = times.time;
		events.push(toUpdate(order, kind, fill, times));
	};

	const contextOf = (order: PaperOrder, tradeId?: string): PaperContext => ({
		symbol: order.request.symbol,
		orderId: order.orderId,
		tradeId,
	});

	/** What a fill takes out of the hold of its order. */
	const portionOf = (order: PaperOrder, size: string, cost: Decimal): Decimal => {
		const { side, price } = order.request;
		if (side === 'sell') {
			return parseDecimal(size);
		}

		return price === undefined ? cost : withHoldRate(order, multiplyDecimals(price, size));
	};

	const record = (order: PaperOrder, fill: Fill, funds: Decimal, fee: Decimal): void => {
		fills.push(fill);
		if (fills.length > fillsKept) {
			fills.shift();
		}

		order.filledSize = decimalText(addDecimals(order.filledSize, fill.size));
		order.filledFunds = decimalText(addDecimals(order.filledFunds, funds));
		order.fee = decimalText(addDecimals(order.fee, fee));
		tell(order, 'match', fill);
	};

	return {
		hold: (order, amount) => {
			if (amount.gt(account.available(heldCurrencyOf(order)))) {
				return false;
			}

			order.held = decimalText(amount);
			account.hold(heldCurrencyOf(order), amount, contextOf(order));
			return true;
		},
		execute: (order, price, size, liquidity) => {
			const { baseCurrency, quoteCurrency, request } = order;
			const rate = feeTypeOf(order, liquidity) === 'takerFee' ? order.takerRate : order.makerRate;
			const funds = multiplyDecimals(price, size);
			const fee = funds.times(rate);
			const tradeId = String(nextTrade);
			nextTrade += 1;
			const fill: Fill = {
				symbol: request.symbol,
				orderId: order.orderId,
				tradeId,
				side: request.side,
				price,
				size,
				liquidity,
				fee: decimalText(fee),
				feeCurrency: quoteCurrency,
				time: clock.venueNow(),
			};
			const context = contextOf(order, tradeId);
			const cost = funds.plus(fee);
			const fromHold = portionOf(order, size, cost);
			order.held = decimalText(parseDecimal(order.held).minus(fromHold));
			record(order, fill, funds, fee);
			if (request.side === 'buy') {
				account.settle(quoteCurrency, { total: zero.minus(cost), fromHold }, context);
				account.settle(baseCurrency, { total: parseDecimal(size), fromHold: zero }, context);
			} else {
				account.settle(baseCurrency, { total: zero.minus(size), fromHold }, context);
				account.settle(quoteCurrency, { total: funds.minus(fee), fromHold: zero }, context);
			}
		},
		release: order => {
			const held = parseDecimal(order.held);
			order.held = '0';
			account.hold(heldCurrencyOf(order), zero.minus(held), contextOf(order));
		},
		tell,
		takeEvents: () => {
			const told = events;
			events = [];
			return told;
		},
		balances: account.list,
		fills: () => fills,
		nextIds: () => ({ trade: nextTrade, change: nextChange }),
	};
}

const withHoldRate = (order: PaperOrder, funds: Decimal): Decimal =>
	funds.times(addDecimals('1', holdRateOf({ taker: order.takerRate, maker: order.makerRate })));

/**
 * What an order reserves: price × size × (1 + taker rate) for a limit buy, the size for a sell; a market buy its funds
 * with the fee, or what the book says its size will cost; a market sell by funds what it will sell.
 * Source: KuCoin docs, Add Order (HF), Hold.
 */
export function holdOf(order: PaperOrder, arrival: Arrival): Decimal {
	const { side, price, size, funds } = order.request;
	if (side === 'sell') {
		return size === undefined ? sumOf(arrival, fill => parseDecimal(fill.size)) : parseDecimal(size);
	}

	if (price !== undefined && size !== undefined) {
		return withHoldRate(order, multiplyDecimals(price, size));
	}

	const cost = sumOf(arrival, fill => multiplyDecimals(fill.price, fill.size));
	return withHoldRate(order, funds === undefined ? cost : parseDecimal(funds));
}

const sumOf = (arrival: Arrival, amount: (fill: Arrival['fills'][number]) => Decimal): Decimal =>
	arrival.fills.reduce((sum, fill) => sum.plus(amount(fill)), zero);

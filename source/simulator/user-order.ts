import type { EngineOrder } from './book-side.js';
import { moneyDecimals, powerOfTen } from './fixed-point.js';
import type { Market, Trade } from './market.js';
import type { OrderRequest } from './order-request.js';

/** An order of an account, with everything the venue remembers about it. Funds are ticks × lots, fees and holds money. */
export type UserOrder = {
	readonly market: Market;
	readonly engine: EngineOrder;
	readonly request: OrderRequest;
	readonly clientOid: string;
	readonly originLots: number;
	readonly originFunds: bigint | undefined;
	readonly createdAt: number;
	/** Venue time at which a GTT order ends; infinite for others. */
	readonly expiresAt: number;
	readonly heldCurrency: string;
	held: bigint;
	updatedAt: number;
	dealLots: number;
	dealFunds: bigint;
	canceledLots: number;
	canceledFunds: bigint;
	fee: bigint;
	active: boolean;
	inOrderBook: boolean;
	cancelExist: boolean;
	/** Place in the list of finished orders, for its cursor; 0 while active. */
	doneId: number;
};

/** What happens to an order of an account, in order. */
export type DeskEvent =
	| { readonly type: 'received' | 'open' | 'filled' | 'canceled' }
	| { readonly type: 'update'; readonly oldLots: number }
	| { readonly type: 'match'; readonly fill: Fill };

export type Fill = {
	/** A record number: a safe integer. */
	readonly id: number;
	readonly order: UserOrder;
	readonly trade: Trade;
	readonly counterOrderId: string;
	readonly liquidity: 'taker' | 'maker';
	/** A hidden or iceberg maker pays as a taker. */
	readonly forceTaker: boolean;
	/** Which rate was charged. */
	readonly feeType: 'taker' | 'maker';
	readonly fee: bigint;
};

/** ppm of the executed quote: 0.1 % times the coefficient of the pair. */
export function feePpm(market: Market, liquidity: 'taker' | 'maker'): bigint {
	const { takerFeeCoefficient, makerFeeCoefficient } = market.profile.instrument;
	return BigInt(Math.round(1000 * Number(liquidity === 'taker' ? takerFeeCoefficient : makerFeeCoefficient)));
}

/** Ticks × lots as money. */
export const fundsToMoney = (market: Market, funds: bigint): bigint =>
	funds * powerOfTen(moneyDecimals - market.profile.priceDecimals - market.profile.baseDecimals);

export const lotsToMoney = (market: Market, lots: number): bigint =>
	BigInt(lots) * powerOfTen(moneyDecimals - market.profile.baseDecimals);

export const withFee = (market: Market, money: bigint, liquidity: 'taker' | 'maker'): bigint =>
	money + (money * feePpm(market, liquidity)) / 1_000_000n;

import type { Accounts, BalanceContext } from './accounts.js';
import type { EngineOrder } from './book-side.js';
import type { Market, Trade } from './market.js';
import type { OrderArchive } from './order-archive.js';
import { type Fill, feePpm, fundsToMoney, lotsToMoney, type UserOrder, withFee } from './user-order.js';

export type Settlement = {
	/** Moves the money of one side of a trade. Returns the fill, when the order is one of an account. */
	readonly settle: (
		market: Market,
		trade: Trade,
		sides: { readonly own: EngineOrder; readonly other: EngineOrder; readonly role: 'taker' | 'maker' },
	) => Fill | undefined;
	/** Takes `lots` of an order's hold back; the caller gives them to the account. */
	readonly freePortion: (order: UserOrder, lots: number) => bigint;
};

export const balanceContext = (order: UserOrder, tradeId?: string): BalanceContext => ({
	symbol: order.market.symbol,
	orderId: order.engine.id,
	...(tradeId === undefined ? {} : { tradeId }),
});

/** Who gets and pays what: quote on top of it the fee for a buyer, quote less the fee for a seller. */
export function createSettlement(deps: { readonly accounts: Accounts; readonly archive: OrderArchive }): Settlement {
	const { accounts, archive } = deps;

	/** What a fill takes out of the hold of its order. */
	const portionOf = (order: UserOrder, lots: number, cost: bigint): bigint => {
		const { market, request } = order;
		if (request.side === 'sell') {
			return lotsToMoney(market, lots);
		}

		return request.type === 'limit'
			? withFee(market, fundsToMoney(market, BigInt(request.ticks) * BigInt(lots)), 'taker')
			: cost < order.held
				? cost
				: order.held;
	};

	return {
		settle: (market, trade, { own, other, role }) => {
			const order = archive.byId(own.id);
			const { baseCurrency, quoteCurrency } = market.profile.instrument;
			const dark = own.hidden || own.peak > 0;
			const facesDark = role === 'taker' && own.postOnly && (other.hidden || other.peak > 0);
			const feeType = (role === 'taker' && !facesDark) || (role === 'maker' && dark) ? 'taker' : 'maker';
			const funds = fundsToMoney(market, BigInt(trade.ticks) * BigInt(trade.lots));
			const base = lotsToMoney(market, trade.lots);
			const fee = (funds * feePpm(market, feeType)) / 1_000_000n;
			const context =
				order === undefined ? { symbol: market.symbol, orderId: own.id } : balanceContext(order, trade.tradeId);
			const cost = funds + fee;
			const portion = order === undefined ? 0n : portionOf(order, trade.lots, cost);
			accounts.collect(quoteCurrency, fee);
			if (own.side === 'buy') {
				accounts.settle(own.owner, quoteCurrency, { total: -cost, fromHold: portion, fee }, context);
				accounts.settle(own.owner, baseCurrency, { total: base, fromHold: 0n, fee: 0n }, context);
			} else {
				accounts.settle(own.owner, baseCurrency, { total: -base, fromHold: portion, fee: 0n }, context);
				accounts.settle(own.owner, quoteCurrency, { total: funds - fee, fromHold: 0n, fee }, context);
			}

			if (order === undefined) {
				return undefined;
			}

			order.held -= portion;
			order.dealLots += trade.lots;
			order.dealFunds += BigInt(trade.ticks) * BigInt(trade.lots);
			order.fee += fee;
			order.updatedAt = trade.time;
			return archive.addFill({
				order,
				trade,
				counterOrderId: other.id,
				liquidity: role,
				forceTaker: role === 'maker' && dark,
				feeType,
				fee,
			});
		},
		freePortion: (order, lots) => {
			const portion = portionOf(order, lots, 0n);
			order.held -= portion;
			return portion;
		},
	};
}

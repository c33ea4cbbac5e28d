import type { Side } from '../model/market-event.js';
import type { BookSide, EngineOrder, PriceLevel } from './book-side.js';
import { createRestingOrders } from './resting-orders.js';
import { createSelfTradePrevention, isSelfTrade } from './self-trade.js';

/** Why an order ended before it was filled. */
export type CancelCause =
	| 'user'
	| 'time-in-force'
	| 'post-only'
	| 'self-trade'
	| 'price-protection'
	| 'dust'
	| 'expired'
	| 'dead-man';

/** Hears everything the engine does, in the order it does it. */
export type EngineSink = {
	readonly onTrade: (maker: EngineOrder, taker: EngineOrder, lots: number) => void;
	/** The visible size of a price changed. */
	readonly onLevel: (side: Side, ticks: number, before: number, after: number) => void;
	readonly onRest: (order: EngineOrder) => void;
	readonly onFilled: (order: EngineOrder) => void;
	readonly onReduced: (order: EngineOrder, oldLots: number) => void;
	readonly onCanceled: (order: EngineOrder, cause: CancelCause) => void;
};

export type MatchingEngine = {
	readonly submit: (order: EngineOrder) => void;
	/** Takes a resting order out of the book; false when it does not rest. */
	readonly cancel: (order: EngineOrder, cause: CancelCause) => boolean;
	/** Takes `lots` off a resting order, which keeps its place; false when it does not rest. */
	readonly reduce: (order: EngineOrder, lots: number) => boolean;
	/**
	 * Trades a taker with one resting order, whoever stands before it, until one of the two is done. True when the taker
	 * wants more.
	 */
	readonly fill: (maker: EngineOrder, taker: EngineOrder) => boolean;
	readonly bids: BookSide;
	readonly asks: BookSide;
};

/**
 * Price-time priority for one market, with KuCoin's rules.
 *
 * 1. A crossing limit order whose price is further than `priceLimitRate` from the best opposite price is canceled; a
 *    market order executes up to that price and the rest is canceled. Only where there is an opposite order.
 * 2. `postOnly` that would take a plain visible order is canceled in full; icebergs and hidden orders it does take.
 *    IOC and FOK ignore the flag.
 * 3. FOK executes whole or not at all; it behaves as `stp` CN.
 * 4. Of a would-be self-trade the taker's `stp` decides: CN cancels the taker, CO the maker, CB both, DC takes the
 *    smaller off the larger and cancels the smaller. Without it self-trades happen.
 * 5. Hidden orders stand behind visible ones of their price; an iceberg that shows its next part goes to the end.
 *
 * Source: KuCoin docs, Add Order (HF), and `docs` on Self-Trade Prevention and Price Protection.
 */
export function createMatchingEngine(options: { readonly priceLimitRate: number }, sink: EngineSink): MatchingEngine {
	const resting = createRestingOrders(sink);
	const { bids, asks, contraOf, moveShown, dropEmpty, rest, end, shrink } = resting;

	/** What the taker can still take at a price; a market order by funds is bounded by them. */
	const appetite = (taker: EngineOrder, ticks: number): number => {
		if (taker.funds === undefined) {
			return taker.remaining;
		}

		const lots = taker.funds / BigInt(ticks);
		return lots > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(lots);
	};

	const trade = (level: PriceLevel, maker: EngineOrder, taker: EngineOrder, lots: number): void => {
		maker.remaining -= lots;
		if (taker.funds === undefined) {
			taker.remaining -= lots;
		} else {
			taker.funds -= BigInt(level.ticks) * BigInt(lots);
		}

		const wasShown = maker.shown > 0;
		if (wasShown) {
			maker.shown -= lots;
		}

		sink.onTrade(maker, taker, lots);
		let change = wasShown ? -lots : 0;
		const list = wasShown ? level.queue : level.dark;
		if (maker.remaining === 0) {
			list.splice(list.indexOf(maker), 1);
			maker.resting = false;
		} else if (wasShown && maker.shown === 0) {
			maker.shown = Math.min(maker.peak, maker.remaining);
			change += maker.shown;
			list.push(...list.splice(list.indexOf(maker), 1));
		}

		moveShown(level, maker.side, change);
		dropEmpty(level, maker.side);
		if (maker.remaining === 0) {
			sink.onFilled(maker);
		}
	};

	const preventSelfTrade = createSelfTradePrevention(resting);

	const reaches = (side: Side, limit: number, ticks: number): boolean =>
		side === 'buy' ? ticks <= limit : ticks >= limit;

	/** The worst price that price protection lets a taker have. */
	const protectedTicks = (side: Side, best: number): number =>
		side === 'buy'
			? Math.floor(best * (1 + options.priceLimitRate) + 1e-9)
			: Math.ceil(best * (1 - options.priceLimitRate) - 1e-9);

	const fillable = (taker: EngineOrder, limit: number): number => {
		let lots = 0;
		const { levels } = contraOf(taker.side);
		for (let index = levels.length - 1; index >= 0; index -= 1) {
			const level = levels[index]!;
			if (!reaches(taker.side, limit, level.ticks)) {
				break;
			}

			for (const maker of [...level.queue, ...level.dark]) {
				if (isSelfTrade(maker, taker)) {
					return lots;
				}

				lots += maker.remaining;
			}
		}

		return lots;
	};

	const takesPlainOrder = (taker: EngineOrder): boolean =>
		contraOf(taker.side).levels.some(
			level =>
				reaches(taker.side, taker.ticks, level.ticks) && level.queue.some(maker => maker.peak === 0 && !maker.hidden),
		);

	/** True while the taker still wants to trade or rest. */
	const match = (taker: EngineOrder, limit: number): boolean => {
		const contra = contraOf(taker.side);
		for (;;) {
			const level = contra.best();
			if (level === undefined || !reaches(taker.side, limit, level.ticks)) {
				return true;
			}

			const maker = level.queue[0] ?? level.dark[0]!;
			if (isSelfTrade(maker, taker)) {
				if (!preventSelfTrade(maker, taker)) {
					return false;
				}

				continue;
			}

			const offered = maker.shown > 0 ? maker.shown : maker.remaining;
			const lots = Math.min(appetite(taker, level.ticks), offered);
			if (lots === 0) {
				return true;
			}

			trade(level, maker, taker, lots);
			if (taker.funds === undefined ? taker.remaining === 0 : taker.funds === 0n) {
				taker.remaining = 0;
				sink.onFilled(taker);
				return false;
			}
		}
	};

	const submitMarket = (order: EngineOrder): void => {
		const best = contraOf(order.side).best();
		const limit = best === undefined ? 0 : protectedTicks(order.side, best.ticks);
		if (match(order, limit)) {
			const next = contraOf(order.side).best();
			const dust = order.funds !== undefined && next !== undefined && appetite(order, next.ticks) === 0;
			end(order, dust ? 'dust' : 'price-protection');
		}
	};

	const submitLimit = (order: EngineOrder): void => {
		const best = contraOf(order.side).best();
		if (best !== undefined && reaches(order.side, order.ticks, best.ticks)) {
			if (!reaches(order.side, protectedTicks(order.side, best.ticks), order.ticks)) {
				end(order, 'price-protection');
				return;
			}

			const immediate = order.timeInForce === 'IOC' || order.timeInForce === 'FOK';
			if (order.postOnly && !immediate && takesPlainOrder(order)) {
				end(order, 'post-only');
				return;
			}

			if (order.timeInForce === 'FOK' && fillable(order, order.ticks) < order.remaining) {
				end(order, 'time-in-force');
				return;
			}

			if (!match(order, order.ticks)) {
				return;
			}
		}

		if (order.timeInForce === 'IOC' || order.timeInForce === 'FOK') {
			end(order, 'time-in-force');
		} else {
			rest(order);
		}
	};

	return {
		bids,
		asks,
		submit: order => {
			if (order.type === 'market') {
				submitMarket(order);
			} else {
				submitLimit(order);
			}
		},
		cancel: (order, cause) => {
			if (!order.resting) {
				return false;
			}

			end(order, cause);
			return true;
		},
		fill: (maker, taker) => {
			const level = (maker.side === 'buy' ? bids : asks).find(maker.ticks);
			while (level !== undefined && maker.resting && taker.remaining > 0) {
				trade(level, maker, taker, Math.min(taker.remaining, maker.shown > 0 ? maker.shown : maker.remaining));
			}

			if (taker.remaining === 0) {
				sink.onFilled(taker);
			}

			return taker.remaining > 0;
		},
		reduce: (order, lots) => {
			if (!order.resting || lots <= 0) {
				return false;
			}

			if (lots >= order.remaining) {
				end(order, 'user');
			} else {
				shrink(order, lots);
			}

			return true;
		},
	};
}

import type { Side } from '../model/market-event.js';
import { crowdOwner, type EngineOrder, type PriceLevel } from './book-side.js';
import type { BookRows } from './change-log.js';
import { createCrowdOrder } from './crowd-order.js';
import type { Market } from './market.js';

/** What a script makes of a market. All of it goes through the matching engine, so every feed tells the same story. */

const ordersOf = (level: PriceLevel): readonly EngineOrder[] => [...level.queue, ...level.dark];

const crowdOf = (level: PriceLevel): readonly EngineOrder[] =>
	ordersOf(level).filter(({ owner }) => owner === crowdOwner);

const sum = (orders: readonly EngineOrder[]): number => orders.reduce((lots, order) => lots + order.remaining, 0);

/**
 * Makes the crowd's part of a book exactly `bids` and `asks`, in one increment; a side that is undefined stays. Levels that
 * are so already do not change. Orders of accounts stay, and trade with what is put across them.
 */
export function setBook(
	market: Market,
	time: number,
	book: { readonly bids: BookRows | undefined; readonly asks: BookRows | undefined },
): void {
	const sides = [
		{ side: 'buy', levels: market.engine.bids.levels, rows: book.bids },
		{ side: 'sell', levels: market.engine.asks.levels, rows: book.asks },
	] as const;
	market.act(time, () => {
		const missing: { readonly side: Side; readonly ticks: number; readonly lots: number }[] = [];
		for (const { side, levels, rows } of sides) {
			if (rows === undefined) {
				continue;
			}

			const wanted = new Map(rows);
			for (const level of [...levels]) {
				const crowd = crowdOf(level);
				if (sum(crowd) === wanted.get(level.ticks)) {
					wanted.delete(level.ticks);
				} else {
					for (const order of crowd) {
						market.engine.cancel(order, 'user');
					}
				}
			}

			missing.push(...[...wanted].map(([ticks, lots]) => ({ side, ticks, lots })));
		}

		for (const row of missing) {
			market.engine.submit(createCrowdOrder(market, { ...row, timeInForce: 'GTC' }));
		}
	});
}

/**
 * A taker of exactly `lots`, at `ticks` or better: best price first, then time. What the book lacks is offered at `ticks`
 * just before, and the crowd's own orders in the way of that step aside; price protection does not apply.
 */
export function printTrade(
	market: Market,
	time: number,
	taker: { readonly side: Side; readonly ticks: number; readonly lots: number },
): void {
	const { side, ticks, lots } = taker;
	const { engine } = market;
	const buys = side === 'buy';
	const contra = buys ? engine.asks : engine.bids;
	const own = buys ? engine.bids : engine.asks;
	const reaches = (level: PriceLevel): boolean => (buys ? level.ticks <= ticks : level.ticks >= ticks);
	market.act(time, () => {
		const lacking = lots - contra.levels.filter(reaches).reduce((found, level) => found + sum(ordersOf(level)), 0);
		if (lacking > 0) {
			const through = own.levels.filter(level => (buys ? level.ticks >= ticks : level.ticks <= ticks));
			for (const order of through.flatMap(crowdOf)) {
				engine.cancel(order, 'user');
			}

			engine.submit(
				createCrowdOrder(market, { side: buys ? 'sell' : 'buy', ticks, lots: lacking, timeInForce: 'GTC' }),
			);
		}

		const order = createCrowdOrder(market, { side, ticks, lots, timeInForce: 'IOC' });
		for (let level = contra.best(); level !== undefined && reaches(level); level = contra.best()) {
			if (!engine.fill(ordersOf(level)[0]!, order)) {
				return;
			}
		}
	});
}

/** Fills a resting order in full, over the heads of all that stand before it. */
export function fillResting(market: Market, time: number, maker: EngineOrder): void {
	market.act(time, () => {
		const side = maker.side === 'buy' ? 'sell' : 'buy';
		const lots = maker.remaining;
		market.engine.fill(maker, createCrowdOrder(market, { side, ticks: maker.ticks, lots, timeInForce: 'IOC' }));
	});
}

/** A taker that walks up to 5 % into the book. */
export function takeNow(market: Market, time: number, side: Side, lots: number): void {
	const contra = market.best(side === 'buy' ? 'sell' : 'buy');
	if (contra !== undefined) {
		const ticks = Math.max(1, Math.round(contra.ticks * (side === 'buy' ? 1.05 : 0.95)));
		market.act(time, () => market.engine.submit(createCrowdOrder(market, { side, ticks, lots, timeInForce: 'IOC' })));
	}
}

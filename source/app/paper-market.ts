import type { Clock } from '../lib/seams.js';
import type { PriceLevels } from '../market/price-levels.js';
import type { PriceSize } from '../model/market-event.js';
import { judgeStream } from '../store/judge.js';
import type { State } from '../store/state.js';
import type { BookSide, PaperMarket } from '../trading/paper-market.js';

/** The store's books, as the paper gateway fills against them. */
export function createMarketOfStore(state: State, clock: Pick<Clock, 'wallNow' | 'monoNow'>): PaperMarket {
	const levelsOf = (symbol: string, side: BookSide): PriceLevels | undefined => {
		const book = state.symbols.get(symbol)?.book;
		return side === 'bid' ? book?.bids : book?.asks;
	};

	return {
		instrument: symbol => state.instruments.get(symbol),
		isLive: symbol => {
			const watched = state.symbols.get(symbol);
			return watched !== undefined && judgeStream(state, watched, 'book', clock.monoNow()).state === 'LIVE';
		},
		levels: (symbol, side) => walk(levelsOf(symbol, side)),
		sizeAt: (symbol, side, price) => {
			const levels = levelsOf(symbol, side);
			const index = levels?.countBetterThan(Number(price)) ?? 0;
			return levels !== undefined && index < levels.count && levels.priceAt(index) === Number(price)
				? levels.sizeTextAt(index)
				: '0';
		},
		bookTime: symbol => state.symbols.get(symbol)?.book.time ?? 0,
		venueNow: () => Math.round(clock.wallNow() + (state.clockOffsetMs ?? 0)),
	};
}

function* walk(levels: PriceLevels | undefined): Iterable<PriceSize> {
	for (let index = 0; levels !== undefined && index < levels.count; index += 1) {
		yield [levels.priceTextAt(index), levels.sizeTextAt(index)];
	}
}

/** A market of which nothing is known: to look at a paper account, and to cancel in it. */
export const darkMarket = (clock: Pick<Clock, 'wallNow'>): PaperMarket => ({
	instrument: () => undefined,
	isLive: () => false,
	levels: () => [],
	sizeAt: () => '0',
	bookTime: () => 0,
	venueNow: () => Math.round(clock.wallNow()),
});

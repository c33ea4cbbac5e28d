import { addDecimals, type Decimal, decimalText, parseDecimal } from '../lib/decimal.js';
import type { Instrument } from '../model/instrument.js';
import type { PriceSize } from '../model/market-event.js';

export type BookSide = 'bid' | 'ask';

/** What the paper gateway sees of the market: the store's books, after the store has applied the event. */
export type PaperMarket = {
	readonly instrument: (symbol: string) => Instrument | undefined;
	/** The book of the symbol is LIVE: continuous and fresh. Nothing fills without that. */
	readonly isLive: (symbol: string) => boolean;
	/** Best first, as the venue sent them; read lazily and never kept. Empty without a book. */
	readonly levels: (symbol: string, side: BookSide) => Iterable<PriceSize>;
	/** Shown size at the price; `'0'` without a level there. */
	readonly sizeAt: (symbol: string, side: BookSide, price: string) => string;
	/** Venue time of the last change of the book, ms; 0 without one. */
	readonly bookTime: (symbol: string) => number;
	/** Venue time now, ms. */
	readonly venueNow: () => number;
};

/** How long a taker finds gone what another paper order took. */
export const takenForMs = 1000;

type Taken = { amount: Decimal; time: number };

/**
 * Remembers what paper orders took from the shown levels, since the venue's own book does not show it.
 *
 * What was taken is not taken again before the level has changed: when it shrinks, what was taken shrinks with it;
 * what is added is free. A later taker finds the whole level again after a second. A resting order that the other side
 * has come to never takes the same size twice.
 */
export type TakenLevels = {
	/** The levels without what was taken; levels of which nothing is left are skipped. */
	readonly free: (
		symbol: string,
		side: BookSide,
		levels: Iterable<PriceSize>,
		who: 'taker' | 'maker',
		now: number,
	) => Iterable<PriceSize>;
	readonly has: (symbol: string) => boolean;
	readonly take: (symbol: string, side: BookSide, price: string, size: string, now: number) => void;
	/** Drops what no taker looks at any more, in a symbol where nothing rests. */
	readonly forget: (symbol: string, now: number) => void;
	/** After the book of a symbol has changed. */
	readonly refresh: (symbol: string, sizeAt: (side: BookSide, price: string) => string) => void;
};

export function createTakenLevels(): TakenLevels {
	const taken = new Map<string, Map<string, Taken>>();
	const keyOf = (side: BookSide, price: string): string => `${side} ${decimalText(parseDecimal(price))}`;

	const drop = (symbol: string, isOver: (entry: Taken, key: string) => boolean): void => {
		const ofSymbol = taken.get(symbol);
		for (const [key, entry] of ofSymbol ?? []) {
			if (isOver(entry, key)) {
				ofSymbol!.delete(key);
			}
		}

		if (ofSymbol?.size === 0) {
			taken.delete(symbol);
		}
	};

	return {
		*free(symbol, side, levels, who, now) {
			const ofSymbol = taken.get(symbol);
			for (const level of levels) {
				const entry = ofSymbol?.get(keyOf(side, level[0]));
				if (entry === undefined || (who === 'taker' && now - entry.time >= takenForMs)) {
					yield level;
					continue;
				}

				const left = parseDecimal(level[1]).minus(entry.amount);
				if (left.gt('0')) {
					yield [level[0], decimalText(left)];
				}
			}
		},
		has: symbol => taken.has(symbol),
		take: (symbol, side, price, size, now) => {
			const ofSymbol = taken.get(symbol) ?? new Map<string, Taken>();
			taken.set(symbol, ofSymbol);
			const key = keyOf(side, price);
			const before = ofSymbol.get(key)?.amount ?? '0';
			ofSymbol.set(key, { amount: addDecimals(before, size), time: now });
		},
		forget: (symbol, now) => {
			drop(symbol, entry => now - entry.time >= takenForMs);
		},
		refresh: (symbol, sizeAt) => {
			drop(symbol, (entry, key) => {
				const [side, price] = key.split(' ') as [BookSide, string];
				const shown = parseDecimal(sizeAt(side, price));
				if (entry.amount.gt(shown)) {
					entry.amount = shown;
				}

				return shown.eq('0');
			});
		},
	};
}

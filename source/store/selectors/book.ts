import type { PriceLevels } from '../../market/price-levels.js';
import type { BookSource, PriceSize } from '../../model/market-event.js';
import { judgeStream } from '../judge.js';
import type { State } from '../state.js';
import type { Freshness, Instant } from '../views.js';
import { symbolOf } from './symbol-of.js';

/** The top of a book in the venue's own texts. */
export type BookView = {
	readonly symbol: string;
	readonly freshness: Freshness;
	readonly source: BookSource;
	/** Of the last message applied; empty before a snapshot, `0` for sources that have none. */
	readonly sequence: string;
	/** Best first. */
	readonly bids: readonly PriceSize[];
	readonly asks: readonly PriceSize[];
	/** Venue time of the last message applied, ms; 0 before one. */
	readonly time: number;
	readonly receivedAt: number;
};

/** The best `depth` levels a side. */
export function selectBook(state: State, name: string, depth: number, at: Instant): BookView {
	const symbol = symbolOf(state, name);
	const { book } = symbol;
	return {
		symbol: name,
		freshness: judgeStream(state, symbol, 'book', at.mono),
		source: book.source,
		sequence: book.seeded ? String(book.sequence) : '',
		bids: rowsOf(book.bids, depth),
		asks: rowsOf(book.asks, depth),
		time: book.time,
		receivedAt: book.receivedAt,
	};
}

function rowsOf(levels: PriceLevels, depth: number): readonly PriceSize[] {
	const rows: PriceSize[] = [];
	for (let index = 0; index < Math.min(depth, levels.count); index += 1) {
		rows.push([levels.priceTextAt(index), levels.sizeTextAt(index)]);
	}

	return rows;
}

import type { BookSideView, BookView } from '../signals/book-view.js';
import type { SymbolState } from './state.js';

/** The book of one symbol as indicators read it: live only where its continuity and the book itself say so. */
export function createBookView(symbol: SymbolState): BookView {
	return new SymbolBookView(symbol);
}

class SymbolBookView implements BookView {
	readonly bids: BookSideView;
	readonly asks: BookSideView;
	readonly #symbol: SymbolState;

	constructor(symbol: SymbolState) {
		this.#symbol = symbol;
		this.bids = symbol.book.bids;
		this.asks = symbol.book.asks;
	}

	get isLive(): boolean {
		return this.#symbol.bookStatus === 'live' && !this.#symbol.book.crossed;
	}

	get time(): number {
		return this.#symbol.book.time;
	}

	get bidFloor(): number {
		return this.#symbol.book.bidFloor;
	}

	get askCeiling(): number {
		return this.#symbol.book.askCeiling;
	}
}

import { decimalsOf } from '../../model/instrument.js';
import { createSymbolState } from '../initial-state.js';
import type { State, SymbolState } from '../state.js';

/** State of a symbol, or an empty one where the store knows none of that name. */
export const symbolOf = (state: State, symbol: string): SymbolState =>
	state.symbols.get(symbol) ?? createSymbolState(symbol, undefined);

/** The price increment, or as long as the instrument is unknown, the finest that the book's best levels show. */
export function tickOf(symbol: SymbolState): string {
	if (symbol.instrument !== undefined) {
		return symbol.instrument.priceIncrement;
	}

	const decimals = mostDecimals(symbol, (side, index) => side.priceTextAt(index));
	return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`;
}

/** Decimals of sizes, by the instrument or by what the book shows. */
export function sizeDecimalsOf(symbol: SymbolState): number {
	if (symbol.instrument !== undefined) {
		return decimalsOf(symbol.instrument.baseIncrement);
	}

	return mostDecimals(symbol, (side, index) => side.sizeTextAt(index));
}

const looksAt = 20;

function mostDecimals(symbol: SymbolState, text: (side: SymbolState['book']['bids'], index: number) => string): number {
	let most = 0;
	for (const side of [symbol.book.bids, symbol.book.asks]) {
		for (let index = 0; index < Math.min(looksAt, side.count); index += 1) {
			most = Math.max(most, decimalsOf(text(side, index)));
		}
	}

	return most;
}

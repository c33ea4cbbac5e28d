import { assertNever } from '../lib/assert-never.js';
import { isSymbol } from '../model/instrument.js';
import type { CandleInterval } from '../model/market-event.js';
import type { Store } from '../store/store.js';

/** What a person or a script may ask of the engine. Orders join in the trading issue. */
export type Command =
	| { readonly type: 'symbol.focus'; readonly symbol: string }
	| { readonly type: 'symbol.add'; readonly symbol: string }
	| { readonly type: 'symbol.remove'; readonly symbol: string }
	| { readonly type: 'candles.interval'; readonly interval: CandleInterval }
	/** A chart of the focused symbol comes into sight, or leaves it. */
	| { readonly type: 'chart.watch'; readonly isShown: boolean }
	/** All pairs come into sight, or leave it. */
	| { readonly type: 'board.watch'; readonly isShown: boolean }
	/** Older bars than those that are known. */
	| { readonly type: 'chart.extend' }
	| { readonly type: 'feed.reconnect' };

/**
 * Applies what concerns the watchlist and says whether the feed's interest has changed. What makes no sense (a symbol
 * of the wrong form, one the venue does not have, the removal of the last one) changes nothing.
 */
export function applyCommand(store: Store, command: Exclude<Command, { type: 'feed.reconnect' }>): boolean {
	const { state } = store;
	switch (command.type) {
		case 'symbol.focus':
			return state.watchlist.focus(command.symbol);
		case 'symbol.add':
			return addSymbol(store, command.symbol);
		case 'symbol.remove':
			if (!state.watchlist.remove(command.symbol)) {
				return false;
			}

			store.removeSymbol(command.symbol);
			return true;
		case 'candles.interval':
			if (state.candleInterval === command.interval) {
				return false;
			}

			store.setCandleInterval(command.interval);
			return true;
		case 'chart.watch':
			if (state.chart.isWanted === command.isShown) {
				return false;
			}

			store.wantChart(command.isShown);
			return true;
		case 'board.watch':
			if (state.board.isWanted === command.isShown) {
				return false;
			}

			store.wantBoard(command.isShown);
			return true;
		case 'chart.extend':
			return store.extendChart();
		default:
			return assertNever(command);
	}
}

function addSymbol(store: Store, symbol: string): boolean {
	const { instruments, watchlist } = store.state;
	// Before the venue's list has come, any symbol of the right form may be one of its own.
	if (!isSymbol(symbol) || (instruments.size > 0 && !instruments.has(symbol))) {
		return false;
	}

	store.addSymbol(symbol);
	return watchlist.add(symbol);
}

import type { BookView } from '../signals/book-view.js';
import { createSignalEngine, type SignalEngine, type SignalEngineDeps } from '../signals/signal-engine.js';
import { createBookView } from '../store/book-view.js';
import type { State } from '../store/state.js';
import type { EngineEvent } from './engine.js';

/** kcmon's own signals over the store's books. */
export type OwnSignals = {
	readonly signals: SignalEngine;
	/** After every event that the store has applied. Signals are published within the call. */
	readonly observe: (event: EngineEvent) => void;
	/** A symbol that left the watchlist: what was computed of it goes, and its book is another one when it comes back. */
	readonly forget: (symbol: string) => void;
};

/** Hands on what the rules read: events of symbols that the store keeps, each with the store's own book. */
export function createOwnSignals(deps: SignalEngineDeps, state: State): OwnSignals {
	const signals = createSignalEngine(deps);
	const views = new Map<string, BookView>();

	const viewOf = (name: string): BookView | undefined => {
		const known = views.get(name);
		if (known !== undefined) {
			return known;
		}

		const symbol = state.symbols.get(name);
		if (symbol === undefined) {
			return undefined;
		}

		const view = createBookView(symbol);
		views.set(name, view);
		return view;
	};

	return {
		signals,
		observe(event) {
			switch (event.type) {
				case 'book-delta':
				case 'trade':
				case 'ticker':
				case 'book-snapshot':
				case 'book-status':
				case 'stats':
				case 'candle': {
					const view = viewOf(event.symbol);
					if (view !== undefined) {
						signals.observe(event, view);
					}

					return;
				}
				case 'instruments':
				case 'signal':
					signals.observe(event);
					return;
				default:
			}
		},
		forget(symbol) {
			views.delete(symbol);
			signals.forget(symbol);
		},
	};
}

import type { State } from '../state.js';
import type { Instant, WatchlistView, WatchRow } from '../views.js';
import { selectTicker } from './ticker.js';

/** Every watched symbol, in its order. */
export function selectWatchlist(state: State, at: Instant): WatchlistView {
	return Object.freeze({
		focused: state.watchlist.focused(),
		rows: state.watchlist.symbols().map((symbol): WatchRow => {
			const { last, changeRate, volume, spreadBps, freshness, line } = selectTicker(state, symbol, at);
			return { symbol, last, changeRate, volume, spreadBps, freshness, line };
		}),
	});
}

/** The venue's pairs whose symbol or base currency fits a search, best fits first, at most `count`. */
export function selectMatches(state: State, search: string, count: number): readonly string[] {
	const wanted = search.trim().toUpperCase().replaceAll('/', '-');
	const ranked: { readonly symbol: string; readonly rank: number }[] = [];
	for (const instrument of state.instruments.values()) {
		if (!instrument.enableTrading) {
			continue;
		}

		const { symbol, baseCurrency } = instrument;
		const at = symbol.indexOf(wanted);
		if (at !== -1) {
			ranked.push({ symbol, rank: baseCurrency === wanted ? 0 : at === 0 ? 1 : 2 });
		}
	}

	ranked.sort((a, b) => a.rank - b.rank || a.symbol.length - b.symbol.length || (a.symbol < b.symbol ? -1 : 1));
	return ranked.slice(0, count).map(({ symbol }) => symbol);
}

import type { FeedInterest } from '../market/feed.js';
import type { State } from '../store/state.js';

/** Which streams to ask for, of every symbol. */
export type WantedStreams = State['wanted'];

/** Books and tapes of every symbol, or of the focused one only. */
export type DepthOf = 'all' | 'focused';

/** What the feed should bring for the watchlist as it stands. The focused symbol comes first: it is subscribed first. */
export function interestOf(
	state: State,
	options: { readonly streams: WantedStreams; readonly depthOf: DepthOf; readonly signals?: 'on' | 'off' },
): FeedInterest {
	const { streams, depthOf } = options;
	const focused = state.watchlist.focused();
	const all = [focused, ...state.watchlist.symbols().filter(symbol => symbol !== focused)];
	const deep = depthOf === 'all' ? all : [focused];
	return {
		tickers: streams.tickers ? all : [],
		trades: streams.trades ? deep : [],
		books: streams.books ? deep : [],
		stats: streams.stats ? all : [],
		candles: candlesOf(state, streams.candles ? deep : []),
		minutes: streams.books && options.signals !== 'off' ? deep : [],
		...(state.board.isWanted ? { board: true } : {}),
		focused,
	};
}

function candlesOf(state: State, symbols: readonly string[]): FeedInterest['candles'] {
	const { candleInterval: interval, chart, watchlist } = state;
	const focused = watchlist.focused();
	const others = symbols.filter(symbol => !chart.isWanted || symbol !== focused).map(symbol => ({ symbol, interval }));
	return chart.isWanted ? [{ symbol: focused, interval, bars: chart.bars }, ...others] : others;
}

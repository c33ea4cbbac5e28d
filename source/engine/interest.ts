import type { FeedInterest } from '../market/feed.js';
import type { State } from '../store/state.js';

/** Which streams to ask for, of every symbol. */
export type WantedStreams = State['wanted'];

/** Books and tapes of every symbol, or of the focused one only. */
export type DepthOf = 'all' | 'focused';

/** What the feed should bring for the watchlist as it stands. The focused symbol comes first: it is subscribed first. */
export function interestOf(
	state: State,
	options: { readonly streams: WantedStreams; readonly depthOf: DepthOf },
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
		candles: streams.candles ? deep.map(symbol => ({ symbol, interval: state.candleInterval })) : [],
		focused,
	};
}

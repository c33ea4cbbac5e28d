import type { State } from './state.js';
import type {
	HealthView,
	LadderView,
	ModeName,
	SignalsView,
	StatusView,
	TapeView,
	TickerView,
	WatchlistView,
} from './views.js';

/** When a view is made: both clocks, so that selectors stay pure. */
export type Instant = { readonly wall: number; readonly mono: number };

export type LadderRequest = {
	/** Rows on the screen, the spread row not counted. */
	readonly rows: number;
	/** Tick grouping: 1, 2, 5, 10 … ticks a row. */
	readonly groupTicks: number;
	/** Price at the middle of the ladder; undefined centres on the touch. */
	readonly anchor: number | undefined;
};

export declare function selectTicker(state: State, symbol: string, at: Instant): TickerView;
export declare function selectLadder(state: State, symbol: string, request: LadderRequest, at: Instant): LadderView;
export declare function selectTape(
	state: State,
	symbol: string,
	request: { readonly rows: number; readonly minFunds: number },
	at: Instant,
): TapeView;
export declare function selectHealth(state: State, symbol: string, at: Instant): HealthView;
export declare function selectSignals(state: State, request: { readonly rows: number }, at: Instant): SignalsView;
export declare function selectWatchlist(state: State, at: Instant): WatchlistView;
export declare function selectStatus(
	state: State,
	run: { readonly mode: ModeName; readonly venue: string },
	at: Instant,
): StatusView;

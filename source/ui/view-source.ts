import type { Clock } from '../lib/seams.js';
import type { Instrument } from '../model/instrument.js';
import type { CandleInterval } from '../model/market-event.js';
import { signalKeyOf } from '../model/signal-event.js';
import { selectChart } from '../store/selectors/chart.js';
import { selectHealth } from '../store/selectors/health.js';
import { selectLadder } from '../store/selectors/ladder.js';
import { selectOrders } from '../store/selectors/orders.js';
import { selectSignalPanel } from '../store/selectors/signal-panel.js';
import { selectSignalFacets, selectSignals } from '../store/selectors/signals.js';
import { type RunFacts, selectStatus } from '../store/selectors/status.js';
import { selectTape } from '../store/selectors/tape.js';
import { selectTicker } from '../store/selectors/ticker.js';
import { listWatchGroups, selectWatchlist } from '../store/selectors/watchlist.js';
import type { State } from '../store/state.js';
import type {
	ChartRequest,
	ChartView,
	HealthView,
	LadderRequest,
	LadderView,
	OrdersView,
	SignalFacet,
	SignalFilter,
	SignalPanelView,
	SignalsView,
	StatusView,
	TapeView,
	TickerView,
	WatchlistView,
	WatchRequest,
} from '../store/views.js';

/** Where the screen gets its views from, as of now. */
export type ViewSource = {
	readonly ticker: (symbol: string) => TickerView;
	readonly ladder: (symbol: string, request: LadderRequest) => LadderView;
	readonly tape: (symbol: string, rows: number) => TapeView;
	readonly chart: (symbol: string, request: ChartRequest) => ChartView;
	/** Of the chart. */
	readonly candleInterval: () => CandleInterval;
	/** `mostTopics`: so many of its topics, all of them without it. */
	readonly health: (symbol: string, mostTopics?: number) => HealthView;
	/** What the rules see of a symbol; undefined where signals are off. */
	readonly signalPanel: (symbol: string) => SignalPanelView | undefined;
	readonly signals: (rows: number, filter?: SignalFilter) => SignalsView;
	/** Orders that came of a signal. */
	readonly signalTaken: (source: string, id: string) => number;
	readonly signalFacets: () => readonly SignalFacet[];
	readonly watchlist: (request: WatchRequest) => WatchlistView;
	readonly watchGroups: () => readonly string[];
	readonly status: () => StatusView;
	/** Alerts that went off in this run. */
	readonly alertCount: () => number;
	/** Orders and account, with the symbol's own balances and position. */
	readonly orders: (symbol: string) => OrdersView;
	/** Undefined until the venue has told. */
	readonly instrument: (symbol: string) => Instrument | undefined;
	/** The watchlist, in order. */
	readonly symbols: () => readonly string[];
	/** The symbol in focus. */
	readonly focused: () => string;
	/** Every symbol of the venue, sorted; empty until the venue has told. */
	readonly instruments: () => readonly string[];
};

/** Reads the store through its selectors. */
export function createViewSource(state: State, clock: Clock, run: RunFacts): ViewSource {
	const at = () => ({ wall: clock.wallNow(), mono: clock.monoNow() });
	let sortedOf: State['instruments'] | undefined;
	let sorted: readonly string[] = [];
	return {
		ticker: symbol => selectTicker(state, symbol, at()),
		ladder: (symbol, request) => selectLadder(state, symbol, request, at()),
		tape: (symbol, rows) => selectTape(state, symbol, { rows, minFunds: 0 }, at()),
		chart: (symbol, request) => selectChart(state, symbol, request, at()),
		candleInterval: () => state.candleInterval,
		health: (symbol, mostTopics) => selectHealth(state, symbol, at(), mostTopics),
		signalPanel: symbol => selectSignalPanel(state, symbol),
		signals: (rows, filter = {}) => selectSignals(state, { rows, filter }, at()),
		signalTaken: (source, id) => state.signals.taken.get(signalKeyOf(source, id))?.size ?? 0,
		signalFacets: () => selectSignalFacets(state),
		watchlist: request => selectWatchlist(state, at(), request),
		watchGroups: () => listWatchGroups(state),
		status: () => selectStatus(state, run, at()),
		alertCount: () => state.alerts.count,
		orders: symbol => selectOrders(state, symbol, at()),
		instrument: symbol => state.instruments.get(symbol) ?? state.symbols.get(symbol)?.instrument,
		symbols: () => state.watchlist.symbols(),
		focused: () => state.watchlist.focused(),
		instruments: () => {
			if (sortedOf !== state.instruments) {
				sortedOf = state.instruments;
				sorted = [...state.instruments.keys()].sort();
			}

			return sorted;
		},
	};
}

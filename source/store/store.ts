import type { Clock } from '../lib/seams.js';
import { mostBars } from '../market/candles.js';
import type { CandleInterval } from '../model/market-event.js';
import type { SignalReceivedEvent } from '../model/signal-event.js';
import { applyEvent, type StoreEvent } from './apply.js';
import { restoreSignals } from './apply-signal.js';
import { sampleBoard, wantBoard } from './board.js';
import { chartBars, createState, createSymbolState } from './initial-state.js';
import { sampleLines } from './price-line.js';
import { exportState, restoreState, type SavedState } from './saved-state.js';
import type { State } from './state.js';

/** The one mutable state. Only the engine calls what changes it; everybody else reads, through selectors. */
export type Store = {
	readonly state: State;
	/** Raised by everything that changes the state. */
	readonly revision: () => number;
	readonly apply: (event: StoreEvent) => void;
	/** Once a second: a point of every price line. */
	readonly sample: () => void;
	/** Makes room for a symbol's data; what is known of it already stays. */
	readonly addSymbol: (symbol: string) => void;
	/** Forgets a symbol. */
	readonly removeSymbol: (symbol: string) => void;
	/** Another interval for the chart; the freshness of the former says nothing of it. */
	readonly setCandleInterval: (interval: CandleInterval) => void;
	/** Whether a chart is looked at. */
	readonly wantChart: (isWanted: boolean) => void;
	/** Whether somebody looks at all pairs. */
	readonly wantBoard: (isWanted: boolean) => void;
	/** A chart reaches further back: false when it does not go any further. */
	readonly extendChart: () => boolean;
	/** Forgets bars that nobody keeps up to date any more: with a hole in them they would be no history. */
	readonly keepCandles: (wanted: readonly { readonly symbol: string; readonly interval: CandleInterval }[]) => void;
	/** Last known state, to be shown at the next start; plain JSON. */
	readonly export: () => SavedState;
	/**
	 * Takes a state saved by an earlier run, of any shape: what does not fit is left out. It is shown STALE with its age
	 * until fresh data comes, and never replaces data of this run. `at` is wall ms.
	 */
	readonly restore: (saved: unknown, at: number) => void;
	/** Signals of earlier runs, oldest first; before the first of this run. */
	readonly restoreSignals: (events: readonly SignalReceivedEvent[]) => void;
};

/** `symbols` is the watchlist, the first in focus; not empty. */
export function createStore(clock: Clock, symbols: readonly string[]): Store {
	const state = createState(symbols);
	let revision = 0;

	return {
		state,
		revision: () => revision,
		apply(event) {
			revision += 1;
			applyEvent(state, event, clock.monoNow());
		},
		sample() {
			revision += 1;
			sampleLines(state, clock.monoNow());
			sampleBoard(state.board, clock.monoNow());
		},
		addSymbol(symbol) {
			if (!state.symbols.has(symbol)) {
				revision += 1;
				state.symbols.set(symbol, createSymbolState(symbol, state.instruments.get(symbol)));
			}
		},
		removeSymbol(symbol) {
			revision += 1;
			state.symbols.delete(symbol);
		},
		setCandleInterval(interval) {
			revision += 1;
			state.candleInterval = interval;
			state.chart.bars = chartBars;
			for (const symbol of state.symbols.values()) {
				symbol.streams.candles.lastDataAt = undefined;
			}
		},
		wantChart(isWanted) {
			revision += 1;
			state.chart.isWanted = isWanted;
			state.chart.bars = chartBars;
		},
		wantBoard(isWanted) {
			revision += 1;
			wantBoard(state.board, isWanted);
		},
		extendChart() {
			if (state.chart.bars >= mostBars) {
				return false;
			}

			revision += 1;
			state.chart.bars = Math.min(mostBars, state.chart.bars + chartBars);
			return true;
		},
		keepCandles(wanted) {
			for (const symbol of state.symbols.values()) {
				for (const interval of symbol.candles.keys()) {
					if (!wanted.some(other => other.symbol === symbol.symbol && other.interval === interval)) {
						revision += 1;
						symbol.candles.delete(interval);
					}
				}
			}
		},
		export: () => exportState(state, clock.wallNow()),
		restore(saved, at) {
			revision += 1;
			restoreState(state, saved, { wall: at, mono: clock.monoNow() });
		},
		restoreSignals(events) {
			revision += 1;
			restoreSignals(state, events);
		},
	};
}

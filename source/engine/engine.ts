import { createListeners } from '../lib/listeners.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { Feed, FeedEvent } from '../market/feed.js';
import type { SignalEngine, SignalEngineDeps } from '../signals/signal-engine.js';
import type { StoreEvent } from '../store/apply.js';
import type { State } from '../store/state.js';
import { createStore, type Store } from '../store/store.js';
import { type AlertWatch, createAlertWatch } from './alert-watch.js';
import { type BookGuard, createBookGuard } from './book-guard.js';
import { applyCommand, type Command } from './commands.js';
import { type DepthOf, interestOf, type WantedStreams } from './interest.js';
import { createOwnSignals, type OwnSignals } from './own-signals.js';
import type { Trading } from './trading.js';

export type EngineEvent = StoreEvent;

export type EngineDeps = {
	readonly clock: Clock;
	/** Built with the engine's own `publish`, so that the one writer stays one. */
	readonly createFeed: (publish: (event: FeedEvent) => void) => Feed;
	/** What decides about orders, built with the engine's own `publish` and state. Without it the engine only watches. */
	readonly createTrading?: (publish: (event: EngineEvent) => void, state: State) => Trading;
	/** What the rules for kcmon's own signals are told beside the market: their settings, the scorecard, fees. */
	readonly signals?: Omit<SignalEngineDeps, 'publish'>;
	/** Hears what a listener threw. Without it such errors are dropped, and the rest goes on. */
	readonly onListenerError?: (error: unknown) => void;
};

export type EngineOptions = {
	/** The watchlist, first = focused. */
	readonly symbols: readonly string[];
	/** Which streams to ask for, of every symbol; the dashboard and `stream` differ here. */
	readonly streams: WantedStreams;
	readonly depthOf: DepthOf;
	/** Whether kcmon computes signals of its own, from the streams that it has. @default 'on' */
	readonly signals?: 'on' | 'off';
};

/** The heart: one writer. Every event passes `publish`, in order, synchronously; then listeners hear it. */
export type Engine = {
	readonly store: Store;
	readonly start: () => void;
	readonly publish: (event: EngineEvent) => void;
	/** Hears every event after the store has applied it. One bad listener does not stop the rest. */
	readonly subscribe: (listener: (event: EngineEvent) => void) => Cancel;
	readonly execute: (command: Command) => void;
	/** Orders: undefined where nothing may trade. Started and stopped with the engine. */
	readonly trading: Trading | undefined;
	/** What is computed for kcmon's own signals, and the price alerts; undefined where they are off. */
	readonly signals: SignalEngine | undefined;
	/** Alerts on anything else than a price. */
	readonly alerts: Pick<AlertWatch, 'set' | 'list'>;
	/** `how` as of `Trading.stop`; without a choice orders stay, and the dead-man's switch stays set behind them. */
	readonly stop: (how?: 'leave' | 'canceled') => Promise<void>;
};

const sampleEveryMs = 1000;

export function createEngine(deps: EngineDeps, options: EngineOptions): Engine {
	const { clock } = deps;
	const store = createStore(clock, options.symbols);
	store.state.wanted = options.streams;
	const scorecard = deps.signals?.scorecard;
	if (scorecard !== undefined) {
		store.state.signals.outcomeOf = scorecard.outcomeOf;
		store.state.signals.isCalibrated = scorecard.isCalibrated;
	}

	const listeners = createListeners<EngineEvent>(deps.onListenerError ?? (() => {}));
	// Events published while one is being told wait their turn, so that everybody hears them in one order.
	let waiting: EngineEvent[] = [];
	let isTelling = false;
	let phase: 'idle' | 'running' | 'stopped' = 'idle';
	let stopSampling: Cancel | undefined;

	// A feed may speak while it is being made.
	let guard: BookGuard | undefined;
	let trading: Trading | undefined;
	let own: OwnSignals | undefined;
	let alerts: AlertWatch | undefined;

	const tell = (event: EngineEvent): void => {
		store.apply(event);
		guard?.check(event);
		own?.observe(event);
		trading?.observe(event);
		alerts?.observe(event);
		listeners.emit(event);
	};

	const publish = (event: EngineEvent): void => {
		if (phase === 'stopped') {
			return;
		}

		if (isTelling) {
			waiting.push(event);
			return;
		}

		isTelling = true;
		try {
			tell(event);
			// The list may grow while it is told.
			for (let index = 0; index < waiting.length; index += 1) {
				tell(waiting[index] as EngineEvent);
			}
		} finally {
			isTelling = false;
			if (waiting.length > 0) {
				waiting = [];
			}
		}
	};

	own = options.signals === 'off' ? undefined : createOwnSignals({ ...deps.signals, publish }, store.state);
	if (own !== undefined) {
		store.state.signals.own = {
			panel: own.signals.panel,
			scores: () => deps.signals?.scorecard?.rows() ?? [],
		};
	}

	alerts = createAlertWatch({ clock, publish }, store.state);
	const feed = deps.createFeed(publish);
	guard = createBookGuard(clock, store.state, feed);
	trading = deps.createTrading?.(publish, store.state);
	const watch = (): void => {
		const interest = interestOf(store.state, options);
		store.keepCandles(interest.candles);
		feed.watch(interest);
	};

	return {
		store,
		start() {
			if (phase !== 'idle') {
				return;
			}

			phase = 'running';
			stopSampling = clock.every(sampleEveryMs, () => {
				store.sample();
				guard?.tick();
				alerts?.tick();
			});
			watch();
			feed.start();
			void trading?.start();
		},
		publish,
		subscribe: listener => listeners.add(listener),
		execute(command) {
			if (phase === 'stopped') {
				return;
			}

			if (command.type === 'feed.reconnect') {
				feed.reconnect();
			} else if (applyCommand(store, command)) {
				if (command.type === 'symbol.remove') {
					own?.forget(command.symbol);
				}

				if (phase === 'running') {
					watch();
				}
			}
		},
		trading,
		signals: own?.signals,
		alerts,
		async stop(how = 'canceled') {
			if (phase === 'stopped') {
				return;
			}

			// While its last events can still be told.
			await trading?.stop(how);
			phase = 'stopped';
			stopSampling?.();
			listeners.clear();
			await feed.stop();
		},
	};
}

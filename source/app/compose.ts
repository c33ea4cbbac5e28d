import { secretsOf, type WebhookSecrets } from '../config/credentials.js';
import { watchSleep } from '../connection/sleep-watch.js';
import { createEngine, type Engine, type EngineOptions } from '../engine/engine.js';
import type { KucoinAccount } from '../exchange/kucoin/account.js';
import type { Credentials } from '../exchange/kucoin/venue.js';
import { toSafeText } from '../lib/safe-text.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { FeedOptions, MarketData } from '../market/feed.js';
import type { Logger } from '../platform/logger.js';
import { resolveRuleSettings } from '../signals/rule-settings.js';
import { createScorecard } from '../signals/scorecard.js';
import type { SignalSource } from '../signals/source.js';
import { createAlertHook } from './alert-hook.js';
import { type Alerts, createAlerts } from './alerts.js';
import { createEventLog } from './event-log.js';
import type { ExitChoice } from './exit-policy.js';
import type { AppIo, StopReason } from './io.js';
import { createMachine } from './machine.js';
import type { Mode, RunOptions } from './options.js';
import { createSignalHook } from './signal-hook.js';
import { createSignalLatency } from './signal-latency.js';
import { openSignalRecord, signalFolderOf } from './signal-record.js';
import { createSignalSources } from './signal-sources.js';
import { openTradeSession } from './trade-session.js';
import { openVenue } from './venue-access.js';

/** A run, put together and not yet started: `engine.start()` connects, `stop()` ends everything. */
export type Composition = {
	readonly engine: Engine;
	/** The venue's data on request. */
	readonly data: MarketData;
	/** The venue's account, where there is a key: in demo and live mode. */
	readonly account: KucoinAccount | undefined;
	readonly mode: Mode;
	/** `KuCoin`, `demo exchange`, or the host of `--rest-url`. */
	readonly venueName: string;
	readonly clock: Clock;
	readonly log: Logger;
	/** What a person asked to be told of. */
	readonly alerts: Alerts;
	/** The process that trades on the data directory instead of this one; 0 where it is not known. */
	readonly viewerOf: number | undefined;
	/** What a person decided about working orders; before `stop`. */
	readonly chooseExit: (choice: ExitChoice) => void;
	/** Idempotent. Working orders are dealt with as chosen, or as the settings say for the reason. */
	readonly stop: (reason?: StopReason) => Promise<void>;
};

/** What one face of the program wants of the engine. */
export type CompositionPlan = Pick<EngineOptions, 'streams' | 'depthOf' | 'signals'> & {
	/** What stands beside the feed, or in place of its sockets. */
	readonly feed?: FeedOptions;
	/** Those of live mode, where signed calls are wanted. */
	readonly credentials?: Credentials | undefined;
	readonly webhookSecrets?: WebhookSecrets | undefined;
	/** Opens the account of the mode to trade, too: lock, journal, gateway. @default false */
	readonly trades?: boolean;
	/** Keeps the log and the scorecard of signals over runs. @default false */
	readonly recordsSignals?: boolean;
	/** Lets the market of a demo break out now and then. @default false */
	readonly hasRuns?: boolean;
};

/** What the dashboard subscribes to, and the probe measures. */
export const dashboardStreams: EngineOptions['streams'] = {
	tickers: true,
	trades: true,
	books: true,
	stats: true,
	candles: false,
};

/**
 * Puts a run together: the machine's seams, the exchange of the mode (the embedded one is loaded on demand), the engine,
 * the signal sources, trading, the log and the watch for sleep. Throws a `UsageError` for a signal source that cannot
 * be, and what `openTradeSession` throws.
 */
export async function compose(
	options: RunOptions,
	io: AppIo,
	plan: CompositionPlan,
	machine = createMachine(),
): Promise<Composition> {
	const log = machine.openLog({ folder: options.dataDir, level: options.logLevel });
	const { credentials } = plan;
	for (const secret of secretsOf(credentials)) {
		log.hide(secret);
		io.hide(secret);
	}

	const early: string[] = [];
	let tell = (text: string): void => {
		early.push(text);
	};
	const say = (words: string): void => {
		const text = toSafeText(words);
		log.warn(text);
		tell(text);
	};
	const inform = (text: string): void => {
		log.info(text);
		if (plan.trades !== true) {
			io.stderr(`kcmon: ${text}\n`);
		}
	};
	/** What waits for the venue's list of pairs. */
	let tellPairs = (): void => {};
	const sources = openSources();
	const venue = await openVenue({ ...options, hasRuns: plan.hasRuns === true }, credentials, machine);
	const { clock, kucoin } = venue;
	const session =
		plan.trades !== true
			? undefined
			: await openTradeSession({ ...machine, log, venue, io }, options).catch(async (error: unknown) => {
					await venue.stop();
					log.close();
					throw error;
				});
	const { rules, alerts: prices } = options.ownSignals ?? { rules: resolveRuleSettings(), alerts: [] };
	const takerFee = rules['fees.taker'];
	const record =
		plan.recordsSignals === true
			? await openSignalRecord({ ...machine, log }, { folder: signalFolderOf(options), takerFee })
			: undefined;
	const engine = createEngine(
		{
			clock,
			createFeed: publish => kucoin.createFeed(publish, plan.feed),
			...(session === undefined ? {} : { createTrading: session.createTrading }),
			signals: { rules, scorecard: record?.scorecard ?? createScorecard({ takerFee }) },
			onListenerError: error => log.error(`a listener failed: ${error instanceof Error ? error.stack : error}`),
		},
		{ symbols: options.symbols, streams: plan.streams, depthOf: plan.depthOf, signals: plan.signals ?? 'on' },
	);
	const isViewer = session?.viewerOf !== undefined;
	const alerts = createAlerts(
		{ ...machine, engine, log },
		plan.recordsSignals === true && !isViewer ? signalFolderOf(options) : undefined,
	);
	alerts.set({ prices, rules: options.alertUse.rules });
	for (const { text, symbol } of alerts.list()) {
		if (symbol !== undefined && !options.symbols.includes(symbol)) {
			say(`alert ${text}: ${symbol} is not on the watchlist, so it cannot go off`);
		}
	}

	engine.subscribe(alerts.hear);
	const alertHook = createAlertHook({ run: machine.runProgram, log, say }, options.alertUse.hook);
	engine.subscribe(alertHook.hear);
	const hook = createSignalHook({ run: machine.runProgram, log, say }, options.signalUse.hook);
	engine.subscribe(hook.hear);
	const stopRecording = record === undefined ? () => {} : engine.subscribe(record.note);
	const stopLogging = engine.subscribe(createEventLog({ clock, log }));
	const stopWatching = watchSleep(clock, ({ text }) => {
		// The sockets watch for themselves, and say on the screen what happened.
		log.warn(text);
		engine.trading?.wake(text);
	});
	await session?.attach(engine);
	if (sources.length > 0) {
		const stopWaiting = engine.subscribe(({ type }) => {
			if (type === 'instruments' && engine.store.state.instruments.size > 0) {
				stopWaiting();
				tellPairs();
			}
		});
	}

	const latency = createSignalLatency(clock);
	engine.subscribe(latency.note);
	engine.store.state.signals.latency = latency.read;
	engine.store.state.signals.links = () => sources.map(({ link }) => link());
	const stopMetrics = await openMetrics();

	let stopped: Promise<void> | undefined;
	const stop = async (reason: StopReason): Promise<void> => {
		stopWatching();
		for (const source of sources) {
			source.stop();
		}

		hook.stop();
		alertHook.stop();
		stopMetrics?.();
		await session?.end(reason);
		await engine.stop();
		stopLogging();
		stopRecording();
		record?.stop();
		await venue.stop();
		log.info('stopped');
		log.close();
	};

	log.info(`started: ${options.mode}, ${venue.name}, ${options.symbols.join(' ')}`);
	return {
		engine: {
			...engine,
			start: () => {
				// What it tells of the last run must not hide what trading finds now.
				session?.start();
				engine.start();
				record?.start();
				tell = plan.trades === true ? notice : text => io.stderr(`kcmon: ${text}\n`);
				for (const text of early) {
					tell(text);
				}

				for (const source of sources) {
					source.start();
				}
			},
		},
		data: venue.data,
		account: kucoin.account,
		mode: options.mode,
		venueName: venue.name,
		clock,
		log,
		alerts,
		viewerOf: session?.viewerOf,
		chooseExit: choice => session?.chooseExit(choice),
		stop: (reason = 'done') => {
			stopped ??= stop(reason);
			return stopped;
		},
	};

	/** Where a screen is on the terminal. */
	function notice(text: string): void {
		engine.publish({ type: 'notice', level: 'warning', text, receivedAt: clock.wallNow() });
	}

	async function openMetrics(): Promise<Cancel | undefined> {
		if (options.metrics === undefined) {
			return undefined;
		}

		const { serveMetrics } = await import('./serve-metrics.js');
		return serveMetrics(
			{
				...machine,
				engine,
				mode: options.mode,
				venue: venue.name,
				signalLatency: latency.read,
				say,
				onListening: inform,
			},
			options.metrics,
		);
	}

	/** First of all, so that a source that cannot be is told before anything is open. */
	function openSources(): readonly SignalSource[] {
		try {
			return createSignalSources(
				{
					...machine,
					publish: event => engine.publish(event),
					isTradable: symbol => engine.store.state.instruments.get(symbol)?.enableTrading === true,
					pairs: {
						areKnown: () => engine.store.state.instruments.size > 0,
						whenKnown: run => {
							tellPairs = run;
						},
					},
					log,
					say,
					onListening: inform,
					secrets: plan.webhookSecrets,
				},
				options,
			);
		} catch (error) {
			log.close();
			throw error;
		}
	}
}

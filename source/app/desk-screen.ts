import { createTradingPort } from '../engine/trading-port.js';
import { toSafeText } from '../lib/safe-text.js';
import type { Cancel, Clock } from '../lib/seams.js';
import { createFiles } from '../platform/files.js';
import type { Keyboard } from '../platform/keyboard.js';
import { createProcessStats } from '../platform/process-stats.js';
import { hearWarnings } from '../platform/warnings.js';
import type { ModeName } from '../store/views.js';
import { mountApp } from '../ui/app.js';
import { createDashboard } from '../ui/dashboard.js';
import type { Layouts } from '../ui/layouts.js';
import type { Screen } from '../ui/screen/screen.js';
import { createTerminalAlerts, describeSignalAlert } from '../ui/terminal-alerts.js';
import { resolveTheme, themes } from '../ui/theme/themes.js';
import { createViewSource } from '../ui/view-source.js';
import { createAlertBook } from './alert-book.js';
import type { ReadSettings } from './apply-settings.js';
import type { Composition } from './compose.js';
import type { AppIo } from './io.js';
import { keepFavorite } from './keep-favorite.js';
import type { RunOptions } from './options.js';
import { createTourMark } from './tour-mark.js';

/** A run as the dashboard takes it. */
export type ShownRun = Pick<
	Composition,
	'engine' | 'venueName' | 'log' | 'viewerOf' | 'chooseExit' | 'clock' | 'alerts'
>;

export type DeskScreenDeps = {
	readonly io: AppIo;
	readonly clock: Clock;
	readonly screen: Screen;
	readonly keyboard: Keyboard;
	readonly run: ShownRun;
	readonly mode: ModeName;
	readonly playback: (() => string) | undefined;
	readonly layouts: Layouts;
	readonly layout: string;
};

export type DeskScreen = {
	/** Takes the dashboard off the screen and gives the keyboard back. */
	readonly unmount: Cancel;
	/** Logs a painter's failure, once for each. */
	readonly reportPaintError: (name: string, error: unknown) => void;
	/** Applies the settings file when it changes; a wrong one is shown, and changes nothing. */
	readonly followSettings: (read: () => ReadSettings) => Promise<void>;
};

const sampleMs = 1000;
const leastSignalGapMs = 100;
/** Seconds over which bytes to the terminal are averaged. */
const byteWindow = 5;

/**
 * Puts the dashboard of a run, not yet started, on a screen that shows the empty frame. With what it imports this is most
 * of the program, so it is loaded once that frame can be seen.
 */
export function showDesk(
	options: RunOptions,
	{ io, clock, screen, keyboard, run, mode, playback, layouts, layout }: DeskScreenDeps,
): DeskScreen {
	const { engine, venueName, log, viewerOf } = run;
	hearWarnings(text => log.warn(text));
	let watch: { readonly check: () => void } | undefined;
	const reported = new Set<string>();
	const reportPaintError = (name: string, error: unknown): void => {
		// A painter that fails once fails at every frame.
		if (!reported.has(name)) {
			reported.add(name);
			log.error(`pane ${name} cannot be drawn: ${error instanceof Error ? error.stack : error}`);
		}
	};

	const isDemo = mode === 'DEMO';
	const tourMark = createTourMark(createFiles(), options.tradeDir);
	const dashboard = createDashboard(
		{
			// Ages are by the run's own clock: a recording has another than the screen.
			views: createViewSource(engine.store.state, run.clock, { mode, venue: venueName, viewerOf, playback }),
			clock,
			execute: engine.execute,
			trading: engine.trading === undefined ? undefined : createTradingPort(engine.trading, engine.store.state),
			quit: (reason, orders) => {
				if (orders !== undefined) {
					run.chooseExit(orders);
				}

				io.stop(reason);
			},
			suspend: screen.suspend,
			repaint: screen.paintNow,
			bandwidth: screen.bandwidth,
			alerts: createAlertBook(
				run.alerts,
				isDemo ? 'this run' : { dataDir: options.dataDir, onSaved: () => watch?.check() },
			),
			...(isDemo
				? { tour: { isOffered: !tourMark.isTaken(), onTaken: tourMark.set } }
				: { keepFavorite: (change, symbol) => keepFavorite(options.dataDir, { change, symbol }) }),
			saveLook: async look => {
				try {
					const { writeSetting } = await import('../config/settings.js');
					await writeSetting(options.dataDir, 'layout', look.layout);
					await writeSetting(options.dataDir, 'theme', look.theme);
					watch?.check();
					return `saved: theme ${look.theme}, layout ${look.layout}`;
				} catch (error) {
					return toSafeText(`not saved: ${error instanceof Error ? error.message : error}`);
				}
			},
			showTheme: name => screen.setTheme(resolveTheme(name, options.color) ?? themes.dark),
		},
		{
			ascii: options.ascii,
			theme: screen.theme().name as keyof typeof themes,
			hasColor: options.color !== 'none',
			layouts,
			layout,
			trading: {
				oneKey: options.trading.oneKey,
				presetFunds: options.trading.presetFunds,
				signals: options.signalUse,
				onQuit: options.trading.onQuit,
			},
		},
	);
	// Until now the terminal has echoed what was typed into the empty frame.
	keyboard.stream.setRawMode(true);
	screen.repaint();
	const unmount = mountApp(dashboard, screen, { stdin: keyboard.stream });
	if (options.tour === true) {
		dashboard.press('T');
	}

	// Whoever sent it wants to leave, and a person may answer: what becomes of working orders is asked once, on the screen.
	io.onInterrupt(() => {
		const isAsked = (engine.trading?.working() ?? 0) > 0;
		if (isAsked) {
			dashboard.press('ctrl+c');
		}

		return isAsked;
	});
	let signalShownAt = Number.NEGATIVE_INFINITY;
	let isSignalDue = false;
	/** At once, whatever rate a busy machine has left the frames; a flood is shown ten times a second. */
	const showSignal = (): void => {
		if (!isSignalDue) {
			isSignalDue = true;
			clock.after(Math.max(0, signalShownAt + leastSignalGapMs - clock.monoNow()), () => {
				isSignalDue = false;
				signalShownAt = clock.monoNow();
				screen.refresh('signals');
			});
		}
	};
	engine.subscribe(event => {
		// A lost connection shows in the next frame, whatever the rates of the panes.
		if (event.type === 'socket' || event.type === 'topic' || event.type === 'book-status') {
			for (const name of Object.keys(dashboard.surfaces)) {
				screen.invalidate(name);
			}
		} else if (event.type === 'order' || event.type === 'fill' || event.type === 'gate' || event.type === 'notice') {
			// So does what became of an order, however short a state lasts.
			screen.invalidate('orders');
			screen.invalidate('status');
			dashboard.hearOrder();
		} else if (event.type === 'signal' || event.type === 'signal-quarantined') {
			showSignal();
		}
	});
	let ringing: Pick<RunOptions, 'signalUse' | 'alertUse'> = options;
	const terminal = { clock, alert: screen.alert };
	const signalBell = createTerminalAlerts(terminal, () => ringing.signalUse.alerts);
	const alertBell = createTerminalAlerts(terminal, () => ringing.alertUse.terminal);
	engine.subscribe(event => {
		const signal = describeSignalAlert(event);
		if (signal !== undefined) {
			signalBell.tell(signal);
		} else if (event.type === 'alert') {
			alertBell.tell(event.text);
			dashboard.tell(`ALERT ${event.text}`);
		}
	});
	io.onStop(signalBell.stop);
	io.onStop(alertBell.stop);
	startSampling();
	return { unmount, reportPaintError, followSettings };

	async function followSettings(read: () => ReadSettings): Promise<void> {
		const [{ createSettingsWatch }, { createSettingsApply }, { settingsStamp }] = await Promise.all([
			import('./settings-watch.js'),
			import('./apply-settings.js'),
			import('../config/settings.js'),
		]);
		const apply = createSettingsApply(
			{
				dashboard,
				screen,
				engine,
				alerts: run.alerts,
				ring: settings => {
					ringing = settings;
				},
			},
			read(),
		);
		const settingsWatch = createSettingsWatch({
			clock,
			stamp: () => settingsStamp(options.dataDir),
			read,
			apply: next => {
				const text = apply(next);
				dashboard.showPanel(undefined);
				if (text !== undefined) {
					log.info(`settings: ${text}`);
					dashboard.tell(`settings: ${text}`);
				}
			},
			refuse: (problem, hint) => {
				log.warn(`settings: ${problem}`);
				dashboard.showPanel({
					title: 'SETTINGS',
					text: toSafeText(`${problem}${hint === undefined ? '' : `. ${hint}`}`, { maxGraphemes: 600 }),
					hint: 'nothing has changed · mend the file · esc hides this',
				});
			},
		});
		io.onStop(settingsWatch.stop);
		watch = settingsWatch;
	}

	function startSampling(): void {
		const stats = createProcessStats();
		const written = [screen.bytesWritten()];
		const cancel = clock.every(sampleMs, () => {
			const bytes = screen.bytesWritten();
			written.push(bytes);
			if (written.length > byteWindow + 1) {
				written.shift();
			}

			engine.publish({
				type: 'process-sample',
				loopDelayP99Ms: stats.loopDelayMs(99),
				rssMb: stats.rssBytes() / 1e6,
				terminalBytesPerSecond: ((bytes - written[0]!) / Math.max(1, written.length - 1)) * (1000 / sampleMs),
				receivedAt: clock.wallNow(),
			});
			stats.resetLoopDelay();
		});
		io.onStop(() => {
			cancel();
			stats.stop();
		});
	}
}

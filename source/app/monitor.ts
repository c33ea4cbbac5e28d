import { createTradingPort } from '../engine/trading-port.js';
import { exitCodes } from '../lib/errors.js';
import { toSafeText } from '../lib/safe-text.js';
import { createClock } from '../platform/clock.js';
import { openKeyboard } from '../platform/keyboard.js';
import { createProcessStats } from '../platform/process-stats.js';
import { openTty } from '../platform/tty.js';
import type { ModeName } from '../store/views.js';
import { createDashboard } from '../ui/dashboard.js';
import { createLayouts, defaultLayout } from '../ui/layouts.js';
import { asciiGlyphs, unicodeGlyphs } from '../ui/painters/glyphs.js';
import { createScreen, type Screen } from '../ui/screen/screen.js';
import { createSignalAlerts } from '../ui/signal-alerts.js';
import { paintSkeleton } from '../ui/skeleton.js';
import { resolveTheme, themes } from '../ui/theme/themes.js';
import { createViewSource } from '../ui/view-source.js';
import type { ReadSettings } from './apply-settings.js';
import type { Composition } from './compose.js';
import type { AppIo } from './io.js';
import type { Mode, RunOptions } from './options.js';

export type MonitorDeps = {
	readonly io: AppIo;
	/**
	 * Puts the run together, not yet started. Called once the first frame is on the terminal, so what it needs is best
	 * loaded in it. Ending the composition is the business of who made it.
	 */
	readonly open: () => Promise<Pick<Composition, 'engine' | 'venueName' | 'log' | 'viewerOf' | 'chooseExit' | 'clock'>>;
	/** The settings file as it is now; without it, changes count from the next start on. Throws a `KcmonError`. */
	readonly reread?: (() => ReadSettings) | undefined;
	/** How a recording is played, in place of the exchange of the mode. */
	readonly playback?: () => string;
};

const sampleMs = 1000;
const leastSignalGapMs = 100;
/** Seconds over which bytes to the terminal are averaged. */
const byteWindow = 5;
const lowBandwidth = { fps: 4, mostFrames: 1 } as const;

const modeNames: Readonly<Record<Mode, ModeName>> = {
	demo: 'DEMO',
	paper: 'PAPER',
	live: 'LIVE',
	'read-only': 'READ-ONLY',
};

export const modeNameOf = (mode: Mode): ModeName => modeNames[mode];

/**
 * The dashboard on a terminal, until it is left. It paints the empty frame first, then loads Ink and opens the engine at
 * the same time. Leaving is `io.stop`; the terminal is put back by what it registers with `io.onRestoreTerminal`.
 */
export async function runMonitor(options: RunOptions, { io, open, playback, reread }: MonitorDeps): Promise<number> {
	const clock = createClock();
	const theme = resolveTheme(options.theme, options.color) ?? themes.dark;
	const glyphs = options.ascii ? asciiGlyphs : unicodeGlyphs;
	const mode = playback === undefined ? modeNameOf(options.mode) : 'REPLAY';
	let reportPaintError = (_name: string, _error: unknown): void => {};
	const keyboard = openKeyboard();
	const screen = createScreen({
		clock,
		tty: openTty(clock),
		theme,
		colorDepth: options.color,
		fps: options.lowBandwidth ? Math.min(lowBandwidth.fps, options.fps) : options.fps,
		onGone: () => io.stop('hangup'),
		onPaintError: (name, error) => reportPaintError(name, error),
	});
	let watch: { readonly check: () => void } | undefined;
	let unmount = (): void => {};
	io.onRestoreTerminal(() => {
		unmount();
		screen.stop();
		keyboard.close();
	});

	screen.start();
	const { columns, rows } = screen.size();
	const layouts = createLayouts(options.ownLayouts ?? {});
	const layout = options.layout ?? defaultLayout;
	const plans = layouts.get(layout) ?? [];
	screen.paintSkeleton(paintSkeleton(columns, rows, { glyphs, text: `${mode} starting`, plans }));

	const [{ mountApp }, run] = await Promise.all([import('../ui/app.js'), open()]);
	const { engine, venueName, log, viewerOf } = run;
	if (io.stopping.aborted) {
		return exitCodes.done;
	}

	const reported = new Set<string>();
	reportPaintError = (name, error) => {
		// A painter that fails once fails at every frame.
		if (!reported.has(name)) {
			reported.add(name);
			log.error(`pane ${name} cannot be drawn: ${error instanceof Error ? error.stack : error}`);
		}
	};

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
			theme: theme.name as keyof typeof themes,
			hasColor: options.color !== 'none',
			layouts,
			layout,
			trading: {
				oneKey: options.trading.oneKey,
				presetFunds: options.trading.presetFunds,
				maxOrderFunds: String(options.trading.limits.maxOrderFunds),
				signals: options.signalUse,
				onQuit: options.trading.onQuit,
			},
		},
	);
	unmount = mountApp(dashboard, screen, {
		stdin: keyboard.stream,
		...(options.lowBandwidth ? { mostFrames: lowBandwidth.mostFrames } : {}),
	});
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
		} else if (event.type === 'signal' || event.type === 'signal-quarantined') {
			showSignal();
		}
	});
	let alertSettings = options.signalUse.alerts;
	const alerts = createSignalAlerts({ clock, alert: screen.alert }, () => alertSettings);
	engine.subscribe(alerts.hear);
	io.onStop(alerts.stop);
	watch = reread === undefined ? undefined : await followSettings(reread);
	startSampling(screen, sample => engine.publish(sample));
	engine.start();
	return new Promise(resolve => {
		if (options.durationMs !== undefined) {
			clock.after(options.durationMs, () => resolve(exitCodes.done));
		}

		io.stopping.addEventListener('abort', () => resolve(exitCodes.done));
	});

	/** Applies the settings file when it changes; a wrong one is shown, and changes nothing. */
	async function followSettings(read: () => ReadSettings): Promise<{ readonly check: () => void } | undefined> {
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
				alert: settings => {
					alertSettings = settings;
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
		return settingsWatch;
	}

	function startSampling(
		measured: Pick<Screen, 'bytesWritten'>,
		publish: (sample: Parameters<typeof engine.publish>[0]) => void,
	): void {
		const stats = createProcessStats();
		const written = [measured.bytesWritten()];
		const cancel = clock.every(sampleMs, () => {
			stats.boundYoungSpace();
			const bytes = measured.bytesWritten();
			written.push(bytes);
			if (written.length > byteWindow + 1) {
				written.shift();
			}

			publish({
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

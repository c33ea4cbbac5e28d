import { exitCodes } from '../lib/errors.js';
import { createClock } from '../platform/clock.js';
import { openKeyboard } from '../platform/keyboard.js';
import { openTty } from '../platform/tty.js';
import { keepYoungHeapSmall } from '../platform/young-heap.js';
import type { ModeName } from '../store/views.js';
import { createLayouts, defaultLayout } from '../ui/layouts.js';
import { asciiGlyphs, unicodeGlyphs } from '../ui/painters/glyphs.js';
import { createScreen } from '../ui/screen/screen.js';
import { paintSkeleton } from '../ui/skeleton.js';
import { loadTextWidth } from '../ui/text-width.js';
import { resolveTheme, themes } from '../ui/theme/themes.js';
import type { ReadSettings } from './apply-settings.js';
import type { ShownRun } from './desk-screen.js';
import type { AppIo } from './io.js';
import type { Mode, RunOptions } from './options.js';

export type MonitorDeps = {
	readonly io: AppIo;
	/**
	 * Puts the run together, not yet started. Called once the first frame is on the terminal, so what it needs is best
	 * loaded in it. Ending the composition is the business of who made it.
	 */
	readonly open: () => Promise<ShownRun>;
	/** The settings file as it is now; without it, changes count from the next start on. Throws a `KcmonError`. */
	readonly reread?: (() => ReadSettings) | undefined;
	/** How a recording is played, in place of the exchange of the mode. */
	readonly playback?: () => string;
};

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
	keepYoungHeapSmall();
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
		fps: options.fps,
		bandwidth: options.lowBandwidth,
		onGone: () => io.stop('hangup'),
		onPaintError: (name, error) => reportPaintError(name, error),
	});
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

	const [{ showDesk }, run] = await Promise.all([import('./desk-screen.js'), open(), loadTextWidth()]);
	if (io.stopping.aborted) {
		return exitCodes.done;
	}

	const desk = showDesk(options, { io, clock, screen, keyboard, run, mode, playback, layouts, layout });
	reportPaintError = desk.reportPaintError;
	unmount = desk.unmount;
	if (reread !== undefined) {
		await desk.followSettings(reread);
	}

	run.engine.start();
	return new Promise(resolve => {
		if (options.durationMs !== undefined) {
			clock.after(options.durationMs, () => resolve(exitCodes.done));
		}

		io.stopping.addEventListener('abort', () => resolve(exitCodes.done));
	});
}

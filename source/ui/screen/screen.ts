import type { Cancel, Clock } from '../../lib/seams.js';
import type { TerminalSize, Tty } from '../../lib/tty.js';
import type { Painted } from '../painters/spans.js';
import { createTerminal } from '../terminal.js';
import type { Theme } from '../theme/tokens.js';
import type { ColorDepth } from './colors.js';
import { type Compositor, type Cover, createCompositor, type Pane, type Rectangle } from './compositor.js';
import { createFrameClock } from './frame-clock.js';
import { createInkOutput } from './ink-output.js';
import { createSlowLink } from './slow-link.js';

/** A part of the screen that paints itself, without React. `<Surface>` registers one. */
export type SurfaceEntry = {
	readonly name: string;
	/** Frames a second at most; the screen's own rate is the upper bound. */
	readonly rate: () => number;
	readonly paint: (width: number, height: number) => Painted;
	/** Where it is now; undefined while it has no place. Asked after each of Ink's layouts. */
	readonly measure: () => Rectangle | undefined;
	/** 0 for the tree; 1 and up inside overlays. */
	readonly layer: number;
};

/** A box of Ink's that lies over surfaces: inside it Ink's cells win. `<Overlay>` registers one. */
export type OverlayEntry = {
	readonly measure: () => Rectangle | undefined;
	/** 1 and up. It covers what has a lower layer. */
	readonly layer: number;
};

export type ScreenOptions = {
	readonly clock: Clock;
	readonly tty: Tty;
	readonly theme: Theme;
	readonly colorDepth: ColorDepth;
	/** Frames a second, 1 to 60. */
	readonly fps: number;
	/** Fewer frames for a thin line: `auto` while writes stall. @default 'off' */
	readonly bandwidth?: BandwidthChoice;
	/** The terminal is no longer there. The screen has already stopped drawing. */
	readonly onGone?: (reason: string) => void;
	/** A painter threw. Its surface says so; the others go on. */
	readonly onPaintError?: (name: string, error: unknown) => void;
};

/** `auto`: low while the line to the terminal shows to be slow. */
export type BandwidthChoice = 'auto' | 'on' | 'off';

/** Of now: full, low because it was asked for, or low because writes stalled. */
export type Bandwidth = 'full' | 'low' | 'low by itself';

export type ScreenStats = {
	readonly frames: number;
	/** Times that a frame was due and the terminal had not taken the last one. */
	readonly dropped: number;
	readonly bytes: number;
	/** What the last frame cost, painting to writing, ms. */
	readonly frameMs: number;
	/** The rate now: lower than asked for while the event loop lags. */
	readonly fps: number;
};

/**
 * The one owner of the terminal. How to use it:
 *
 * 1. `const screen = createScreen({clock, tty: openTty(…), theme, colorDepth, fps})` (needs no Ink);
 * 2. `screen.start()`, `screen.paintSkeleton(rows)`: the empty frame, before Ink is imported;
 * 3. `render(<ScreenContext value={screen}><App/></ScreenContext>, screen.inkOptions)`; panes are `<Surface>`s,
 *    dialogs are `<Overlay>`s;
 * 4. after a key that changed what surfaces show: `screen.paintNow()`;
 * 5. on every way out: `screen.stop()`, which may be called from an exit handler and more than once.
 */
export type Screen = {
	/** Spread into Ink's `render` options. Input stays Ink's own. */
	readonly inkOptions: {
		readonly stdout: NodeJS.WriteStream;
		readonly alternateScreen: true;
		readonly interactive: true;
		readonly patchConsole: false;
		readonly exitOnCtrlC: false;
		readonly incrementalRendering: false;
		readonly maxFps: number;
		readonly onRender: () => void;
	};
	/** Enters the alternate screen and starts the frame clock. */
	readonly start: () => void;
	/** Gives the terminal back as it was. Synchronous, never throws, does nothing the second time. */
	readonly stop: () => void;
	/** Ctrl+Z: gives the terminal back, stops the process, and takes the terminal again when it is continued. */
	readonly suspend: () => void;
	/** Rows shown until Ink's first frame arrives. */
	readonly paintSkeleton: (rows: Painted) => void;
	/** Paints every surface and writes the frame at once. */
	readonly paintNow: () => void;
	/** Paints this surface in the next frame, whatever its rate. */
	readonly invalidate: (name: string) => void;
	/** Paints this surface as soon as what runs now is done: its painter changed. */
	readonly refresh: (name: string) => void;
	/** Writes a sequence that changes no cell, such as a bell, behind the next frame. */
	readonly alert: (sequence: string) => void;
	/** Writes every cell again in the next frame. */
	readonly repaint: () => void;
	readonly setTheme: (theme: Theme) => void;
	readonly theme: () => Theme;
	readonly colorDepth: ColorDepth;
	readonly setFps: (fps: number) => void;
	readonly bandwidth: () => Bandwidth;
	/** 80×24 where the terminal does not know. */
	readonly size: () => TerminalSize;
	/** After the storm: at most once in 50 ms, when Ink has been told too. */
	readonly onResize: (listener: (size: TerminalSize) => void) => Cancel;
	readonly bytesWritten: () => number;
	readonly stats: () => ScreenStats;
	/** What the terminal shows once the last frame has arrived, for tests. */
	readonly picture: Compositor['picture'];
	readonly addSurface: (entry: SurfaceEntry) => Cancel;
	readonly addOverlay: (entry: OverlayEntry) => Cancel;
};

type Entry = {
	readonly surface: SurfaceEntry;
	readonly pane: Pane;
	paintedAt: number;
	isDue: boolean;
};

/** Low bandwidth: frames a second at most, of keys and of what is news at once, and of each surface by itself. */
const lowBandwidthFps = 4;
const lowBandwidthRate = 1;

export function createScreen(options: ScreenOptions): Screen {
	const { clock, tty, colorDepth } = options;
	let theme = options.theme;
	let state: 'new' | 'running' | 'ended' = 'new';
	let isFrameRequested = false;
	let isFrameMissed = false;
	let alerts = '';
	let frames = 0;
	let dropped = 0;
	let frameMs = 0;
	let entries: Entry[] = [];
	let overlays: { readonly overlay: OverlayEntry; readonly cover: Cover }[] = [];
	const resizeListeners = new Set<(size: TerminalSize) => void>();

	const terminal = createTerminal({ clock, tty }, { onResize: takeSize, onResume: takeSize });
	let size = terminal.size();
	const compositor = createCompositor({ size, theme, colorDepth });
	const inkOutput = createInkOutput(size, {
		onFrame: (text, cursor) => {
			compositor.setBase(text, cursor);
			noticeLayout();
		},
	});
	let askedFps = options.fps;
	let bandwidth: Bandwidth = options.bandwidth === 'on' ? 'low' : 'full';
	const link = createSlowLink(clock);
	const fpsOfNow = (): number => (bandwidth === 'full' ? askedFps : Math.min(lowBandwidthFps, askedFps));
	const frameClock = createFrameClock(clock, { fps: fpsOfNow(), onFrame: () => drawFrame('due') });

	/** Ink has laid out: surfaces and overlays may be elsewhere now. */
	function noticeLayout(): void {
		for (const { overlay, cover } of overlays) {
			cover.place = overlay.measure();
		}

		for (const entry of entries) {
			const place = entry.surface.measure();
			const { pane } = entry;
			if (place?.width !== pane.place?.width || place?.height !== pane.place?.height) {
				entry.isDue = true;
			}

			pane.place = place;
		}

		requestFrame();
	}

	/** One frame after what runs now, however often it is asked for. */
	function requestFrame(): void {
		if (!isFrameRequested && state === 'running') {
			isFrameRequested = true;
			queueMicrotask(() => {
				isFrameRequested = false;
				drawFrame('changed');
			});
		}
	}

	function judgeLink(): void {
		const next = options.bandwidth !== 'auto' ? bandwidth : link.isSlow() ? 'low by itself' : 'full';
		if (next !== bandwidth) {
			bandwidth = next;
			frameClock.setFps(fpsOfNow());
		}
	}

	/** Paints and writes a frame: every surface, those whose time has come, or only those that were asked for. */
	function drawFrame(which: 'all' | 'due' | 'changed'): void {
		if (state !== 'running' || terminal.isResizing()) {
			return;
		}

		if (!tty.writer.isReady()) {
			dropped += 1;
			isFrameMissed = true;
			return;
		}

		judgeLink();
		const startedAt = clock.monoNow();
		const mostRate = bandwidth === 'full' ? Number.POSITIVE_INFINITY : lowBandwidthRate;
		const mustPaintAll = compositor.trim() || which === 'all' || isFrameMissed;
		isFrameMissed = false;
		const halfFrameMs = 500 / frameClock.fps();
		for (const entry of entries) {
			const isTime =
				which === 'due' && startedAt - entry.paintedAt + halfFrameMs >= 1000 / Math.min(mostRate, entry.surface.rate());
			if (mustPaintAll || entry.isDue || isTime) {
				paintEntry(entry, startedAt);
			}
		}

		const cells = compositor.nextFrame();
		const text = terminal.takeModes() + cells + alerts;
		alerts = '';
		if (text !== '') {
			frames += 1;
			tty.writer.write(text);
			if (!tty.writer.isReady()) {
				link.beginStall();
			}
		}

		frameMs = clock.monoNow() - startedAt;
	}

	function paintEntry(entry: Entry, now: number): void {
		const { surface, pane } = entry;
		entry.isDue = false;
		entry.paintedAt = now;
		if (pane.place === undefined || pane.place.width <= 0 || pane.place.height <= 0) {
			compositor.paintPane(pane, []);
			return;
		}

		try {
			compositor.paintPane(pane, surface.paint(pane.place.width, pane.place.height));
		} catch (error) {
			compositor.paintPane(pane, [[{ text: `${surface.name}: cannot be drawn`, token: 'danger' }]]);
			options.onPaintError?.(surface.name, error);
		}
	}

	/** A new size, or a terminal that has lost its picture. */
	function takeSize(newSize: TerminalSize): void {
		size = newSize;
		compositor.resize(size);
		// Ink lays out and draws at once; its frame comes back through `onFrame`.
		inkOutput.resize(size);
		noticeLayout();
		for (const listener of resizeListeners) {
			listener(size);
		}

		drawFrame('all');
	}

	function end(): void {
		state = 'ended';
		frameClock.stop();
	}

	tty.writer.onReady(() => {
		link.endStall();
		if (isFrameMissed) {
			drawFrame('all');
		}
	});
	tty.writer.onGone(reason => {
		if (state !== 'ended') {
			end();
			options.onGone?.(reason);
		}
	});

	function markDue(name: string): void {
		for (const entry of entries) {
			if (entry.surface.name === name) {
				entry.isDue = true;
			}
		}
	}

	return {
		inkOptions: {
			stdout: inkOutput.stdout,
			alternateScreen: true,
			interactive: true,
			patchConsole: false,
			exitOnCtrlC: false,
			incrementalRendering: false,
			maxFps: Math.max(30, options.fps),
			onRender: noticeLayout,
		},
		start: () => {
			if (state === 'new') {
				state = 'running';
				terminal.start();
				frameClock.start();
				drawFrame('all');
			}
		},
		stop: () => {
			end();
			terminal.restore();
		},
		suspend: terminal.suspend,
		paintSkeleton: rows => {
			compositor.paintBase(rows);
			drawFrame('all');
		},
		paintNow: () => drawFrame('all'),
		invalidate: markDue,
		refresh: name => {
			markDue(name);
			requestFrame();
		},
		alert: sequence => {
			// A terminal that does not read hears of the newest alone.
			alerts = sequence;
			requestFrame();
		},
		repaint: () => {
			compositor.forget();
			requestFrame();
		},
		setTheme: newTheme => {
			theme = newTheme;
			compositor.setTheme(theme);
			drawFrame('all');
		},
		theme: () => theme,
		colorDepth,
		setFps: fps => {
			askedFps = fps;
			frameClock.setFps(fpsOfNow());
		},
		bandwidth: () => bandwidth,
		size: () => size,
		onResize: listener => {
			resizeListeners.add(listener);
			return () => resizeListeners.delete(listener);
		},
		bytesWritten: () => tty.writer.bytesWritten(),
		stats: () => ({ frames, dropped, bytes: tty.writer.bytesWritten(), frameMs, fps: frameClock.fps() }),
		picture: compositor.picture,
		addSurface: surface => {
			const pane: Pane = { place: surface.measure(), layer: surface.layer, grid: undefined };
			const entry: Entry = { surface, pane, paintedAt: 0, isDue: true };
			entries.push(entry);
			compositor.addPane(pane);
			requestFrame();
			return () => {
				entries = entries.filter(one => one !== entry);
				compositor.removePane(pane);
				requestFrame();
			};
		},
		addOverlay: overlay => {
			const cover: Cover = { place: overlay.measure(), layer: overlay.layer };
			const known = { overlay, cover };
			overlays.push(known);
			compositor.addCover(cover);
			requestFrame();
			return () => {
				overlays = overlays.filter(one => one !== known);
				compositor.removeCover(cover);
				requestFrame();
			};
		},
	};
}

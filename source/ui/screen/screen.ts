import type { Cancel, Clock } from '../../lib/seams.js';
import type { TerminalSize, Tty } from '../../lib/tty.js';
import type { Painted } from '../painters/spans.js';
import type { Theme } from '../theme/tokens.js';
import type { ColorDepth } from './styles.js';

/** Cells, from the top left corner of the terminal, which is 0,0. */
export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

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
	/** The terminal is no longer there. The screen has already stopped drawing. */
	readonly onGone?: (reason: string) => void;
	/** A painter threw. Its surface says so; the others go on. */
	readonly onPaintError?: (name: string, error: unknown) => void;
};

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
	/** Writes every cell again in the next frame. */
	readonly repaint: () => void;
	readonly setTheme: (theme: Theme) => void;
	readonly theme: () => Theme;
	readonly colorDepth: ColorDepth;
	readonly setFps: (fps: number) => void;
	/** 80×24 where the terminal does not know. */
	readonly size: () => TerminalSize;
	/** After the storm: at most once in 50 ms, when Ink has been told too. */
	readonly onResize: (listener: (size: TerminalSize) => void) => Cancel;
	readonly bytesWritten: () => number;
	readonly stats: () => ScreenStats;
	readonly addSurface: (entry: SurfaceEntry) => Cancel;
	readonly addOverlay: (entry: OverlayEntry) => Cancel;
};

export declare function createScreen(options: ScreenOptions): Screen;

import type { Cancel } from './seams.js';

/** Columns and rows of a terminal, both at least 1. */
export type TerminalSize = { readonly columns: number; readonly rows: number };

/**
 * The way out to the terminal. Nothing here ever waits for it: a terminal that does not read delays frames,
 * not the program.
 */
export type TtyWriter = {
	/**
	 * Takes one frame. False, and nothing taken, while an earlier frame has not left completely, or when the terminal
	 * is gone. A frame that was taken leaves in full and in order before the next one.
	 */
	readonly write: (text: string) => boolean;
	/** Whether a frame would be taken now. */
	readonly isReady: () => boolean;
	/** Called each time the writer becomes ready again after it refused, or would have refused, a frame. */
	readonly onReady: (listener: () => void) => Cancel;
	/** Called once, when the terminal answers that it is no longer there (EIO, EPIPE, …). */
	readonly onGone: (listener: (reason: string) => void) => Cancel;
	/**
	 * Last words, from an exit handler: finishes or breaks off the frame that is leaving, then writes `text`, waiting
	 * for a terminal that is slow to read for `waitMs` at most. Never throws.
	 */
	readonly writeLast: (text: string, waitMs: number) => void;
	/** Bytes that have left so far. */
	readonly bytesWritten: () => number;
	readonly close: () => void;
};

/** The terminal as a device: its size, its signals and its writer. */
export type Tty = {
	readonly writer: TtyWriter;
	/** As the device reports it; a dimension may be 0 where it does not know. */
	readonly size: () => { readonly columns: number; readonly rows: number };
	readonly onResize: (listener: () => void) => Cancel;
	/** The shell or another program asks the program to stop (SIGTSTP), as Ctrl+Z does in cooked mode. */
	readonly onStopRequest: (listener: () => void) => Cancel;
	/** The program runs again after a stop (SIGCONT). */
	readonly onContinue: (listener: () => void) => Cancel;
	/** Stops the program and its group until the shell continues it; returns after that. Input is cooked meanwhile. */
	readonly stopProcess: () => void;
	/** Gives up signals and closes the writer. */
	readonly close: () => void;
};

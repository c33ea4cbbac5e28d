import type { Cancel, Clock } from '../lib/seams.js';
import type { TerminalSize, Tty } from '../lib/tty.js';

/** Alternate screen, cursor off, no wrapping at the right edge, pastes marked as such. The mouse is left to the terminal. */
const modesOn = '\u001B[?1049h\u001B[?25l\u001B[?7l\u001B[?2004h';

/** Everything that `modesOn` and a frame may have changed, back to what a shell expects. */
export const modesOff = '\u001B[?2026l\u001B[m\u001B[?2004l\u001B[?7h\u001B[?25h\u001B[?1049l';

/** How long the way out waits for a terminal that is slow to read. */
const lastWordsMs = 250;
const resizePauseMs = 50;

export type TerminalEvents = {
	/** At most once in 50 ms. The terminal may hold anything now: every cell has to be written again. */
	readonly onResize: (size: TerminalSize) => void;
	/** The terminal is ours again after a stop, with nothing of the old picture in it. */
	readonly onResume: (size: TerminalSize) => void;
};

export type Terminal = {
	/** The bytes that take the terminal, to go in front of the next frame; empty once it is taken. */
	readonly takeModes: () => string;
	/** Listens to the device from now on. */
	readonly start: () => void;
	/** Whether a resize has been noticed and not yet told. What is drawn meanwhile would land in the wrong place. */
	readonly isResizing: () => boolean;
	readonly size: () => TerminalSize;
	/** Gives the terminal back and stops the program until it is continued. */
	readonly suspend: () => void;
	/** Gives the terminal back for good. Synchronous, never throws; does nothing the second time, nor before `start`. */
	readonly restore: () => void;
};

/** Modes, size and signals of the terminal over its device. */
export function createTerminal(
	{ clock, tty }: { readonly clock: Clock; readonly tty: Tty },
	events: TerminalEvents,
): Terminal {
	let state: 'new' | 'running' | 'stopped' | 'restored' = 'new';
	let areModesOn = false;
	let resizeTimer: Cancel | undefined;
	let cancels: readonly Cancel[] = [];

	function size(): TerminalSize {
		const { columns, rows } = tty.size();
		return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
	}

	function noticeResize(): void {
		resizeTimer ??= clock.after(resizePauseMs, () => {
			resizeTimer = undefined;
			if (state === 'running') {
				events.onResize(size());
			}
		});
	}

	function giveBack(): void {
		if (areModesOn) {
			areModesOn = false;
			tty.writer.writeLast(modesOff, lastWordsMs);
		}
	}

	function resume(): void {
		if (state === 'running' || state === 'stopped') {
			state = 'running';
			areModesOn = false;
			events.onResume(size());
		}
	}

	function suspend(): void {
		if (state !== 'running') {
			return;
		}

		giveBack();
		state = 'stopped';
		tty.stopProcess();
		// Where nobody could continue the program, stopping is refused by the system and this comes at once.
		if (state === 'stopped') {
			resume();
		}
	}

	return {
		takeModes: () => {
			if (areModesOn || state !== 'running') {
				return '';
			}

			areModesOn = true;
			return modesOn;
		},
		start: () => {
			if (state === 'new') {
				state = 'running';
				cancels = [tty.onResize(noticeResize), tty.onStopRequest(suspend), tty.onContinue(resume)];
			}
		},
		isResizing: () => resizeTimer !== undefined,
		size,
		suspend,
		restore: () => {
			if (state === 'new' || state === 'restored') {
				return;
			}

			state = 'restored';
			resizeTimer?.();
			for (const cancel of cancels) {
				cancel();
			}

			giveBack();
		},
	};
}

import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/** Where keys come from. */
export type Keyboard = {
	readonly stream: NodeJS.ReadStream;
	/** Gives the keys back in line mode, echo on. Never throws. */
	readonly close: () => void;
};

/**
 * Standard input where it is a terminal, else the terminal that controls the process: standard input may be bringing
 * signals. Throws what the system says when there is no such terminal.
 */
export function openKeyboard(): Keyboard {
	const own = process.stdin.isTTY ? undefined : new ReadStream(openSync('/dev/tty', 'r'));
	const stream = own ?? process.stdin;
	// A terminal that goes away reports here first; what follows of it is the hangup signal.
	stream.on('error', () => {});
	return {
		stream,
		close: () => {
			try {
				stream.setRawMode(false);
				own?.destroy();
			} catch {
				// The terminal is gone, and with it its modes.
			}
		},
	};
}

import { closeSync, constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Clock } from '../lib/seams.js';
import type { Tty } from '../lib/tty.js';
import { createTtyWriter, descriptorSink } from './tty-writer.js';

const standardOutput = 1;

/**
 * The terminal that standard output is connected to. Its frames are written past `process.stdout`, which would block.
 * `input` is where keys come from; it is in line mode while the program is stopped.
 */
export function openTty(clock: Clock, input: NodeJS.ReadStream = process.stdin): Tty {
	const writer = createTtyWriter(clock, descriptorSink(openDescriptor()));
	const stopListeners = new Set<() => void>();
	const tellStop = (): void => {
		for (const listener of stopListeners) {
			listener();
		}
	};

	return {
		writer,
		size: () => {
			// Asked anew: the numbers that Node keeps are those of the last signal.
			try {
				const [columns, rows] = process.stdout.getWindowSize();
				return { columns, rows };
			} catch {
				return { columns: process.stdout.columns ?? 0, rows: process.stdout.rows ?? 0 };
			}
		},
		onResize: listener => {
			process.stdout.on('resize', listener);
			return () => process.stdout.off('resize', listener);
		},
		onStopRequest: listener => {
			stopListeners.add(listener);
			process.on('SIGTSTP', tellStop);
			return () => {
				stopListeners.delete(listener);
				process.off('SIGTSTP', tellStop);
			};
		},
		onContinue: listener => {
			const onContinued = (): void => {
				// The shell may have set the terminal's modes; Node would not set again what it believes is set.
				if (input.isTTY && input.isRaw) {
					input.setRawMode(false);
					input.setRawMode(true);
				}

				listener();
			};
			process.on('SIGCONT', onContinued);
			return () => process.off('SIGCONT', onContinued);
		},
		stopProcess: () => {
			const wasRaw = input.isTTY && input.isRaw;
			if (wasRaw) {
				input.setRawMode(false);
			}

			// Without a handler the signal stops the program, and with it the group: npm and its shell as well.
			process.off('SIGTSTP', tellStop);
			process.kill(0, 'SIGTSTP');
			if (stopListeners.size > 0) {
				process.on('SIGTSTP', tellStop);
			}

			if (wasRaw) {
				input.setRawMode(true);
			}
		},
		close: () => writer.close(),
	};
}

/**
 * A descriptor of our own for the terminal: `O_NONBLOCK` belongs to the open file, and on the one that was inherited it
 * would change the shell's terminal too. Where that fails, standard output itself, which may block.
 */
function openDescriptor(): number {
	const flags = constants.O_WRONLY | constants.O_NOCTTY | (constants.O_NONBLOCK ?? 0);
	const paths = process.platform === 'linux' ? ['/proc/self/fd/1', '/dev/tty'] : ['/dev/tty'];
	for (const path of process.platform === 'win32' ? [] : paths) {
		try {
			const descriptor = openSync(path, flags);
			if (isatty(descriptor)) {
				return descriptor;
			}

			closeSync(descriptor);
		} catch {
			// Another user's terminal after `su`, or none: the next way may do.
		}
	}

	return standardOutput;
}

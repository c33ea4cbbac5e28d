import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { createTerminalEmulator } from './terminal-emulator.js';

export type PtyOptions = {
	readonly columns?: number;
	readonly rows?: number;
	/** Set over the environment of the test run; undefined unsets. `CI` is always unset: Ink draws nothing with it. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
	/** Nothing is read from the terminal until `startReading`: a stalled terminal. */
	readonly isStalled?: boolean;
};

/** Keys by name, as a terminal sends them. Any other text is sent as it is. */
const keys: Readonly<Record<string, string>> = {
	enter: '\r',
	escape: '\u001B',
	tab: '\t',
	'shift+tab': '\u001B[Z',
	backspace: '\u007F',
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	space: ' ',
	'ctrl+c': '\u0003',
	'ctrl+d': '\u0004',
	'ctrl+r': '\u0012',
	'ctrl+z': '\u001A',
};

export type PtyExit = { readonly code: number; readonly signal: number | undefined };

export type PtyProgram = ReturnType<typeof startInPty>;

/**
 * Starts a program in a real pseudo-terminal and shows what it draws in an emulator.
 *
 * ```ts
 * const program = startInPty(process.execPath, ['bin/kcmon.js', '--demo'], {columns: 150, rows: 45});
 * await program.waitForText(/LIVE/);
 * program.press('q');
 * expect((await program.exited).code).toBe(0);
 * ```
 */
export function startInPty(command: string, args: readonly string[], options: PtyOptions = {}) {
	const { columns = 120, rows = 36 } = options;
	const emulator = createTerminalEmulator(columns, rows);
	const env: Record<string, string | undefined> = {
		...process.env,
		TERM: 'xterm-256color',
		COLORTERM: 'truecolor',
		NO_COLOR: undefined,
		FORCE_COLOR: undefined,
		...options.env,
		CI: undefined,
	};
	for (const name of Object.keys(env)) {
		if (env[name] === undefined) {
			delete env[name];
		}
	}

	const pty = spawn(command, [...args], {
		name: env.TERM ?? 'xterm-256color',
		cols: columns,
		rows,
		cwd: options.cwd ?? process.cwd(),
		env,
		encoding: null,
	});
	if (options.isStalled === true) {
		pty.pause();
	}

	const chunks: Buffer[] = [];
	const listeners = new Set<() => void>();
	let settled: Promise<void> = Promise.resolve();
	let exit: PtyExit | undefined;
	// Inside the marks of a synchronized update a frame is half drawn: no person would see it, and no test should.
	let unmarked = '';
	let isHalfDrawn = false;
	const noteUpdateMarks = (bytes: Buffer): boolean => {
		unmarked += bytes.toString('latin1');
		const begin = unmarked.lastIndexOf('\u001B[?2026h');
		const end = unmarked.lastIndexOf('\u001B[?2026l');
		if (begin !== end) {
			isHalfDrawn = begin > end;
		}

		unmarked = unmarked.slice(-'\u001B[?2026h'.length);
		return isHalfDrawn;
	};
	// With `encoding: null` the data are bytes, whatever the declared type.
	pty.onData(data => {
		const bytes = Buffer.from(data as unknown as Uint8Array);
		chunks.push(bytes);
		const wasHalfDrawn = noteUpdateMarks(bytes);
		settled = emulator.write(bytes).then(() => {
			if (!wasHalfDrawn) {
				for (const listener of listeners) {
					listener();
				}
			}
		});
	});
	const exited = new Promise<PtyExit>(resolve => {
		pty.onExit(({ exitCode, signal }) => {
			exit = { code: exitCode, signal: signal === 0 ? undefined : signal };
			void settled.then(() => resolve(exit!));
			for (const listener of listeners) {
				listener();
			}
		});
	});

	function output(): Buffer {
		return Buffer.concat(chunks);
	}

	/** Resolves when `condition` holds, checked after everything that is drawn. Rejects with the screen after `timeoutMs`. */
	function waitFor(condition: () => boolean, what: string, timeoutMs = 60_000): Promise<void> {
		return new Promise((resolve, reject) => {
			const finish = (error?: Error): void => {
				clearTimeout(timer);
				listeners.delete(check);
				if (error === undefined) {
					resolve();
				} else {
					reject(error);
				}
			};
			const check = (): void => {
				if (condition()) {
					finish();
				} else if (exit !== undefined) {
					// What was drawn last may still be on its way through the emulator.
					void settled.then(() => {
						finish(condition() ? undefined : new Error(`The program exited before ${what}:\n${emulator.screenText()}`));
					});
				}
			};
			const timer = setTimeout(
				() => finish(new Error(`No ${what} within ${timeoutMs} ms. The screen:\n${emulator.screenText()}`)),
				timeoutMs,
			);
			listeners.add(check);
			check();
		});
	}

	/** True when the kernel takes not one byte more towards the terminal, from the program or from anybody. */
	function isFull(): boolean {
		// The type does not show the name of the program's side.
		const { ptsName } = pty as unknown as { readonly ptsName: string };
		const descriptor = openSync(ptsName, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
		try {
			// A terminal shows nothing for a NUL that does get through.
			return writeSync(descriptor, '\0') === 0;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
				return true;
			}

			throw error;
		} finally {
			closeSync(descriptor);
		}
	}

	/**
	 * Refused ten times in a row: once may be another writer's turn, or a reader that still takes what it had asked for.
	 */
	async function isRefusing(): Promise<boolean> {
		for (let looks = 0; looks < 10; looks += 1) {
			if (!isFull()) {
				return false;
			}

			await sleep(10);
		}

		return true;
	}

	return {
		pid: pty.pid,
		emulator,
		screenText: (): string => emulator.screenText(),
		lines: (): string[] => emulator.lines(),
		cells: () => emulator.cells(),
		/** A key by name (`enter`, `escape`, `up`, `shift+tab`, `ctrl+c` …) or text to type. */
		press: (key: string): void => pty.write(keys[key] ?? key),
		waitFor,
		waitForText: (pattern: RegExp, timeoutMs?: number): Promise<void> =>
			waitFor(() => pattern.test(emulator.screenText()), `text ${String(pattern)}`, timeoutMs),
		waitForNoText: (pattern: RegExp, timeoutMs?: number): Promise<void> =>
			waitFor(() => !pattern.test(emulator.screenText()), `screen without ${String(pattern)}`, timeoutMs),
		resize: (newColumns: number, newRows: number): void => {
			emulator.resize(newColumns, newRows);
			pty.resize(newColumns, newRows);
		},
		stopReading: (): void => pty.pause(),
		isRefusing,
		/**
		 * Stops reading, and has the program paint the whole screen anew until the kernel takes nothing more of it. A stream that
		 * is paused still reads ahead, so a program that draws little would write for minutes to a terminal that nobody reads.
		 * Leaves the terminal one column narrower or as it was.
		 */
		async stall(withinMs = 60_000): Promise<void> {
			pty.pause();
			const until = performance.now() + withinMs;
			for (let count = 1; !(await isRefusing()); count += 1) {
				if (performance.now() > until) {
					throw new Error(`The terminal still took output after ${withinMs} ms and ${count} resizes`);
				}

				emulator.resize(columns - (count % 2), rows);
				pty.resize(columns - (count % 2), rows);
				// Sizes that come in one burst are drawn once.
				await sleep(150);
			}
		},
		startReading: (): void => pty.resume(),
		/** Everything the program has written so far. */
		output,
		bytes: (): number => output().length,
		/** Full-screen clears so far: `CSI 2 J`, `CSI 3 J` and a plain `CSI J` from the top left corner. */
		clears: (): number =>
			output()
				.toString('latin1')
				.match(/\u001B\[[23]J|\u001B\[(?:1;1)?H\u001B\[0?J/g)?.length ?? 0,
		kill: (signal?: string): void => {
			if (exit === undefined) {
				pty.kill(signal);
			}
		},
		/** The terminal vanishes, as when an SSH connection drops. */
		hangUp: (): void => {
			// Closing the master side is what a lost connection does; the type does not show it.
			(pty as unknown as { destroy: () => void }).destroy();
		},
		/** Resolves when the program has ended and its last output is on the emulator's screen. */
		exited,
		exitCode: (): number | undefined => exit?.code,
		/** For `afterEach`: ends the program if it still runs. */
		async cleanup(): Promise<void> {
			if (exit === undefined) {
				pty.resume();
				pty.kill('SIGKILL');
				await exited;
			}

			emulator.dispose();
		},
	};
}

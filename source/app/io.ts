import type { Cancel } from '../lib/seams.js';

/**
 * Why the program stops. `done`: the command finished; `quit`: the person left the dashboard; `pipe`: the reader of
 * standard output went away (`| head`); `interrupt`, `terminate`, `hangup`: SIGINT, SIGTERM, SIGHUP or a vanished
 * terminal; `crash`: a bug.
 */
export type StopReason = 'done' | 'quit' | 'pipe' | 'interrupt' | 'terminate' | 'hangup' | 'crash';

export type StopOptions = {
	/** Replaces the exit code that the reason stands for. */
	readonly exitCode?: number;
	/** What to print once the terminal is restored; only `crash` and failed commands have one. */
	readonly error?: unknown;
};

/**
 * What a command is given of the process it runs in. A command never exits, never listens for signals and never writes
 * to the process's streams by itself.
 *
 * It returns its exit code when it is done; cleanups it registered then run, as they do on every other way out. After a
 * stop that came from outside its promise is no longer waited for.
 */
export type AppIo = {
	/**
	 * Writes data to standard output without ever blocking the event loop. False: the reader is slower than we are, so
	 * hold back and keep only the newest until `onDrain` calls. Never throws; a closed pipe stops the program with 0.
	 */
	readonly stdout: (text: string) => boolean;
	/** Calls each time standard output can take more after `stdout` returned false. */
	readonly onDrain: (callback: () => void) => Cancel;
	/** Writes words for a person, whole lines with their line break, to standard error. Never throws. */
	readonly stderr: (text: string) => void;
	/** From now on this secret passes neither `stderr` nor the report of a failure. */
	readonly hide: (secret: string) => void;
	/**
	 * Runs at the end, however the end comes; last registered first, within a common budget of 5 s. A second signal
	 * meanwhile ends the program at once, except while something `essential` is still to be done.
	 */
	readonly onStop: (
		cleanup: (reason: StopReason) => Promise<void> | void,
		options?: { readonly essential: boolean },
	) => Cancel;
	/** Asked when SIGINT comes: true means that a person is being asked what to do, and nothing stops yet. */
	readonly onInterrupt: (ask: () => boolean) => Cancel;
	/** SIGUSR2: halt trading, whatever the screen does. */
	readonly onHalt: (halt: () => void) => Cancel;
	/** Puts the terminal back. Runs before every `onStop`, synchronously, on every way out; must not throw. */
	readonly onRestoreTerminal: (restore: (reason: StopReason) => void) => Cancel;
	/** Starts the one way out, from `q` for instance. Returns at once; the first reason wins. */
	readonly stop: (reason: StopReason, options?: StopOptions) => void;
	/** Aborted as soon as a stop begins: for whatever waits. */
	readonly stopping: AbortSignal;
	readonly stdoutIsTty: boolean;
	readonly stdinIsTty: boolean;
};

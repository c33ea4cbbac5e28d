import { homedir } from 'node:os';
import { isatty } from 'node:tty';
import type { Cancel } from '../lib/seams.js';

export type HostSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2' | 'SIGXFSZ';

/** The process, as the way in and the way out of the program see it. */
export type Host = {
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: string;
	readonly homeDir: string;
	readonly cwd: string;
	readonly stdoutIsTty: boolean;
	readonly stdinIsTty: boolean;
	/** False: the reader is slower than we are. */
	readonly writeStdout: (text: string) => boolean;
	readonly writeStderr: (text: string) => void;
	readonly onDrain: (callback: () => void) => Cancel;
	/** Hears each failed write, with the system's code: EPIPE, EIO, ENOSPC. */
	readonly onWriteError: (listener: (stream: 'stdout' | 'stderr', code: string) => void) => void;
	/** Resolves when everything written has left, or cannot any more. */
	readonly flush: () => Promise<void>;
	readonly onSignal: (signal: HostSignal, listener: () => void) => void;
	readonly onUncaught: (listener: (error: unknown) => void) => void;
	readonly onExit: (listener: () => void) => void;
	readonly after: (delayMs: number, callback: () => void) => Cancel;
	/** Whether a terminal that was there at the start no longer answers. */
	readonly hasLostTerminal: () => boolean;
	readonly exit: (code: number) => void;
	/** Ends the process by SIGHUP itself, without Node's own exit, which aborts when the terminal is gone. */
	readonly dieByHangup: () => void;
};

/** The real process. */
export function createHost(): Host {
	const { stdout, stderr, stdin } = process;
	const ttyDescriptors = [0, 1, 2].filter(descriptor => isatty(descriptor));
	const writeErrorListeners = new Set<(stream: 'stdout' | 'stderr', code: string) => void>();
	for (const [name, stream] of [
		['stdout', stdout],
		['stderr', stderr],
	] as const) {
		stream.on('error', (error: NodeJS.ErrnoException) => {
			for (const listener of writeErrorListeners) {
				listener(name, error.code ?? 'unknown');
			}
		});
	}

	// Node writes to a terminal and waits for it; one that does not read would stop every timer and socket.
	const handle: unknown = Reflect.get(stdout, '_handle');
	if (stdout.isTTY && handle instanceof Object && 'setBlocking' in handle) {
		(handle.setBlocking as (blocking: boolean) => void).call(handle, false);
	}

	return {
		argv: process.argv.slice(2),
		env: process.env,
		platform: process.platform,
		homeDir: homedir(),
		cwd: process.cwd(),
		stdoutIsTty: stdout.isTTY === true,
		stdinIsTty: stdin.isTTY === true,
		writeStdout: text => stdout.write(text),
		writeStderr: text => {
			stderr.write(text);
		},
		onDrain: callback => {
			stdout.on('drain', callback);
			return () => {
				stdout.off('drain', callback);
			};
		},
		onWriteError: listener => {
			writeErrorListeners.add(listener);
		},
		flush: async () => {
			await Promise.all([stdout, stderr].map(stream => new Promise<void>(done => stream.write('', () => done()))));
		},
		onSignal: (signal, listener) => {
			process.on(signal, listener);
		},
		onUncaught: listener => {
			process.on('uncaughtException', listener);
			process.on('unhandledRejection', listener);
		},
		onExit: listener => {
			process.on('exit', listener);
		},
		after: (delayMs, callback) => {
			const timer = setTimeout(callback, delayMs);
			return () => clearTimeout(timer);
		},
		hasLostTerminal: () => ttyDescriptors.some(descriptor => !isatty(descriptor)),
		exit: code => process.exit(code),
		dieByHangup: () => {
			process.removeAllListeners('SIGHUP');
			process.kill(process.pid, 'SIGHUP');
			// Reached only where SIGHUP does not end the process at once.
			process.kill(process.pid, 'SIGKILL');
		},
	};
}

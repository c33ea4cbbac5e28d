import { spawn } from 'node:child_process';
import type { RunProgram } from '../lib/seams.js';

/** What a program needs to find its files, speak the user's language and reach the desktop. Nothing else is passed on. */
const passedOn =
	/^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|XDG_RUNTIME_DIR|TMUX)$/i;
const maxErrorChars = 500;

/** The environment without whatever may be secret: keys are often in it. */
export function plainEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
	return Object.fromEntries(
		Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && passedOn.test(entry[0])),
	);
}

/**
 * Runs a program without a shell, in a group of its own, and gives it a text on its standard input. After the time that
 * it has, the group is killed, children included. Its standard output is dropped.
 */
export const runProgram: RunProgram = ([program, ...args], { input, timeoutMs }, onEnd) => {
	let isOver = false;
	let errors = '';
	const end = (problem: string | undefined): void => {
		if (!isOver) {
			isOver = true;
			clearTimeout(timer);
			onEnd(problem);
		}
	};

	const child = spawn(program, args, {
		stdio: ['pipe', 'ignore', 'pipe'],
		detached: process.platform !== 'win32',
		windowsHide: true,
		env: plainEnvironment(),
	});
	const kill = (): void => {
		try {
			if (process.platform === 'win32' || child.pid === undefined) {
				child.kill('SIGKILL');
			} else {
				process.kill(-child.pid, 'SIGKILL');
			}
		} catch {
			// It has just ended by itself.
		}
	};

	const timer = setTimeout(() => {
		kill();
		end(`it did not end within ${timeoutMs / 1000} s`);
	}, timeoutMs);
	child.stderr.setEncoding('utf8');
	child.stderr.on('data', (text: string) => {
		errors = (errors + text).slice(0, maxErrorChars);
	});
	// A program need not read what it is given.
	child.stdin.on('error', () => {});
	child.on('error', error => end(`it could not be started: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`));
	child.on('close', (status, signal) => {
		const words = errors.trim();
		const outcome = signal ?? `status ${status}`;
		end(status === 0 ? undefined : `it ended with ${outcome}${words === '' ? '' : `: ${words}`}`);
	});
	child.stdin.end(input);
	return () => {
		if (!isOver) {
			kill();
			end('it was stopped');
		}
	};
};

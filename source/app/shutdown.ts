import { exitCodes, KcmonError } from '../lib/errors.js';
import { createRedactor } from '../lib/redact.js';
import type { Host } from './host.js';
import type { AppIo, StopOptions, StopReason } from './io.js';
import { reportError } from './report-error.js';

type Cleanup = { readonly run: (reason: StopReason) => Promise<void> | void; readonly isEssential: boolean };

const budgetMs = 5000;
/** A reader that went to sleep must not keep an interrupted program alive. */
const flushBudgetMs = 1000;

const codeOf: Readonly<Record<StopReason, number>> = {
	done: exitCodes.done,
	quit: exitCodes.done,
	pipe: exitCodes.done,
	interrupt: exitCodes.interrupted,
	terminate: exitCodes.terminated,
	hangup: exitCodes.hangup,
	crash: exitCodes.bug,
};

/**
 * The one way out. Whatever ends the program (a finished command, `q`, Ctrl+C, SIGTERM, SIGHUP, a closed pipe, a bug)
 * comes here, and it happens once:
 *
 * 1. the terminal is put back, synchronously;
 * 2. the reason of a failure is printed;
 * 3. cleanups run, last registered first, one after another, within 5 s together; one that throws does not stop the rest;
 * 4. what was written to stdout leaves;
 * 5. the process exits with the reason's code. When the terminal is gone it dies by SIGHUP instead: Node aborts in its
 *    own exit when it cannot restore a terminal that no longer answers.
 *
 * A second signal meanwhile skips what is left of 3 and 4, unless something essential (canceling orders) is among it.
 */
export function createShutdown(host: Host): AppIo {
	const restores: ((reason: StopReason) => void)[] = [];
	const cleanups: Cleanup[] = [];
	const questions: (() => boolean)[] = [];
	const halts: (() => void)[] = [];
	let essentials = 0;
	const abort = new AbortController();
	const redactor = createRedactor();
	const writeStderr = (text: string): void => host.writeStderr(redactor.redactKnown(text));
	let started: { readonly reason: StopReason; readonly code: number } | undefined;
	let isRestored = false;
	let isLeft = false;

	const restoreTerminal = (reason: StopReason): void => {
		if (isRestored) {
			return;
		}

		isRestored = true;
		for (const restore of restores.toReversed()) {
			try {
				restore(reason);
			} catch {
				// The others must still run, and there is no screen to say it on.
			}
		}
	};

	const leave = (code: number): void => {
		if (isLeft) {
			return;
		}

		isLeft = true;
		if (host.hasLostTerminal()) {
			host.dieByHangup();
		}

		host.exit(code);
	};

	const complain = (error: unknown): void => {
		writeStderr(reportError(error).text);
	};

	const clean = async (reason: StopReason): Promise<void> => {
		const due = cleanups.toReversed();
		essentials = due.filter(({ isEssential }) => isEssential).length;
		for (const { run, isEssential } of due) {
			try {
				await run(reason);
			} catch (error) {
				complain(error);
			}

			essentials -= Number(isEssential);
		}
	};

	const within = async (limitMs: number, work: Promise<void>): Promise<void> => {
		let cancel = (): void => {};
		const limit = new Promise<void>(resolve => {
			cancel = host.after(limitMs, resolve);
		});
		await Promise.race([work, limit]);
		cancel();
	};

	const stop = (reason: StopReason, options: StopOptions = {}): void => {
		if (started !== undefined) {
			if (reason === 'crash') {
				complain(options.error);
			} else if (reason === 'interrupt' || reason === 'terminate' || reason === 'hangup') {
				if (essentials > 0) {
					return;
				}

				const isFinishing = started.reason === 'done' || started.reason === 'quit';
				leave(isFinishing ? codeOf[reason] : started.code);
			}

			return;
		}

		const code = options.exitCode ?? codeOf[reason];
		started = { reason, code };
		restoreTerminal(reason);
		if (options.error !== undefined) {
			complain(options.error);
		}

		abort.abort();
		void (async () => {
			await within(budgetMs, clean(reason));
			essentials = 0;
			// A finished command owes its reader every byte; an interrupted one does not wait for long.
			if (reason === 'done' || reason === 'quit') {
				await host.flush();
			} else if (reason !== 'pipe') {
				await within(flushBudgetMs, host.flush());
			}

			leave(code);
		})();
	};

	host.onSignal('SIGINT', () => {
		if (started !== undefined || !questions.some(ask => ask())) {
			stop('interrupt');
		}
	});
	host.onSignal('SIGTERM', () => stop('terminate'));
	host.onSignal('SIGHUP', () => stop('hangup'));
	// Without a listener Node opens its inspector, and with it the whole memory, to any process of the same user.
	host.onSignal('SIGUSR1', () => {});
	// Without one a write beyond a limit on file sizes would end the program instead of failing, and leave the terminal as it is.
	host.onSignal('SIGXFSZ', () => {});
	// Without one it would end the program, and nobody would be halted.
	host.onSignal('SIGUSR2', () => {
		for (const halt of halts) {
			halt();
		}
	});
	host.onUncaught(error => stop('crash', { error }));
	host.onExit(() => restoreTerminal(started?.reason ?? 'crash'));
	host.onWriteError((stream, code) => {
		if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') {
			// Words that nobody reads are no reason to stop; data that nobody reads is.
			if (stream === 'stdout') {
				stop('pipe');
			}
		} else if (code === 'EIO') {
			stop('hangup');
		} else if (stream === 'stdout') {
			stop('done', {
				exitCode: exitCodes.failed,
				error: new KcmonError(`Standard output failed: ${code}`, { code: 'ERR_STDOUT' }),
			});
		}
	});

	const remove = <Item>(items: Item[], item: Item): void => {
		const index = items.indexOf(item);
		if (index !== -1) {
			items.splice(index, 1);
		}
	};

	return {
		stdout: text => (started?.reason === 'pipe' ? false : host.writeStdout(text)),
		onDrain: host.onDrain,
		stderr: writeStderr,
		hide: redactor.register,
		onStop: (run, options) => {
			const cleanup = { run, isEssential: options?.essential === true };
			cleanups.push(cleanup);
			return () => remove(cleanups, cleanup);
		},
		onInterrupt: ask => {
			questions.push(ask);
			return () => remove(questions, ask);
		},
		onHalt: halt => {
			halts.push(halt);
			return () => remove(halts, halt);
		},
		onRestoreTerminal: restore => {
			restores.push(restore);
			return () => remove(restores, restore);
		},
		stop,
		stopping: abort.signal,
		stdoutIsTty: host.stdoutIsTty,
		stdinIsTty: host.stdinIsTty,
	};
}

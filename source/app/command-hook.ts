import type { Cancel, RunProgram } from '../lib/seams.js';

export type CommandHookDeps = {
	readonly run: RunProgram;
	readonly log: { readonly warn: (text: string) => void };
	readonly say: (text: string) => void;
};

export type CommandHookSettings = {
	/** The setting that it is of, for messages: `signals.exec`. */
	readonly name: string;
	/** What it is run for, in the plural. */
	readonly of: string;
	/** The program and its arguments; empty: there is no hook. */
	readonly command: readonly string[];
	readonly timeoutMs: number;
};

export type CommandHook = {
	readonly isSet: boolean;
	/** Runs the command with this on its standard input, soon. */
	readonly push: (input: string) => void;
	readonly stop: () => void;
};

const maxRunning = 4;
const maxWaiting = 100;

/**
 * Runs a command for each thing that is pushed. At most four run at a time and a hundred wait; nothing else ever waits
 * for them. The log hears every failure, a person (`say`) each kind of failure once, until it works again.
 */
export function createCommandHook(
	{ run, log, say }: CommandHookDeps,
	{ name, of, command, timeoutMs }: CommandHookSettings,
): CommandHook {
	const [program, ...args] = command;
	const waiting: string[] = [];
	const running = new Set<{ cancel: Cancel }>();
	let isStopped = false;
	let lastSaid: string | undefined;

	const fail = (problem: string): void => {
		if (problem === lastSaid) {
			log.warn(`${name}: ${problem}`);
		} else {
			lastSaid = problem;
			say(`${name}: ${problem}`);
		}
	};

	const next = (): void => {
		while (!isStopped && program !== undefined && running.size < maxRunning) {
			const input = waiting.shift();
			if (input === undefined) {
				return;
			}

			const entry = { cancel: () => {} };
			running.add(entry);
			entry.cancel = run([program, ...args], { input, timeoutMs }, problem => {
				running.delete(entry);
				if (problem === undefined) {
					lastSaid = undefined;
				} else if (!isStopped) {
					fail(problem);
				}

				next();
			});
		}
	};

	return {
		isSet: program !== undefined,
		push: input => {
			if (program === undefined || isStopped) {
				return;
			}

			if (waiting.length >= maxWaiting) {
				fail(`${maxWaiting} ${of} wait for it, so newer ones are left out`);
				return;
			}

			waiting.push(input);
			next();
		},
		stop: () => {
			isStopped = true;
			for (const { cancel } of [...running]) {
				cancel();
			}
		},
	};
}

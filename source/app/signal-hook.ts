import type { EngineEvent } from '../engine/engine.js';
import type { Cancel, RunProgram } from '../lib/seams.js';
import { encodeSignal } from './events-json.js';

export type SignalHookSettings = {
	/** The program and its arguments; empty: there is no hook. */
	readonly command: readonly string[];
	readonly timeoutMs: number;
	/** 0 to 1. */
	readonly minConfidence: number;
	/** With none, all. */
	readonly types: readonly string[];
};

export type SignalHook = {
	readonly hear: (event: EngineEvent) => void;
	readonly stop: () => void;
};

const maxRunning = 4;
const maxWaiting = 100;

/**
 * Runs a command for every new signal, with the event of `kcmon stream` as JSON on its standard input. At most four run
 * at a time and a hundred wait; nothing else ever waits for them. The log hears every failure, a person (`say`) each
 * kind of failure once, until it works again.
 */
export function createSignalHook(
	{
		run,
		log,
		say,
	}: {
		readonly run: RunProgram;
		readonly log: { readonly warn: (text: string) => void };
		readonly say: (text: string) => void;
	},
	settings: SignalHookSettings,
): SignalHook {
	const [program, ...args] = settings.command;
	const waiting: string[] = [];
	const running = new Set<{ cancel: Cancel }>();
	let isStopped = false;
	let lastSaid: string | undefined;

	const fail = (problem: string): void => {
		if (problem === lastSaid) {
			log.warn(`signals.exec: ${problem}`);
		} else {
			lastSaid = problem;
			say(`signals.exec: ${problem}`);
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
			entry.cancel = run([program, ...args], { input, timeoutMs: settings.timeoutMs }, problem => {
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
		hear: event => {
			if (program === undefined || isStopped || event.type !== 'signal') {
				return;
			}

			const { signal } = event;
			const isMeant =
				signal.duplicateOf === undefined &&
				signal.confidence >= settings.minConfidence &&
				(settings.types.length === 0 || settings.types.includes(signal.signalType));
			if (!isMeant) {
				return;
			}

			if (waiting.length >= maxWaiting) {
				fail(`${maxWaiting} signals wait for it, so newer ones are left out`);
				return;
			}

			waiting.push(encodeSignal(event));
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

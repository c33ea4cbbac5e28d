import { join } from 'node:path';
import type { Cancel, Clock, Files } from '../lib/seams.js';
import type { Logger } from '../platform/logger.js';
import type { Store } from '../store/store.js';

export type LastStateDeps = {
	readonly clock: Clock;
	readonly files: Files;
	readonly log: Pick<Logger, 'info' | 'warn'>;
	readonly store: Pick<Store, 'export' | 'restore'>;
};

export type LastState = {
	/** Shows what the last run saw, as STALE with its age. Anything unreadable is left alone, with a line in the log. */
	readonly restore: () => void;
	/** Saves every ten seconds from now on. */
	readonly start: () => void;
	/** Saves once more and ends. */
	readonly stop: () => void;
};

const saveEveryMs = 10_000;

type Saved = { readonly venue: string; readonly state: unknown };

/**
 * What one run leaves to the next in `last-state.json`, replaced as a whole or not at all; the file of the run before
 * stays beside it as `.bak` and is used when the newer one is damaged. A state is restored only at the venue that it
 * came from: prices of the embedded exchange mean nothing at KuCoin.
 */
export function createLastState(
	{ clock, files, log, store }: LastStateDeps,
	{ dataDir, venue }: { readonly dataDir: string; readonly venue: string },
): LastState {
	const path = join(dataDir, 'last-state.json');
	const backup = `${path}.bak`;
	let previous: string | undefined;
	let timer: Cancel | undefined;
	let lastProblem = '';

	const read = (file: string): { readonly text: string; readonly saved: Saved } | undefined => {
		try {
			const text = files.read(file);
			return text === undefined ? undefined : { text, saved: parseSaved(text) };
		} catch (error) {
			log.warn(`${file} was not used: ${messageOf(error)}`);
			return undefined;
		}
	};

	const save = (): void => {
		const state = store.export();
		if (state.symbols.length === 0) {
			return;
		}

		try {
			files.makeFolder(dataDir);
			if (previous !== undefined) {
				files.replace(backup, previous);
				previous = undefined;
			}

			files.replace(path, `${JSON.stringify({ venue, state } satisfies Saved)}\n`);
			lastProblem = '';
		} catch (error) {
			const problem = messageOf(error);
			if (problem !== lastProblem) {
				lastProblem = problem;
				log.warn(`the last state was not saved: ${problem}`);
			}
		}
	};

	return {
		restore: () => {
			const found = read(path) ?? read(backup);
			if (found === undefined) {
				return;
			}

			previous = found.text;
			if (found.saved.venue === venue) {
				store.restore(found.saved.state, clock.wallNow());
				log.info('the last known state was restored');
			}
		},
		start: () => {
			timer ??= clock.every(saveEveryMs, save);
		},
		stop: () => {
			timer?.();
			save();
		},
	};
}

function parseSaved(text: string): Saved {
	const value: unknown = JSON.parse(text);
	if (typeof value !== 'object' || value === null || !('venue' in value) || !('state' in value)) {
		throw new Error('not a saved state');
	}

	return { venue: String(value.venue), state: value.state };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

import { join } from 'node:path';
import type { Cancel, Clock, Files } from '../lib/seams.js';
import type { Logger } from '../platform/logger.js';
import type { Store } from '../store/store.js';
import { createSavedFile } from './saved-file.js';

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
	const file = createSavedFile(
		{ files, log },
		{ folder: dataDir, path: join(dataDir, 'last-state.json'), what: 'the last state' },
	);
	let timer: Cancel | undefined;

	const save = (): void => {
		const state = store.export();
		if (state.symbols.length > 0) {
			file.save(`${JSON.stringify({ venue, state } satisfies Saved)}\n`);
		}
	};

	return {
		restore: () => {
			const saved = file.read(parseSaved);
			if (saved?.venue === venue) {
				store.restore(saved.state, clock.wallNow());
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

import { isKcmonError } from '../lib/errors.js';
import type { Cancel, Clock } from '../lib/seams.js';

export type SettingsWatchDeps<Read> = {
	readonly clock: Pick<Clock, 'every'>;
	/** Another text whenever the file is another. */
	readonly stamp: () => string;
	/** Reads and checks the file; throws a `KcmonError` that names file, line, key, value and what is allowed. */
	readonly read: () => Read;
	readonly apply: (read: Read) => void;
	/** The file is wrong: nothing was applied, and what was in force still is. */
	readonly refuse: (problem: string, hint: string | undefined) => void;
};

const lookEveryMs = 1000;

/**
 * Looks at the settings file once a second. A change counts when the file has stayed the same from one look to the next,
 * since editors write in several steps.
 */
export function createSettingsWatch<Read>(deps: SettingsWatchDeps<Read>): {
	/** Reads the file now: this program has written it. */
	readonly check: () => void;
	readonly stop: Cancel;
} {
	let known = deps.stamp();
	let seen = known;

	const check = (): void => {
		known = deps.stamp();
		seen = known;
		let read: Read;
		try {
			read = deps.read();
		} catch (error) {
			if (!isKcmonError(error)) {
				throw error;
			}

			deps.refuse(error.message, error.hint);
			return;
		}

		deps.apply(read);
	};

	const stop = deps.clock.every(lookEveryMs, () => {
		const now = deps.stamp();
		if (now !== known && now === seen) {
			check();
		}

		seen = now;
	});
	return { check, stop };
}

import type { Journal } from '../journal/journal.js';

/** Writes to a journal that may break at any line: what must not wait for a disk goes on, and is told once. */
export type Scribe = {
	readonly journal: Journal;
	/** False when the line could not be made durable. Never throws. */
	readonly write: (append: (journal: Journal) => void) => boolean;
	/** See `Journal.together`. */
	readonly together: Journal['together'];
	readonly isBroken: () => boolean;
};

export function createScribe(journal: Journal, onBroken: (reason: string) => void): Scribe {
	let hasFailed = false;

	return {
		journal,
		write(append) {
			try {
				append(journal);
				return true;
			} catch (error) {
				if (!hasFailed) {
					hasFailed = true;
					onBroken(error instanceof Error ? error.message : String(error));
				}

				return false;
			}
		},
		together: journal.together,
		isBroken: () => hasFailed || journal.broken(),
	};
}

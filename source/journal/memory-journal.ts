import type { Clock } from '../lib/seams.js';
import { type Journal, type JournalEntry, JournalError } from './journal.js';

/**
 * A journal that keeps nothing beyond the process: for cancels where the real one is refused. Every intent is refused,
 * as one that is not durable must not be sent.
 */
export function createMemoryJournal({ clock }: { readonly clock: Clock }): Journal & {
	readonly entries: () => readonly JournalEntry[];
} {
	const entries: JournalEntry[] = [];
	return {
		append: (kind, why, body) => {
			if (kind === 'intent') {
				throw new JournalError('There is no journal to write an order to', {
					code: 'ERR_JOURNAL_BROKEN',
					hint: 'kcmon journal verify says why; cancels work meanwhile',
				});
			}

			const seq = entries.length + 1;
			entries.push({ seq, t: clock.wallNow(), mono: clock.monoNow(), boot: 'memory', kind, why, body });
			return seq;
		},
		broken: () => true,
		recovered: () => [],
		recoveryNote: () => undefined,
		close: () => {},
		entries: () => entries,
	};
}

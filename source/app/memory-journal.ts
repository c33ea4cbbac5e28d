import { type Journal, JournalError } from '../journal/journal.js';

/**
 * A journal that forgets: for cancels where the real one belongs to another process, cannot be opened, or is not
 * needed. It takes no intent, so that no order can be placed with it.
 */
export function createMemoryJournal(): Journal {
	let seq = 0;
	return {
		append: kind => {
			if (kind === 'intent') {
				throw new JournalError('There is no journal to write to', { code: 'ERR_JOURNAL_BROKEN' });
			}

			seq += 1;
			return seq;
		},
		together: work => work(),
		broken: () => true,
		recovered: () => [],
		recoveryNote: () => undefined,
		close: () => {},
	};
}

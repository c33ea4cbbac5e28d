import type { Journal, JournalEntry } from '../journal/journal.js';
import { scanJournal } from '../journal/scan.js';
import { journalFolder } from '../journal/segments.js';
import type { Files } from '../lib/seams.js';

/**
 * ACTIVE, REDUCING or HALTED as the newest run of a demo left it, though that run's account is gone: a halt outlives a
 * restart in every mode. Undefined where there was none, or where the journal does not hold.
 */
export function readDemoState(files: Files, dataDir: string): string | undefined {
	const demoBoots = new Set<string>();
	let state: string | undefined;
	const { chainBreak } = scanJournal(files, journalFolder(dataDir), ({ kind, boot, account, state: named }) => {
		if (kind === 'boot' && typeof account === 'string' && account.startsWith('demo:')) {
			demoBoots.add(boot);
		} else if (demoBoots.has(boot) && kind === 'kill') {
			state = 'HALTED';
		} else if (demoBoots.has(boot) && kind === 'risk' && typeof named === 'string') {
			state = named;
		}
	});
	return chainBreak === undefined ? state : undefined;
}

/** The journal, as if its recovered entries began with that state. */
export function withCarriedState(journal: Journal, state: string | undefined): Journal {
	if (state === undefined || state === 'ACTIVE') {
		return journal;
	}

	const carried: JournalEntry = { seq: 0, t: 0, mono: 0, boot: '', kind: 'risk', why: 'last demo', body: { state } };
	return { ...journal, recovered: () => [carried, ...journal.recovered()] };
}

import { isKcmonError } from '../lib/errors.js';
import type { Clock, Files, Random } from '../lib/seams.js';
import { type ChainedLine, encodeLine, toEntry } from './chain.js';
import { type Journal, type JournalEntry, JournalError, type JournalKind } from './journal.js';
import { mendFolder } from './mend.js';
import { makeReserve } from './reserve.js';
import { type ChainBreak, createChainError, type JournalScan, scanJournal } from './scan.js';
import { createSegmentWriter } from './segment-writer.js';

export type FileJournalDeps = { readonly files: Files; readonly clock: Clock; readonly random: Random };

export type FileJournalOptions = {
	readonly folder: string;
	/** Whose orders these are: `paper`, `live:` and the end of the key, `demo:` and something new each time. */
	readonly account: string;
	readonly version: string;
	/** @default 16 MiB */
	readonly segmentBytes?: number;
};

export type JournalOpening =
	| { readonly kind: 'opened'; readonly journal: Journal }
	/** Nothing may be traded. With `chainBreak`, `kcmon journal repair` helps. */
	| { readonly kind: 'refused'; readonly error: JournalError; readonly chainBreak: ChainBreak | undefined };

/** What is durable when `append` returns. */
const durableKinds: ReadonlySet<JournalKind> = new Set([
	'boot',
	'intent',
	'cancel.request',
	'cancel.outcome',
	'fill',
	'arm',
	'kill',
	'risk',
	'signal',
	'auto',
	'exit',
] as const);

const roomHint = 'Make room on the disk and start kcmon again; cancels work meanwhile';

const headFields = new Set(['v', 'seq', 't', 'mono', 'boot', 'kind', 'why', 'prev', 'h']);

/**
 * Opens the journal of a data directory, whose lock the caller holds, and starts a run in it.
 *
 * 1. Check the whole chain; a break refuses. 2. Cut what a crash left of a last line into `SEGMENT.torn`. 3. Make the
 * reserve. 4. Append `boot`, durably. Links are refused. Never throws on what the disk says.
 */
export function openFileJournal(deps: FileJournalDeps, options: FileJournalOptions): JournalOpening {
	const { files } = deps;
	const { folder, account } = options;
	const recovered: JournalEntry[] = [];
	const accountOfBoot = new Map<string, string>();
	const collect = (line: ChainedLine) => {
		const entry = toEntry(line);
		if (entry.kind === 'boot' && typeof entry.body.account === 'string') {
			accountOfBoot.set(entry.boot, entry.body.account);
		}

		// A repair concerns all accounts, and what nobody claims is not dropped.
		if ((accountOfBoot.get(entry.boot) ?? account) === account) {
			recovered.push(entry);
		}
	};

	try {
		files.makeFolder(folder);
		const scan = scanJournal(files, folder, collect);
		if (scan.chainBreak !== undefined) {
			return { kind: 'refused', error: createChainError(scan.chainBreak), chainBreak: scan.chainBreak };
		}

		const notes = [...mendFolder(files, folder, scan.segments), makeReserve(files, folder)];
		const note = notes.filter(text => text !== undefined).join('; ') || undefined;
		const { journal, problem } = createFileJournal(deps, options, scan, { recovered, note });
		journal.append('boot', 'start', { account, version: options.version });
		if (journal.broken()) {
			journal.close();
			return refuse(`The journal in ${folder} cannot be written: ${problem() ?? ''}`);
		}

		return { kind: 'opened', journal };
	} catch (error) {
		if (!isKcmonError(error)) {
			throw error;
		}

		return refuse(`The journal in ${folder} cannot be opened: ${error.message}`, error);
	}

	function refuse(message: string, cause?: unknown): JournalOpening {
		const hint = /ENOSPC|EDQUOT/.test(message) ? roomHint : `Look at the disk and at the permissions of ${folder}`;
		return {
			kind: 'refused',
			error: new JournalError(message, { code: 'ERR_JOURNAL_FILE', hint, cause }),
			chainBreak: undefined,
		};
	}
}

function createFileJournal(
	{ files, clock, random }: FileJournalDeps,
	{ folder, segmentBytes }: FileJournalOptions,
	scan: JournalScan,
	recovery: { readonly recovered: readonly JournalEntry[]; readonly note: string | undefined },
): { readonly journal: Journal; readonly problem: () => string | undefined } {
	const last = scan.segments.at(-1);
	const writer = createSegmentWriter(
		{ files, clock },
		{
			folder,
			ordinal: last?.ordinal ?? 0,
			bytes: last === undefined ? 0 : last.goodLength,
			segmentBytes,
		},
	);
	const boot = createBoot(random);
	let { seq, hash } = scan;
	let isClosed = false;
	let isTogether = false;
	let mustSync = false;

	const refuseIntent = (): JournalError =>
		isClosed
			? new JournalError('The journal is closed', { code: 'ERR_JOURNAL_CLOSED' })
			: new JournalError(`The journal cannot be written: ${writer.broken()}`, {
					code: 'ERR_JOURNAL_BROKEN',
					hint: roomHint,
				});

	const journal: Journal = {
		append: (kind, why, body) => {
			if (kind === 'intent' && (isClosed || writer.broken() !== undefined)) {
				throw refuseIntent();
			}

			// The lock may have gone to another kcmon already.
			if (isClosed) {
				return seq;
			}

			for (const field of Object.keys(body)) {
				if (headFields.has(field)) {
					throw new JournalError(`A ${kind} entry has a field ${field} of its own`, { code: 'ERR_JOURNAL_ENTRY' });
				}
			}

			const mono = Math.round(clock.monoNow() * 1000) / 1000;
			const head = { v: 1, seq: seq + 1, t: Math.round(clock.wallNow()), mono, boot, kind, why } as const;
			const encoded = encodeLine({ ...head, ...body }, hash);
			seq += 1;
			hash = encoded.hash;
			const sync = durableKinds.has(kind);
			const waits = isTogether && kind !== 'intent';
			mustSync ||= sync && waits;
			writer.write(encoded.line, { sync: sync && !waits });
			if (kind === 'intent' && writer.broken() !== undefined) {
				throw refuseIntent();
			}

			return seq;
		},
		together: work => {
			if (isTogether) {
				work();
				return;
			}

			isTogether = true;
			try {
				work();
			} finally {
				isTogether = false;
				if (mustSync && !isClosed) {
					writer.flush();
				}

				mustSync = false;
			}
		},
		broken: () => writer.broken() !== undefined,
		recovered: () => recovery.recovered,
		recoveryNote: () => recovery.note,
		close: () => {
			isClosed = true;
			writer.close();
		},
	};
	return { journal, problem: writer.broken };
}

function createBoot(random: Random): string {
	return Array.from({ length: 12 }, () => Math.floor(random() * 36).toString(36)).join('');
}

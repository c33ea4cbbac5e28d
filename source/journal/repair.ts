import { basename } from 'node:path';
import type { Clock, Files } from '../lib/seams.js';
import { encodeLine } from './chain.js';
import { type ChainBreak, scanJournal } from './scan.js';
import { createAsideName, createSegment, listSegments } from './segments.js';

export type RepairReport =
	| { readonly kind: 'whole'; readonly seq: number }
	| {
			readonly kind: 'repaired';
			readonly chainBreak: ChainBreak;
			/** Number of the last line that was kept. */
			readonly kept: number;
			/** Whole and broken lines that were set aside, repeated ones included. */
			readonly linesAside: number;
			/** Where they are. */
			readonly filesAside: readonly string[];
	  };

/**
 * Keeps the lines before a break, copies the rest to `SEGMENT.broken`, and goes on in a new segment whose first line
 * says so; a replay then starts HALTED, as what was set aside may have held a halt. The caller holds the lock.
 *
 * Until the last step the journal stays broken, so that a crash in between leaves it to another repair: 1. copy the
 * rest aside. 2. write the new segment. 3. remove the segments after the break. 4. cut the one with the break.
 * Throws a `KcmonError` on what the disk says.
 */
export function repairJournal(deps: { readonly files: Files; readonly clock: Clock }, folder: string): RepairReport {
	const { files, clock } = deps;
	const { segments, seq, hash, chainBreak } = scanJournal(files, folder);
	if (chainBreak === undefined) {
		return { kind: 'whole', seq };
	}

	const all = listSegments(files, folder);
	const first = all.findIndex(({ path }) => path === chainBreak.file);
	const damaged = segments[first]!;
	const text = files.read(damaged.path) ?? '';
	const rest = [
		{ segment: damaged, text: text.slice(damaged.goodLength) },
		...all.slice(first + 1).map(segment => ({ segment, text: files.read(segment.path) ?? '' })),
	];

	const filesAside: string[] = [];
	for (const { segment, text: aside } of rest) {
		const path = createAsideName(files, folder, segment.name, 'broken');
		files.replace(path, aside);
		filesAside.push(path);
	}

	const linesAside = rest.reduce((sum, { text: aside }) => sum + countLines(aside), 0);
	const body = {
		line: chainBreak.line,
		segment: damaged.name,
		problem: chainBreak.problem,
		lines_aside: linesAside,
		files_aside: filesAside.map(path => basename(path)),
	};
	const head = { v: 1, seq: seq + 1, t: Math.round(clock.wallNow()), mono: 0, boot: 'repair', kind: 'repair' } as const;
	const { line } = encodeLine({ ...head, why: 'kcmon journal repair', ...body }, hash);
	files.replace(createSegment(folder, all.at(-1)!.ordinal + 1).path, `${line}\n`);

	for (const segment of all.slice(first + 1).reverse()) {
		files.remove(segment.path);
	}

	const good = text.slice(0, damaged.goodLength);
	files.replace(damaged.path, good === '' || good.endsWith('\n') ? good : `${good}\n`);
	return { kind: 'repaired', chainBreak, kept: seq, linesAside, filesAside };
}

const countLines = (text: string): number => text.split('\n').filter(line => line !== '').length;

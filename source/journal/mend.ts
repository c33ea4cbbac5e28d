import { basename, join } from 'node:path';
import type { Files } from '../lib/seams.js';
import type { ScannedSegment } from './scan.js';
import { createAsideName, type Segment } from './segments.js';

/**
 * Makes a journal that holds ready to be written: refuses links, removes what a crash left of a file that was being
 * replaced, cuts torn lines into `SEGMENT.torn`, makes durable what is there. Returns what a person should know. Throws
 * what the disk says.
 */
export function mendFolder(files: Files, folder: string, segments: readonly ScannedSegment[]): readonly string[] {
	refuseLinks(files, segments);
	removeTemporaries(files, folder);
	const notes = mendTails(files, folder, segments);
	makeDurable(files, segments.at(-1));
	return notes;
}

/** A process that was killed may have left lines that the system holds and the disk does not, and new ones build on them. */
function makeDurable(files: Files, last: Segment | undefined): void {
	if (last === undefined) {
		return;
	}

	try {
		files.append(last.path, '', { sync: true });
	} catch {
		// What a failed sync lost it does not tell, and the next one says nothing of it: the file is written anew.
		files.replace(last.path, files.read(last.path) ?? '');
	}
}

/** Appending nothing opens without following a link, and shows now rather than later that a file is ours to write. */
function refuseLinks(files: Files, segments: readonly Segment[]): void {
	for (const { path } of segments) {
		files.append(path, '', { sync: false });
	}
}

/** What a crash left of a file that was being replaced. */
function removeTemporaries(files: Files, folder: string): void {
	for (const name of files.list(folder)) {
		if (name.startsWith('.') && name.endsWith('.tmp')) {
			files.remove(join(folder, name));
		}
	}
}

function mendTails(files: Files, folder: string, segments: readonly ScannedSegment[]): string[] {
	const notes: string[] = [];
	for (const { name, path, goodLength, torn, isOpen } of segments) {
		if (torn !== '') {
			const text = files.read(path) ?? '';
			const aside = createAsideName(files, folder, name, 'torn');
			files.replace(aside, torn);
			files.replace(path, text.slice(0, goodLength));
			notes.push(`1 torn line of ${name} was cut into ${basename(aside)}`);
		} else if (isOpen) {
			files.append(path, '\n', { sync: true });
		}
	}

	return notes;
}

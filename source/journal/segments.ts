import { join } from 'node:path';
import type { Files } from '../lib/seams.js';

/** A segment is full at this size; the next line begins another. */
export const segmentBytes = 16 * 1024 * 1024;

/** Where the journal of a data directory is. */
export const journalFolder = (dataDir: string): string => join(dataDir, 'journal');

const segmentName = /^(\d{6,})\.ndjson$/;

/** One file of the journal. Names sort by age. */
export type Segment = { readonly name: string; readonly path: string; readonly ordinal: number };

export function createSegment(folder: string, ordinal: number): Segment {
	const name = `${String(ordinal).padStart(6, '0')}.ndjson`;
	return { name, path: join(folder, name), ordinal };
}

/** The segments of a folder, oldest first; other files in it are none. */
export function listSegments(files: Files, folder: string): readonly Segment[] {
	return files
		.list(folder)
		.map(name => ({ name, path: join(folder, name), match: segmentName.exec(name) }))
		.flatMap(({ name, path, match }) => (match === null ? [] : [{ name, path, ordinal: Number(match[1]) }]))
		.sort((left, right) => left.ordinal - right.ordinal);
}

/** A name that is free in the folder: `NAME.torn`, `NAME.torn.2`, … */
export function createAsideName(files: Files, folder: string, name: string, ending: string): string {
	const taken = new Set(files.list(folder));
	const first = `${name}.${ending}`;
	let free = first;
	for (let count = 2; taken.has(free); count += 1) {
		free = `${first}.${count}`;
	}

	return join(folder, free);
}

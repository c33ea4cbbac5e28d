import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import type { Files } from '../lib/seams.js';

/** Space that is given back to the disk when it is full, so that cancels can be written down. */
const reserveName = 'reserve';
const reserveBytes = 8 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/** Takes the space unless it is taken. Returns what a person should know when there is none. */
export function makeReserve(files: Files, folder: string): string | undefined {
	if (files.list(folder).includes(reserveName)) {
		return undefined;
	}

	try {
		files.replace(join(folder, reserveName), reservePieces());
		return undefined;
	} catch {
		return 'the disk has no room for the reserve of 8 MiB';
	}
}

/** Gives the space back. Never throws: what cannot be removed gives no space, and the next write finds out. */
export function giveReserve(files: Files, folder: string): void {
	try {
		files.remove(join(folder, reserveName));
	} catch {
		// The journal is failing already; this error is its consequence.
	}
}

/** Takes as much room as it is long, also on a disk that packs what repeats. In pieces: as one text it would be in memory three times. */
function* reservePieces(): Iterable<string> {
	const words = new Uint32Array(pieceBytes / 4);
	const piece = Buffer.from(words.buffer);
	let state = 1;
	for (let written = 0; written < reserveBytes; written += pieceBytes) {
		for (let index = 0; index < words.length; index += 1) {
			state ^= state << 13;
			state ^= state >>> 17;
			state ^= state << 5;
			// Four characters from `0` to `o`.
			words[index] = (state & 0x3f3f_3f3f) + 0x3030_3030;
		}

		yield piece.toString('latin1');
	}
}

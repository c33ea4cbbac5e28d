import type { FileFacts, OpenFile } from '../lib/seams.js';
import type { LineSplitter } from './line-splitter.js';

/** One open file, read from a place onward as it grows. */
export type FollowedFile = {
	readonly identity: string;
	/** Reads what was appended; returns what happened. Stops early when `isFull`. */
	readonly readOn: (isFull: () => boolean) => 'read' | 'truncated' | 'refused';
	/** Ends it; an unfinished last line counts as one. */
	readonly finish: () => void;
	readonly close: () => void;
};

const chunkBytes = 64 * 1024;
/** As many bytes before the place reached are compared, to notice a file that was emptied and filled again. */
const fingerprintBytes = 64;
const lineFeed = 10;

/** Begins at the start of the file, or at the start of its last, unfinished line. */
export function followFile(file: OpenFile, splitter: LineSplitter, from: 'start' | 'end'): FollowedFile {
	const first = file.facts();
	let position = from === 'start' ? 0 : lastLineStart(file, first.size);
	let fingerprint = fingerprintAt(file, position);

	const isSameBefore = (): boolean => {
		const now = fingerprintAt(file, position);
		return now.length === fingerprint.length && now.every((byte, index) => byte === fingerprint[index]);
	};

	return {
		identity: first.identity,
		readOn: isFull => {
			const facts = file.facts();
			if (refusalOf(facts) !== undefined) {
				return 'refused';
			}

			const truncated = facts.size < position || !isSameBefore();
			if (truncated) {
				splitter.reset();
				position = 0;
			}

			while (position < facts.size && !isFull()) {
				const bytes = file.read(position, Math.min(chunkBytes, facts.size - position));
				if (bytes.length === 0) {
					break;
				}

				position += bytes.length;
				splitter.push(bytes);
			}

			fingerprint = fingerprintAt(file, position);
			return truncated ? 'truncated' : 'read';
		},
		finish: () => {
			splitter.flush();
			file.close();
		},
		close: file.close,
	};
}

/** Why a file may not be a source of signals: whoever can write to it could send them. Undefined when it may. */
export function refusalOf(facts: FileFacts): string | undefined {
	if (!facts.isRegular) {
		return 'refused: it is not a regular file';
	}

	if (!facts.isOwn) {
		return 'refused: it belongs to another user';
	}

	return facts.isWritableByOthers ? 'refused: group or others may write to it (chmod go-w mends it)' : undefined;
}

function lastLineStart(file: OpenFile, size: number): number {
	const from = Math.max(0, size - chunkBytes);
	const last = file.read(from, size - from).lastIndexOf(lineFeed);
	return last === -1 ? from : from + last + 1;
}

function fingerprintAt(file: OpenFile, position: number): Uint8Array {
	const from = Math.max(0, position - fingerprintBytes);
	return position === 0 ? new Uint8Array(0) : file.read(from, position - from);
}

import type { Cancel, Clock, Files } from '../lib/seams.js';
import { giveReserve } from './reserve.js';
import { createSegment, segmentBytes } from './segments.js';

export type SegmentWriter = {
	/** Writes one line, without its newline. With `sync` it is durable on return, else within 200 ms. Never throws. */
	readonly write: (line: string, options: { readonly sync: boolean }) => void;
	/** Makes durable what is not. Never throws. */
	readonly flush: () => void;
	/** What the disk said when it first refused. */
	readonly broken: () => string | undefined;
	/** Makes durable what is not, and stops. */
	readonly close: () => void;
};

export type SegmentWriterOptions = {
	readonly folder: string;
	/** The segment to go on with, and what it holds; ordinal 0 when there is none. */
	readonly ordinal: number;
	readonly bytes: number;
	/** @default 16 MiB */
	readonly segmentBytes?: number | undefined;
};

const batchMs = 200;
const rescueEveryMs = 1000;

/**
 * Appends lines to segments. Every line is handed to the system at once, so that it outlives this process; `sync`
 * lines wait for the disk too, and take those before them along.
 *
 * When the disk refuses once, its file is never written or synced again: a later success would say nothing of what
 * was lost (fsync reports an error once). The reserve is removed, and a new segment repeats all that was not known to
 * be durable. While even that fails, lines are kept in memory and it is tried each second.
 */
export function createSegmentWriter(
	{ files, clock }: { readonly files: Files; readonly clock: Clock },
	{ folder, ordinal: firstOrdinal, bytes: firstBytes, segmentBytes: limit = segmentBytes }: SegmentWriterOptions,
): SegmentWriter {
	let ordinal = firstOrdinal;
	let bytes = firstBytes;
	let undurable: string[] = [];
	let broken: string | undefined;
	// No segment can be written to: lines wait in memory.
	let isStranded = false;
	let cancelTimer: Cancel | undefined;
	let isClosed = false;

	const path = () => createSegment(folder, ordinal).path;

	const settle = () => {
		undurable = [];
		cancelTimer?.();
		cancelTimer = undefined;
	};

	/** A segment is born whole and durable, its name too: written beside, synced, renamed, folder synced. */
	const startSegment = (lines: readonly string[]) => {
		ordinal += 1;
		const text = lines.join('');
		files.replace(path(), text);
		bytes = text.length;
		isStranded = false;
		settle();
	};

	const rescue = () => {
		cancelTimer?.();
		cancelTimer = undefined;
		isStranded = true;
		try {
			startSegment(undurable);
		} catch {
			if (!isClosed) {
				cancelTimer = clock.after(rescueEveryMs, rescue);
			}
		}
	};

	const attempt = (write: () => void) => {
		try {
			write();
		} catch (error) {
			broken ??= error instanceof Error ? error.message : String(error);
			giveReserve(files, folder);
			rescue();
		}
	};

	const sync = () => {
		files.append(path(), '', { sync: true });
		settle();
	};

	const flush = () => {
		cancelTimer?.();
		cancelTimer = undefined;
		if (undurable.length > 0) {
			attempt(isStranded ? () => startSegment(undurable) : sync);
		}
	};

	return {
		write: (line, options) => {
			const text = `${line}\n`;
			if (isStranded) {
				undurable.push(text);
				return;
			}

			attempt(() => {
				undurable.push(text);
				if (ordinal === 0 || (bytes > 0 && bytes + text.length > limit)) {
					if (undurable.length > 1) {
						sync();
						undurable = [text];
					}

					startSegment(undurable);
					return;
				}

				bytes += text.length;
				files.append(path(), text, options);
				if (options.sync) {
					settle();
				} else {
					cancelTimer ??= clock.after(batchMs, flush);
				}
			});
		},
		flush,
		broken: () => broken,
		close: () => {
			isClosed = true;
			flush();
			cancelTimer?.();
		},
	};
}

import { KcmonError } from '../../lib/errors.js';
import { toSafeText } from '../../lib/safe-text.js';
import { readHeader, readRecord } from './read-record.js';
import type { RecordingHeader, RecordLine } from './record.js';

/** Whole lines of a file in the order they have there, many at a time. */
export type RecordingLines = {
	readonly batches: AsyncIterator<readonly string[]>;
	/** After the last batch: the file ended in the middle of a line. */
	readonly isTorn: () => boolean;
};

export type Recording = {
	readonly header: RecordingHeader;
	/** To be read once. Rejects with a `RecordingError` that names file and line. */
	readonly records: AsyncIterable<readonly RecordLine[]>;
	/** After the last record: how many lines the file has, and whether it stops without having been ended. */
	readonly ending: () => { readonly lines: number; readonly isCut: boolean };
};

/** A file that is no recording, or not one to its end. */
export class RecordingError extends KcmonError {
	constructor(file: string, line: number | undefined, problem: string) {
		const where = line === undefined ? toSafeText(file) : `${toSafeText(file)}, line ${line}`;
		super(`Recording ${where}: ${problem}`, { code: 'ERR_RECORDING' });
	}
}

/** Nothing happens in a recording for so long: whoever wrote more into it means no good. */
const longestSilenceMs = 24 * 3_600_000;

/** Opens a recording: reads its first lines. Rejects with a `RecordingError` where that is none. */
export async function openRecording(file: string, lines: RecordingLines): Promise<Recording> {
	let count = 0;
	let lastAt = 0;
	let hasEnded = false;

	const next = async (): Promise<readonly string[] | undefined> => {
		try {
			const { value, done } = await lines.batches.next();
			return done === true ? undefined : value;
		} catch (error) {
			throw error instanceof KcmonError ? error : new RecordingError(file, count + 1, 'it is damaged from here on');
		}
	};

	const parse = (line: string): RecordLine => {
		count += 1;
		const read = readRecord(line);
		if (!read.ok) {
			throw new RecordingError(file, count, read.problem);
		}

		const { at, kind } = read.value;
		if (hasEnded || at < lastAt || at - lastAt > longestSilenceMs) {
			throw new RecordingError(
				file,
				count,
				hasEnded
					? 'something follows the end'
					: at < lastAt
						? 'its time goes back'
						: 'its time jumps by more than a day',
			);
		}

		lastAt = at;
		hasEnded = kind === 'end';
		return read.value;
	};

	let first = await next();
	while (first !== undefined && first.length === 0) {
		first = await next();
	}

	const firstLine = first?.[0];
	if (first === undefined || firstLine === undefined) {
		throw new RecordingError(
			file,
			lines.isTorn() ? 1 : undefined,
			lines.isTorn() ? 'it is cut in its first line' : 'it is empty',
		);
	}

	count = 1;
	const header = readHeader(firstLine);
	if (!header.ok) {
		throw new RecordingError(file, 1, header.problem);
	}

	async function* read(): AsyncGenerator<readonly RecordLine[]> {
		let batch: readonly string[] | undefined = first!.slice(1);
		while (batch !== undefined) {
			const records: RecordLine[] = [];
			let problem: unknown;
			for (const line of batch) {
				try {
					records.push(parse(line));
				} catch (error) {
					problem = error;
					break;
				}
			}

			// What is good before a bad line is played.
			yield records;
			if (problem !== undefined) {
				throw problem;
			}

			batch = await next();
		}
	}

	return { header: header.value, records: read(), ending: () => ({ lines: count, isCut: !hasEnded }) };
}

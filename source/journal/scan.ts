import { KcmonError } from '../lib/errors.js';
import type { Files } from '../lib/seams.js';
import { type ChainedLine, checkLine, genesisHash, type LineVerdict } from './chain.js';
import { JournalError } from './journal.js';
import { listSegments, type Segment } from './segments.js';

/** Where the chain does not hold. `line` counts from 1 in its file; `seq` is the number that was due there. */
export type ChainBreak = {
	readonly file: string;
	readonly line: number;
	readonly seq: number;
	readonly problem: string;
};

export type ScannedSegment = Segment & {
	/** Characters of its whole lines; bytes too, as a line is ASCII. */
	readonly goodLength: number;
	/** What a crash or a full disk left after them; it has no newline. */
	readonly torn: string;
	/** The last line is whole but for its newline. */
	readonly isOpen: boolean;
};

export type JournalScan = {
	/** Up to the one with the break. */
	readonly segments: readonly ScannedSegment[];
	/** Number and hash of the last line that holds; lines are numbered from 1. */
	readonly seq: number;
	readonly hash: string;
	/** Undefined when the chain holds. What comes after the break is not looked at. */
	readonly chainBreak: ChainBreak | undefined;
};

export type OnEntry = (entry: ChainedLine, line: string) => void;

/**
 * Reads every segment, oldest first, and checks every line against the one before it. `onEntry` is called once for
 * each line of the chain, in order.
 *
 * A segment may end in a line without a newline: torn by a crash, or by a disk that refused. In the second case the
 * next segment repeats, byte by byte, the lines that were not known to be durable; they count once. That whole lines
 * are missing at the very end cannot be seen. Throws a `KcmonError` when a file cannot be read.
 */
export function scanJournal(files: Files, folder: string, onEntry?: OnEntry): JournalScan {
	const segments: ScannedSegment[] = [];
	let chain: Chain = { seq: 0, hash: genesisHash, recent: { first: 1, hashes: [] } };
	let tear: ChainBreak | undefined;

	for (const segment of listSegments(files, folder)) {
		const text = files.read(segment.path);
		if (text === undefined) {
			throw new KcmonError(`Could not read ${segment.path}: it went away`, { code: 'ERR_FILE' });
		}

		const result = readSegment(text, chain, onEntry);
		segments.push({ ...segment, ...result });
		const at = { file: segment.path, line: result.lines + 1, seq: result.chain.seq + 1 };
		if (result.problem !== undefined) {
			// What follows a torn line and does not fit shows that the line was whole once.
			const chainBreak = result.lines === 0 && tear !== undefined ? tear : { ...at, problem: result.problem };
			return { segments, seq: result.chain.seq, hash: result.chain.hash, chainBreak };
		}

		tear = result.torn === '' ? undefined : { ...at, problem: 'the line is not whole' };
		chain = result.chain;
	}

	return { segments, seq: chain.seq, hash: chain.hash, chainBreak: undefined };
}

/** What a person is told of a break, with the way out of it. */
export function createChainError({ file, line, seq, problem }: ChainBreak): JournalError {
	return new JournalError(`The journal does not hold at ${file} line ${line}, seq ${seq}: ${problem}`, {
		code: 'ERR_JOURNAL_CHAIN',
		hint: 'kcmon journal repair keeps what is whole before that line and sets the rest aside',
	});
}

/** Hashes by number, from `first`: of the last segment that had lines. */
type Hashes = { readonly first: number; readonly hashes: readonly string[] };

type Chain = { readonly seq: number; readonly hash: string; readonly recent: Hashes };

type SegmentReading = Pick<ScannedSegment, 'goodLength' | 'torn' | 'isOpen'> & {
	readonly lines: number;
	readonly chain: Chain;
	/** Of the line after those, when it is a whole line and not the next one. */
	readonly problem: string | undefined;
};

function readSegment(text: string, before: Chain, onEntry: OnEntry | undefined): SegmentReading {
	let { seq, hash } = before;
	let first = seq + 1;
	let position = 0;
	const hashes: string[] = [];
	const reading = (rest: Pick<SegmentReading, 'torn' | 'isOpen' | 'problem'>): SegmentReading => ({
		...rest,
		goodLength: Math.min(position, text.length),
		lines: hashes.length,
		chain: { seq, hash, recent: hashes.length === 0 ? before.recent : { first, hashes } },
	});

	while (position < text.length) {
		const newline = text.indexOf('\n', position);
		const content = text.slice(position, newline === -1 ? text.length : newline);
		const isRepeating = first + hashes.length <= seq;
		let verdict = isRepeating ? broken : checkLine(content, hash, seq + 1);
		let isNew = true;
		if (isRepeating || (verdict.kind === 'broken' && hashes.length === 0)) {
			const repeated = checkRepeated(content, before.recent, isRepeating ? first + hashes.length : undefined);
			isNew = repeated.kind !== 'good';
			verdict = isNew && !isRepeating ? verdict : repeated;
		}

		if (verdict.kind !== 'good') {
			return newline === -1
				? reading({ torn: content, isOpen: false, problem: undefined })
				: reading({ torn: '', isOpen: false, problem: verdict.problem });
		}

		if (isNew) {
			seq = verdict.entry.seq;
			hash = verdict.entry.h;
			onEntry?.(verdict.entry, content);
		} else if (hashes.length === 0) {
			first = verdict.entry.seq;
		}

		hashes.push(verdict.entry.h);
		position += content.length + 1;
	}

	return reading({ torn: '', isOpen: position > text.length, problem: undefined });
}

const broken: LineVerdict = { kind: 'broken', problem: 'the line does not repeat the one of the former segment' };

/** Whether it is the line `due`, or at the start of a segment any line, of the segment before. */
function checkRepeated(content: string, recent: Hashes, due: number | undefined): LineVerdict {
	const found = /"seq":(\d{1,15}),/.exec(content.slice(0, 40));
	const seq = due ?? Number(found?.[1] ?? 0);
	const prev = /"prev":"([0-9a-f]{64})","h":"[0-9a-f]{64}"\}$/.exec(content)?.[1] ?? '';
	const verdict = checkLine(content, prev, seq);
	return verdict.kind === 'good' && verdict.entry.h !== recent.hashes[seq - recent.first] ? broken : verdict;
}

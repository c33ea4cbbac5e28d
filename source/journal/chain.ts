import { hash } from 'node:crypto';
import type { JournalEntry, JournalKind } from './journal.js';

/** `prev` of the first line of a journal. */
export const genesisHash = '0'.repeat(64);

/** What every line carries besides its kind's own fields. */
export type LineHead = {
	readonly v: 1;
	/** From 1, without holes, over all segments. */
	readonly seq: number;
	/** Wall ms. */
	readonly t: number;
	/** Monotonic ms, meaningful within one `boot` only. */
	readonly mono: number;
	/** One run of the program. */
	readonly boot: string;
	readonly kind: string;
	/** What caused it: a key, a command, a signal, the venue. */
	readonly why: string;
};

export type ChainedLine = LineHead & Readonly<Record<string, unknown>> & { readonly prev: string; readonly h: string };

const hashPattern = /^[0-9a-f]{64}$/;
const hashMark = ',"h":"';
const beyondAscii = /[\u007f-\uffff]/g;

/**
 * One line of the journal, without its newline: the fields, then `prev`, then `h` = SHA-256 of `prev` and the bytes
 * of the line before `,"h"`. So a changed, missing or moved line breaks every line after it. The line is plain ASCII:
 * whatever a crash leaves of it, no byte can be mistaken for another.
 */
export function encodeLine(
	fields: LineHead & Readonly<Record<string, unknown>>,
	prev: string,
): { readonly line: string; readonly hash: string } {
	const text = JSON.stringify({ ...fields, prev }).replace(beyondAscii, escapeUnit);
	const head = text.slice(0, -1);
	const lineHash = hashOf(prev, head);
	return { line: `${head}${hashMark}${lineHash}"}`, hash: lineHash };
}

export type LineVerdict =
	| { readonly kind: 'good'; readonly entry: ChainedLine }
	/** `torn`: not a whole line. `broken`: a line, but not the next one of this chain. */
	| { readonly kind: 'torn' | 'broken'; readonly problem: string };

/** Checks one line against the hash and sequence number of the one before it. Never throws. */
export function checkLine(line: string, prev: string, seq: number): LineVerdict {
	const mark = line.lastIndexOf(hashMark);
	const tail = mark === -1 ? '' : line.slice(mark + hashMark.length);
	if (mark === -1 || !tail.endsWith('"}') || !hashPattern.test(tail.slice(0, -2))) {
		return { kind: 'torn', problem: 'the line has no hash at its end' };
	}

	let entry: unknown;
	try {
		entry = JSON.parse(line);
	} catch {
		return { kind: 'broken', problem: 'the line is not JSON' };
	}

	if (!isChained(entry)) {
		return { kind: 'broken', problem: 'the line lacks fields that every entry has' };
	}

	if (entry.prev !== prev) {
		return { kind: 'broken', problem: `prev is ${entry.prev.slice(0, 8)}…, expected ${prev.slice(0, 8)}…` };
	}

	if (entry.seq !== seq) {
		return { kind: 'broken', problem: `seq is ${entry.seq}, expected ${seq}` };
	}

	if (hashOf(prev, line.slice(0, mark)) !== entry.h) {
		return { kind: 'broken', problem: 'the hash does not match the line' };
	}

	return { kind: 'good', entry };
}

/** The line's own fields apart from its head. */
export function toEntry(line: ChainedLine): JournalEntry {
	const { v: _v, seq, t, mono, boot, kind, why, prev: _prev, h: _h, ...body } = line;
	return { seq, t, mono, boot, kind: kind as JournalKind, why, body };
}

function hashOf(prev: string, head: string): string {
	return hash('sha256', prev + head, 'hex');
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

function isChained(value: unknown): value is ChainedLine {
	if (typeof value !== 'object' || value === null) {
		return false;
	}

	const entry = value as Record<string, unknown>;
	return (
		entry.v === 1 &&
		typeof entry.seq === 'number' &&
		typeof entry.t === 'number' &&
		typeof entry.mono === 'number' &&
		typeof entry.boot === 'string' &&
		typeof entry.kind === 'string' &&
		typeof entry.why === 'string' &&
		typeof entry.prev === 'string' &&
		hashPattern.test(entry.prev) &&
		typeof entry.h === 'string'
	);
}

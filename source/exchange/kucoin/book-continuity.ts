import {
	type BookChange,
	type BookDeltaEvent,
	type ChangeNumbers,
	numbersPerChange,
} from '../../model/market-event.js';

/** How one push stands to the last sequence applied. */
export type Standing = 'old' | 'next' | 'gap';

/** `old`: applied already; `next`: continues without a hole; `gap`: something between is missing. */
export function judgeDelta(delta: BookDeltaEvent, sequence: number): Standing {
	if (delta.sequenceEnd <= sequence) {
		return 'old';
	}

	return delta.sequenceStart > sequence + 1 ? 'gap' : 'next';
}

const isInOrder = (rows: readonly BookChange[], after: number): boolean => {
	let last = after;
	for (let index = 0; index < rows.length; index += 1) {
		const sequence = Number(rows[index]![2]);
		if (sequence <= last) {
			return false;
		}

		last = sequence;
	}

	return true;
};

const areInOrder = (rows: ChangeNumbers, after: number): boolean => {
	let last = after;
	for (let at = numbersPerChange - 1; at < rows.length; at += numbersPerChange) {
		const sequence = rows[at]!;
		if (sequence <= last) {
			return false;
		}

		last = sequence;
	}

	return true;
};

const arrange = (rows: readonly BookChange[], after: number): readonly BookChange[] =>
	rows.filter(row => Number(row[2]) > after).sort((one, other) => Number(one[2]) - Number(other[2]));

/**
 * The delta with only the rows that are news after `sequence`, in the order of their own sequences, so that of two rows
 * of one price the later wins. Most pushes come so already and are returned as they are.
 */
export function arrangeDelta(delta: BookDeltaEvent, sequence: number): BookDeltaEvent {
	const { bidNumbers, askNumbers } = delta;
	const isArranged =
		bidNumbers === undefined || askNumbers === undefined
			? isInOrder(delta.bids, sequence) && isInOrder(delta.asks, sequence)
			: areInOrder(bidNumbers, sequence) && areInOrder(askNumbers, sequence);
	if (isArranged) {
		return delta;
	}

	const { type, symbol, sequenceEnd, time, receivedAt } = delta;
	return {
		type,
		symbol,
		sequenceStart: Math.max(delta.sequenceStart, sequence + 1),
		sequenceEnd,
		bids: arrange(delta.bids, sequence),
		asks: arrange(delta.asks, sequence),
		time,
		receivedAt,
	};
}

/** Whether pushes continue a snapshot: `end` is the sequence they lead to; `hole` the index of the first that does not fit. */
export function followSnapshot(
	sequence: number,
	sorted: readonly BookDeltaEvent[],
): { readonly end: number; readonly hole: number | undefined } {
	let end = sequence;
	for (let index = 0; index < sorted.length; index += 1) {
		const delta = sorted[index]!;
		const standing = judgeDelta(delta, end);
		if (standing === 'gap') {
			return { end, hole: index };
		}

		if (standing === 'next') {
			end = delta.sequenceEnd;
		}
	}

	return { end, hole: undefined };
}

/**
 * By where pushes lead to, equals as they came. Not by where they start: a push that repeats earlier ones need not repeat
 * their rows, and before them it would hide them.
 */
export const sortBuffer = (buffer: readonly BookDeltaEvent[]): BookDeltaEvent[] =>
	[...buffer].sort((one, other) => one.sequenceEnd - other.sequenceEnd);

import type { Cancel, Clock } from '../lib/seams.js';

export type PacedLines<Line> = {
	readonly push: (line: Line) => void;
	/** True while so many lines wait that the reader should pause. */
	readonly isFull: () => boolean;
	readonly stop: () => void;
};

const linesPerTurn = 64;
const turnMs = 5;
/** How soon it looks again whether lines may go on. */
const blockedMs = 50;
const fullAt = 1024;

/**
 * Hands lines on in order, a few at a time, so that a long file or a fast pipe never holds up the market's data. Nothing
 * is dropped: the reader is told to wait instead, and `onRoom` tells it when to go on.
 */
export function createPacedLines<Line>(
	clock: Clock,
	handlers: {
		readonly onLine: (line: Line) => void;
		readonly onRoom: () => void;
		/** Lines wait while it is true. */
		readonly isBlocked: () => boolean;
	},
): PacedLines<Line> {
	let waiting: Line[] = [];
	let next: Cancel | undefined;
	let stopped = false;

	const turn = (): void => {
		next = undefined;
		if (handlers.isBlocked()) {
			next = clock.after(blockedMs, turn);
			return;
		}

		const batch = waiting.splice(0, linesPerTurn);
		for (const line of batch) {
			handlers.onLine(line);
			if (stopped) {
				return;
			}
		}

		if (waiting.length > 0) {
			next = clock.after(turnMs, turn);
		}

		if (waiting.length < fullAt) {
			handlers.onRoom();
		}
	};

	return {
		push: line => {
			if (stopped) {
				return;
			}

			waiting.push(line);
			next ??= clock.after(0, turn);
		},
		isFull: () => waiting.length >= fullAt,
		stop: () => {
			stopped = true;
			waiting = [];
			next?.();
		},
	};
}

import type { Clock } from '../lib/seams.js';
import type { Intake, Provenance } from './intake.js';
import { createLineSplitter, type LineSplitter } from './line-splitter.js';
import { createPacedLines } from './paced-lines.js';
import { maxSignalBytes } from './signal-schema.js';

type Line = { readonly text: string } | { readonly problem: string };

export type SignalLines = {
	/** Each stream of bytes has its own, so that two unfinished lines never mix. */
	readonly createSplitter: () => LineSplitter;
	/** True while the reader should wait. */
	readonly isFull: () => boolean;
	readonly stop: () => void;
};

/** Bytes of one source → lines → the intake, in order and paced. `onRoom` says that a full queue has room again. */
export function createSignalLines(
	{ clock, intake }: { readonly clock: Clock; readonly intake: Intake },
	provenance: Provenance,
	onRoom: () => void,
): SignalLines {
	const lines = createPacedLines<Line>(clock, {
		onLine: line => {
			if ('text' in line) {
				intake.accept(line.text, provenance);
			} else {
				intake.quarantine(line.problem, provenance.source);
			}
		},
		onRoom,
		isBlocked: intake.isWaiting,
	});
	return {
		createSplitter: () =>
			createLineSplitter(
				{ maxBytes: maxSignalBytes },
				{ onLine: text => lines.push({ text }), onBadLine: problem => lines.push({ problem }) },
			),
		isFull: lines.isFull,
		stop: lines.stop,
	};
}

import type { ByteInput, Clock } from '../lib/seams.js';
import type { SignalSource } from '../signals/source.js';
import type { Intake } from './intake.js';
import { createSignalLines } from './signal-lines.js';

export type StdinDeps = {
	readonly clock: Clock;
	readonly input: ByteInput;
	readonly intake: Intake;
	/** Hears words for a person. */
	readonly log: (text: string) => void;
};

/**
 * Signals from standard input, one JSON object a line. The last line counts without its line break. When more comes than
 * can be taken, the writer is made to wait.
 */
export function createStdinSource(
	{ clock, input, intake, log }: StdinDeps,
	{ source }: { readonly source: string },
): SignalSource {
	let isPaused = false;
	let ended: string | undefined;
	const lines = createSignalLines({ clock, intake }, { source, verified: 'local' }, () => {
		if (isPaused) {
			isPaused = false;
			input.resume();
		}
	});
	const splitter = lines.createSplitter();

	return {
		name: source,
		link: () => ({ name: source, place: 'stdin', isUp: ended === undefined, text: ended ?? 'reading' }),
		start: () => {
			input.start({
				onBytes: bytes => {
					splitter.push(bytes);
					if (lines.isFull() && !isPaused) {
						isPaused = true;
						input.pause();
					}
				},
				onEnd: problem => {
					splitter.flush();
					ended = problem === undefined ? 'ended' : `ended: ${problem}`;
					if (problem !== undefined) {
						log(`signals from stdin ended: ${problem}`);
					}
				},
			});
		},
		stop: () => {
			lines.stop();
			input.stop();
		},
	};
}

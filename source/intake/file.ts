import type { Cancel, Clock, OpenForReading } from '../lib/seams.js';
import type { SignalSource } from '../signals/source.js';
import { type FollowedFile, followFile, refusalOf } from './followed-file.js';
import type { Intake } from './intake.js';
import { createSignalLines } from './signal-lines.js';

export type FileDeps = {
	readonly clock: Clock;
	readonly open: OpenForReading;
	readonly intake: Intake;
	/** Hears words for a person: that the file is refused, missing, truncated or replaced. */
	readonly log: (text: string) => void;
};

export type FileOptions = {
	readonly path: string;
	readonly source: string;
	/** Reads all of it; else only what is appended after the start. */
	readonly fromStart: boolean;
};

const pollMs = 100;
/** How long a file that was moved away is still read: its writer may not have noticed yet. */
const movedFileMs = 2_000;

/**
 * Signals from a file, one JSON object a line, followed as it grows:
 *
 * 1. The file must be a regular one, the user's own, and not writable by group or others; else it is refused with the
 *    reason, and looked at again.
 * 2. Reading begins at the end (at the start of its last, unfinished line) or, `fromStart`, at the beginning. A file that
 *    appears later is read from its beginning.
 * 3. An unfinished last line waits for its line break.
 * 4. Rotation: when another file takes the name, that one is read from its beginning, and the old one for two seconds
 *    more. Truncation: a file shorter than the place reached, or with other bytes before it, is read from its beginning.
 */
export function createFileSource(deps: FileDeps, { path, source, fromStart }: FileOptions): SignalSource {
	const { clock, open, intake, log } = deps;
	const lines = createSignalLines({ clock, intake }, { source, verified: 'local' }, () => undefined);
	let current: FollowedFile | undefined;
	let moved: { readonly file: FollowedFile; readonly until: number } | undefined;
	/** A file that was there at the start, or that was refused, holds what is not news. */
	let oldNews: 'start' | string | undefined = 'start';
	let lastSaid = '';
	let timer: Cancel | undefined;

	const say = (text: string): void => {
		if (text !== lastSaid) {
			lastSaid = text;
			log(`signals from ${path}: ${text}`);
		}
	};

	const lookAtName = (): void => {
		const file = open(path);
		if (file === undefined) {
			oldNews = undefined;
			if (current === undefined) {
				say('no such file yet');
			}

			return;
		}

		const facts = file.facts();
		const refusal = refusalOf(facts);
		if (facts.identity === current?.identity || refusal !== undefined) {
			file.close();
			if (refusal !== undefined) {
				oldNews = facts.identity;
				say(refusal);
			}

			return;
		}

		if (current !== undefined) {
			moved?.file.finish();
			moved = { file: current, until: clock.monoNow() + movedFileMs };
			say('another file has its name, read from its beginning');
		}

		const isOldNews = oldNews === 'start' || oldNews === facts.identity;
		current = followFile(file, lines.createSplitter(), isOldNews && !fromStart ? 'end' : 'start');
		oldNews = undefined;
		lastSaid = '';
	};

	const readMoved = (): void => {
		if (moved === undefined) {
			return;
		}

		moved.file.readOn(lines.isFull);
		if (clock.monoNow() >= moved.until && !lines.isFull()) {
			moved.file.finish();
			moved = undefined;
		}
	};

	const readCurrent = (): void => {
		const outcome = current?.readOn(lines.isFull);
		if (outcome === 'truncated') {
			log(`signals from ${path}: was truncated, read from its beginning`);
		} else if (outcome === 'refused') {
			current?.close();
			current = undefined;
		}
	};

	const poll = (): void => {
		try {
			lookAtName();
			if (!lines.isFull()) {
				readMoved();
				readCurrent();
			}
		} catch (error) {
			current?.close();
			current = undefined;
			say(`cannot be read: ${codeOf(error)}`);
		}
	};

	return {
		name: source,
		link: () => ({
			name: source,
			place: `file ${path}`,
			isUp: current !== undefined,
			text: current === undefined ? lastSaid : 'following',
		}),
		start: () => {
			poll();
			timer = clock.every(pollMs, poll);
		},
		stop: () => {
			timer?.();
			lines.stop();
			moved?.file.close();
			current?.close();
		},
	};
}

function codeOf(error: unknown): string {
	return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
}

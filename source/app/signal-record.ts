import { join } from 'node:path';
import type { EngineEvent } from '../engine/engine.js';
import type { Cancel, Clock, Files } from '../lib/seams.js';
import type { Lock } from '../platform/lock.js';
import type { Logger } from '../platform/logger.js';
import { readScorecard } from '../signals/read-scorecard.js';
import { createScorecard, type Scorecard } from '../signals/scorecard.js';
import type { ScorecardState } from '../signals/tally.js';
import { encodeSignal } from './events-json.js';
import type { RunOptions } from './options.js';
import { createSavedFile } from './saved-file.js';

/** What was said by whom, and what it was worth: the log of signals and their scorecard, kept over runs. */
export type SignalRecord = {
	/** With what earlier runs saved. */
	readonly scorecard: Scorecard;
	readonly note: (event: EngineEvent) => void;
	readonly start: () => void;
	/** Writes what is left. */
	readonly stop: () => void;
};

export type SignalRecordDeps = {
	readonly clock: Clock;
	readonly files: Files;
	readonly acquireLock: (folder: string) => Promise<Lock>;
	readonly log: Pick<Logger, 'info' | 'warn'>;
};

const saveEveryMs = 10_000;
const writeAfterMs = 250;
const maxLogLength = 4_000_000;

/** Signals of one exchange: those of the demo say nothing about KuCoin. */
export function signalFolderOf({ mode, restUrl, tradeDir }: Pick<RunOptions, 'mode' | 'restUrl' | 'tradeDir'>): string {
	const venue =
		restUrl === undefined ? (mode === 'demo' ? 'demo' : 'kucoin') : new URL(restUrl).host.replace(/[^a-z0-9.]/gi, '-');
	return join(tradeDir, 'signals', venue === 'api.kucoin.com' ? 'kucoin' : venue);
}

export const scorecardPath = (folder: string): string => join(folder, 'scorecard.json');
/** One line an event, as `kcmon stream` prints it. */
export const signalLogPath = (folder: string): string => join(folder, 'log.ndjson');

/** Throws where the text is no scorecard of this version. */
export function parseScorecard(text: string): ScorecardState {
	const state = readScorecard(JSON.parse(text));
	if (state === undefined) {
		throw new Error('it is no scorecard of this version');
	}

	return state;
}

/**
 * Opens the record of a folder. One process writes it, whoever comes first; another goes on from what is saved and keeps
 * what it adds to itself, as two that watch the same market would count everything twice.
 */
export async function openSignalRecord(
	deps: SignalRecordDeps,
	{ folder, takerFee }: { readonly folder: string; readonly takerFee: number },
): Promise<SignalRecord> {
	const { clock, files, log } = deps;
	const lock = await deps.acquireLock(folder).catch((error: unknown): Lock => {
		log.warn(`signals are not recorded: ${error instanceof Error ? error.message : String(error)}`);
		return { held: false, holderPid: undefined };
	});
	const file = createSavedFile(deps, { folder, path: scorecardPath(folder), what: 'the scorecard of signals' });
	const saved = file.read(parseScorecard);
	const scorecard = createScorecard({ takerFee, ...(saved === undefined ? {} : { saved }) });
	if (!lock.held) {
		log.info(`signals are recorded by another process (${lock.holderPid ?? 'unknown'})`);
		return { scorecard, note: () => {}, start: () => {}, stop: () => {} };
	}

	const logPath = signalLogPath(folder);
	let logLength = readOrEmpty(files, logPath).length;
	let waiting = '';
	let stopWriting: Cancel | undefined;
	let stopSaving: Cancel | undefined;
	let savedText = saved === undefined ? '' : JSON.stringify(saved);

	const save = (): void => {
		const text = JSON.stringify(scorecard.state());
		if (text !== savedText && scorecard.rows().length > 0) {
			savedText = text;
			file.save(text);
		}
	};

	const write = (): void => {
		stopWriting = undefined;
		if (waiting === '') {
			return;
		}

		try {
			files.append(logPath, waiting, { sync: false });
			logLength += waiting.length;
			waiting = '';
			if (logLength > maxLogLength) {
				const text = newestLines(readOrEmpty(files, logPath), maxLogLength / 2);
				files.replace(logPath, text);
				logLength = text.length;
			}
		} catch (error) {
			log.warn(`the log of signals was not written: ${error instanceof Error ? error.message : String(error)}`);
			waiting = newestLines(waiting, maxLogLength / 2);
		}
	};

	return {
		scorecard,
		note(event) {
			if (event.type === 'signal' || event.type === 'signal-quarantined') {
				waiting += encodeSignal(event);
				stopWriting ??= clock.after(writeAfterMs, write);
			}
		},
		start() {
			stopSaving ??= clock.every(saveEveryMs, save);
		},
		stop() {
			stopWriting?.();
			stopSaving?.();
			write();
			save();
			lock.release();
		},
	};
}

const readOrEmpty = (files: Pick<Files, 'read'>, path: string): string => {
	try {
		return files.read(path) ?? '';
	} catch {
		return '';
	}
};

/** Whole lines from the end, no longer than `length` together. */
function newestLines(text: string, length: number): string {
	return text.length <= length ? text : text.slice(text.indexOf('\n', text.length - length) + 1);
}

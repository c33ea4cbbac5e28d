import { createPlayer, type Player } from '../exchange/replay/player.js';
import { openRecording, type Recording } from '../exchange/replay/read-recording.js';
import { createReplayNet } from '../exchange/replay/replay-net.js';
import { UsageError } from '../lib/errors.js';
import { createSeededRandom } from '../lib/seeded-random.js';
import { openRecordingLines } from '../platform/recording-file.js';
import { settlePromises } from '../platform/settle.js';
import { createMachine, type Machine } from './machine.js';
import { createMemoryFiles } from './memory-files.js';
import type { RunOptions } from './options.js';

/** A recording in place of the machine: its clock, its net, and nothing that outlives the run. */
export type Playback = {
	readonly recording: Recording;
	readonly player: Player;
	readonly machine: Machine;
	/** Those of the run that plays it: its symbols, and paper orders at its time. */
	readonly options: RunOptions;
};

const seed = 1;
/** Where the paper account and the journal of a replay are: in memory. */
const folder = '/recording';

/** Opens a recording. Rejects with a `RecordingError`, or a `UsageError` for a mode that a recording cannot have. */
export async function openPlayback(file: string, speed: number, options: RunOptions): Promise<Playback> {
	if (options.mode === 'live' || options.mode === 'demo') {
		throw new UsageError(`--${options.mode} does not apply to a recording`, 'Orders in a recording are on paper');
	}

	const { createVirtualClock } = await import('../simulator/virtual/clock.js');
	const recording = await openRecording(file, openRecordingLines(file));
	const clock = createVirtualClock({ wall: recording.header.started, settle: settlePromises });
	const net = createReplayNet(clock);
	const real = createMachine();
	const player = createPlayer(
		{ clock, machine: real.clock, records: recording.records, net, settle: settlePromises },
		{ speed },
	);
	return {
		recording,
		player,
		machine: {
			...real,
			clock,
			random: createSeededRandom(seed),
			files: createMemoryFiles(),
			openNet: () => ({ ...net, close: () => {} }),
			acquireLock: async () => ({ held: true, release: () => {} }),
			serveControl: async () => () => {},
		},
		options: {
			...options,
			symbols: recording.header.symbols,
			restUrl: undefined,
			tradeDir: folder,
			signals: [],
			// What happened then is no news to whoever is called.
			signalUse: { ...options.signalUse, hook: { ...options.signalUse.hook, command: [] } },
		},
	};
}

/** For a person, after the last record: what was cut off. */
export function describeEnding(file: string, { ending }: Recording): string | undefined {
	const { lines, isCut } = ending();
	return isCut ? `Recording ${file} was cut after line ${lines}: it was played up to there` : undefined;
}

import type { Clock, Files, Random, RunProgram } from '../lib/seams.js';
import { createClock } from '../platform/clock.js';
import { createFiles } from '../platform/files.js';
import { acquireLock, type Lock } from '../platform/lock.js';
import { createLogger, type Logger, type LoggerOptions } from '../platform/logger.js';
import { createNet, type PlatformNet } from '../platform/net.js';
import { createRandom } from '../platform/random.js';
import { runProgram } from '../platform/run-program.js';
import { serveControl } from './control-channel.js';

/** All that a run takes of the machine: the real one, or a seeded world of virtual time. */
export type Machine = {
	readonly clock: Clock;
	readonly random: Random;
	readonly files: Files;
	readonly openNet: () => PlatformNet;
	readonly openLog: (options: LoggerOptions) => Logger;
	readonly acquireLock: (folder: string) => Promise<Lock>;
	readonly serveControl: typeof serveControl;
	readonly runProgram: RunProgram;
};

/** The machine that this process runs on. */
export const createMachine = (): Machine => ({
	clock: createClock(),
	random: createRandom(),
	files: createFiles(),
	openNet: createNet,
	openLog: createLogger,
	acquireLock,
	serveControl,
	runProgram,
});

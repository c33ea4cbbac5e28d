import { type Composition, compose, dashboardStreams } from '../../source/app/compose.js';
import type { StopReason } from '../../source/app/io.js';
import type { EngineEvent } from '../../source/engine/engine.js';
import type { Files } from '../../source/lib/seams.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { demoCredentials } from '../../source/simulator/exchange.js';
import type { VirtualDisk } from '../../source/simulator/virtual/disk.js';
import type { DeathPlan, VirtualMachine, VirtualProcess } from '../../source/simulator/virtual/machine.js';
import type { VirtualNet } from '../../source/simulator/virtual/net.js';
import { createLineLog, createSilentIo, runOptions } from './options.js';
import type { Pace } from './pace.js';
import type { Trace } from './trace.js';

export type Boot = {
	readonly number: number;
	readonly process: VirtualProcess;
	readonly run: Composition;
	/** World ms. */
	readonly startedAt: number;
	/** SIGUSR2. */
	readonly halt: () => void;
};

/** The whole program, as `app/` puts it together, on one computer: started, stopped, killed and started again. */
export type Client = {
	/** Starts a process; a failed start is told to `onEnd`. */
	readonly start: () => void;
	/** While the program runs. */
	readonly boot: () => Boot | undefined;
	readonly process: () => VirtualProcess | undefined;
	readonly kill: () => void;
	readonly planDeath: (plan: DeathPlan) => void;
	/** The way out of a person or the system. */
	readonly stop: (reason: StopReason) => Promise<void>;
	readonly boots: () => number;
};

export type ClientDeps = {
	readonly seed: number;
	readonly now: () => number;
	readonly machine: VirtualMachine;
	readonly disk: VirtualDisk & { readonly putReserve: () => void };
	readonly net: VirtualNet;
	readonly trace: Trace;
	readonly pace: Pace;
	readonly onEvent: (event: EngineEvent) => void;
	readonly onBoot: (boot: Boot) => void;
	/** Whatever ended it: nothing runs any more. */
	readonly onEnd: (how: 'died' | 'stopped' | 'did not start') => void;
	readonly onLog: (level: string, text: string) => void;
};

export function createClient(deps: ClientDeps): Client {
	const { machine, disk, net, trace } = deps;
	let boots = 0;
	let process: VirtualProcess | undefined;
	let current: Boot | undefined;
	let holder: VirtualProcess | undefined;

	const guardFiles = (owner: VirtualProcess): Files => ({
		read: path => owner.touch(() => disk.read(path)),
		replace: (path, text) => owner.touch(() => disk.replace(path, text)),
		append: (path, text, options) => owner.touch(() => disk.append(path, text, options)),
		list: folder => owner.touch(() => disk.list(folder)),
		remove: path => owner.touch(() => disk.remove(path)),
		makeFolder: path => owner.touch(() => disk.makeFolder(path)),
	});

	const start = (): void => {
		disk.putReserve();
		boots += 1;
		const number = boots;
		let halt: () => void = () => {};
		const own = machine.spawn(() => {
			connection.close();
			if (holder === own) {
				holder = undefined;
			}

			if (process === own) {
				trace.note(`boot ${number} is gone`);
				process = undefined;
				current = undefined;
				deps.onEnd('died');
			}
		});
		const connection = net.open(own);
		process = own;
		trace.note(`boot ${number}`);
		const io = createSilentIo(listener => {
			halt = listener;
			return () => {};
		});
		const isLost = (): boolean => process !== own;
		own.enter(() => {
			compose(
				runOptions,
				io,
				{
					streams: { ...dashboardStreams, stats: deps.pace.hasStats },
					depthOf: 'all',
					credentials: demoCredentials,
					trades: true,
				},
				{
					clock: own.clock,
					random: createSeededRandom(deps.seed * 1000 + number),
					files: guardFiles(own),
					openNet: () => connection,
					openLog: () => createLineLog((level, text) => (own.isAlive() ? deps.onLog(level, text) : undefined)),
					acquireLock: async () => {
						if (holder !== undefined) {
							return { held: false, holderPid: 1 };
						}

						holder = own;
						return {
							held: true,
							release: () => {
								holder = holder === own ? undefined : holder;
							},
						};
					},
					serveControl: async () => () => {},
					runProgram: () => () => {},
				},
			).then(
				run => {
					if (isLost()) {
						return;
					}

					run.engine.subscribe(event => {
						if (own.isAlive()) {
							deps.onEvent(event);
						}
					});
					current = { number, process: own, run, startedAt: deps.now(), halt: () => own.enter(halt) };
					deps.onBoot(current);
					run.engine.start();
				},
				(error: unknown) => {
					if (!isLost()) {
						trace.note(`boot ${number} did not start: ${String(error)}`);
						process = undefined;
						own.kill();
						deps.onEnd('did not start');
					}
				},
			);
		});
	};

	return {
		start,
		boot: () => current,
		process: () => process,
		boots: () => boots,
		kill: () => process?.kill(),
		planDeath: plan => process?.planDeath(plan),
		stop: async reason => {
			const boot = current;
			if (boot === undefined) {
				return;
			}

			// Nobody reaches the keys any more.
			current = undefined;
			await boot.run.stop(reason);
			if (boot.process.isAlive()) {
				trace.note(`boot ${boot.number} stopped: ${reason}`);
				process = undefined;
				boot.process.kill();
				deps.onEnd('stopped');
			}
		},
	};
}

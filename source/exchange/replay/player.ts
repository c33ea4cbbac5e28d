import type { Cancel, Clock } from '../../lib/seams.js';
import type { FeedPlayback, SocketNews } from '../../market/feed.js';
import type { SignalEvent } from '../../model/signal-event.js';
import type { RecordLine } from './record.js';
import type { ReplayNet } from './replay-net.js';

/** A clock that moves only when told: the recording's. */
export type PlaybackClock = Clock & {
	/** Runs the timers that are due until then, each at its own time, and lets promises settle between them. */
	readonly advanceTo: (mono: number) => Promise<void>;
	/** Moves on where no timer is due before. */
	readonly skipTo: (mono: number) => void;
	readonly nextDueAt: () => number;
	readonly stepWall: (ms: number) => void;
};

export type PlayerDeps = {
	readonly clock: PlaybackClock;
	/** The machine's own, for the pace. */
	readonly machine: Pick<Clock, 'monoNow' | 'after'>;
	readonly records: AsyncIterable<readonly RecordLine[]>;
	readonly net: ReplayNet;
	/** Resolves when every promise that could settle has. */
	readonly settle: () => Promise<void>;
};

export type PlayHandlers = {
	readonly onSignal: (event: SignalEvent) => void;
	readonly onLost: (count: number) => void;
	/** While it is true nothing is played: whoever takes the events has not finished with the last ones. */
	readonly isBehind?: () => boolean;
};

export type Player = {
	readonly playback: FeedPlayback;
	/** Plays to the end of the records. Rejects with what reading them throws. `ended`: false when it was stopped before. */
	readonly play: (handlers: PlayHandlers) => Promise<{ readonly ended: boolean }>;
	/** Plays no further. Time goes on at the machine's pace for whoever still waits for it, until `release`. */
	readonly stop: () => void;
	readonly release: () => void;
	/** Something happened that has promises to settle before anything else does. */
	readonly unsettle: () => void;
	/** Frames played. */
	readonly frames: () => number;
};

/** Between two records the recording's time moves on in steps of this, ms of the machine. */
const stepMs = 25;

/**
 * Plays a recording: its clock is set to each record's time, timers that were due before run first, and the record is told.
 * The pace (times real time; infinite = as fast as it goes) decides only how long is waited in between, so that the same
 * recording makes the same events in the same order at any pace.
 */
export function createPlayer(deps: PlayerDeps, options: { readonly speed: number }): Player {
	const { clock, machine, net, settle } = deps;
	const { speed } = options;
	let news: SocketNews | undefined;
	let isStopped = false;
	let isUnsettled = false;
	let frames = 0;
	let stopRunning: Cancel | undefined;
	/** Monotonic ms of the machine at which the recording's time was 0. */
	let origin = 0;

	const unsettle = (): void => {
		isUnsettled = true;
	};

	const sleep = (ms: number): Promise<void> =>
		new Promise(resolve => {
			machine.after(ms, resolve);
		});

	/** Waits for the moment of a record by the machine's clock, while the recording's time goes on. */
	const waitUntil = async (at: number): Promise<void> => {
		while (!isStopped) {
			const now = (machine.monoNow() - origin) * speed;
			if (now >= at) {
				return;
			}

			await clock.advanceTo(now);
			await sleep(Math.min(stepMs, (at - now) / speed));
		}
	};

	const waitForReader = async (isBehind: () => boolean): Promise<void> => {
		const from = machine.monoNow();
		while (isBehind() && !isStopped) {
			await sleep(1);
		}

		origin += machine.monoNow() - from;
	};

	const tell = (record: RecordLine, handlers: PlayHandlers): void => {
		switch (record.kind) {
			case 'frame':
				frames += 1;
				news?.frame(record.text, {
					socket: record.socket,
					generation: record.generation,
					receivedAt: record.wall,
				});
				return;
			case 'health':
				news?.health(record.event);
				return;
			case 'reply':
			case 'failure':
				net.answer(record);
				return;
			case 'signal':
				handlers.onSignal(record.event);
				return;
			case 'lost':
				handlers.onLost(record.count);
				return;
			case 'end':
		}
	};

	return {
		playback: {
			play: hears => {
				news = hears;
				return () => {
					news = undefined;
				};
			},
			onAsk: unsettle,
		},
		unsettle,
		async play(handlers) {
			await settle();
			origin = machine.monoNow();
			for await (const batch of deps.records) {
				for (const record of batch) {
					if (speed !== Number.POSITIVE_INFINITY) {
						await waitUntil(record.at);
					}

					if (handlers.isBehind?.() === true) {
						await waitForReader(handlers.isBehind);
					}

					if (isStopped) {
						return { ended: false };
					}

					if (clock.nextDueAt() <= record.at) {
						await clock.advanceTo(record.at);
					} else {
						clock.skipTo(record.at);
					}

					clock.stepWall(record.wall - clock.wallNow());
					tell(record, handlers);
					// A frame is worked off at once, unless it made somebody ask for something; what else happens may have promises, too.
					if (isUnsettled || record.kind !== 'frame') {
						isUnsettled = false;
						await settle();
					}
				}
			}

			return { ended: true };
		},
		stop() {
			isStopped = true;
			const from = machine.monoNow() - clock.monoNow();
			const step = (): void => {
				void clock.advanceTo(machine.monoNow() - from);
				stopRunning = machine.after(stepMs, step);
			};
			stopRunning ??= machine.after(0, step);
		},
		release: () => {
			isStopped = true;
			stopRunning?.();
		},
		frames: () => frames,
	};
}

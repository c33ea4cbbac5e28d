import { UsageError } from '../lib/errors.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import { type Composition, compose, dashboardStreams } from './compose.js';
import type { AppIo } from './io.js';
import type { Environment, RunOptions } from './options.js';
import { describeEnding, openPlayback, type Playback } from './playback.js';
import { runStream } from './stream.js';

/**
 * `kcmon replay FILE`: the dashboard, or with `--stream` the events, from a recording through the same adapter and
 * engine. What is played before a bad line stays; the error names file and line.
 */
export async function runReplay(
	{ file, isStream }: { readonly file: string; readonly isStream: boolean },
	options: RunOptions,
	io: AppIo,
	env: Environment,
): Promise<number> {
	if (!isStream && !(io.stdoutIsTty && io.stdinIsTty)) {
		throw new UsageError('The dashboard needs a terminal', 'Use kcmon replay FILE --stream for events as lines');
	}

	const speed = options.speed ?? (isStream ? Number.POSITIVE_INFINITY : 1);
	const playback = await openPlayback(file, speed, options);
	return isStream ? streamRecording(file, playback, io, env) : showRecording(file, playback, speed, io);
}

async function streamRecording(file: string, playback: Playback, io: AppIo, env: Environment): Promise<number> {
	const { player, machine, options, recording } = playback;
	const account = options.channels.find(channel => channel === 'orders' || channel === 'balances');
	if (account !== undefined) {
		throw new UsageError(`--channels: a recording holds no ${account}`);
	}

	const code = await runStream(options, io, env, {
		compose: plan => compose(options, io, { ...plan, feed: { playback: player.playback } }, machine),
		play: async (publish, isBehind) => {
			io.onStop(player.release);
			await player.play({ onSignal: publish, onLost: count => io.stderr(`kcmon: ${describeLost(count)}\n`), isBehind });
		},
	});
	const ending = describeEnding(file, recording);
	if (ending !== undefined && !io.stopping.aborted && options.durationMs === undefined) {
		io.stderr(`kcmon: ${ending}\n`);
	}

	return code;
}

/** The dashboard until it is left; at the end of the recording the last screen stays. */
async function showRecording(file: string, playback: Playback, speed: number, io: AppIo): Promise<number> {
	const { player, machine, options, recording } = playback;
	const [{ runMonitor }, { runPlain }] = await Promise.all([import('./monitor.js'), import('./plain.js')]);
	let label = Number.isFinite(speed) ? `×${speed}` : 'max';

	const open = async (): Promise<Composition> => {
		const composition = await compose(
			options,
			io,
			{ streams: dashboardStreams, depthOf: 'all', trades: !options.plain, feed: { playback: player.playback } },
			machine,
		);
		const { engine, clock } = composition;
		const say = (level: NoticeEvent['level'], text: string): void =>
			engine.publish({ type: 'notice', level, text, receivedAt: clock.wallNow() });
		engine.subscribe(event => {
			// What an order does next waits for a promise.
			if (event.type === 'order' || event.type === 'fill') {
				player.unsettle();
			}
		});
		const play = async (): Promise<void> => {
			try {
				await player.play({ onSignal: engine.publish, onLost: count => say('warning', describeLost(count)) });
				const ending = describeEnding(file, recording);
				say(ending === undefined ? 'info' : 'warning', ending ?? 'END of the recording');
			} catch (error) {
				say('danger', error instanceof Error ? error.message : 'The recording cannot be played further');
			}

			label = 'END';
		};
		io.onStop(
			async reason => {
				// Orders that are canceled on the way out still need time to pass.
				player.stop();
				await composition.stop(reason);
				player.release();
			},
			{ essential: false },
		);
		return {
			...composition,
			venueName: `recording of ${recording.header.venue}`,
			engine: {
				...engine,
				start: () => {
					engine.start();
					void play();
				},
			},
		};
	};

	if (options.plain) {
		const run = await open();
		return runPlain(
			{ engine: run.engine, clock: run.clock, io },
			{ mode: 'REPLAY', venue: run.venueName, durationMs: options.durationMs },
		);
	}

	return runMonitor(options, { io, open, playback: () => label });
}

const describeLost = (count: number): string => `${count} lines are missing in the recording: its disk was too slow`;

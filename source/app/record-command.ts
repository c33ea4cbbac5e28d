import { createRecorder } from '../exchange/replay/recorder.js';
import { exitCodes } from '../lib/errors.js';
import { describeSocket } from '../market/freshness.js';
import { createNet } from '../platform/net.js';
import { openRecordingWriter } from '../platform/recording-file.js';
import { compose, dashboardStreams } from './compose.js';
import type { AppIo } from './io.js';
import { createMachine } from './machine.js';
import type { RunOptions } from './options.js';

/**
 * `kcmon record FILE [SYMBOL…]`: the production client runs as the dashboard would, and everything that comes in is
 * written down before it is read, until `--duration` ends or a signal comes. Public data only: no key is loaded.
 */
export async function runRecord(file: string, options: RunOptions, io: AppIo): Promise<number> {
	const machine = createMachine();
	const { clock } = machine;
	const say = (text: string): void => io.stderr(`kcmon: ${text}\n`);
	const writer = openRecordingWriter(file, {
		clock,
		onTrouble: error => io.stop('done', { exitCode: error.exitCode, error }),
	});
	const recorder = createRecorder({
		clock,
		write: writer.write,
		waiting: writer.waiting,
		onLost: count => {
			say(`the disk was too slow: ${count} lines are missing in the recording`);
			// New subscriptions and snapshots make what follows whole again.
			composition.engine.execute({ type: 'feed.reconnect' });
		},
	});
	const site = await openPublicSite(options);
	const composition = await compose(
		site.options,
		io,
		{
			streams: { ...dashboardStreams, candles: true },
			depthOf: 'all',
			feed: { tap: recorder.tap },
			signals: 'off',
		},
		{ ...machine, openNet: () => recorder.tapNet(createNet()) },
	);
	const { engine } = composition;
	recorder.begin({
		program: __KCMON_VERSION__,
		venue: site.name ?? composition.venueName,
		symbols: engine.store.state.watchlist.symbols(),
	});
	engine.subscribe(event => {
		// From outside: kcmon's own are off here, and computed anew in a replay.
		if (event.type === 'signal-quarantined' || event.type === 'signal') {
			recorder.signal(event);
		} else if (event.type === 'socket' && event.state === 'waiting') {
			say(`${event.socket}: ${describeSocket(event, clock.monoNow())}`);
		}
	});
	io.onStop(async () => {
		await composition.stop();
		recorder.end();
		await writer.close();
		await site.stop();
	});

	engine.start();
	say(`recording ${options.symbols.join(' ')} to ${file}${options.durationMs === undefined ? '; Ctrl+C ends it' : ''}`);
	await new Promise<void>(resolve => {
		io.stopping.addEventListener('abort', () => resolve(), { once: true });
		if (options.durationMs !== undefined) {
			clock.after(options.durationMs, resolve);
		}
	});
	say(`${recorder.frames()} frames were recorded`);
	return recorder.frames() === 0 ? exitCodes.unreachable : exitCodes.done;
}

/** The embedded exchange is recorded from outside, like any other: with its own key it would give more than the public gets. */
async function openPublicSite(options: RunOptions): Promise<{
	readonly options: RunOptions;
	readonly name: string | undefined;
	readonly stop: () => Promise<void>;
}> {
	if (options.mode !== 'demo') {
		return { options, name: undefined, stop: async () => {} };
	}

	const outside = { ...options, mode: 'paper' } as const;
	if (options.restUrl !== undefined) {
		return { options: outside, name: undefined, stop: async () => {} };
	}

	const { startSimulator } = await import('../simulator/simulator.js');
	const { restUrl, stop } = await startSimulator({ seed: options.seed, port: 0, scenario: options.scenario });
	return { options: { ...outside, restUrl }, name: 'demo exchange', stop };
}

import { UsageError } from '../lib/errors.js';
import type { ReadSettings } from './apply-settings.js';
import type { CompositionPlan } from './compose.js';
import type { AppIo } from './io.js';
import type { Environment, RunOptions } from './options.js';

/** The dashboard on a terminal, until it is left. Starts with what the last run saw, STALE until fresh data comes. */
export async function runDashboard(
	options: RunOptions,
	io: AppIo,
	{ env, reread }: { readonly env: Environment; readonly reread?: () => ReadSettings },
): Promise<number> {
	if (io.stdinIsTty && options.signals.some(spec => /^stdin(?:\?|$)/.test(spec))) {
		throw new UsageError(
			'--signals stdin needs a pipe: standard input is the keyboard here',
			'For instance: my-signals | kcmon --signals stdin',
		);
	}

	const [{ modeNameOf, runMonitor }, { openAccess }] = await Promise.all([
		import('./monitor.js'),
		import('./live-access.js'),
	]);
	if (options.plain) {
		const access = await openAccess(options, env, { wantsKey: true });
		const [{ runPlain }, { followAccount }, run] = await Promise.all([
			import('./plain.js'),
			import('./follow-account.js'),
			openRun(options, io, access),
		]);
		return runPlain(
			{
				engine: run.engine,
				clock: run.clock,
				io,
				...(options.mode === 'read-only'
					? {}
					: { follow: write => followAccount({ composition: run, io }, options, write) }),
			},
			{ mode: modeNameOf(options.mode), venue: run.venueName, durationMs: options.durationMs },
		);
	}

	// Before the first frame: it may fail, or ask for something on the terminal.
	const access = await openAccess(options, env, { wantsKey: true });
	return runMonitor(options, { io, reread, open: () => openRun(options, io, { ...access, trades: true }) });
}

/** Loaded while the first frame is on the screen already. */
async function openRun(
	options: RunOptions,
	io: AppIo,
	plan: Pick<CompositionPlan, 'credentials' | 'webhookSecrets' | 'trades'>,
) {
	const [
		{ compose, dashboardStreams },
		{ createLastState },
		{ createFiles },
		{ joinHolder },
		{ readEarlierSignals },
		{ signalFolderOf },
	] = await Promise.all([
		import('./compose.js'),
		import('./last-state.js'),
		import('../platform/files.js'),
		import('./holder.js'),
		import('./earlier-signals.js'),
		import('./signal-record.js'),
	]);
	const composition = await compose(await joinHolder(options), io, {
		streams: dashboardStreams,
		depthOf: 'all',
		recordsSignals: true,
		hasRuns: true,
		...plan,
	});
	const { clock, log, venueName, engine } = composition;
	const lastState = createLastState(
		{ clock, log, files: createFiles(), store: engine.store },
		{ dataDir: options.dataDir, venue: venueName },
	);
	engine.execute({ type: 'candles.interval', interval: options.interval });
	lastState.restore();
	engine.store.restoreSignals(readEarlierSignals(createFiles(), signalFolderOf(options)));
	const isViewer = composition.viewerOf !== undefined;
	// A viewer writes nothing: the file is the holder's.
	if (!isViewer) {
		lastState.start();
	}

	io.onStop(
		async reason => {
			if (!isViewer) {
				lastState.stop();
			}

			await composition.stop(reason);
		},
		{ essential: plan.trades === true },
	);
	return composition;
}

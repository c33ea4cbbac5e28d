import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { compose, dashboardStreams } from '../../source/app/compose.js';
import type { AppIo } from '../../source/app/io.js';
import { resolveOptions } from '../../source/app/options.js';
import { parseArguments } from '../../source/app/parse.js';
import { loadSettings } from '../../source/config/settings.js';
import { createClock } from '../../source/platform/clock.js';
import { openKeyboard } from '../../source/platform/keyboard.js';
import { openTty } from '../../source/platform/tty.js';
import { createDashboard } from '../../source/ui/dashboard.js';
import { createScreen } from '../../source/ui/screen/screen.js';
import { loadTextWidth } from '../../source/ui/text-width.js';
import { themes } from '../../source/ui/theme/themes.js';
import { createViewSource } from '../../source/ui/view-source.js';
import { drawByHand } from './hand-writer.js';

/**
 * The program as it runs for the dashboard, with its screen exchanged. Arguments: SCREEN REST DATA-DIR REPORT-FILE, where
 * SCREEN is `nothing` (the run alone: the floor), `by hand` (rows of text, written where they changed: the other floor),
 * `kcmon` (the dashboard) or `kcmon, no pane rates` (every pane in every frame). Four times a second it writes its figures,
 * as JSON, over REPORT-FILE; SIGUSR2 starts them anew.
 */
const [kind = 'nothing', restUrl = '', dataDir = '', reportFile = ''] = process.argv.slice(2);
const fps = 15;
const clock = createClock();
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
/** Of each frame that wrote something: milliseconds by the clock, and of CPU, which a busy machine does not lengthen. */
let wallTimes: number[] = [];
let cpuTimes: number[] = [];
let startedAt = 0;
let startedCpu = 0;
const cpuNow = (): number => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
};
const startFrame = (): void => {
	startedAt = performance.now();
	startedCpu = cpuNow();
};
const endFrame = (): void => {
	wallTimes.push(performance.now() - startedAt);
	cpuTimes.push(cpuNow() - startedCpu);
};
process.on('SIGUSR2', () => {
	delay.reset();
	wallTimes = [];
	cpuTimes = [];
});
const percentile = (times: readonly number[], share: number): number =>
	[...times].sort((left, right) => left - right)[Math.floor(times.length * share)] ?? 0;
setInterval(() => {
	writeFileSync(
		reportFile,
		JSON.stringify({
			wallMsP50: percentile(wallTimes, 0.5),
			wallMsP99: percentile(wallTimes, 0.99),
			cpuMsP50: percentile(cpuTimes, 0.5),
			cpuMsP99: percentile(cpuTimes, 0.99),
			// The histogram holds the intervals between its samples.
			worstDelayMs: Math.max(0, delay.max / 1e6 - 5),
			rssMb: process.memoryUsage.rss() / 1e6,
		}),
	);
}, 250);

const io: AppIo = {
	stdout: () => true,
	onDrain: () => () => {},
	stderr: () => {},
	hide: () => {},
	onStop: () => () => {},
	onRestoreTerminal: () => () => {},
	onInterrupt: () => () => {},
	onHalt: () => () => {},
	stop: () => process.exit(0),
	stopping: new AbortController().signal,
	stdoutIsTty: true,
	stdinIsTty: true,
};
const options = resolveOptions(parseArguments(['B0-USDT', '--rest-url', restUrl]), {
	env: {},
	settings: loadSettings(dataDir),
	dataDir,
	isDefaultDataDir: false,
	stdoutIsTty: true,
});
const { engine } = await compose(options, io, {
	streams: dashboardStreams,
	depthOf: 'all',
	recordsSignals: true,
	trades: true,
});
const views = createViewSource(engine.store.state, clock, { mode: 'PAPER', venue: 'bench' });

if (kind === 'by hand') {
	const tty = openTty(clock);
	process.stdout.write('\u001B[?1049h\u001B[?25l');
	setInterval(() => {
		startFrame();
		const text = drawByHand(views, 150, 45);
		if (text !== '') {
			tty.writer.write(text);
			endFrame();
		}
	}, 1000 / fps);
} else if (kind !== 'nothing') {
	const tty = openTty(clock);
	const screen = createScreen({
		clock,
		tty: {
			...tty,
			writer: {
				...tty.writer,
				// What a frame asks first, and does last.
				isReady: () => {
					startFrame();
					return tty.writer.isReady();
				},
				write: text => {
					const isTaken = tty.writer.write(text);
					endFrame();
					return isTaken;
				},
			},
		},
		theme: themes.dark,
		colorDepth: 'truecolor',
		fps,
	});
	const dashboard = createDashboard(
		{
			views,
			clock,
			execute: engine.execute,
			quit: () => process.exit(0),
			suspend: () => {},
			repaint: screen.paintNow,
			showTheme: () => {},
		},
		{ ascii: false, theme: 'dark', hasColor: true },
	);
	screen.start();
	const { mountApp } = await import('../../source/ui/app.js');
	await loadTextWidth();
	mountApp(dashboard, screen, { stdin: openKeyboard().stream });
	if (kind === 'kcmon, no pane rates') {
		setInterval(() => {
			for (const name of Object.keys(dashboard.surfaces)) {
				screen.invalidate(name);
			}
		}, 1000 / fps);
	}
}

engine.start();

import { compose, dashboardStreams } from '../../source/app/compose.js';
import type { AppIo } from '../../source/app/io.js';
import { resolveOptions } from '../../source/app/options.js';
import { parseArguments } from '../../source/app/parse.js';
import { loadSettings } from '../../source/config/settings.js';
import { createClock } from '../../source/platform/clock.js';
import { openTty } from '../../source/platform/tty.js';
import { createViewSource } from '../../source/ui/view-source.js';
import { createFrameMeter } from './frame-meter.js';
import { drawByHand } from './hand-writer.js';
import { fps, showMeasuredDesk } from './measured-desk.js';
import { onLoadMessage } from './on-load-message.js';
import { createTimes } from './write-times.js';

/**
 * The program as it runs for the dashboard, with its screen exchanged. Arguments: SCREEN REST DATA-DIR REPORT-FILE, where
 * SCREEN is `nothing` (the run alone: the floor), `by hand` (rows of text, written where they changed: the other floor),
 * `kcmon` (the dashboard) or `kcmon, no pane rates` (every pane in every frame). Four times a second it writes its figures,
 * as JSON, over REPORT-FILE; SIGUSR2 starts them anew. With TIMES-FILE and MESSAGES it tells too when each of so many messages was
 * dealt with, as `write-times.ts` says.
 */
const [kind = 'nothing', restUrl = '', dataDir = '', reportFile = '', timesFile, messages = '0'] =
	process.argv.slice(2);
const clock = createClock();
const meter = createFrameMeter(reportFile);
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
		meter.start();
		const text = drawByHand(views, 150, 45);
		if (text !== '') {
			tty.writer.write(text);
			meter.end();
		}
	}, 1000 / fps);
} else if (kind !== 'nothing') {
	const { dashboard, screen } = await showMeasuredDesk({ clock, views, execute: engine.execute, meter });
	if (kind === 'kcmon, no pane rates') {
		setInterval(() => {
			for (const name of Object.keys(dashboard.surfaces)) {
				screen.invalidate(name);
			}
		}, 1000 / fps);
	}
}

if (timesFile !== undefined) {
	const times = createTimes(timesFile, Number(messages));
	let seen = 0;
	onLoadMessage(engine, () => {
		times.note();
		seen += 1;
		if (seen === Number(messages)) {
			times.save();
		}
	});
}

engine.start();

import { mkdtempSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cpuNanos, rssMb, sleep, startInTerminal } from './terminal.js';
import { bundle, firstLine, folder, median, optionOf, round, start, textOf } from './tools.js';

const launcher = resolve('bin/kcmon.js');
const seconds = optionOf('--seconds', 8);
const floors = ['nothing', 'by hand'];

/** Runs `use` on a venue that writes so many messages a second, for about so long. */
async function withVenue(files, rate, forSeconds, use) {
	const server = start(files.server, 1, Math.ceil(rate * (forSeconds + 20)), rate);
	try {
		const { rest } = await firstLine(server);
		return await use(rest);
	} finally {
		server.kill();
	}
}

const newDataDir = () => mkdtempSync(join(folder, 'data-'));

function startScreen(files, kind, rest) {
	const report = join(folder, `report-${Math.random()}.json`);
	const program = startInTerminal([files.program, kind, rest, newDataDir(), report]);
	return { ...program, report: () => JSON.parse(readFileSync(report, 'utf8')) };
}

const startDashboard = (rest, ...flags) =>
	startInTerminal([launcher, 'B0-USDT', '--rest-url', rest, '--data-dir', newDataDir(), ...flags]);

/** CPU, frames and bytes of a program that runs already, over the time of one measurement. */
async function measure(program) {
	program.emulate(false);
	const cpu = cpuNanos(program.pid);
	const { bytes, frames, clears } = program.counts;
	const from = performance.now();
	await sleep(seconds * 1000);
	const took = performance.now() - from;
	const written = program.counts.bytes - bytes;
	return {
		cpu: (cpuNanos(program.pid) - cpu) / (took * 1e4),
		bytesPerSecond: (written / took) * 1000,
		bytesPerFrame: written / Math.max(1, program.counts.frames - frames),
		framesPerSecond: ((program.counts.frames - frames) / took) * 1000,
		clears: program.counts.clears - clears,
	};
}

/**
 * The load begins 3 s after the program has subscribed, and the program has to be warm before it is measured; its compiler is
 * busy for a minute.
 */
const warmSeconds = optionOf('--warm', 8);
const untilWarm = () => sleep(warmSeconds * 1000);

const screens = [
	...[1000, 200].flatMap(rate =>
		['nothing', 'by hand', 'kcmon', 'kcmon, no pane rates'].map(kind => ({ rate, kind, flags: [] })),
	),
	{ rate: 1000, kind: 'kcmon --low-bandwidth', flags: ['--low-bandwidth'] },
];

/** One measurement of one screen in a terminal of its own. */
function runScreen(files, { rate, kind, flags }) {
	return withVenue(files, rate, seconds + warmSeconds + 4, async rest => {
		const program = flags.length > 0 ? startDashboard(rest, ...flags) : startScreen(files, kind, rest);
		try {
			await untilWarm();
			if (program.report !== undefined) {
				process.kill(program.pid, 'SIGUSR2');
			}

			const figures = await measure(program);
			return { ...figures, ...program.report?.() };
		} finally {
			await program.end();
		}
	});
}

async function benchFrames(files, runs) {
	const results = screens.map(() => []);
	for (let run = 0; run < runs; run += 1) {
		for (const [index, screen] of screens.entries()) {
			results[index].push(await runScreen(files, screen));
		}
	}

	const middle = (list, name) => median(list.map(result => result[name] ?? Number.NaN));
	const floorOf = rate => middle(results[screens.findIndex(one => one.rate === rate && one.kind === 'nothing')], 'cpu');
	return screens.map(({ rate, kind }, index) => {
		const of = (name, decimals) => round(middle(results[index], name), decimals);
		return {
			'updates/s': rate,
			screen: kind,
			'CPU %': of('cpu', 2),
			'over nothing': kind === 'nothing' ? '' : round(middle(results[index], 'cpu') - floorOf(rate), 2),
			...(kind === 'nothing'
				? {}
				: {
						...(floors.includes(kind)
							? {}
							: {
									'frames/s': of('framesPerSecond', 1),
									'bytes/frame': of('bytesPerFrame', 0),
									clears: Math.max(...results[index].map(({ clears }) => clears)),
								}),
						'CPU ms p50': of('cpuMsP50', 2),
						'CPU ms p99': of('cpuMsP99', 2),
						'ms p50': of('wallMsP50', 2),
						'ms p99': of('wallMsP99', 2),
						'kB/s': round(middle(results[index], 'bytesPerSecond') / 1000, 1),
					}),
		};
	});
}

/** The mark of the focused pane stands in front of its name. */
const focused = lines => /▸ ([A-Z]+)/.exec(lines.join('\n'))?.[1];

const manySymbols = optionOf('--symbols', 1000);
/** All pairs of the exchange in a busy hour: two to four thousand tickers a second. */
const manyRate = optionOf('--rate', 3000);
const watchScreens = ['nothing', 'desk', 'watchlist', 'watchlist, sorted'];

/** A thousand symbols in WATCHLIST, at full rate; the venue is in the same process, so a floor is beside it. */
async function benchWatchlist(runs) {
	const program = await bundle('watch-program');
	const results = new Map(watchScreens.map(kind => [kind, []]));
	for (let run = 0; run < runs; run += 1) {
		for (const kind of watchScreens) {
			const report = join(folder, `report-${Math.random()}.json`);
			const terminal = startInTerminal([program, kind, manySymbols, manyRate, report]);
			try {
				await untilWarm();
				process.kill(terminal.pid, 'SIGUSR2');
				const figures = await measure(terminal);
				results.get(kind).push({ ...figures, ...JSON.parse(readFileSync(report, 'utf8')) });
			} finally {
				await terminal.end();
			}
		}
	}

	const middle = (kind, name) => median(results.get(kind).map(result => result[name] ?? Number.NaN));
	return watchScreens.map(kind => ({
		symbols: manySymbols,
		'updates/s': manyRate,
		screen: kind,
		'CPU %': round(middle(kind, 'cpu'), 2),
		...(kind === 'nothing'
			? {}
			: {
					'over nothing': round(middle(kind, 'cpu') - middle('nothing', 'cpu'), 2),
					'frames/s': round(middle(kind, 'framesPerSecond'), 1),
					'bytes/frame': round(middle(kind, 'bytesPerFrame'), 0),
					clears: Math.max(...results.get(kind).map(({ clears }) => clears)),
					'CPU ms p50': round(middle(kind, 'cpuMsP50')),
					'CPU ms p99': round(middle(kind, 'cpuMsP99')),
					'ms p50': round(middle(kind, 'wallMsP50')),
					'ms p99': round(middle(kind, 'wallMsP99')),
					'kB/s': round(middle(kind, 'bytesPerSecond') / 1000, 1),
				}),
		'RSS MB': round(middle(kind, 'rssMb'), 0),
	}));
}

/** The floor of keys: a program that does nothing but move a mark when a key comes. */
const echo = `
	let presses = 0;
	const show = () => process.stdout.write('\\u001B[H▸ ' + 'AB'[presses % 2]);
	process.stdin.setRawMode(true).on('data', () => {
		presses += 1;
		show();
	});
	show();`;

/** From a key to the mark in another cell, ms, as often as asked for. */
async function timeKeys(program, presses) {
	const times = [];
	for (let press = 0; press < presses; press += 1) {
		const before = focused(program.lines());
		const pressedAt = performance.now();
		program.press('\t');
		times.push(
			(await program.waitFor(lines => ![before, undefined].includes(focused(lines)), 'focus that moved')) - pressedAt,
		);
		// In no step with the frames.
		await sleep(80 + Math.random() * 70);
	}

	return times.sort((left, right) => left - right);
}

const keyRows = (what, times) =>
	[0.5, 0.9, 0.99].map(share => ({
		what: `${what}, p${share * 100}`,
		value: round(times[Math.floor(times.length * share)], 1),
		unit: 'ms',
	}));

/** A key that moves the focus, until the mark is in another cell, on the program as it is installed and on the floor. */
async function benchKeys(files) {
	const presses = optionOf('--presses', 200);
	return withVenue(files, 2000, presses / 3 + warmSeconds + 12, async rest => {
		const program = startDashboard(rest);
		const floor = startInTerminal(['-e', echo]);
		try {
			await program.waitFor(lines => focused(lines) !== undefined, 'focused pane');
			await floor.waitFor(lines => focused(lines) !== undefined, 'mark of the floor');
			await untilWarm();
			const floorTimes = await timeKeys(floor, presses);
			const times = await timeKeys(program, presses);
			return [
				...keyRows('key → cell, a program that does nothing else', floorTimes),
				...keyRows('key → cell at 2,000 msg/s', times),
			];
		} finally {
			await Promise.all([program.end(), floor.end()]);
		}
	});
}

/** How late timers run while nobody reads the terminal for three seconds, and while somebody does. */
async function benchStall(files) {
	return withVenue(files, 1000, warmSeconds + 12, async rest => {
		const program = startScreen(files, 'kcmon', rest);
		try {
			program.emulate(false);
			await untilWarm();
			const worstOf = async read => {
				process.kill(program.pid, 'SIGUSR2');
				if (!read) {
					program.pause();
				}

				await sleep(3000);
				const { worstDelayMs } = program.report();
				program.resume();
				return round(worstDelayMs, 1);
			};
			const reading = await worstOf(true);
			return [
				{ what: 'worst loop delay, terminal reading', value: reading, unit: 'ms' },
				{ what: 'worst loop delay, terminal stalled 3 s', value: await worstOf(false), unit: 'ms' },
			];
		} finally {
			await program.end();
		}
	});
}

async function benchMemory(files) {
	const forSeconds = optionOf('--memory-seconds', 60);
	const rows = [];
	await withVenue(files, 1000, forSeconds, async rest => {
		const programs = [
			['kcmon', startDashboard(rest)],
			['kcmon --demo, exchange included', startInTerminal([launcher, '--demo', '--data-dir', newDataDir()])],
		];
		try {
			for (const [, program] of programs) {
				program.emulate(false);
			}

			await sleep(forSeconds * 1000);
			for (const [what, { pid, counts }] of programs) {
				rows.push({ what: `RSS after ${forSeconds} s, ${what}`, value: round(rssMb(pid), 0), unit: 'MB' });
				rows.push({ what: `full clears, ${what}`, value: counts.clears, unit: '' });
			}
		} finally {
			await Promise.all(programs.map(([, program]) => program.end()));
		}
	});
	return rows;
}

/** The dashboard in a real terminal, against a run that draws nothing and against rows written by hand. */
export async function benchScreen(runs) {
	const files = { server: await bundle('load-server'), program: await bundle('screen-program') };
	const only = textOf('--only');
	const parts = {
		frames: () => benchFrames(files, runs),
		watchlist: () => benchWatchlist(runs),
		keys: () => benchKeys(files),
		stall: () => benchStall(files),
		memory: () => benchMemory(files),
	};
	const rows = [];
	for (const [name, bench] of Object.entries(parts)) {
		if (only === undefined || only === name) {
			rows.push(...(await bench()));
		}
	}

	return rows;
}

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startInPty } from '../../test/helpers/pty.js';
import { minuteFaults } from './faults.js';
import { measure, type Sample } from './measure.js';
import { drawPlot, formatPage, formatTable, missedOf, rowsOf, type SoakResult } from './report.js';

/**
 * The soak: the built program in a pseudo-terminal, on a loopback exchange in a process of its own, for a long time, with a
 * fault a minute and an order a minute. Prints a table and, unless told `--out FOLDER` or `--no-page`, writes `docs/soak.md`
 * and `docs/soak.svg`. Linux only: memory and files are read from `/proc`.
 */
const { values } = parseArgs({
	allowNegative: true,
	options: {
		minutes: { type: 'string', default: '60' },
		/** Messages a second to aim at. */
		rate: { type: 'string', default: '500' },
		out: { type: 'string', default: 'docs' },
		page: { type: 'boolean', default: true },
	},
});
const minutes = Number(values.minutes);
const wantedRate = Number(values.rate);
const sampleMs = 10_000;
const columns = 140;
const rows = 40;

/** Or another build of the program, which nobody builds anew meanwhile. */
const launcher = process.env.KCMON_TEST_LAUNCHER ?? 'bin/kcmon.js';

const pause = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms));

function findFreePort(): Promise<number> {
	return new Promise(done => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});
}

const folder = mkdtempSync(join(tmpdir(), 'kcmon-soak-'));
const exchange = spawn(process.execPath, [launcher, 'exchange', '--seed', '5'], {
	stdio: ['ignore', 'pipe', 'ignore'],
});
const firstLine = await new Promise<string>((done, failed) => {
	createInterface({ input: exchange.stdout }).once('line', done);
	exchange.once('exit', code => failed(new Error(`The exchange ended with ${code}`)));
});
const { rest } = JSON.parse(firstLine) as { readonly rest: string };
const control = async (body: unknown): Promise<void> => {
	const reply = await fetch(`${rest}/control`, { method: 'POST', body: JSON.stringify(body) });
	if (!reply.ok) {
		throw new Error(`The exchange refused ${JSON.stringify(body)}: ${await reply.text()}`);
	}
};

// Whatever ends this script ends what it started.
process.once('exit', () => exchange.kill());
const port = await findFreePort();
const metricsUrl = `http://127.0.0.1:${port}/metrics`;
const program = startInPty(
	process.execPath,
	[launcher, '--demo', '--rest-url', rest, '--data-dir', join(folder, 'data'), '--metrics', String(port)],
	{ columns, rows },
);
process.once('exit', () => program.kill('SIGKILL'));
let ordersSent = 0;

/** Buys a little far below the market and takes it back, as a person would, whatever the minute has broken. */
async function trade(): Promise<void> {
	for (const key of ['escape', 'b', '0.001', 'enter']) {
		program.press(key);
		await pause(700);
	}

	if (/y send/.test(program.screenText())) {
		program.press('y');
		ordersSent += 1;
	}

	await pause(3000);
	for (const key of ['escape', 'X', 'y', 'escape']) {
		program.press(key);
		await pause(700);
	}
}

await program.waitForText(/ LIVE /, 60_000);
// One step of tuning: the crowd's pace is a factor, and this machine says what a factor of 1 gives.
const before = await measure(program.pid, metricsUrl, 0);
await pause(15_000);
const after = await measure(program.pid, metricsUrl, 15_000);
await control({ fault: 'feed.rate', rate: wantedRate / ((after.messages - before.messages) / 15) });

const startedAt = new Date().toISOString();
const began = performance.now();
const elapsed = (): number => performance.now() - began;
const samples: Sample[] = [];
const faults: { atMs: number; name: string }[] = [];
const clearsBefore = program.clears();
let nextFault = 0;
while (elapsed() < minutes * 60_000 && program.exitCode() === undefined) {
	samples.push(await measure(program.pid, metricsUrl, elapsed()));
	const minute = Math.floor(elapsed() / 60_000);
	if (minute > nextFault) {
		nextFault = minute;
		const { name, calls } = minuteFaults[(minute - 1) % minuteFaults.length]!;
		faults.push({ atMs: elapsed(), name });
		// In one call: the first of them may close the door to the next.
		await control(calls);
		await trade();
		const { rssMb, heapUsedMb, loopP99Ms, messages } = samples.at(-1)!;
		process.stdout.write(
			`${minute} min: ${name}; RSS ${rssMb.toFixed(0)} MB, heap ${heapUsedMb.toFixed(0)} MB, loop p99 ${loopP99Ms.toFixed(0)} ms, ${messages} messages\n`,
		);
	}

	await pause(sampleMs - (elapsed() % sampleMs));
}

await control({ clear: true });
const isLiveAtEnd = await program.waitForText(/ LIVE /, 60_000).then(
	() => true,
	() => false,
);
const clears = program.clears() - clearsBefore;
const lastScreen = program.screenText();
program.press('q');
await pause(1000);
program.press('c');
const { code } = await program.exited;
exchange.kill();
const result: SoakResult = {
	startedAt,
	node: `Node ${process.version}`,
	machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
	minutes,
	wantedRate,
	samples,
	faults,
	clears,
	ordersSent,
	exitCode: code,
	isLiveAtEnd,
	lastScreen,
};
const table = rowsOf(result);
const missed = missedOf(table);
process.stdout.write(`\n${formatTable(table)}\n`);
if (missed.length > 0) {
	process.stdout.write(`\nmissed: ${missed.join('; ')}\n\n${lastScreen}\n`);
	process.exitCode = 1;
}

if (values.page) {
	writeFileSync(join(resolve(values.out), 'soak.md'), formatPage(result));
	writeFileSync(join(resolve(values.out), 'soak.svg'), drawPlot(result));
	writeFileSync(join(tmpdir(), 'kcmon-soak.json'), JSON.stringify(result));
}

rmSync(folder, { recursive: true, force: true });

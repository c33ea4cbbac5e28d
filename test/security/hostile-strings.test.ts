import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { createLiveRun, type LiveRun, testInstance } from '../helpers/live-run.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';
import { runKcmon } from '../helpers/with-simulator.js';
import { type HostileExchange, startHostileExchange } from './hostile-exchange.js';
import { createHostileTexts, foreignControls } from './hostile-texts.js';

/**
 * The real program against an exchange that says hostile things wherever an exchange can say anything, with a file of hostile
 * signals: nothing but what the program itself writes reaches the terminal, and a line of a script stays one line.
 */
const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const patience = 120_000;
const wanted = 5000;

let exchange: RunningSimulator;
let hostile: HostileExchange;
let live: LiveRun;
let env: Record<string, string>;
const texts = createHostileTexts(7);
let program: PtyProgram | undefined;

beforeAll(async () => {
	exchange = await startSimulator({ seed: 4, port: 0, scenario: undefined });
	hostile = await startHostileExchange(exchange.restUrl, texts, `kc1${testInstance}`);
	live = createLiveRun(exchange);
	env = { ...live.env, KCMON_REST_URL: hostile.restUrl };
	await live.place('ours');
	await live.place('other');
	await live.place('other');
	mkdirSync(join(live.dataDir, 'in'), { recursive: true });
	writeFileSync(join(live.dataDir, 'in', 'signals.ndjson'), '', { mode: 0o600 });
});

afterEach(async () => {
	await program?.cleanup();
	program = undefined;
});

afterAll(async () => {
	await hostile.stop();
	await exchange.stop();
	rmSync(live.dataDir, { recursive: true, force: true });
});

const signalsFile = (): string => join(live.dataDir, 'in', 'signals.ndjson');

/** Half of them are signals with hostile words, half are no signals at all. */
function writeSignals(count: number): void {
	const lines = Array.from({ length: count }, (_, index) => {
		const text = texts.next();
		const fields = {
			timestamp: Date.now() - 100,
			symbol: index % 3 === 0 ? text : 'BTC-USDT',
			signal_type: index % 5 === 0 ? text : 'long_breakout',
			confidence: 0.5,
			id: texts.next(),
			reason: texts.next(),
			horizon: texts.next().slice(0, 30),
			features: { [index % 2 === 0 ? text : 'volume_z']: 1 },
		};
		return index % 7 === 0 ? text.replaceAll('\n', ' ') : JSON.stringify(fields);
	});
	writeFileSync(signalsFile(), `${lines.join('\n')}\n`, { flag: 'a', mode: 0o600 });
}

const isOneLine = /^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]*$/u;

test(`${wanted} hostile texts by wire and file: no control of theirs reaches the terminal`, {
	timeout: 400_000,
}, async () => {
	program = startInPty(
		process.execPath,
		[launcher, 'BTC-USDT', '--live', '--signals', `file:${signalsFile()}?source=desk`],
		{ columns: 200, rows: 60, env },
	);
	await program.waitForText(/DEPTH BTC-USDT/, patience);
	const before = texts.count();
	// Every pane that shows foreign words is seen, small and expanded.
	for (let round = 0; texts.count() - before < wanted || round < 12; round += 1) {
		writeSignals(300);
		program.press(['tab', 'e', 'down', 'tab', 'e', 'n', 'escape', 'x', 'escape', 'f', 'escape', 'tab'][round % 12]!);
		const bytes = program.bytes();
		await program.waitFor(() => program!.bytes() > bytes + 2000, 'more frames', patience);
	}

	await program.waitForText(/h\d+␛/, patience);
	expect(texts.count() - before).toBeGreaterThanOrEqual(wanted);
	expect(foreignControls(program.output())).toEqual([]);

	program.press('escape');
	process.kill(program.pid, 'SIGTERM');
	await program.exited;
	expect(foreignControls(program.output())).toEqual([]);
	const log = readFileSync(join(live.dataDir, 'kcmon.log'), 'utf8');
	expect(log.split('\n').filter(line => !isOneLine.test(line))).toEqual([]);
});

test.each([
	[
		'stream',
		`stream BTC-USDT --read-only --channels ticker,trades,signals,health --signals file:FILE?source=lines&from=start --duration 8s`,
	],
	['orders', 'orders --live'],
	['orders', 'orders --live --json'],
	['fills', 'fills --live'],
	['doctor', 'doctor'],
	['credentials', 'credentials check'],
	['signals', 'signals'],
	['signals', 'signals --csv'],
	['journal', 'journal export --json'],
	['probe', 'probe BTC-USDT --duration 3s'],
	['plain', 'BTC-USDT --plain --read-only --duration 5s'],
])('what %s prints is whole lines without their controls (%#)', { timeout: 200_000 }, async (_, line) => {
	writeSignals(20);
	const { code, stdout, stderr } = await runKcmon(line.replace('FILE', signalsFile()).split(' '), { env });

	expect(code).not.toBe(70);
	for (const printed of [...stdout.split('\n'), ...stderr.split('\n')]) {
		expect(printed).toMatch(isOneLine);
	}

	if (line.includes('--json') || line.startsWith('stream')) {
		expect(() =>
			stdout
				.split('\n')
				.filter(Boolean)
				.map(each => JSON.parse(each)),
		).not.toThrow();
	}

	expect(stdout.length + stderr.length).toBeGreaterThan(0);
});

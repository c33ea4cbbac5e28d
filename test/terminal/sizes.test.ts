import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { type PtyOptions, type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const patience = 60_000;

let exchange: RunningSimulator;
let folder: string;
let program: PtyProgram | undefined;

beforeAll(async () => {
	exchange = await startSimulator({ seed: 9, port: 0, scenario: undefined });
	folder = mkdtempSync(join(tmpdir(), 'kcmon-sizes-'));
});

afterEach(async () => {
	await program?.cleanup();
	program = undefined;
});

afterAll(async () => {
	await exchange.stop();
	rmSync(folder, { recursive: true, force: true });
});

function open(options: PtyOptions, ...words: readonly string[]): PtyProgram {
	const args = [launcher, '--demo', '--rest-url', exchange.restUrl, '--data-dir', join(folder, 'data'), ...words];
	program = startInPty(process.execPath, args, options);
	return program;
}

async function quit(desk: PtyProgram): Promise<void> {
	desk.press('q');
	expect((await desk.exited).code).toBe(0);
	expect(desk.emulator.isAlternateScreen()).toBe(false);
	expect(desk.emulator.isWrapping()).toBe(true);
}

const textOf = (desk: PtyProgram): string => desk.output().toString('latin1');

/** Everything but the sequences that move, style and switch modes. */
const printedOf = (desk: PtyProgram): string =>
	desk
		.output()
		.toString('utf8')
		.replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, '');

const panes = ['TICKER', 'DEPTH', 'TAPE', 'HEALTH', 'SIGNALS'];

test('a terminal of any size shows what fits, and never a line too many', async () => {
	const desk = open({ columns: 1, rows: 1 });
	// Nothing fits into one cell, and the program runs.
	await desk.waitFor(() => desk.emulator.isAlternateScreen(), 'the alternate screen', patience);

	desk.resize(20, 5);
	await desk.waitForText(/DEMO/, patience);
	await desk.waitFor(() => desk.lines().filter(line => line !== '').length === 1, 'one line alone', patience);
	desk.resize(59, 15);
	await desk.waitForText(/DEMO .*needs 60x16/, patience);
	await desk.waitFor(() => desk.lines().filter(line => line !== '').length === 1, 'one line alone', patience);
	for (const [columns, rows] of [
		[60, 16],
		[80, 24],
		[400, 120],
	] as const) {
		desk.resize(columns, rows);
		await desk.waitFor(
			() => panes.every(pane => desk.screenText().includes(pane)) && /\? help +q quit/.test(desk.lines().at(-1) ?? ''),
			`a whole picture of ${columns}×${rows}`,
			patience,
		);
		expect(desk.lines()).toHaveLength(rows);
	}

	desk.resize(1, 1);
	desk.resize(80, 24);
	await desk.waitForText(/DEPTH BTC-USDT.* LIVE/, patience);
	// A line feed or a clear would scroll or blink.
	expect(textOf(desk)).not.toContain('\n');
	expect(desk.clears()).toBe(0);
	await quit(desk);
}, 200_000);

test('a storm of 200 resizes in a second ends with a whole picture, and keys are heard meanwhile', async () => {
	const desk = open({ columns: 120, rows: 36 });
	await desk.waitForText(/DEPTH BTC-USDT.* LIVE/, patience);

	for (let index = 0; index < 200; index += 1) {
		desk.resize(20 + ((index * 37) % 180), 5 + ((index * 11) % 55));
		await new Promise(done => setTimeout(done, 5));
	}

	desk.resize(100, 30);
	desk.press('?');
	await desk.waitForText(/HELP/, patience);
	desk.press('escape');
	await desk.waitFor(
		() => panes.every(pane => desk.screenText().includes(pane)) && desk.lines().length === 30,
		'the desk again',
		patience,
	);
	expect(textOf(desk)).not.toContain('\n');
	await quit(desk);
}, 200_000);

const colors = /\u001B\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m/;

test.each([
	['NO_COLOR', { NO_COLOR: '1' }],
	['TERM=dumb', { TERM: 'dumb', COLORTERM: undefined }],
] as const)(
	'with %s no color is sent, and words say what colors would',
	async (_, env) => {
		const desk = open({ columns: 100, rows: 30, env });
		await desk.waitForText(/DEPTH BTC-USDT.* LIVE/, patience);
		await desk.waitForText(/▲B|▼S/, patience);

		expect(textOf(desk)).not.toMatch(colors);
		await quit(desk);
	},
	200_000,
);

test('a terminal of 16 colors gets no others', async () => {
	const desk = open({ columns: 100, rows: 30, env: { TERM: 'xterm', COLORTERM: undefined } });
	await desk.waitForText(/DEPTH BTC-USDT.* LIVE/, patience);

	expect(textOf(desk)).toMatch(colors);
	expect(textOf(desk)).not.toMatch(/\u001B\[(?:[\d;]*;)?[34]8;[25];/);
	await quit(desk);
}, 200_000);

test('without UTF-8, --ascii sends no other character', async () => {
	const desk = open({ columns: 120, rows: 36, env: { LANG: 'C', LC_ALL: 'C' } }, '--ascii');
	await desk.waitForText(/DEPTH BTC-USDT.* LIVE/, patience);
	desk.press('?');
	await desk.waitForText(/HELP/, patience);
	desk.press('escape');

	expect(printedOf(desk)).toMatch(/^[ -~\r]*$/);
	await quit(desk);
}, 200_000);

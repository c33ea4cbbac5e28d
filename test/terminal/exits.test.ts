import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { type PlantedFailure, plantFailure } from '../helpers/plant-failure.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';
import { waitUntil } from '../helpers/wait-until.js';

/**
 * Every way out of the real program, under a real shell with job control: the terminal must be what it was before, by
 * `stty -g`, and on the main screen with its cursor, without bracketed paste.
 */
const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const patience = 60_000;

let exchange: RunningSimulator;
let folder: string;
let planted: PlantedFailure;
let shell: PtyProgram | undefined;
const table: string[] = [];

beforeAll(async () => {
	exchange = await startSimulator({ seed: 9, port: 0, scenario: undefined });
});

afterEach(async () => {
	await shell?.cleanup();
	shell = undefined;
	rmSync(folder, { recursive: true, force: true });
});

afterAll(async () => {
	await exchange.stop();
	console.log(`the terminal after each exit:\n${table.join('\n')}`);
});

const read = (name: string): string => {
	try {
		return readFileSync(join(folder, name), 'utf8').trim();
	} catch {
		return '';
	}
};

/**
 * A shell that has noted the terminal's modes and started the dashboard; its number is in the file `pid`. `prelude` runs in the
 * shell that becomes it.
 */
async function openShell(prelude = ''): Promise<PtyProgram> {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-exits-'));
	planted = plantFailure(folder);
	writeFileSync(
		join(folder, 'run.sh'),
		`echo $BASHPID > ${folder}/pid\n${prelude}\nexec ${process.execPath} ${launcher} --demo --rest-url ${exchange.restUrl} --data-dir ${folder}/data\n`,
	);
	const opened = startInPty('bash', ['--norc', '--noprofile', '-i'], {
		columns: 120,
		rows: 36,
		env: { PS1: 'ready> ', NODE_OPTIONS: `--import ${planted.path}`, BASH_SILENCE_DEPRECATION_WARNING: '1' },
	});
	shell = opened;
	await opened.waitForText(/ready>/, patience);
	opened.press(`stty -g > ${folder}/before; bash ${folder}/run.sh 2> ${folder}/stderr; echo $? > ${folder}/code\r`);
	await opened.waitForText(/DEPTH BTC-USDT.* LIVE/, patience);
	expect(opened.emulator.isAlternateScreen()).toBe(true);
	return opened;
}

/** The shell has its prompt again: what is the terminal now? */
async function examine(how: string, opened: PtyProgram): Promise<void> {
	await opened.waitFor(() => !opened.emulator.isAlternateScreen(), 'the main screen', patience);
	const cursorOf = (text: string): boolean => text.lastIndexOf('\u001B[?25h') > text.lastIndexOf('\u001B[?25l');
	const isPasteOff = !opened.emulator.isBracketedPaste();
	const hasCursor = cursorOf(opened.output().toString('latin1'));
	opened.press(`stty -g > ${folder}/after\r`);
	await waitUntil(() => read('after') !== '', { withinMs: patience });
	table.push(
		`${how.padEnd(24)} exit ${(read('code') || '–').padEnd(4)} stty ${read('after') === read('before') ? 'equal' : 'DIFFERS'}, main screen, cursor ${hasCursor ? 'on' : 'OFF'}, wrap ${opened.emulator.isWrapping() ? 'on' : 'OFF'}`,
	);
	expect(read('after')).toBe(read('before'));
	expect({ hasCursor, isWrapping: opened.emulator.isWrapping() }).toEqual({ hasCursor: true, isWrapping: true });
	// The shell's own prompt may have asked for marked pastes since; ours were switched off last before it.
	expect(isPasteOff || opened.output().toString('latin1').includes('\u001B[?2004l')).toBe(true);
}

const pidOf = (): number => Number(read('pid'));

test.each([
	['q', (desk: PtyProgram) => desk.press('q'), 0],
	['Ctrl+C', (desk: PtyProgram) => desk.press('ctrl+c'), 130],
	['SIGTERM', () => process.kill(pidOf(), 'SIGTERM'), 143],
	['SIGHUP', () => process.kill(pidOf(), 'SIGHUP'), 129],
	['an exception', () => planted.fail(pidOf(), 'exception'), 70],
	['a rejection', () => planted.fail(pidOf(), 'rejection'), 70],
] as const)(
	'gives the terminal back after %s',
	async (how, end, code) => {
		const opened = await openShell();

		end(opened);
		await waitUntil(() => read('code') !== '', { withinMs: patience });

		expect(read('code')).toBe(String(code));
		if (code === 70) {
			expect(read('stderr')).toContain('planted');
		}

		await examine(how, opened);
	},
	200_000,
);

/** Buys with keys alone, at the best price. */
async function buy(desk: PtyProgram): Promise<void> {
	desk.press('b');
	await desk.waitForText(/TICKET BUY/, patience);
	// Keys that come in one piece are taken for a paste, which sends nothing.
	desk.press('0.001');
	await desk.waitForText(/size +0\.001/, patience);
	desk.press('enter');
	await desk.waitForText(/REVIEW|not ready/, patience);
	desk.press('y');
	await desk.waitForNoText(/REVIEW/, patience);
	desk.press('escape');
	await desk.waitForNoText(/TICKET BUY/, patience);
}

test('gives the terminal back where the disk took nothing more, and says so before', async () => {
	// A file of more than 4 KiB is refused as a full disk refuses it; nobody needs to be root for that.
	const opened = await openShell('ulimit -f 4');
	for (let count = 0; count < 6 && !/cannot be written/.test(opened.screenText()); count += 1) {
		await buy(opened);
	}

	await opened.waitForText(/the journal cannot be written/, patience);
	opened.press('q');
	await opened.waitFor(
		() => read('code') !== '' || /cancel mine|leave/.test(opened.screenText()),
		'the end or the question',
		patience,
	);
	if (read('code') === '') {
		opened.press('c');
	}

	await waitUntil(() => read('code') !== '', { withinMs: patience });
	expect(read('code')).toBe('0');
	await examine('low disk, then q', opened);
}, 200_000);

test('gives the terminal to the shell while it is stopped, and takes it again', async () => {
	const opened = await openShell();

	opened.press('ctrl+z');
	await opened.waitForText(/Stopped/, patience);
	await examine('Ctrl+Z (stopped)', opened);
	opened.press('fg\r');
	await opened.waitFor(
		() => opened.emulator.isAlternateScreen() && /DEPTH BTC-USDT/.test(opened.screenText()),
		'the dashboard again',
		patience,
	);
	rmSync(join(folder, 'after'));
	opened.press('q');

	await opened.waitFor(() => !opened.emulator.isAlternateScreen(), 'the end', patience);
	await examine('fg, then q', opened);
}, 200_000);

test('reset-term gives back what a kill -9 left', async () => {
	const opened = await openShell();
	process.kill(pidOf(), 'SIGKILL');
	await waitUntil(() => read('code') === '137', { withinMs: patience });
	expect(opened.emulator.isAlternateScreen()).toBe(true);

	opened.press(`NODE_OPTIONS= ${process.execPath} ${launcher} reset-term\r`);

	await examine('kill -9, then reset-term', opened);
}, 200_000);

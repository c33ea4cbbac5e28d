import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';
import { waitUntil } from '../helpers/wait-until.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const patience = 60_000;
const hasTmux = spawnSync('tmux', ['-V']).status === 0;

let exchange: RunningSimulator;
let folder: string;
const clients: PtyProgram[] = [];

beforeAll(async () => {
	exchange = await startSimulator({ seed: 9, port: 0, scenario: undefined });
	folder = mkdtempSync(join(tmpdir(), 'kcmon-tmux-'));
});

afterEach(async () => {
	tmux('kill-server');
	await Promise.all(clients.splice(0).map(client => client.cleanup()));
});

afterAll(async () => {
	await exchange.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** A server of the test's own, without anybody's settings. */
const serverOf = (): readonly string[] => ['-S', join(folder, 'tmux'), '-f', '/dev/null'];

const tmux = (...words: readonly string[]): string =>
	spawnSync('tmux', [...serverOf(), ...words], { encoding: 'utf8' }).stdout;

function attach(columns: number, rows: number, ...words: readonly string[]): PtyProgram {
	const client = startInPty('tmux', [...serverOf(), ...words], { columns, rows, env: { TMUX: undefined } });
	clients.push(client);
	return client;
}

test.skipIf(!hasTmux)(
	'under tmux the desk goes on while nobody is attached, and is whole at the next attach (skipped where tmux is not installed)',
	async () => {
		const kcmon = `exec '${process.execPath}' '${launcher}' --demo --rest-url ${exchange.restUrl} --data-dir '${folder}/data'`;
		const first = attach(120, 36, 'new-session', '-s', 'desk', kcmon);
		await first.waitForText(/DEPTH BTC-USDT.* LIVE/, patience);

		tmux('detach-client', '-s', 'desk');
		await first.exited;
		// What the program drew into the detached session goes on changing.
		const pictureOf = (): string => tmux('capture-pane', '-p', '-t', 'desk');
		const before = pictureOf();
		expect(before).toMatch(/DEPTH BTC-USDT.* LIVE/);
		await waitUntil(() => pictureOf() !== before, { withinMs: patience });

		const second = attach(100, 30, 'attach-session', '-t', 'desk');
		await second.waitForText(/DEPTH BTC-USDT.* LIVE/, patience);
		await second.waitFor(
			() => ['TICKER', 'DEPTH', 'TAPE', 'HEALTH', 'SIGNALS'].every(pane => second.screenText().includes(pane)),
			'a whole picture of the new size',
			patience,
		);
		second.press('q');
		await second.exited;
		await waitUntil(() => tmux('list-sessions') === '', { withinMs: patience });
	},
	200_000,
);

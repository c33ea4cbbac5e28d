import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');

let exchange: RunningSimulator;
let dataDir: string;
let program: PtyProgram | undefined;

beforeEach(async () => {
	// On paper: a demo keeps no alerts.
	exchange = await startSimulator({ seed: 7, port: 0, scenario: undefined });
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-settings-screen-'));
});

afterEach(async () => {
	await program?.cleanup();
	await exchange.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

test('the settings file counts while the desk runs: a wrong edit is shown and changes nothing, the mended one does', async () => {
	const file = join(dataDir, 'settings.json');
	program = startInPty(process.execPath, [launcher, '--rest-url', exchange.restUrl, '--data-dir', dataDir], {
		columns: 80,
		rows: 24,
	});
	await program.waitForText(/DEPTH[\s\S]* LIVE/, 60_000);

	writeFileSync(file, '{\n\t"layout": "tinny"\n}\n', { mode: 0o600 });
	await program.waitForText(/SETTINGS[\s\S]*settings\.json:2: layout was "tinny"[\s\S]*nothing has changed/, 30_000);
	expect(program.screenText()).toMatch(/expected one of full, scalper, watcher, signals, tiny/);

	writeFileSync(file, '{\n\t"layout": "tiny"\n}\n', { mode: 0o600 });
	await program.waitForText(/settings: layout changed/, 30_000);
	await program.waitForNoText(/SETTINGS|TAPE/, 30_000);

	program.press('n');
	await program.waitForText(/no alert yet/, 30_000);
	for (const key of [...'>999999', 'enter']) {
		program.press(key);
	}

	await program.waitForText(/BTC-USDT>999999 +armed/, 30_000);
	expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ layout: 'tiny', alerts: { price: ['BTC-USDT>999999'] } });
	program.press('ctrl+d');
	await program.waitForText(/no alert yet/, 30_000);
	program.press('escape');
	await program.waitForNoText(/ALERTS/, 30_000);

	program.press('t');
	await program.waitForText(/theme light; W keeps it/, 30_000);
	program.press('W');
	await program.waitForText(/saved: theme light, layout tiny/, 30_000);
	expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ layout: 'tiny', theme: 'light', alerts: { price: [] } });
}, 180_000);

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startInPty } from '../helpers/pty.js';
import { runKcmon } from '../helpers/with-simulator.js';

const folder = mkdtempSync(join(tmpdir(), 'kcmon-replay-'));
let program: ReturnType<typeof startInPty> | undefined;
afterEach(async () => {
	await program?.cleanup();
	rmSync(folder, { recursive: true, force: true });
});

test('the dashboard plays a recording, takes a paper order at its time, and keeps the last screen at its end', async () => {
	const file = join(folder, 'demo.ndjson.gz');
	expect((await runKcmon(['record', file, 'BTC-USDT', '--demo', '--duration', '15s'])).code).toBe(0);
	program = startInPty(
		process.execPath,
		[resolve(import.meta.dirname, '../../bin/kcmon.js'), 'replay', file, '--data-dir', join(folder, 'data')],
		{ columns: 120, rows: 36, env: { KCMON_REST_URL: 'http://127.0.0.1:1' } },
	);
	await program.waitForText(/REPLAY {2}×1 BTC-USDT LIVE/, 30_000);
	await program.waitForText(/recording of demo exchange/);

	program.press('b');
	await program.waitForText(/enter review/);
	program.press('0.001');
	await program.waitForText(/0\.001/);
	program.press('enter');
	await program.waitForText(/y send/);
	program.press('y');
	await program.waitForText(/FILLED.*BUY/, 20_000);

	await program.waitForText(/REPLAY {2}END BTC-USDT/, 40_000);
	expect(program.screenText()).toMatch(/DEPTH BTC-USDT.*LIVE 0\.\ds/);
	program.press('b');
	await program.waitForText(/the recording has ended: its time stands still/);
	program.press('q');
	expect((await program.exited).code).toBe(0);
	// The account and the journal of a replay are nobody's: nothing of them is on the disk.
	expect(readdirSync(join(folder, 'data'))).toEqual(['kcmon.log']);
}, 120_000);

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PtyProgram, startInPty } from '../helpers/pty.js';
import { runKcmon } from '../helpers/with-simulator.js';

const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');

let dataDir: string;
let program: PtyProgram | undefined;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-wrong-settings-'));
});

afterEach(async () => {
	await program?.cleanup();
	program = undefined;
	rmSync(dataDir, { recursive: true, force: true });
});

test.each([
	['a wrong value', '{"fps":"fast"}', 'fps was "fast"'],
	['no JSON', '{"fps":', 'settings.json:1'],
])(
	'a kill and a cancel reach what trades though the settings file has %s',
	async (_name, text, problem) => {
		program = startInPty(process.execPath, [launcher, '--demo', '--data-dir', dataDir], { columns: 80, rows: 24 });
		await program.waitForText(/trading ACTIVE/, 60_000);
		writeFileSync(join(dataDir, 'settings.json'), text, { mode: 0o600 });

		const canceled = await runKcmon(['cancel', '--mine', '--demo', '--data-dir', dataDir]);
		expect(canceled.stderr).toContain(problem);
		expect(canceled.code).toBe(0);
		const killed = await runKcmon(['kill', '--demo', '--data-dir', dataDir]);
		expect(killed.stderr).toContain(problem);
		expect(killed.code).toBe(0);
		await program.waitForText(/HALTED/, 30_000);

		const verified = await runKcmon(['journal', 'verify', '--demo', '--data-dir', dataDir]);
		expect(verified.code).toBe(0);
		expect(verified.stdout).toContain('the chain holds');
	},
	120_000,
);

test('a layout that is none is not written, and in the file keeps only the dashboard from its work', async () => {
	const refused = await runKcmon(['config', 'set', 'layout', 'nope', '--data-dir', dataDir]);
	expect(refused.code).toBe(2);
	expect(refused.stderr).toContain('layout was "nope", expected one of full');
	expect(refused.stderr).toContain('ownLayouts in the settings holds layouts of your own');
	const misspelt = await runKcmon(['config', 'set', 'layout', 'tinny', '--data-dir', dataDir]);
	expect(misspelt.stderr).toMatch(/^kcmon: layout was "tinny", expected one of .*\nDid you mean tiny\?\n$/);
	expect((await runKcmon(['config', 'set', 'layout', 'tiny', '--data-dir', dataDir])).code).toBe(0);

	const file = join(dataDir, 'settings.json');
	writeFileSync(file, readFileSync(file, 'utf8').replace('tiny', 'nope'), { mode: 0o600 });
	expect((await runKcmon(['signals', '--json', '--data-dir', dataDir])).code).toBe(0);
});

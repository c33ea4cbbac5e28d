import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startInPty } from '../helpers/pty.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const folder = mkdtempSync(join(tmpdir(), 'kcmon-start-'));

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

test('opens the dashboard without loading undici, which kcmon has no use for', async () => {
	const list = join(folder, 'loaded.json');
	const hook = `import { writeFileSync } from 'node:fs';
		process.on('exit', () => writeFileSync(${JSON.stringify(list)}, JSON.stringify(process.moduleLoadList)));`;
	const args = [
		'--import',
		`data:text/javascript,${encodeURIComponent(hook)}`,
		launcher,
		'--demo',
		'--data-dir',
		folder,
	];
	const program = startInPty(process.execPath, args);
	await program.waitForText(/LIVE/, 60_000);
	program.press('q');
	expect((await program.exited).code).toBe(0);

	const loaded: readonly string[] = JSON.parse(readFileSync(list, 'utf8'));
	expect(loaded).toContain('NativeModule _http_client');
	expect(loaded.filter(name => name.includes('undici'))).toEqual([]);
}, 90_000);

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { plainEnvironment, runProgram } from '../../source/platform/run-program.js';
import { waitUntil } from '../helpers/wait-until.js';

const folder = mkdtempSync(join(tmpdir(), 'kcmon-run-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (code: string, options: { input?: string; timeoutMs?: number; args?: readonly string[] } = {}) =>
	new Promise<string | undefined>(resolve => {
		runProgram(
			[process.execPath, '-e', code, ...(options.args ?? [])],
			{ input: options.input ?? '', timeoutMs: options.timeoutMs ?? 20_000 },
			resolve,
		);
	});

test('the program gets the text on its standard input, and its arguments as they are', async () => {
	const check = `
		const text = require('node:fs').readFileSync(0, 'utf8');
		process.exit(text === '{"a":1}\\n' && process.argv[1] === '$(touch /tmp/x); "' ? 0 : 3);`;

	expect(await run(check, { input: '{"a":1}\n', args: ['$(touch /tmp/x); "'] })).toBeUndefined();
});

test('what goes wrong is told: a status with the words, a signal, a program that there is not', async () => {
	expect(await run('console.error("no display"); process.exit(2)')).toBe('it ended with status 2: no display');
	expect(await run('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)')).toBe('it ended with SIGTERM');
	const missing = new Promise(resolve => {
		runProgram(['/no/such/program'], { input: 'x'.repeat(100_000), timeoutMs: 20_000 }, resolve);
	});
	expect(await missing).toBe('it could not be started: ENOENT');
});

test('a program that does not read its input is no trouble', async () => {
	expect(await run('process.exit(0)', { input: 'x'.repeat(1_000_000) })).toBeUndefined();
});

test('a program that does not end is killed with its children', async () => {
	const pidFile = join(folder, 'pid');
	const code = `
		const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
		require('node:fs').mkdirSync(${JSON.stringify(folder)}, { recursive: true });
		require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
		setInterval(() => {}, 1000);`;
	let problem: string | undefined;
	const stop = runProgram([process.execPath, '-e', code], { input: '', timeoutMs: 60_000 }, text => {
		problem = text;
	});
	await waitUntil(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', { withinMs: 20_000 });
	const child = Number(readFileSync(pidFile, 'utf8'));

	stop();

	expect(problem).toBe('it was stopped');
	await waitUntil(() => !isAlive(child), { withinMs: 20_000 });
	expect(await run('setInterval(() => {}, 1000)', { timeoutMs: 300 })).toBe('it did not end within 0.3 s');
});

test('nothing that may be secret is in its environment', () => {
	const env = {
		PATH: '/bin',
		LC_ALL: 'C',
		KUCOIN_API_SECRET: 's',
		KCMON_WEBHOOK_SECRET: 'w',
		AWS_TOKEN: 't',
		TMUX: 'x',
	};

	expect(plainEnvironment(env)).toEqual({ PATH: '/bin', LC_ALL: 'C', TMUX: 'x' });
});

/** A zombie that nobody reaps is no longer running. */
function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}

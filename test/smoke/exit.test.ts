import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startInPty } from '../helpers/pty.js';
import { waitUntil } from '../helpers/wait-until.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
/** Nobody listens on port 1 of loopback, so the stream keeps trying until it is stopped. */
const endless = ['stream', 'BTC-USDT', '--rest-url', 'http://127.0.0.1:1'];

let dataDir: string;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-exit-'));
});

afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

async function startStream() {
	const child = spawn(process.execPath, [launcher, ...endless, '--data-dir', dataDir], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	child.stdout.on('data', chunk => {
		stdout += chunk;
	});
	child.stderr.on('data', chunk => {
		stderr += chunk;
	});
	const exit = exitOf(child);
	await waitUntil(() => stdout.includes('\n'), { describe: () => `no line on stdout; stderr: ${stderr}` });
	return { child, exit, stdout: () => stdout, stderr: () => stderr };
}

const exitOf = (child: ChildProcess): Promise<{ readonly code: number | null; readonly signal: string | null }> =>
	new Promise(done => {
		child.on('close', (code, signal) => done({ code, signal }));
	});

test.each([
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const)('%s ends a stream with %d and whole lines', async (signal, code) => {
	const stream = await startStream();

	stream.child.kill(signal);

	expect(await stream.exit).toEqual({ code, signal: null });
	expect(stream.stdout().endsWith('}\n')).toBe(true);
	expect(stream.stderr()).not.toMatch(/ {4}at /);
});

test('SIGUSR1 opens no inspector and stops nothing', async () => {
	const stream = await startStream();

	stream.child.kill('SIGUSR1');
	const before = stream.stdout().length;
	await waitUntil(() => stream.stdout().length > before);
	stream.child.kill('SIGTERM');

	expect(await stream.exit).toEqual({ code: 143, signal: null });
	expect(stream.stderr()).not.toContain('Debugger');
});

test('a reader that leaves ends a stream with 0', async () => {
	const stream = await startStream();

	stream.child.stdout!.destroy();

	expect(await stream.exit).toEqual({ code: 0, signal: null });
	expect(stream.stderr()).not.toMatch(/EPIPE| {4}at /);
});

test('help and tables into a closed pipe end with 0', () => {
	for (const line of ['--help', 'config', 'keys', 'completions zsh']) {
		const command = `${process.execPath} ${launcher} ${line} --data-dir ${dataDir} | true; echo "\${PIPESTATUS[0]}"`;
		const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });

		expect({ line, stdout, stderr }).toEqual({ line, stdout: '0\n', stderr: '' });
	}
});

test('an exchange that cannot be reached is status 4', () => {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[launcher, 'ticker', 'BTC-USDT', '--rest-url', 'http://127.0.0.1:1', '--data-dir', dataDir],
		{ encoding: 'utf8' },
	);

	expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
	expect(stderr).toMatch(/^kcmon: .*refused.*\n/);
});

test('a terminal that vanishes ends the program by SIGHUP or 129, never by an abort', async () => {
	const program = startInPty(process.execPath, [launcher, ...endless, '--data-dir', dataDir]);
	await program.waitForText(/"type":"health"/);

	program.hangUp();
	const { code, signal } = await program.exited;

	expect(signal ?? code).toSatisfy((end: number) => end === 1 || end === 129);
	await program.cleanup();
});

test('doctor says what cannot be reached and what to do', () => {
	const args = ['doctor', '--json', '--rest-url', 'http://127.0.0.1:1', '--data-dir', join(dataDir, 'new')];
	const { status, stdout } = spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8' });
	const report = JSON.parse(stdout) as { readonly ok: boolean; readonly checks: readonly Record<string, string>[] };

	expect(status).toBe(4);
	expect(report.ok).toBe(false);
	expect(report.checks.map(({ check, state }) => [check, state])).toEqual([
		['terminal', 'warn'],
		['node', 'ok'],
		['data directory', 'ok'],
		['lock', 'ok'],
		['journal', 'ok'],
		['trading', 'ok'],
		['settings', 'ok'],
		['credentials', 'ok'],
		['REST', 'fail'],
		['clock', 'skip'],
		['service', 'skip'],
		['WebSocket', 'skip'],
		['arming', 'ok'],
		['live', 'skip'],
	]);
	expect(report.checks.at(-1)).toMatchObject({
		detail: 'not ready: no key, REST, service, WebSocket',
		todo: expect.stringContaining('General and Spot only'),
	});
	expect(report.checks.find(({ check }) => check === 'REST')).toMatchObject({
		detail: expect.stringContaining('refused'),
		todo: expect.stringContaining('address'),
	});
});

test('doctor finds the embedded exchange in order', () => {
	const args = ['doctor', '--json', '--demo', '--data-dir', dataDir];
	const { status, stdout } = spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8', timeout: 20_000 });
	const { checks } = JSON.parse(stdout) as { readonly checks: readonly Record<string, string>[] };

	expect(checks.filter(({ state }) => state === 'fail')).toEqual([]);
	expect(checks.filter(({ state }) => state === 'ok').map(({ check }) => check)).toEqual(
		expect.arrayContaining(['REST', 'clock', 'service', 'WebSocket']),
	);
	expect(status).toBe(0);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { waitUntil } from './wait-until.js';

/** The launcher, or another build of the program when several people build at once. */
const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');

/** One line of NDJSON as the program printed it. */
export type Line = { readonly type: string; readonly [field: string]: unknown };

export type Kcmon = {
	readonly child: ChildProcess;
	/** Whole lines of standard output so far, parsed. */
	readonly lines: () => readonly Line[];
	readonly stdout: () => string;
	readonly stderr: () => string;
	readonly waitForLine: (matches: (line: Line) => boolean, withinMs?: number) => Promise<Line>;
	readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>;
	readonly stop: () => Promise<void>;
};

/** Starts the built program as a user does, in a data directory of its own. */
export function startKcmon(
	args: readonly string[],
	{ env = {}, stdin = 'ignore' }: { env?: Record<string, string>; stdin?: 'ignore' | 'pipe' } = {},
): Kcmon {
	const dataDir = mkdtempSync(join(tmpdir(), 'kcmon-test-'));
	const child = spawn(process.execPath, [launcher, ...args], {
		stdio: [stdin, 'pipe', 'pipe'],
		env: { ...process.env, KCMON_DATA_DIR: dataDir, KCMON_REST_URL: '', ...env },
	});
	let stdout = '';
	let stderr = '';
	let parsedTo = 0;
	const parsed: Line[] = [];
	child.stdout?.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
	});
	child.stderr?.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	const exit = new Promise<{ code: number | null; signal: string | null }>(done => {
		child.once('close', (code, signal) => {
			rmSync(dataDir, { recursive: true, force: true });
			done({ code, signal });
		});
	});
	const lines = (): readonly Line[] => {
		for (let end = stdout.indexOf('\n', parsedTo); end !== -1; end = stdout.indexOf('\n', parsedTo)) {
			parsed.push(JSON.parse(stdout.slice(parsedTo, end)) as Line);
			parsedTo = end + 1;
		}

		return parsed;
	};

	return {
		child,
		lines,
		stdout: () => stdout,
		stderr: () => stderr,
		waitForLine: (matches, withinMs = 15_000) =>
			waitUntil(() => lines().find(matches), {
				withinMs,
				describe: () => `no such line among ${lines().length}; stderr: ${stderr.slice(-500)}`,
			}),
		exit,
		stop: async () => {
			child.kill('SIGTERM');
			await exit;
		},
	};
}

/** Runs the program to its end. */
export async function runKcmon(args: readonly string[], options?: Parameters<typeof startKcmon>[1]) {
	const kcmon = startKcmon(args, options);
	const { code } = await kcmon.exit;
	return { code, stdout: kcmon.stdout(), stderr: kcmon.stderr(), lines: kcmon.lines };
}

/** Runs `use` with the embedded exchange on loopback, and ends it in any case. */
export async function withSimulator(
	use: (exchange: RunningSimulator) => Promise<void>,
	options: Partial<Parameters<typeof startSimulator>[0]> = {},
): Promise<void> {
	const exchange = await startSimulator({ seed: 1, port: 0, scenario: undefined, ...options });
	try {
		await use(exchange);
	} finally {
		await exchange.stop();
	}
}

/** A port of this machine where nobody listens. */
export async function findClosedPort(): Promise<number> {
	const { createServer } = await import('node:net');
	return new Promise((done, failed) => {
		const server = createServer().once('error', failed);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});
}

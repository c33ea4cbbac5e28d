import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoCredentials } from '../../source/simulator/exchange.js';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { startInPty } from '../helpers/pty.js';
import { findClosedPort } from '../helpers/with-simulator.js';
import { listDocCommands, listDocScripts } from './shell-blocks.js';

/**
 * Every command of the documents is run as it stands there, in the order of the documents, with the embedded exchange in
 * the place of KuCoin: those of kcmon and of curl, and the two scripts of npm that open the dashboard. What would run until Ctrl+C gets a duration; what needs a terminal gets one and is left with `q`.
 */
const commands = listDocCommands();
const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');
const folder = mkdtempSync(join(tmpdir(), 'kcmon-docs-'));
const ports = new Map<string, string>();
let exchange: RunningSimulator;

beforeAll(async () => {
	exchange = await startSimulator({ seed: 3, port: 0, scenario: undefined });
	const bin = join(folder, 'bin');
	mkdirSync(bin);
	// What never ends by itself is given an end, and an hour is made a moment.
	writeFileSync(
		join(bin, 'kcmon'),
		`#!/usr/bin/env bash
words=()
for word in "$@"; do [[ $word =~ ^[0-9]+(s|m|h)$ ]] && word=2s; words+=("$word"); done
case " $* " in *" --duration "*|*" --help "*) ;; *) case "$1" in stream|record|probe|exchange) words+=(--duration 2s) ;; esac ;; esac
exec "${process.execPath}" "${launcher}" "\${words[@]}"
`,
	);
	chmodSync(join(bin, 'kcmon'), 0o755);
	// Paths in the documents are those of a checkout.
	cpSync(resolve(import.meta.dirname, '../../docs/scenarios'), join(folder, 'docs/scenarios'), { recursive: true });
	writeFileSync(join(folder, 'outage.json'), JSON.stringify({ seed: 7, steps: [{ atMs: 500, fault: 'link.cut' }] }));
	writeFileSync(join(folder, 'signals.ndjson'), '', { mode: 0o600 });
});

afterAll(async () => {
	await exchange.stop();
	rmSync(folder, { recursive: true, force: true });
});

function environment(): Record<string, string | undefined> {
	return {
		...process.env,
		PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
		HOME: folder,
		KCMON_REST_URL: exchange.restUrl,
		KCMON_DATA_DIR: join(folder, 'data'),
		KUCOIN_API_KEY: demoCredentials.key,
		KUCOIN_API_SECRET: demoCredentials.secret,
		KUCOIN_API_PASSPHRASE: demoCredentials.passphrase,
	};
}

/** Ports of examples may be taken on this machine. */
async function withFreePorts(line: string): Promise<string> {
	for (const port of new Set(line.match(/\b(?:8080|9100|9464)\b/g))) {
		if (!ports.has(port)) {
			ports.set(port, String(await findClosedPort()));
		}
	}

	return line
		.replace(/\b(?:8080|9100|9464)\b/g, port => ports.get(port)!)
		.replace(/--rest-url http:\/\/127\.0\.0\.1:\d+/, `--rest-url ${exchange.restUrl}`);
}

const names =
	'stream|probe|ticker|book|trades|candles|balances|orders|fills|cancel|kill|record|backtest|doctor|journal|exchange|config|credentials|keys|signals|completions|reset-term';
const needsTerminal = (line: string): boolean =>
	/^kcmon\b/.test(line) &&
	!new RegExp(`^kcmon (?:${names})\\b`).test(line) &&
	!/--(?:stream|help|version|plain)\b/.test(line);

function runInShell(line: string): Promise<{ readonly code: number | null; readonly said: string }> {
	const child = spawn('bash', ['-c', `set -o pipefail; ${line}`], {
		cwd: folder,
		env: environment(),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	const hear = (chunk: Buffer): void => {
		said += chunk;
	};
	child.stdout.on('data', hear);
	child.stderr.on('data', hear);
	return new Promise(done => child.on('close', code => done({ code, said })));
}

async function runInTerminal(line: string): Promise<void> {
	const program = startInPty('bash', ['-c', `exec ${line}`], { env: environment(), cwd: folder });
	try {
		await program.waitForText(/\b(?:LIVE|END)\b/, 30_000);
		program.press('q');
		expect((await program.exited).code).toBe(0);
	} finally {
		await program.cleanup();
	}
}

/** jq is no part of kcmon: without it what comes before its pipe is run. */
const hasJq = spawnSync('jq', ['--version']).status === 0;
const withoutJq = (line: string): string => (hasJq ? line : line.replace(/\s*\|\s*jq\b.*$/, ''));

const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** What curl asks of `kcmon exchange`, and of `--metrics`, which stands behind a stream here. */
async function runCurl(line: string): Promise<void> {
	const metrics = ports.get('9464') ?? String(await findClosedPort());
	const stream = line.includes('9464')
		? spawn(process.execPath, [launcher, 'stream', 'BTC-USDT', '--metrics', metrics, '--duration', '40s'], {
				env: environment(),
				stdio: ['ignore', 'ignore', 'pipe'],
			})
		: undefined;
	try {
		if (stream !== undefined) {
			await new Promise<void>(done => stream.stderr.once('data', () => done()));
		}

		const asked = line
			.replace('http://127.0.0.1:8080', exchange.restUrl)
			.replace('127.0.0.1:9464', `127.0.0.1:${metrics}`);
		const { code, said } = await runInShell(asked.replace('curl -s', 'curl -sS --fail'));
		expect(code, said).toBe(0);
		expect(said).not.toBe('');
	} finally {
		stream?.kill();
	}
}

test('every script of npm that the documents name is one', () => {
	const { scripts } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
		scripts: Record<string, string>;
	};
	const named = listDocScripts();

	expect(named.length).toBeGreaterThan(10);
	expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
});

test.each(['npm run demo', 'npm start'])('%s opens the dashboard', { timeout: 60_000 }, async line => {
	const { KCMON_REST_URL, ...others } = environment();
	const program = startInPty('bash', ['-c', `exec ${line}`], {
		// Not KuCoin itself; and a demo has its own.
		env: line === 'npm start' ? { ...others, KCMON_REST_URL } : { ...others, KCMON_REST_URL: undefined },
		cwd: resolve(import.meta.dirname, '../..'),
	});
	try {
		await program.waitForText(line === 'npm start' ? /PAPER[\s\S]*LIVE/ : /DEMO[\s\S]*LIVE/, 30_000);
		program.press('q');
		expect((await program.exited).code).toBe(0);
	} finally {
		await program.cleanup();
	}
});

test('the documents show commands', () => {
	expect(commands.length).toBeGreaterThan(10);
});

test.for(commands)('$file: $line', { timeout: 60_000 }, async ({ line }, { skip }) => {
	if (line.startsWith('curl')) {
		skip(!hasCurl, 'curl is not installed');
		await runCurl(line);
		return;
	}

	const command = await withFreePorts(withoutJq(line));
	if (needsTerminal(command)) {
		await runInTerminal(command);
		return;
	}

	const { code, said } = await runInShell(command);
	expect(code, said.slice(-2000)).toBe(0);
});

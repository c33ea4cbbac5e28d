import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as zlib from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { startInPty } from '../helpers/pty.js';
import { waitUntil } from '../helpers/wait-until.js';
import { findClosedPort, runKcmon, startKcmon } from '../helpers/with-simulator.js';

/** Secrets are planted where people keep them, and then looked for in everything that a run leaves behind. */
const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const patience = 60_000;
const webhookSecret = `whsec_${Buffer.from('canary-of-a-webhook-secret-3391').toString('base64')}`;

let exchange: RunningSimulator;
let folder: string;
let secrets: readonly string[];
const table: string[] = [];
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
	exchange = await startSimulator({ seed: 3, port: 0, scenario: undefined });
	const { secret, passphrase } = exchange.credentials;
	secrets = [secret, passphrase, webhookSecret, webhookSecret.slice(6)];
});

afterEach(async () => {
	await Promise.all(ends.splice(0).map(end => end()));
	rmSync(folder, { recursive: true, force: true });
});

afterAll(async () => {
	await exchange.stop();
	console.log(`secrets found in:\n${table.join('\n')}`);
});

function createFolder(): Record<string, string> {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-canary-'));
	const { key, secret, passphrase } = exchange.credentials;
	writeFileSync(
		join(folder, 'credentials.json'),
		JSON.stringify({ key, secret, passphrase, webhook_secrets: { desk: [webhookSecret] } }),
		{ mode: 0o600 },
	);
	return { KCMON_DATA_DIR: folder, KCMON_REST_URL: exchange.restUrl };
}

/** Each spelling in which a secret may leak. */
const spellings = (secret: string): readonly string[] => [
	secret,
	encodeURIComponent(secret),
	Buffer.from(secret).toString('base64'),
	Buffer.from(secret).toString('hex'),
];

function check(where: string, text: string): void {
	const found = secrets.filter(secret => spellings(secret).some(spelling => text.includes(spelling)));
	table.push(`${where.padEnd(44)} ${String(text.length).padStart(8)} characters, ${found.length} secrets`);
	expect(text.length, where).toBeGreaterThan(0);
	expect(found, where).toEqual([]);
}

const filesOf = (path: string): readonly string[] =>
	readdirSync(path).flatMap(name => {
		const inner = join(path, name);
		const stat = statSync(inner);
		return stat.isDirectory() ? filesOf(inner) : stat.isFile() ? [inner] : [];
	});

/** Everything in the data directory but the file of the secrets themselves. */
function checkFiles(where: string): void {
	for (const path of filesOf(folder)) {
		if (!path.endsWith('credentials.json')) {
			const bytes = readFileSync(path);
			const text = path.endsWith('.zst') ? zlib.zstdDecompressSync(bytes).toString('latin1') : bytes.toString('latin1');
			if (text !== '') {
				check(`${where}: ${path.slice(folder.length + 1)}`, text);
			}
		}
	}
}

/** Of the program and whatever it started. */
const argvOf = (pid: number): string =>
	execFileSync('ps', ['-o', 'args=', '--pid', String(pid), '--ppid', String(pid)], { encoding: 'utf8' });

test.each([
	['--read-only', 'SIGURG', 70],
	['--live', 'SIGTERM', 143],
] as const)(
	'a dashboard %s with a webhook and metrics, ended by %s',
	{ timeout: 200_000 },
	async (mode, signal, code) => {
		const env = createFolder();
		const planted = join(folder, 'planted.mjs');
		writeFileSync(planted, "process.once('SIGURG', () => { throw new Error('planted'); });\n");
		const [metricsPort, webhook] = [await findClosedPort(), await findClosedPort()];
		const words = `BTC-USDT ${mode} --log-level trace --metrics ${metricsPort} --signals webhook:${webhook}?source=desk`;
		const program = startInPty(
			process.execPath,
			[...(mode === '--live' ? [] : ['--import', planted]), launcher, ...words.split(' ')],
			{ columns: 140, rows: 42, env },
		);
		ends.push(program.cleanup);
		await program.waitForText(/DEPTH BTC-USDT.* LIVE/, patience);
		const metrics = `http://127.0.0.1:${metricsPort}`;
		check('ps', argvOf(program.pid));
		for (const path of ['/metrics', '/nothing']) {
			check(`metrics server ${path}`, await (await fetch(metrics + path)).text().then(text => text || '-'));
		}

		for (const headers of [{}, { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' }]) {
			const reply = await fetch(`http://127.0.0.1:${webhook}/signals/desk`, {
				method: 'POST',
				body: '{"not":"signed"}',
				headers: { 'content-type': 'application/json', ...(headers as Record<string, string>) },
			});
			expect(reply.status).toBe(401);
			check('webhook 401', `${[...reply.headers].join()} ${await reply.text()}`);
		}

		process.kill(program.pid, signal);
		expect((await program.exited).code).toBe(code);
		const output = program.output().toString('utf8');
		expect(output.includes('planted')).toBe(code === 70);
		check(`terminal of ${mode}, ended by ${signal}`, output);
		checkFiles(mode);
	},
);

test('one-shots, a stream, a recording and the journal', { timeout: 300_000 }, async () => {
	const env = createFolder();
	for (const line of [
		'credentials check',
		'doctor',
		'balances --live --json',
		'orders --live',
		'config',
		'journal export --json',
		`record ${join(folder, 'a.ndjson.zst')} BTC-USDT --duration 3s`,
		'stream BTC-USDT --live --channels ticker,orders,balances,health --duration 4s --log-level trace',
	]) {
		const { stdout, stderr, code } = await runKcmon(line.split(' '), { env });
		expect(code, line).not.toBe(70);
		check(`kcmon ${line.split(' ').slice(0, 2).join(' ')}`, `${stdout}${stderr}` || '-');
	}

	checkFiles('one-shots');
});

test('what the exchange refuses, and a key that is wrong', { timeout: 200_000 }, async () => {
	const env = createFolder();
	const { key, secret } = exchange.credentials;
	const wrong = 'wrong-Canary-passphrase-91';
	secrets = [...secrets, wrong];
	writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ key, secret, passphrase: wrong }), { mode: 0o600 });
	for (const line of ['credentials check', 'balances --live', 'doctor', 'kill --live']) {
		const { stdout, stderr, code } = await runKcmon(line.split(' '), { env });
		expect(code, line).not.toBe(70);
		check(`refused ${line}`, `${stdout}${stderr}`);
	}

	// In the environment, though that is discouraged.
	const stream = startKcmon(['stream', 'BTC-USDT', '--live', '--channels', 'orders,health', '--log-level', 'trace'], {
		env: {
			...env,
			KUCOIN_API_KEY: key,
			KUCOIN_API_SECRET: secret,
			KUCOIN_API_PASSPHRASE: wrong,
		},
	});
	ends.push(stream.stop);
	await waitUntil(() => stream.stderr() !== '' || stream.stdout() !== '', { withinMs: patience });
	check('ps of a stream', argvOf(stream.child.pid!));
	check('refused stream', stream.stdout() + stream.stderr());
	checkFiles('refused');
});

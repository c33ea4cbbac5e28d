import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { scanJournal } from '../../source/journal/scan.js';
import { createFiles } from '../../source/platform/files.js';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { readJournal } from '../helpers/live-run.js';
import { send } from '../simulator/raw-client.js';

export type OrderKind = 'limit' | 'market';

/** What one killed placing came to, and what the start after it found. */
export type KillResult = {
	readonly order: OrderKind;
	readonly dieAt: number;
	readonly dieAfterMs: number;
	/** By the venue's own lists: its status, filled size and number of fills. */
	readonly venue: readonly { readonly active: boolean; readonly filled: string; readonly fills: number }[];
	/** Orders of which the journal has a durable intent. */
	readonly intents: number;
	readonly found: readonly { readonly status: string; readonly filled: string; readonly fills: number }[];
	readonly chainHolds: boolean;
};

type ChildReport = { readonly steps?: number; readonly orders: KillResult['found'] };

/** Bundles the child once: Node cannot run the sources as they are. */
export async function bundleChild(folder: string): Promise<string> {
	const outfile = join(folder, 'placing-child.mjs');
	await build({
		entryPoints: [resolve(import.meta.dirname, 'placing-child.ts')],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node22',
		define: { __KCMON_VERSION__: '"test"' },
		banner: {
			js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
		},
		logLevel: 'error',
	});
	return outfile;
}

function runChild(script: string, job: object): Promise<{ readonly report?: ChildReport; readonly error: string }> {
	return new Promise(done => {
		const child = spawn(process.execPath, [script, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] });
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', (text: Buffer) => {
			stdout += text.toString();
		});
		child.stderr.on('data', (text: Buffer) => {
			stderr += text.toString();
		});
		child.on('close', () => {
			const line = stdout.trim().split('\n').at(-1) ?? '';
			done(line === '' ? { error: stderr } : { report: JSON.parse(line) as ChildReport, error: stderr });
		});
	});
}

/** How many steps an undisturbed placing has. */
export async function countSteps(script: string, order: OrderKind): Promise<number> {
	const exchange = await startSimulator({ seed: 1, port: 0, scenario: undefined });
	const dataDir = mkdtempSync(join(tmpdir(), 'kcmon-kill-'));
	try {
		const { restUrl, credentials } = exchange;
		const job = { restUrl, credentials, dataDir, order, dieAt: 0, dieAfterMs: 0, patienceMs: 0 };
		const { report, error } = await runChild(script, job);
		if (report?.steps === undefined) {
			throw new Error(`The undisturbed run failed: ${error}`);
		}

		return report.steps;
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
		await exchange.stop();
	}
}

/** Kills one placing, then starts again. */
export async function killOnce(
	script: string,
	{ order, dieAt, dieAfterMs }: Pick<KillResult, 'order' | 'dieAt' | 'dieAfterMs'>,
	patienceMs: number,
): Promise<KillResult> {
	const exchange = await startSimulator({ seed: dieAt + 1, port: 0, scenario: undefined });
	const dataDir = mkdtempSync(join(tmpdir(), 'kcmon-kill-'));
	try {
		const { restUrl, credentials } = exchange;
		const job = { restUrl, credentials, dataDir, order, dieAt, dieAfterMs, patienceMs };
		await runChild(script, job);
		const { report, error } = await runChild(script, { ...job, order: 'recover', dieAt: 0 });
		if (report === undefined) {
			throw new Error(`The start after the kill at step ${dieAt} failed: ${error}`);
		}

		return {
			order,
			dieAt,
			dieAfterMs,
			venue: await readVenue(exchange),
			intents: readJournal(dataDir).filter(({ kind }) => kind === 'intent').length,
			found: report.orders,
			chainHolds: scanJournal(createFiles(), join(dataDir, 'journal')).chainBreak === undefined,
		};
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
		await exchange.stop();
	}
}

/** Every order of kcmon's that the exchange knows, by requests of the test's own. */
async function readVenue({ restUrl, credentials }: RunningSimulator): Promise<KillResult['venue']> {
	const read = async (target: string) => (await send(restUrl, 'GET', target, { keys: credentials })).json.data;
	const active = (await read('/api/v1/hf/orders/active?symbol=BTC-USDT')) ?? [];
	const done = (await read('/api/v1/hf/orders/done?symbol=BTC-USDT&limit=100'))?.items ?? [];
	const fills = (await read('/api/v1/hf/fills?symbol=BTC-USDT&limit=100'))?.items ?? [];
	return [...active, ...done]
		.filter((row: { clientOid?: string }) => row.clientOid?.startsWith('kc1') === true)
		.map((row: { id: string; active: boolean; dealSize: string }) => ({
			active: row.active,
			filled: row.dealSize,
			fills: fills.filter((fill: { orderId: string }) => fill.orderId === row.id).length,
		}));
}

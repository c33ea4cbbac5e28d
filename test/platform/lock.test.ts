import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { acquireLock } from '../../source/platform/lock.js';

type Finding = { readonly held: boolean; readonly holderPid?: number };
type Holder = { readonly child: ChildProcessWithoutNullStreams; readonly finding: Finding };

const ways = process.platform === 'linux' ? (['socket', 'file'] as const) : (['file'] as const);
const scratch = mkdtempSync(join(tmpdir(), 'kcmon-lock-'));
const program = join(scratch, 'holder.mjs');
const children: ChildProcessWithoutNullStreams[] = [];
let folder: string;
let folders = 0;

beforeAll(async () => {
	await build({
		entryPoints: [join(import.meta.dirname, 'lock-holder.ts')],
		outfile: program,
		bundle: true,
		platform: 'node',
		format: 'esm',
		logLevel: 'error',
	});

	return () => rmSync(scratch, { recursive: true, force: true });
});

beforeEach(() => {
	folder = join(scratch, `data-${folders++}`);
});

afterEach(() => {
	for (const child of children.splice(0)) {
		child.kill('SIGKILL');
	}
});

function startHolder(by: string): Promise<Holder> {
	const child = spawn(process.execPath, [program, folder, by]);
	children.push(child);
	return new Promise((resolve, reject) => {
		let errors = '';
		child.stderr.on('data', chunk => {
			errors += String(chunk);
		});
		child.stdout.once('data', chunk => resolve({ child, finding: JSON.parse(String(chunk)) as Finding }));
		child.once('exit', code => reject(new Error(`The holder ended with ${code}: ${errors}`)));
	});
}

const ended = (child: ChildProcessWithoutNullStreams) => new Promise(resolve => child.once('close', resolve));

test.each(ways)(
	'lets one of twenty processes win, names it to the others, and frees the lock at kill -9 (%s)',
	async by => {
		const holders = await Promise.all(Array.from({ length: 20 }, () => startHolder(by)));

		const winners = holders.filter(({ finding }) => finding.held);
		expect(winners).toHaveLength(1);
		const [winner] = winners;
		const late = await startHolder(by);
		expect(late.finding).toEqual({ held: false, holderPid: winner!.child.pid });

		winner!.child.kill('SIGKILL');
		await ended(winner!.child);
		const next = await startHolder(by);

		expect(next.finding).toEqual({ held: true });
	},
	120_000,
);

test.each(ways)('gives the lock back (%s)', async by => {
	const first = await acquireLock(folder, { by });
	expect(first.held).toBe(true);
	expect(await acquireLock(folder, { by })).toEqual({ held: false, holderPid: process.pid });

	if (first.held) {
		first.release();
	}

	await vi.waitFor(async () => {
		const second = await acquireLock(folder, { by });
		expect(second.held).toBe(true);
		if (second.held) {
			second.release();
		}
	});
});

test.each(ways)('locks each folder by itself (%s)', async by => {
	const one = await acquireLock(join(folder, 'one'), { by });
	const two = await acquireLock(join(folder, 'two'), { by });

	expect([one.held, two.held]).toEqual([true, true]);
	for (const lock of [one, two]) {
		if (lock.held) {
			lock.release();
		}
	}
});

test('never breaks the file of another host or one it cannot read', async () => {
	for (const text of [JSON.stringify({ pid: 1, boot: 0, host: `not-${hostname()}` }), 'torn']) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, 'lock'), text);

		expect((await acquireLock(folder, { by: 'file' })).held).toBe(false);
	}
});

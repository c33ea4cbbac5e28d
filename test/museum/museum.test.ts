import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Defect, defects } from './defects.js';

const folder = mkdtempSync(join(tmpdir(), 'kcmon-museum-'));
const caught: string[] = [];

/** Each run of the suite wants a core of its own. */
const cores = Math.max(1, Math.min(2, availableParallelism()));
const waiting: (() => void)[] = [];
let running = 0;

async function withCore<Value>(work: () => Promise<Value>): Promise<Value> {
	while (running >= cores) {
		await new Promise<void>(resolve => waiting.push(resolve));
	}

	running += 1;
	try {
		return await work();
	} finally {
		running -= 1;
		waiting.shift()?.();
	}
}

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
	console.log(
		`Defects of others, planted here and caught (${caught.length} of ${defects.length}):\n${caught.join('\n')}`,
	);
});

type Report = {
	readonly numFailedTests: number;
	readonly testResults: readonly {
		readonly name: string;
		readonly status: string;
		readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
	}[];
};

/** Runs the tests that must notice, on a source with the defect in it. Rejects when they could not be run. */
async function runWith({ name, caughtBy }: Pick<Defect, 'name' | 'caughtBy'>, planted: string = name): Promise<Report> {
	const output = join(folder, `${name}.json`);
	const words = ['run', '--config', 'test/museum/vitest.config.ts', '--reporter=json', `--outputFile=${output}`];
	const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...words, ...caughtBy], {
		env: {
			...process.env,
			KCMON_DEFECT: planted,
			VITEST: undefined,
			VITEST_WORKER_ID: undefined,
			VITEST_POOL_ID: undefined,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	child.stdout.on('data', chunk => {
		said += chunk;
	});
	child.stderr.on('data', chunk => {
		said += chunk;
	});
	await new Promise(resolve => child.on('close', resolve));
	try {
		return JSON.parse(readFileSync(output, 'utf8')) as Report;
	} catch {
		throw new Error(`The tests could not be run with ${name} planted:\n${said.slice(-2000)}`);
	}
}

test('without a defect the tests that must notice are green under the same roof', { timeout: 900_000 }, async () => {
	const control = { name: 'control', caughtBy: [...new Set(defects.flatMap(({ caughtBy }) => caughtBy))] };
	const report = await withCore(() => runWith(control, ''));

	// A file that could not be loaded has no test that failed.
	expect(report.testResults.filter(({ status }) => status !== 'passed').map(({ name }) => name)).toEqual([]);
	expect(report.testResults.length).toBe(control.caughtBy.length);
	expect(report.numFailedTests).toBe(0);
	expect(report.testResults.flatMap(({ assertionResults }) => assertionResults).length).toBeGreaterThan(defects.length);
});

test('the museum holds at least twenty defects, each with a name of its own', () => {
	expect(defects.length).toBeGreaterThanOrEqual(20);
	expect(new Set(defects.map(({ name }) => name)).size).toBe(defects.length);
});

describe.concurrent('with a known defect of another program planted, the suite fails', () => {
	test.each(defects)('$name', { timeout: 900_000 }, async defect => {
		const report = await withCore(() => runWith(defect));

		// A test that failed, not a file that could not be loaded.
		expect(report.numFailedTests, `${defect.what} (${defect.seenIn}) was not noticed`).toBeGreaterThanOrEqual(1);
		const failed = report.testResults
			.flatMap(({ assertionResults }) => assertionResults)
			.find(({ status }) => status === 'failed');
		caught.push(`  ${defect.name}: ${defect.what} [${defect.seenIn}]\n    caught by "${failed?.title}"`);
	});
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type PtyProgram, startInPty } from '../../helpers/pty.js';

type Report = {
	readonly frames: number;
	readonly dropped: number;
	readonly ticks: number;
	readonly gone?: string;
};

const folder = mkdtempSync(join(tmpdir(), 'kcmon-screen-'));
const bundle = join(folder, 'screen-app.js');
const programs: PtyProgram[] = [];
let reportNumber = 0;

beforeAll(async () => {
	// Ink imports this development tool behind a flag that is never set.
	const stub = join(folder, 'stub.js');
	writeFileSync(stub, 'export default {};');
	await build({
		entryPoints: [join(import.meta.dirname, 'fixtures/screen-app.tsx')],
		outfile: bundle,
		bundle: true,
		format: 'esm',
		platform: 'node',
		jsx: 'automatic',
		define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
		alias: { 'react-devtools-core': stub },
		banner: {
			js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
		},
		logLevel: 'error',
	});
});

afterEach(async () => {
	for (const program of programs.splice(0)) {
		await program.cleanup();
	}
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start() {
	reportNumber += 1;
	const reportFile = join(folder, `report-${reportNumber}.json`);
	const program = startInPty(process.execPath, [bundle, reportFile], { columns: 100, rows: 30 });
	programs.push(program);
	return {
		program,
		report: (): Report | undefined => {
			try {
				return JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
			} catch {
				// Not written yet, or in the middle of it.
				return undefined;
			}
		},
	};
}

const isRunning = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
	} catch {
		return false;
	}

	// A child that has ended but was not waited for yet still takes signals.
	return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
};

const endings = [
	{ how: 'a key', end: (program: PtyProgram) => program.press('q'), code: 0 },
	{ how: 'an uncaught exception', end: (program: PtyProgram) => program.press('x'), code: 1 },
];

test.for(endings)('gives the terminal back when the program ends by $how', async ({ end, code }) => {
	const { program } = start();
	await program.waitForText(/ready/);
	expect(program.emulator.isAlternateScreen()).toBe(true);
	expect(program.emulator.isBracketedPaste()).toBe(true);

	end(program);

	expect((await program.exited).code).toBe(code);
	expect(program.emulator.isAlternateScreen()).toBe(false);
	expect(program.emulator.isBracketedPaste()).toBe(false);
	expect(program.emulator.isWrapping()).toBe(true);
	const output = program.output().toString('latin1');
	expect(output.lastIndexOf('\u001B[?25h')).toBeGreaterThan(output.lastIndexOf('\u001B[?25l'));
	expect(program.clears()).toBe(0);
});

test('goes on while the terminal does not read, drops frames, and shows a whole picture afterwards', async () => {
	const { program, report } = start();
	await program.waitForText(/ready/);
	program.stopReading();
	await vi.waitFor(() => expect(report()?.dropped).toBeGreaterThan(3), { timeout: 15_000, interval: 20 });
	const stalled = report()!;

	// The event loop turns: ticks are counted and frames are dropped, with nobody reading.
	await vi.waitFor(
		() => {
			expect(report()!.ticks).toBeGreaterThan(stalled.ticks + 100);
			expect(report()!.dropped).toBeGreaterThan(stalled.dropped + 3);
		},
		{ timeout: 15_000, interval: 20 },
	);
	const framesWhileStalled = report()!.frames;

	program.startReading();
	await vi.waitFor(() => expect(report()!.frames).toBeGreaterThan(framesWhileStalled + 5), {
		timeout: 15_000,
		interval: 20,
	});
	await program.waitFor(() => {
		const lines = program.lines();
		return (
			lines[0] === 'ready' && lines.slice(1).every(line => /^(\d{1,5})(?:\1)*\d*$/.test(line) && line.length === 100)
		);
	}, 'whole picture');
	expect(program.clears()).toBe(0);
});

test('ends while the terminal does not read', async () => {
	const { program, report } = start();
	await program.waitForText(/ready/);
	program.stopReading();
	await vi.waitFor(() => expect(report()?.dropped).toBeGreaterThan(3), { timeout: 15_000, interval: 20 });

	program.press('q');

	await vi.waitFor(() => expect(isRunning(program.pid)).toBe(false), { timeout: 15_000, interval: 20 });
});

test('notices a terminal that is gone instead of failing', async () => {
	const { program, report } = start();
	await program.waitForText(/ready/);

	program.hangUp();

	await vi.waitFor(() => expect(report()?.gone).toBe('EIO'), { timeout: 15_000, interval: 20 });
	await vi.waitFor(() => expect(isRunning(program.pid)).toBe(false), { timeout: 15_000, interval: 20 });
});

test('takes the terminal again with a whole picture after Ctrl+Z', async () => {
	const { program } = start();
	await program.waitForText(/ready/);
	const before = program.output().length;

	program.press('ctrl+z');

	// Its group has no shell, so the system does not stop it, and it comes back at once.
	await program.waitFor(
		() => program.output().subarray(before).toString('latin1').includes('\u001B[?1049l'),
		'return to the main screen',
	);
	await program.waitFor(
		() => program.emulator.isAlternateScreen() && /ready/.test(program.screenText()),
		'whole picture on the alternate screen',
	);
	program.press('q');
	expect((await program.exited).code).toBe(0);
});

test('repaints without a clear after many resizes', async () => {
	const { program } = start();
	await program.waitForText(/ready/);
	for (let index = 0; index < 30; index++) {
		program.resize(60 + index, 20 + (index % 7));
	}

	program.resize(80, 20);
	await program.waitFor(() => {
		const lines = program.lines();
		return lines[0] === 'ready' && lines.length === 20 && lines.slice(1, 19).every(line => line.length === 80);
	}, 'picture of the new size');
	expect(program.clears()).toBe(0);
});

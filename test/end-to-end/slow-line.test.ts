import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');
const patience = 90_000;

let dataDir: string;
let program: PtyProgram | undefined;
let throttle: NodeJS.Timeout | undefined;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-slow-line-'));
});

afterEach(async () => {
	clearInterval(throttle);
	await program?.cleanup();
	rmSync(dataDir, { recursive: true, force: true });
});

const start = (...flags: string[]): PtyProgram =>
	startInPty(process.execPath, [launcher, '--demo', '--fps', '30', '--data-dir', dataDir, ...flags], {
		columns: 200,
		rows: 60,
	});

/** Takes what one read brings, four times in three seconds. */
function readSlowly(one: PtyProgram): void {
	let bytes = one.bytes();
	one.stopReading();
	throttle = setInterval(() => {
		one.startReading();
		const stop = setInterval(() => {
			if (one.bytes() !== bytes) {
				bytes = one.bytes();
				one.stopReading();
				clearInterval(stop);
			}
		}, 1);
	}, 750);
}

test('a line that takes frames slowly gets fewer by itself, and the status bar says so', {
	timeout: 240_000,
}, async () => {
	program = start();
	await program.waitForText(/DEPTH[^\n]* LIVE/, patience);
	expect(program.screenText()).not.toContain('low bandwidth');

	readSlowly(program);
	await program.waitForText(/low bandwidth: slow line/, patience);
	clearInterval(throttle);
	program.startReading();
	await program.waitForText(/DEPTH[^\n]* LIVE/, patience);
	expect(program.screenText()).toContain('low bandwidth: slow line');
});

test('a flag asks for it, or forbids it', { timeout: 240_000 }, async () => {
	program = start('--low-bandwidth');
	await program.waitForText(/low bandwidth(?!: slow line)[\s\S]*DEPTH[^\n]* LIVE/, patience);
	await program.cleanup();

	program = start('--full-bandwidth');
	await program.waitForText(/DEPTH[^\n]* LIVE/, patience);
	readSlowly(program);
	const before = program.bytes();
	await program.waitFor(() => program!.bytes() > before + 40_000, 'slow frames', patience);
	expect(program.screenText()).not.toContain('low bandwidth');
});

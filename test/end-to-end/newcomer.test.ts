import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { walkFirstMinutes } from '../helpers/first-minutes.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');

let dataDir: string;
let desk: PtyProgram;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-newcomer-'));
	desk = startInPty(process.execPath, [launcher, '--demo', '--data-dir', dataDir]);
});

afterEach(async () => {
	await desk.cleanup();
	rmSync(dataDir, { recursive: true, force: true });
});

/** Of a cell that no price or pane colors. */
const paper = (): number => desk.cells()[0]![0]!.background;

test('a newcomer in the plain demo cancels an order, adds a symbol, changes the theme and makes a bracket of a breakout', {
	timeout: 600_000,
}, async () => {
	const seen: string[] = [];
	let before: number | undefined;
	await walkFirstMinutes(desk, async what => {
		if (what === 'its chart') {
			before = paper();
		} else if (what === 'another theme') {
			expect(before).toBeDefined();
			expect(paper()).not.toBe(before);
		}

		seen.push(what);
	}).catch((cause: unknown) => {
		throw new Error(`The walk ended after: ${seen.at(-1)}`, { cause });
	});

	expect(seen).toContain('the order is canceled');
	expect(seen.slice(-3)).toEqual(['stop and target at the exchange', 'alerts', 'the kill switch']);
	// While one is being canceled it would ask.
	await desk.waitForText(/ORDERS 0 working/, 60_000);
	desk.press('q');
	expect((await desk.exited).code).toBe(0);
});

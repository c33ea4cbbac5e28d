import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoOwner } from '../../source/simulator/exchange.js';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');
const patience = 60_000;
const symbol = 'BTC-USDT';

let exchange: RunningSimulator;
let dataDir: string;
let desk: PtyProgram;

beforeEach(async () => {
	exchange = await startSimulator({ seed: 7, port: 0, scenario: undefined });
	exchange.control({ fault: 'market.quiet', symbol });
	exchange.control({
		fault: 'market.book',
		symbol,
		bids: [
			['67000.0', '2'],
			['66999.0', '3'],
		],
		asks: [
			['67000.1', '2'],
			['67001.0', '3'],
		],
	});
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-tour-'));
});

afterEach(async () => {
	await desk.cleanup();
	await exchange.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

const start = (columns: number, rows: number): PtyProgram =>
	startInPty(process.execPath, [launcher, '--demo', '--rest-url', exchange.restUrl, '--data-dir', dataDir], {
		columns,
		rows,
	});

const atStep = (step: number): Promise<void> => desk.waitForText(new RegExp(`TOUR ${step}/18`), patience);

/** From the step that says so, at the best bid. */
async function placeOrder(): Promise<void> {
	desk.press('b');
	await atStep(4);
	for (const key of '0.01') {
		desk.press(key);
	}

	await desk.waitForText(/size +0\.01 /, patience);
	desk.press('enter');
	await atStep(5);
	desk.press('y');
	await atStep(6);
	await desk.waitFor(() => exchange.desk.active(demoOwner, undefined).length === 1, 'a working order', patience);
}

test('the tour is offered once, and each step is done by the key that it names, at 80×24', {
	timeout: 240_000,
}, async () => {
	desk = start(80, 24);
	await desk.waitForText(/T tour of five minutes/, patience);
	// The book itself: at this size TAPE says LIVE in the same line as DEPTH does.
	await desk.waitForText(/67000\.0 +2\.0/, patience);
	desk.press('T');
	await atStep(1);
	desk.press('tab');
	await atStep(2);
	desk.press('e');
	await desk.waitForNoText(/DEPTH[\s\S]*HEALTH/, patience);
	desk.press('e');
	await atStep(3);
	await placeOrder();
	// The market is faster than the person.
	exchange.control({ fault: 'trade.print', symbol, side: 'sell', price: '67000.0', size: '3' });
	await desk.waitForText(/Somebody sold to you/, patience);
	await placeOrder();
	// A key is no cancel.
	exchange.control({ fault: 'rest.slow', path: '/api/v1/hf/orders', ms: 1500, count: 1 });
	desk.press('x');
	await atStep(7);
	expect(exchange.desk.active(demoOwner, undefined)).toEqual([]);
	desk.press('/');
	await atStep(8);
	for (const key of 'KCS') {
		desk.press(key);
	}

	await desk.waitForText(/KCS-USDT/, patience);
	desk.press('enter');
	await atStep(9);
	await desk.waitForText(/TICKER KCS-USDT/, patience);
	desk.press('v');
	await desk.waitForText(/CHART KCS-USDT/, patience);
	expect(desk.screenText()).toContain('TOUR 9/18');
	desk.press('v');
	await atStep(10);
	desk.press('t');
	await atStep(11);
	for (const step of [13, 16]) {
		desk.press('T');
		await atStep(step);
	}

	desk.press('n');
	await desk.waitForText(/ALERTS/, patience);
	for (const key of 'connection') {
		desk.press(key);
	}

	await desk.waitForText(/add connection/, patience);
	desk.press('enter');
	await desk.waitForText(/alert connection is set until this demo ends/, patience);
	await desk.waitForText(/connection +armed/, patience);
	// The prices of a demo are no others': what is set in it is not for them.
	expect(existsSync(join(dataDir, 'settings.json'))).toBe(false);
	desk.press('escape');
	await atStep(17);
	desk.press('T');
	await atStep(18);
	desk.press('T');
	await desk.waitForNoText(/TOUR/, patience);
	desk.press('q');
	expect((await desk.exited).code).toBe(0);
	await desk.cleanup();

	desk = start(80, 24);
	await desk.waitForText(/DEPTH[^\n]* LIVE[\s\S]*\? help/, patience);
	expect(desk.screenText()).not.toContain('tour of five minutes');
});

test('the tour ends with esc, and is no part of paper and live', { timeout: 120_000 }, async () => {
	desk = startInPty(process.execPath, [
		launcher,
		'--demo',
		'--tour',
		'--rest-url',
		exchange.restUrl,
		'--data-dir',
		dataDir,
	]);
	await atStep(1);
	desk.press('escape');
	await desk.waitForNoText(/TOUR/, patience);
	await desk.cleanup();

	desk = startInPty(process.execPath, [launcher, '--rest-url', exchange.restUrl, '--data-dir', dataDir]);
	await desk.waitForText(/PAPER[\s\S]*DEPTH[^\n]* LIVE/, patience);
	expect(desk.screenText()).not.toContain('tour of five minutes');
	desk.press('T');
	await desk.waitForText(/the tour is of the demo, where nothing is real: kcmon --demo/, patience);
});

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoOwner } from '../../source/simulator/exchange.js';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const symbol = 'BTC-USDT';

let exchange: RunningSimulator;
let folder: string;
let desk: PtyProgram;

beforeEach(async () => {
	exchange = await startSimulator({ seed: 7, port: 0, scenario: undefined });
	// The one symbol that is traded here stands still; all others are alive.
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
	folder = mkdtempSync(join(tmpdir(), 'kcmon-first-'));
	writeFileSync(join(folder, 'signals.ndjson'), '', { mode: 0o600 });
	desk = startInPty(process.execPath, [
		launcher,
		'--demo',
		'--rest-url',
		exchange.restUrl,
		'--data-dir',
		join(folder, 'data'),
		'--signals',
		`file:${join(folder, 'signals.ndjson')}`,
	]);
});

afterEach(async () => {
	await desk.cleanup();
	await exchange.stop();
	rmSync(folder, { recursive: true, force: true });
});

const active = () => exchange.desk.active(demoOwner, undefined);

async function tabTo(pane: string): Promise<void> {
	for (let count = 0; count < 10 && !new RegExp(`▸ ${pane}`).test(desk.screenText()); count += 1) {
		const before = desk.screenText().match(/▸ ([A-Z]+)/)?.[1];
		desk.press('tab');
		await desk.waitFor(() => desk.screenText().match(/▸ ([A-Z]+)/)?.[1] !== before, 'the next pane');
	}
}

/** The colors of the status bar and the frames, in one text. */
const colors = (): string =>
	desk
		.cells()
		.flat()
		.map(({ foreground, background }) => `${foreground},${background}`)
		.join(' ');

test('a newcomer places and cancels an order, takes a signal, adds a symbol, changes the theme and leaves', {
	timeout: 120_000,
}, async () => {
	await desk.waitFor(
		() => /67000\.0 +2\.000000/.test(desk.screenText()) && /USDT 100000 available/.test(desk.screenText()),
		'a live desk',
		30_000,
	);

	// An order at the best bid, and its end.
	desk.press('b');
	await desk.waitForText(/TICKET/);
	desk.press('0.01');
	await desk.waitForText(/size +0\.01 /);
	desk.press('enter');
	await desk.waitForText(/y send/);
	desk.press('y');
	await desk.waitForText(/WORKING +▲BUY +67000 /);
	expect(active()).toHaveLength(1);
	desk.press('x');
	await desk.waitForText(/CANCELED +▲BUY +67000/);
	await desk.waitFor(() => active().length === 0, 'nothing working at the exchange');

	// A signal becomes a bracket.
	const signal = {
		timestamp: Date.now(),
		symbol,
		signal_type: 'long_breakout',
		confidence: 0.8,
		side: 'buy',
		entry_low: '66999',
		entry_high: '66999',
		stop: '66500',
		targets: ['68000'],
	};
	await tabTo('SIGNALS');
	appendFileSync(join(folder, 'signals.ndjson'), `${JSON.stringify(signal)}\n`);
	await desk.waitForText(/long_breakout/);
	desk.press('enter');
	await desk.waitForText(/TICKET/);
	await desk.waitForText(/stop +66500/);
	desk.press('enter');
	await desk.waitForText(/y send/);
	desk.press('y');
	await desk.waitFor(() => active().length === 1, 'the entry working at the exchange');
	await desk.waitForText(/WORKING +▲BUY +66999 /);

	// Another symbol.
	desk.press('/');
	await desk.waitForText(/FIND/);
	desk.press('KCS');
	await desk.waitForText(/KCS-USDT/);
	desk.press('enter');
	await desk.waitForText(/DEPTH KCS-USDT[^\n]*LIVE/, 30_000);

	// Another theme.
	const before = colors();
	desk.press('t');
	await desk.waitFor(() => colors() !== before, 'other colors');

	desk.press('q');
	await desk.waitForText(/cancel mine/i);
	desk.press('c');
	expect((await desk.exited).code).toBe(0);
	expect(active()).toEqual([]);
});

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';
import { waitUntil } from '../helpers/wait-until.js';

const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');
const patience = 60_000;

let exchange: RunningSimulator;
let dataDir: string;
let desk: PtyProgram;

beforeEach(async () => {
	exchange = await startSimulator({ seed: 7, port: 0, scenario: undefined });
	exchange.control({ fault: 'market.quiet', symbol: 'BTC-USDT' });
	exchange.control({
		fault: 'market.book',
		symbol: 'BTC-USDT',
		bids: [
			['67000.0', '2'],
			['66999.0', '3'],
		],
		asks: [
			['67000.1', '2'],
			['67001.0', '3'],
		],
	});
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-alerts-screen-'));
	mkdirSync(dataDir, { recursive: true });
	writeFileSync(
		join(dataDir, 'settings.json'),
		JSON.stringify({
			alerts: { notify: 'osc9', exec: ['tee', '-a', join(dataDir, 'heard.ndjson')], when: ['connection>1 repeat'] },
		}),
		{ mode: 0o600 },
	);
	desk = start();
});

afterEach(async () => {
	await desk.cleanup();
	await exchange.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

const start = (): PtyProgram =>
	startInPty(process.execPath, [launcher, '--rest-url', exchange.restUrl, '--data-dir', dataDir], {
		env: { TMUX: undefined },
	});

const heard = (): { readonly alert: string; readonly text: string }[] => {
	const file = join(dataDir, 'heard.ndjson');
	return existsSync(file)
		? readFileSync(file, 'utf8')
				.trim()
				.split('\n')
				.map(line => JSON.parse(line))
		: [];
};

async function type(text: string): Promise<void> {
	for (const key of text) {
		desk.press(key === ' ' ? 'space' : key);
	}

	await desk.waitForText(new RegExp(`add ${text.replace(/[.<>]/g, '\\$&')}`), patience);
	desk.press('enter');
}

test('alerts on orders and the connection ring, notify, run the command and are listed; a done one stays done after a restart', {
	timeout: 300_000,
}, async () => {
	await desk.waitFor(
		() => /67000\.0 +2\.000000/.test(desk.screenText()) && /USDT 10000 available/.test(desk.screenText()),
		'a live desk',
		patience,
	);
	desk.press('n');
	await desk.waitForText(/connection>1 repeat +armed/, patience);
	await type('order canceled');
	await desk.waitForText(/order canceled +armed/, patience);
	expect(JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')).alerts.when).toEqual([
		'connection>1 repeat',
		'order canceled',
	]);
	desk.press('escape');
	await desk.waitForNoText(/ALERTS/, patience);

	// An order that is placed and canceled: one alert.
	desk.press('b');
	await desk.waitForText(/TICKET/, patience);
	desk.press('0.01');
	await desk.waitForText(/size +0\.01 /, patience);
	desk.press('enter');
	await desk.waitForText(/y send/, patience);
	desk.press('y');
	await desk.waitForText(/WORKING +▲BUY +67000 /, patience);
	desk.press('x');
	await desk.waitForText(/ALERT 1 n/, patience);
	await waitUntil(() => heard().length === 1, { withinMs: patience });
	expect(heard()).toMatchObject([
		{ type: 'alert', alert: 'order canceled', kind: 'order', text: 'BTC-USDT buy 0.01 at 67000 is CANCELED' },
	]);
	const output = () => desk.output().toString('latin1');
	expect(output()).toContain('\u0007\u001B]9;kcmon: BTC-USDT buy 0.01 at 67000 is CANCELED\u001B\\');

	// An exchange that is gone.
	exchange.control({ fault: 'net.refuse', forMs: 8000 });
	exchange.control({ fault: 'link.cut' });
	await desk.waitFor(() => /\]9;kcmon: no market data for \d+s/.test(output()), 'a notification', patience);
	await desk.waitForText(/ALERT 2 n/, patience);

	desk.press('n');
	await desk.waitForText(/order canceled +done \d\d:\d\d:\d\d BTC-USDT buy 0\.01 at 67000/, patience);
	await desk.waitForNoText(/ALERT 2 n/, patience);
	desk.press('escape');
	await desk.waitForNoText(/ALERTS/, patience);
	desk.press('q');
	expect((await desk.exited).code).toBe(0);
	await desk.cleanup();

	desk = start();
	await desk.waitForText(/DEPTH/, patience);
	desk.press('n');
	await desk.waitForText(/order canceled +done \d\d:\d\d:\d\d BTC-USDT buy/, patience);
	await desk.waitForText(/connection>1 repeat +(?:armed|waits)/, patience);
	desk.press('down');
	desk.press('ctrl+r');
	await desk.waitForText(/order canceled +armed/, patience);
});

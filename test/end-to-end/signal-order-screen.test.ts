import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoOwner } from '../../source/simulator/exchange.js';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { type PtyOptions, type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const symbol = 'BTC-USDT';
const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;

let exchange: RunningSimulator;
let dataDir: string;
let program: PtyProgram | undefined;

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
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-signals-'));
});

afterEach(async () => {
	await program?.cleanup();
	program = undefined;
	await exchange.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

async function openDesk(signals: string, options: PtyOptions = {}): Promise<PtyProgram> {
	const desk = startInPty(
		process.execPath,
		[launcher, '--demo', '--rest-url', exchange.restUrl, '--data-dir', dataDir, '--signals', signals],
		options,
	);
	program = desk;
	await desk.waitFor(
		() => /67000\.0 +2\.000000/.test(desk.screenText()) && / LIVE /.test(desk.lines()[0] ?? ''),
		'a live book',
		20_000,
	);
	// Sizes are reckoned from what is available.
	await desk.waitForText(/USDT [\d.]+ available/, 20_000);
	return desk;
}

const event = (id: string, rest: object = {}) => ({
	timestamp: Date.now(),
	symbol,
	signal_type: 'long_breakout',
	confidence: 0.82,
	id,
	side: 'buy',
	entry_low: '66990',
	entry_high: '66999.04',
	stop: '66500',
	targets: ['68000', '69000'],
	...rest,
});

const settings = (values: object): void => {
	mkdirSync(dataDir, { recursive: true });
	writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(values), { mode: 0o600 });
};

const active = () => exchange.desk.active(demoOwner, undefined);

/** The journal as scripts read it. */
function exportJournal(): readonly { readonly kind: string; readonly [field: string]: unknown }[] {
	const run = spawnSync(process.execPath, [launcher, 'journal', 'export', '--json', '--demo', '--data-dir', dataDir], {
		encoding: 'utf8',
	});
	expect(run.status, run.stderr).toBe(0);
	return run.stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
}

async function toSignals(desk: PtyProgram): Promise<void> {
	for (let count = 0; count < 8 && !/▸ SIGNALS/.test(desk.screenText()); count += 1) {
		const before = desk.screenText().match(/▸ ([A-Z]+)/)?.[1];
		desk.press('tab');
		await desk.waitFor(() => desk.screenText().match(/▸ ([A-Z]+)/)?.[1] !== before, 'the next pane');
	}
}

test('a signed post is shown, becomes a bracket by Enter and y, and the journal links order and signal', async () => {
	const port = await freePort();
	const desk = await openDesk(`webhook:${port}?source=desk`, { env: { KCMON_WEBHOOK_SECRET: secret } });

	const reason = '\u001B]0;owned\u0007\u001B[31mrange high\u202E broken';
	expect(await post(port, JSON.stringify(event('sig-1', { reason })))).toBe(202);
	await desk.waitForText(/BTC-USDT +long_breakout +▲buy +0\.82/);

	// kcmon's own signals may be newer.
	await toSignals(desk);
	desk.press('f');
	await desk.waitForText(/FILTER/);
	desk.press('desk');
	await desk.waitForText(/▸ source +desk +1/);
	desk.press('enter');
	await desk.waitForText(/SIGNALS only source desk/);
	desk.press('down');
	desk.press('e');
	await desk.waitForText(/verified \(hmac\) +entry 66990-66999\.04 +stop 66500 +targets 68000 69000/);
	expect(desk.screenText()).toMatch(/␛\]0;owned␛\[31mrange high␛ broken/);
	desk.press('e');
	desk.press('enter');
	await desk.waitForText(/TICKET BUY BTC-USDT from desk/);
	await desk.waitForText(/price +66999 USDT/);
	await desk.waitForText(/stop +66500 USDT/);
	await desk.waitForText(/target +68000 USDT/);
	// 1 % of 100,000 at risk would be 1.58 BTC; 1000 of funds at 66999 are less.
	await desk.waitForText(/size +0\.01492559 +BTC/);
	await desk.waitForText(/bound by risk\.maxOrderFunds 1000/);
	desk.press('enter');
	await desk.waitForText(/REVIEW DEMO/);
	await desk.waitForText(/from signal +desk, verified \(hmac\)/);
	await desk.waitForText(/y send/);
	desk.press('y');
	await desk.waitForNoText(/REVIEW/);
	await desk.waitForText(/WORKING +▲BUY +66999/);
	await desk.waitForText(/long_breakout .*taken/);
	expect(active()).toHaveLength(1);

	// The same again: a warning, not a second order unseen.
	desk.press('enter');
	await desk.waitForText(/this signal was taken already: 1 order came of it/);
	desk.press('escape');
	await desk.waitForNoText(/TICKET/);

	const intents = exportJournal().filter(({ kind }) => kind === 'intent');
	expect(intents).toMatchObject([{ signal_id: 'sig-1', signal_source: 'desk', role: 'entry', price: '66999' }]);
	expect(desk.output().toString('latin1')).not.toContain('\u001B]0;owned');
}, 180_000);

test('auto mode takes a line of a file by itself, once over a restart, and a stops it', async () => {
	settings({ signals: { auto: { enabled: true, sources: ['desk'] }, notify: 'osc9', bell: true } });
	const file = join(dataDir, 'signals.ndjson');
	writeFileSync(file, '', { mode: 0o600 });
	let desk = await openDesk(`file:${file}?source=desk`);
	expect(desk.lines()[0]).toContain('AUTO');

	appendFileSync(file, `${JSON.stringify(event('auto-1'))}\n`);
	await desk.waitForText(/WORKING +▲BUY +66999/, 15_000);
	appendFileSync(file, `${JSON.stringify(event('auto-1'))}\n`);
	await desk.waitForText(/taken · dup ×2/);
	expect(active()).toHaveLength(1);
	expect(desk.output().toString('latin1')).toContain('\u0007\u001B]9;kcmon: BTC-USDT long_breakout buy 0.82 from desk');

	desk.press('q');
	await desk.waitForText(/QUIT/);
	desk.press('l');
	expect((await desk.exited).code).toBe(0);
	desk = await openDesk(`file:${file}?source=desk`);
	await desk.waitForText(/WORKING +▲BUY +66999/, 15_000);
	appendFileSync(file, `${JSON.stringify(event('auto-1'))}\n`);
	await desk.waitForText(/dup/);
	expect(active()).toHaveLength(1);

	desk.press('a');
	await desk.waitFor(() => (desk.lines()[0] ?? '').includes('AUTO off'), 'AUTO off');
	appendFileSync(file, `${JSON.stringify(event('auto-2'))}\n`);
	await desk.waitForText(/long_breakout .*new/);
	expect(active()).toHaveLength(1);
	const lines = exportJournal();
	expect(lines.filter(({ kind }) => kind === 'signal')).toMatchObject([
		{ signal_id: 'auto-1', source: 'desk', auto: true },
	]);
	expect(lines.filter(({ kind }) => kind === 'auto')).toMatchObject([{ on: false }]);
}, 180_000);

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as { readonly port: number };
	await new Promise(done => server.close(done));
	return port;
}

/** Signed as Standard Webhooks has it, by hand. */
async function post(port: number, body: string): Promise<number> {
	const id = 'msg_1';
	const timestamp = String(Math.floor(Date.now() / 1000));
	const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
	const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
	const answer = await fetch(`http://127.0.0.1:${port}/signals/desk`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			'webhook-id': id,
			'webhook-timestamp': timestamp,
			'webhook-signature': `v1,${signature}`,
		},
		body,
	});
	return answer.status;
}

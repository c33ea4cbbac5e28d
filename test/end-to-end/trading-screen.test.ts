import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoOwner } from '../../source/simulator/exchange.js';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { readFiles } from '../helpers/live-run.js';
import { type PtyOptions, type PtyProgram, startInPty } from '../helpers/pty.js';
import { runKcmon } from '../helpers/with-simulator.js';
import { send as call } from '../simulator/raw-client.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
const symbol = 'BTC-USDT';
const calmBook = {
	fault: 'market.book',
	symbol,
	bids: [
		['67000.0', '2'],
		['66999.0', '3'],
		['66995.0', '5'],
	],
	asks: [
		['67000.1', '2'],
		['67001.0', '3'],
		['67005.0', '5'],
	],
} as const;

let exchange: RunningSimulator;
let dataDir: string;
let program: PtyProgram | undefined;

beforeEach(async () => {
	exchange = await startSimulator({ seed: 7, port: 0, scenario: undefined });
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-trade-'));
});

afterEach(async () => {
	await program?.cleanup();
	program = undefined;
	await exchange.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

/** The demo on the test's own exchange, in a market that stands still: what happens is what the keys do. */
async function openDesk(options: PtyOptions = {}): Promise<PtyProgram> {
	exchange.control({ fault: 'market.quiet', symbol });
	exchange.control(calmBook);
	const desk = startInPty(
		process.execPath,
		[launcher, '--demo', '--rest-url', exchange.restUrl, '--data-dir', dataDir],
		options,
	);
	program = desk;
	await desk.waitFor(
		() => /67000\.0 +2\.000000/.test(desk.screenText()) && / LIVE /.test(status(desk)),
		'a live book',
		15_000,
	);
	return desk;
}

/** Keys one by one, each seen by the program before the next. */
async function open(desk: PtyProgram, key: 'b' | 's'): Promise<void> {
	desk.press(key);
	await desk.waitForText(/TICKET/);
}

async function typeSize(desk: PtyProgram, size: string): Promise<void> {
	desk.press(size);
	await desk.waitForText(new RegExp(`size +${size.replace('.', '\\.')} `));
}

async function send(desk: PtyProgram): Promise<void> {
	desk.press('enter');
	await desk.waitForText(/REVIEW DEMO/);
	await desk.waitForText(/y send/);
	desk.press('y');
	await desk.waitForNoText(/REVIEW/);
}

/** What the venue itself has working for the demo's account. */
const active = () => exchange.desk.active(demoOwner, undefined);

const status = (desk: PtyProgram): string => desk.lines()[0] ?? '';

test('a limit order at the best bid works, shows on the ladder, and x cancels it', async () => {
	const desk = await openDesk();
	await desk.waitForText(/BTC 2 available 0 hold +USDT 100000 available 0 hold/);

	await open(desk, 'b');
	expect(desk.screenText()).toMatch(/price +67000 USDT/);
	await typeSize(desk, '0.001');
	await send(desk);
	await desk.waitForText(/◆ +WORKING +▲BUY +67000 +0\/0\.001/);
	await desk.waitForText(/◆ +0\.001 +67000\.0/);
	await desk.waitForText(/USDT 99932\.933 available 67\.067 hold/);
	expect(status(desk)).toContain('1 working');
	expect(active()).toHaveLength(1);

	desk.press('x');
	await desk.waitForText(/CANCELED +▲BUY +67000/);
	await desk.waitForText(/USDT 100000 available 0 hold/);
	await desk.waitFor(() => !status(desk).includes('working'), 'a status bar without working orders');
	await desk.waitForNoText(/◆ +0\.001/);
	expect(active()).toHaveLength(0);
});

test('a market buy fills, and balances, position and tape show it', async () => {
	const desk = await openDesk();

	await open(desk, 'b');
	desk.press('shift+tab');
	desk.press('shift+tab');
	await desk.waitForText(/▸ type/);
	desk.press('right');
	await desk.waitForText(/price +at market/);
	desk.press('tab');
	desk.press('tab');
	await desk.waitForText(/▸ size/);
	await typeSize(desk, '0.002');
	await send(desk);

	await desk.waitForText(/FILLED +▲BUY +avg 67000\.1 +0\.002\/0\.002/);
	await desk.waitForText(/BTC 2\.002 available 0 hold +USDT 99865\.8657998 available 0 hold/);
	await desk.waitForText(/position 0\.002/);
	await desk.waitForText(/◆B 67000\.1 0\.002/);
	expect(active()).toHaveLength(0);
});

/** What the exchange's own lists of pairs, stops and working orders say of the demo's account. */
async function besideBook(): Promise<{ readonly pairs: readonly object[]; readonly stops: readonly object[] }> {
	const [pairs, stops] = await Promise.all(
		['/api/v3/oco/orders', '/api/v1/stop-order'].map(async path => {
			const reply = await call(exchange.restUrl, 'GET', path, { keys: exchange.credentials });
			return (reply.json as { data: { items: readonly object[] } }).data.items;
		}),
	);
	return { pairs: pairs ?? [], stops: stops ?? [] };
}

/** Trades 0.001 at the price of the other side with a stop and a target, by keys. */
async function enterWithExits(desk: PtyProgram, key: 'b' | 's', stop: string, target: string): Promise<void> {
	await open(desk, key);
	await typeSize(desk, '0.001');
	for (const field of ['time in force', 'post-only', 'stop']) {
		desk.press('tab');
		await desk.waitForText(new RegExp(`▸ ${field}`));
	}

	desk.press(stop);
	await desk.waitForText(new RegExp(`stop +${stop} `));
	desk.press('tab');
	desk.press(target);
	await desk.waitForText(new RegExp(`target +${target} `));
	await desk.waitForText(/reward\/risk/);
	for (const field of ['show', 'side', 'type', 'price']) {
		desk.press('tab');
		await desk.waitForText(new RegExp(`▸ ${field}`));
	}

	// From the best price of its own side to that of the other.
	desk.press(key === 'b' ? 'up' : 'down');
	await desk.waitForText(key === 'b' ? /price +67000\.1 / : /price +67000 /);
	desk.press('enter');
	await desk.waitForText(/crosses the book: it takes from 67000(\.1)? on/);
	await desk.waitForText(/die with this process/);
	desk.press('y');
}

test.each([
	{
		exit: 'stop',
		childOid: 'same',
		book: { bids: [['66980.0', '5']], asks: [['66985.0', '5']] },
		print: { side: 'sell', price: '66980.0', size: '0.1' },
	},
	{
		exit: 'target',
		childOid: 'same',
		book: { bids: [['67100.0', '5']], asks: [['67105.0', '5']] },
		print: { side: 'buy', price: '67105.0', size: '0.1' },
	},
	{
		exit: 'stop',
		childOid: 'other',
		book: { bids: [['66980.0', '5']], asks: [['66985.0', '5']] },
		print: { side: 'sell', price: '66980.0', size: '0.1' },
	},
	{
		exit: 'target',
		childOid: 'empty',
		book: { bids: [['67100.0', '5']], asks: [['67105.0', '5']] },
		print: { side: 'buy', price: '67105.0', size: '0.1' },
	},
] as const)(
	'a bracket rests at the exchange as one pair; its $exit is hit, the other leg is gone, and the account is flat: $childOid client id',
	async ({ exit, childOid, book, print }) => {
		exchange.control({ fault: 'stop.childOid', as: childOid });
		const desk = await openDesk();
		await enterWithExits(desk, 'b', '66990', '67100');
		await desk.waitForText(/position 0\.001 +at 67/);
		await desk.waitForText(/ price +stop [\s\S]*WORKING +▼SELL +67100 +66990 +0\/0\.001/);
		await desk.waitFor(() => !/held here|dies with this process/.test(desk.screenText()), 'no mark of a held exit');
		expect(active(), 'neither leg is in the book').toEqual([]);
		expect(await besideBook()).toMatchObject({ pairs: [{ status: 'NEW' }], stops: [{}, {}] });

		exchange.control({ ...calmBook, ...book });
		exchange.control({ fault: 'trade.print', symbol, ...print });
		await desk.waitForText(/FILLED +▼SELL.* target/, 40_000);
		// The stream told of them under a name of nobody: its fills are asked for after that.
		await desk.waitForText(/position 0 /, 20_000);
		await desk.waitForText(/BTC 2 available 0 hold/, 20_000);
		await desk.waitFor(() => !status(desk).includes('working'), 'nothing working', 20_000);
		await desk.waitForNoText(/held here/);
		expect(active()).toEqual([]);
		expect(await besideBook()).toEqual({ pairs: [], stops: [] });

		desk.press('q');
		expect((await desk.exited).code).toBe(0);
		const verified = await runKcmon(['journal', 'verify', '--demo', '--data-dir', dataDir]);
		expect(verified).toMatchObject({ code: 0 });
		const told = await runKcmon(['journal', 'export', '--json', '--demo', '--data-dir', dataDir]);
		const entries = told.stdout
			.trim()
			.split('\n')
			.map(line => JSON.parse(line) as Readonly<Record<string, unknown>>);
		const sent = entries.filter(({ kind }) => kind === 'intent');
		expect(sent.map(({ why }) => why)).toEqual(['key b', 'bracket venue-oco']);
		// A fill is written again when its fee is known.
		const sold = new Map(
			entries.filter(({ kind, side }) => kind === 'fill' && side === 'sell').map(fill => [fill.trade_id, fill]),
		);
		expect(new Set([...sold.values()].map(({ price }) => price))).toEqual(
			new Set([exit === 'stop' ? '66980' : '67100']),
		);
		expect([...sold.values()].reduce((sum, { size }) => sum + Number(size), 0)).toBeCloseTo(0.001, 9);
		expect(entries.filter(({ kind }) => kind === 'bracket').at(-1)).toMatchObject({ done: true });
	},
	60_000,
);

test('a bracket that sells coins of before buys them back after a restart, and flatten has nothing to sell', async () => {
	const before = await openDesk();
	await enterWithExits(before, 's', '67100', '66990');
	const open = /position 0 +to buy back 0\.001 sold at 66933 after fees/;
	await before.waitForText(open);
	await before.waitForText(/WORKING +▲BUY +66990 +67100 +0\/0\.001/);
	before.press('F');
	await before.waitForText(/Cancel 1 order in BTC-USDT\? There is nothing to sell/);
	await before.waitForText(/0\.001 BTC that a bracket sold stays sold/);
	await before.waitForText(/WORKING BUY 0\.001 BTC-USDT at 66990 · stop 67100/);
	before.press('\u001B');
	await before.waitForNoText(/FLATTEN/);
	before.press('q');
	await before.waitForText(/l leave and quit/);
	before.press('l');
	expect((await before.exited).code).toBe(0);
	await before.cleanup();

	const desk = await openDesk();
	await desk.waitForText(open);
	exchange.control({ ...calmBook, bids: [['66985.0', '5']], asks: [['66990.0', '5']] });
	exchange.control({ fault: 'trade.print', symbol, side: 'sell', price: '66985.0', size: '0.1' });
	await desk.waitForText(/FILLED +▲BUY.* target/, 40_000);
	await desk.waitForNoText(/to buy back/, 20_000);
	// 66.933 less what it cost to buy back; of this session only the fee of that.
	await desk.waitForText(/position 0 +realized -0\.1\d+ +fees 0\.13\d+/, 20_000);
	await desk.waitForText(/session, all USDT pairs -0\.0669\d+/);
	await desk.waitForText(/BTC 2 available 0 hold/);

	desk.press('F');
	await desk.waitForText(/nothing that kcmon bought/);
	expect(active()).toEqual([]);
}, 90_000);

test('bad input is said under the field, and nothing is sent', async () => {
	const desk = await openDesk();

	await open(desk, 'b');
	desk.press('e');
	await desk.waitForText(/size takes digits and a point, not "e"/);
	desk.press('0.00000001');
	await desk.waitForText(/SIZE_BELOW_MINIMUM size=0\.00000001/);
	desk.press('\u0015');
	desk.press('0.1');
	await desk.waitForText(/MAX_ORDER_FUNDS funds=6700 limit=1000/);
	desk.press('\u0015');
	desk.press('100');
	await desk.waitForText(/INSUFFICIENT_BALANCE/);
	desk.press('enter');
	await desk.waitForText(/not ready: Not enough available/);
	desk.press('\u0015');
	desk.press('0.001');
	await desk.waitForNoText(/INSUFFICIENT_BALANCE/);
	desk.press('shift+tab');
	desk.press('5');
	await desk.waitForText(/price +670005 +USDT[^\n]*\n[^\n]*! The price is/);
	desk.press('enter');
	desk.press('y');
	await desk.waitForText(/price takes digits and a point, not "y"/);

	expect(active()).toHaveLength(0);
	expect(desk.screenText()).toContain('TICKET');
});

test('a paste with escape sequences and line breaks sends nothing and presses nothing', async () => {
	const desk = await openDesk();
	const paste = (text: string): void => desk.press(`\u001B[200~${text}\u001B[201~`);

	paste('b0.001\r\ry');
	await desk.waitForText(/pasted text was ignored/);
	expect(desk.screenText()).not.toContain('TICKET');
	await open(desk, 'b');
	paste('0.001\u001B[31m\ry\r');
	await desk.waitForText(/pasted text was refused/);
	expect(desk.screenText()).toMatch(/size +BTC/);
	paste('0.002\n');
	await desk.waitForText(/size +0\.002 /);
	desk.press('enter');
	await desk.waitForText(/y send/);
	paste('y');
	await desk.waitForText(/y is pressed by hand/);
	paste('\ry\r');

	expect(active()).toHaveLength(0);
	expect(desk.screenText()).toContain('REVIEW');
});

test('q asks when orders are working; c cancels mine and quits', async () => {
	const desk = await openDesk();
	await open(desk, 'b');
	await typeSize(desk, '0.001');
	await send(desk);
	await desk.waitForText(/WORKING +▲BUY/);

	desk.press('q');
	await desk.waitForText(/1 order of mine is working/);
	desk.press('escape');
	await desk.waitForNoText(/What becomes of/);
	desk.press('ctrl+c');
	await desk.waitForText(/c cancel mine and quit/);
	desk.press('ctrl+c');
	await desk.waitForText(/c cancels mine and quits, l leaves/);
	desk.press('c');

	expect((await desk.exited).code).toBe(130);
	expect(active()).toHaveLength(0);
});

test('q and l leave the order at the venue', async () => {
	const desk = await openDesk();
	await open(desk, 'b');
	await typeSize(desk, '0.001');
	await send(desk);
	await desk.waitForText(/WORKING +▲BUY/);

	desk.press('q');
	await desk.waitForText(/l leave and quit/);
	desk.press('l');

	expect((await desk.exited).code).toBe(0);
	expect(active()).toHaveLength(1);
});

test('! halts and cancels at once; order keys say so until ! and y lift it', async () => {
	const desk = await openDesk();
	for (const count of [1, 2]) {
		await open(desk, 'b');
		await typeSize(desk, '0.001');
		await send(desk);
		await desk.waitFor(() => status(desk).includes(`${count} working`), `${count} working`);
	}

	desk.press('!');
	await desk.waitFor(() => status(desk).includes('trading HALTED'), 'HALTED in the status bar');
	await desk.waitFor(() => active().length === 0, 'nothing working at the venue');
	await desk.waitForText(/HALTED: canceled 2 of 2, the venue has none/);

	await open(desk, 'b');
	desk.press('0.001');
	await desk.waitForText(/TRADING_HALTED/);
	desk.press('escape');
	await desk.waitForNoText(/TICKET/);
	desk.press('!');
	await desk.waitForText(/Trading is HALTED\. Lift it\?/);
	desk.press('y');
	await desk.waitFor(() => status(desk).includes('trading ACTIVE'), 'ACTIVE in the status bar');
});

test('an order whose answer is lost is UNKNOWN, then what it is: placed once', async () => {
	const desk = await openDesk();
	exchange.control({ fault: 'rest.place.lostAck', count: 1 });
	exchange.control({ fault: 'mute.private', forMs: 3000 });
	exchange.control({ fault: 'rest.503', path: '/client-order/', forMs: 2000 });

	await open(desk, 'b');
	await typeSize(desk, '0.001');
	await send(desk);
	await desk.waitForText(/UNKNOWN +▲BUY/);
	await desk.waitFor(() => status(desk).includes('UNKNOWN 1'), 'UNKNOWN in the status bar');
	await desk.waitForText(/WORKING +▲BUY +67000/, 15_000);

	expect(active()).toHaveLength(1);
});

test('80×24 counts working orders and shows them behind tab and e', async () => {
	const desk = await openDesk({ columns: 80, rows: 24 });
	await open(desk, 's');
	await typeSize(desk, '0.001');
	await send(desk);

	await desk.waitFor(() => status(desk).includes('1 working'), '1 working');
	expect(desk.screenText()).toMatch(/SIGNALS/);
	for (let count = 0; count < 4; count++) {
		desk.press('tab');
	}

	await desk.waitForText(/▸ ORDERS/);
	await desk.waitForText(/WORKING +▼SELL +67000\.1/);
	desk.press('e');
	await desk.waitForNoText(/TAPE/);
	desk.press('j');
	await desk.waitForText(/▸ +WORKING/);
	desk.press('x');
	await desk.waitForText(/CANCELED +▼SELL/);
});

test('a second kcmon on the same data directory looks only, and its ! halts the first', async () => {
	const first = await openDesk();
	const second = startInPty(process.execPath, [
		launcher,
		'--demo',
		'--rest-url',
		exchange.restUrl,
		'--data-dir',
		dataDir,
	]);
	try {
		await second.waitForText(new RegExp(`VIEWER of pid ${first.pid}`), 15_000);
		second.press('b');
		await second.waitForText(new RegExp(`b: another kcmon \\(pid ${first.pid}\\) trades`));
		second.press('!');
		await second.waitForText(/asked the kcmon that trades/);
		await first.waitFor(() => status(first).includes('trading HALTED'), 'HALTED in the first', 15_000);
		second.press('q');
		expect((await second.exited).code).toBe(0);
	} finally {
		await second.cleanup();
	}
});

test('live on a loopback exchange: armed by the end of the key, placed, canceled, disarmed', async () => {
	exchange.control({ fault: 'market.quiet', symbol });
	exchange.control(calmBook);
	const { key, secret, passphrase } = exchange.credentials;
	const desk = startInPty(
		process.execPath,
		[launcher, '--live', '--rest-url', exchange.restUrl, '--data-dir', dataDir],
		{ env: { KUCOIN_API_KEY: key, KUCOIN_API_SECRET: secret, KUCOIN_API_PASSPHRASE: passphrase } },
	);
	program = desk;
	await desk.waitForText(/LIVE {2}DISARMED/, 15_000);
	await desk.waitForText(/67000\.0 +2\.000000/, 15_000);

	await open(desk, 'b');
	desk.press('0.001');
	await desk.waitForText(/NOT_ARMED/);
	desk.press('escape');
	await desk.waitForNoText(/TICKET/);
	desk.press('A');
	await desk.waitForText(/last four characters/);
	desk.press('????');
	await desk.waitForText(/letters and digits only/);
	desk.press('xyzx');
	desk.press('enter');
	await desk.waitForText(/not armed/);
	desk.press(`${key.slice(-4)}\r`);
	await desk.waitForText(/LIVE {2}ARMED/);

	await open(desk, 'b');
	await typeSize(desk, '0.001');
	desk.press('enter');
	await desk.waitForText(/LIVE: real money/);
	desk.press('y');
	await desk.waitForText(/WORKING +▲BUY +67000/);
	await desk.waitForText(/dead-man +\d+s/);
	desk.press('x');
	await desk.waitForText(/CANCELED +▲BUY/);
	desk.press('A');
	await desk.waitForText(/LIVE {2}DISARMED/);

	const commandLine = readFileSync(`/proc/${desk.pid}/cmdline`, 'latin1');
	desk.press('q');
	expect((await desk.exited).code).toBe(0);
	const texts = [desk.output().toString('latin1'), commandLine, ...readFiles(dataDir)];
	expect(texts.filter(text => text.includes('"kind":"arm"'))).toHaveLength(1);
	for (const hidden of [key, secret, passphrase]) {
		expect(texts.filter(text => text.includes(hidden))).toEqual([]);
	}
});

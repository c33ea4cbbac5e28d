import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { createLiveRun, type LiveRun } from '../helpers/live-run.js';
import { type Failure, plantFailure } from '../helpers/plant-failure.js';
import { type PtyOptions, type PtyProgram, startInPty } from '../helpers/pty.js';
import { waitUntil } from '../helpers/wait-until.js';

const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');

let exchange: RunningSimulator;
let live: LiveRun;
const programs: PtyProgram[] = [];

// One each: all tests together open more connections a minute than an exchange allows.
beforeEach(async () => {
	exchange = await startSimulator({ seed: 1, port: 0, scenario: undefined });
	live = createLiveRun(exchange);
});

afterEach(async () => {
	await Promise.all(programs.splice(0).map(program => program.cleanup()));
	live.cleanup();
	await exchange.stop();
});

/** The dashboard in a terminal. */
function startOnly(line: string, options: PtyOptions = {}): PtyProgram {
	const program = startInPty(process.execPath, [launcher, 'BTC-USDT', ...line.split(' ')], {
		columns: 140,
		rows: 42,
		...options,
		env: { ...live.env, ...options.env },
	});
	programs.push(program);
	return program;
}

async function open(line: string, options: PtyOptions = {}): Promise<PtyProgram> {
	const program = startOnly(line, options);
	await program.waitForText(/DEPTH BTC-USDT.*LIVE/, 30_000);
	return program;
}

/** With the account compared and its stream confirmed. */
async function openAndWait(line: string): Promise<PtyProgram> {
	const program = await open(line);
	await waitUntil(() => live.journal().some(({ kind, why }) => kind === 'recon' && why !== 'start'));
	return program;
}

async function arm(program: PtyProgram): Promise<void> {
	program.press('A');
	await program.waitForText(/last four/i);
	for (const character of exchange.credentials.key.slice(-4)) {
		program.press(character);
	}

	await program.waitForText(new RegExp(exchange.credentials.key.slice(-4)));
	program.press('enter');
	await program.waitForText(/ ARMED/);
}

/** Buys far below the market with keys alone. */
async function placeLow(program: PtyProgram): Promise<void> {
	program.press('b');
	await program.waitForText(/TICKET BUY/);
	// Each step is waited for: keys that come in one piece are taken for a paste, which submits nothing.
	program.press('0.001');
	await program.waitForText(/size +0\.001/);
	program.press('shift+tab');
	await program.waitForText(/▸ price/);
	for (let count = 0; count < 12; count += 1) {
		program.press('backspace');
	}

	program.press('64500');
	await program.waitForText(/price +64500/);
	program.press('enter');
	await program.waitForText(/REVIEW/);
	program.press('y');
}

async function placeByKeys(program: PtyProgram): Promise<string> {
	const before = await live.working();
	await placeLow(program);
	await waitUntil(() => live.journal().some(({ kind }) => kind === 'ack' || kind === 'event'));
	await waitUntil(() => program.screenText().includes('WORKING'));
	const after = await live.working();
	return after.find(id => !before.includes(id)) as string;
}

test('live against a loopback exchange: arm, place, cancel, disarm, quit', async () => {
	const program = await openAndWait('--live');
	await program.waitForText(/LIVE .*DISARMED/);
	await program.waitFor(() => program.screenText().includes(new URL(exchange.restUrl).host), 'that text');

	await arm(program);
	const order = await placeByKeys(program);
	expect(await live.working()).toEqual([order]);
	program.press('x');
	await program.waitForText(/CANCELED/);
	expect(await live.working()).toEqual([]);
	program.press('A');
	await program.waitForText(/DISARMED/);
	program.press('q');

	expect((await program.exited).code).toBe(0);
	expect((await live.run('journal verify')).code).toBe(0);
	const kinds = live.journal().map(({ kind }) => kind);
	expect(kinds.filter(kind => ['intent', 'arm', 'cancel.request', 'exit'].includes(kind))).toEqual([
		'arm',
		'intent',
		'cancel.request',
		'arm',
		'exit',
	]);
});

test('a second kcmon is a viewer, and its ! halts the first', async () => {
	const holder = await openAndWait('--live');
	const order = await live.place('ours');
	await holder.waitForText(/WORKING/);

	const viewer = await open('--live');
	await viewer.waitFor(() => viewer.screenText().includes(`VIEWER of pid ${holder.pid}`), 'that text');
	viewer.press('b');
	await viewer.waitForText(new RegExp(`pid ${holder.pid}.*only looks`));
	await viewer.waitForText(/1 working · ACTIVE/);
	await viewer.waitForText(/WORKING +▲BUY/);
	await viewer.waitForText(/USDT [\d.]+ available [1-9][\d.]* hold/);
	viewer.press('!');

	await holder.waitForText(/trading HALTED/);
	await viewer.waitForText(/0 working · HALTED/);
	await waitUntil(() => live.journal().some(({ kind }) => kind === 'kill'));
	await waitUntil(() => live.journal().some(({ kind, state }) => kind === 'event' && state === 'done'));
	expect(await live.working()).not.toContain(order);
	holder.press('q');
	expect((await holder.exited).code).toBe(0);
	await viewer.waitForText(/nobody trades here any more/);
	viewer.press('q');
	expect((await viewer.exited).code).toBe(0);
});

test('kill works while nobody reads the terminal of the one that trades', async () => {
	const holder = await openAndWait('--live');
	const other = await live.place('other');
	await holder.waitForText(/external/);
	await holder.stall();
	const heard = holder.bytes();

	const order = await live.place('ours');
	await waitUntil(() => live.journal().some(({ kind, order_id }) => kind === 'event' && order_id === order));
	const killed = await live.run('kill');

	expect(killed).toMatchObject({ code: 0, stderr: '' });
	expect(killed.stdout).toBe(`pid ${holder.pid} is HALTED: canceled 1 of 1, verified\n`);
	expect(await live.working()).toEqual([other]);
	expect(await holder.isRefusing()).toBe(true);
	expect(holder.bytes()).toBe(heard);
	holder.startReading();
	await holder.waitForText(/trading HALTED/);
	// No frame with the order at work got through; the count of mine would have gone up.
	expect(holder.output().subarray(heard).toString('latin1')).not.toContain('1 working');
});

test('SIGUSR2 halts and cancels, and a halt outlives a restart', async () => {
	const first = await openAndWait('--live');
	await live.place('ours');
	await first.waitForText(/WORKING/);

	process.kill(first.pid, 'SIGUSR2');
	await first.waitForText(/trading HALTED/);
	await waitUntil(() => live.journal().some(({ kind, state }) => kind === 'event' && state === 'done'));
	expect(await live.working()).toEqual([]);
	first.press('q');
	await first.exited;

	const second = await open('--live');
	await second.waitForText(/trading HALTED/);
});

test('a holder that is stopped does not keep a cancel waiting, and halts when it runs again', async () => {
	const holder = await openAndWait('--live');
	const order = await live.place('ours');
	const other = await live.place('other');
	await holder.waitForText(/external/);
	process.kill(holder.pid, 'SIGSTOP');

	const killed = await live.run('kill');
	expect(killed.stderr).toContain(`pid ${holder.pid} does not answer; it was sent SIGUSR2`);
	expect(killed).toMatchObject({ code: 1, stdout: '' });
	expect(await live.run('cancel --mine --live')).toMatchObject({ code: 0, stdout: 'canceled 1 of 1, verified\n' });
	expect(await live.working()).toEqual([other]);
	expect(await live.working()).not.toContain(order);

	process.kill(holder.pid, 'SIGCONT');
	await holder.waitForText(/trading HALTED/);
	await holder.waitForText(/CANCELED/);
	expect((await live.run('journal verify')).code).toBe(0);
});

test('a halt of a demo outlives it too', async () => {
	const first = await open('--demo', { env: { KCMON_REST_URL: '' } });
	first.press('!');
	await first.waitForText(/trading HALTED/);
	first.press('q');
	await first.exited;

	const second = await open('--demo', { env: { KCMON_REST_URL: '' } });

	await second.waitForText(/trading HALTED/);
});

test('cancel, orders and balances of a demo are those of the demo that runs', async () => {
	const demo = await open('--demo', { env: { KCMON_REST_URL: '' } });
	await placeLow(demo);
	await demo.waitForText(/WORKING/);

	const [order] = JSON.parse((await live.run('orders --demo --json')).stdout || '[]') as {
		readonly order_id: string;
	}[];
	expect(order).toMatchObject({ symbol: 'BTC-USDT', side: 'buy', price: '64500', status: 'WORKING' });
	const canceled = await live.run(`cancel ${order!.order_id} --demo`);
	expect(canceled).toMatchObject({ code: 0, stdout: 'canceled 1 of 1, verified\n' });
	await demo.waitForText(/CANCELED/);
});

test('a paper order rests in a file, outlives a restart and is canceled with nobody running', async () => {
	const env = { KUCOIN_API_KEY: '', KUCOIN_API_SECRET: '', KUCOIN_API_PASSPHRASE: '' };
	const paper = await open('--paper', { env });
	await paper.waitFor(() => paper.screenText().includes('PAPER'), 'that text');
	await placeLow(paper);
	await paper.waitForText(/WORKING/);
	const [order] = JSON.parse((await live.run('orders --json')).stdout) as { readonly order_id: string }[];
	paper.press('q');
	await paper.waitForText(/leave/);
	paper.press('l');
	expect((await paper.exited).code).toBe(0);

	const again = await open('--paper', { env });
	await again.waitForText(/WORKING/);
	expect(JSON.parse((await live.run('orders --json')).stdout)).toMatchObject([
		{ order_id: order!.order_id, status: 'WORKING' },
	]);
	again.kill('SIGKILL');
	await again.exited;

	expect(await live.run(`cancel ${order!.order_id}`)).toMatchObject({ code: 0, stdout: 'canceled 1 of 1, verified\n' });
	expect((await live.run('orders --json')).stdout).toBe('[]\n');
	expect(JSON.parse((await live.run('balances --json')).stdout)).toMatchObject([{ currency: 'USDT', hold: '0' }]);
	expect((await live.run('journal verify')).code).toBe(0);
	expect(await live.working()).toEqual([]);
});

test('SIGTERM cancels what is ours in live, and the next start says so', async () => {
	const program = await openAndWait('--live');
	await live.place('ours');
	const other = await live.place('other');
	await program.waitForText(/external/);

	process.kill(program.pid, 'SIGTERM');

	expect((await program.exited).code).toBe(143);
	expect(await live.working()).toEqual([other]);
	expect(live.journal().at(-1)).toMatchObject({ kind: 'exit', reason: 'terminate', canceled: 1, working: 0 });
	const next = startOnly('--live');
	await next.waitForText(/last exit: terminate, 1 canceled/, 20_000);
});

test.each<[Failure, 'auto' | 'keep']>([
	['exception', 'auto'],
	['rejection', 'auto'],
	['exception', 'keep'],
	['rejection', 'keep'],
])(
	'an unhandled %s in live does with what is ours as onTerm %s says, and gives the terminal back',
	async (how, onTerm) => {
		expect((await live.run(`config set trading.onTerm ${onTerm}`)).code).toBe(0);
		const folder = live.dataDir;
		const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
		const planted = plantFailure(folder);
		const command = `${process.execPath} --import ${planted.path} ${launcher} BTC-USDT --live`;
		const program = startInPty(
			'bash',
			[
				'-c',
				`cd ${folder}; stty -g > before; (echo $BASHPID > pid; exec ${command} 2> stderr); code=$?; stty -g > after; exit $code`,
			],
			{ columns: 140, rows: 42, env: live.env },
		);
		programs.push(program);
		await program.waitForText(/DEPTH BTC-USDT.*LIVE/);
		await waitUntil(() => live.journal().some(({ kind, why }) => kind === 'recon' && why !== 'start'));
		const order = await live.place('ours');
		const other = await live.place('other');
		await program.waitForText(/external/);
		await program.waitForText(/1 working/);

		planted.fail(Number(read('pid')), how);

		expect((await program.exited).code).toBe(70);
		expect(read('stderr')).toContain('planted');
		const isKept = onTerm === 'keep';
		expect([...(await live.working())].sort()).toEqual((isKept ? [order, other] : [other]).sort());
		expect(live.journal().at(-1)).toMatchObject({
			kind: 'exit',
			reason: 'crash',
			...(isKept ? { working: 1 } : { canceled: 1, working: 0 }),
		});
		expect((await live.run('journal verify')).code).toBe(0);
		expect(read('after')).toBe(read('before'));
		const written = program.output().toString('latin1');
		expect({
			isAlternate: program.emulator.isAlternateScreen(),
			isPasteMarked: program.emulator.isBracketedPaste(),
			isWrapping: program.emulator.isWrapping(),
			hasCursor: written.lastIndexOf('\u001B[?25h') > written.lastIndexOf('\u001B[?25l'),
		}).toEqual({ isAlternate: false, isPasteMarked: false, isWrapping: true, hasCursor: true });
	},
);

test('a vanished terminal cancels what is ours in live', async () => {
	const program = await openAndWait('--live');
	await live.place('ours');
	await program.waitForText(/WORKING/);

	program.hangUp();
	await program.exited;

	expect(await live.working()).toEqual([]);
	expect(live.journal().at(-1)).toMatchObject({ kind: 'exit', reason: 'hangup', canceled: 1 });
});

test('SIGINT with working orders asks, and asks again', async () => {
	const program = await openAndWait('--live');
	const order = await live.place('ours');
	await program.waitForText(/WORKING/);

	process.kill(program.pid, 'SIGINT');
	await program.waitForText(/leave/);
	process.kill(program.pid, 'SIGINT');
	program.press('ctrl+c');
	program.press('escape');
	await program.waitForNoText(/leave them/);
	expect(program.exitCode()).toBeUndefined();
	expect(await live.working()).toEqual([order]);

	program.press('q');
	await program.waitForText(/leave/);
	program.press('l');

	expect((await program.exited).code).toBe(0);
	expect(await live.working()).toEqual([order]);
	expect(live.journal().at(-1)).toMatchObject({ kind: 'exit', reason: 'quit', working: 1 });
});

test('of several on one data directory one trades; when it is killed the next one does', async () => {
	const all = await Promise.all(Array.from({ length: 4 }, () => open('--live')));
	const viewers = all.filter(program => program.screenText().includes('VIEWER'));
	expect(viewers).toHaveLength(3);
	const holder = all.find(program => !viewers.includes(program)) as PtyProgram;
	for (const viewer of viewers) {
		await viewer.waitFor(() => viewer.screenText().includes(`VIEWER of pid ${holder.pid}`), 'that text');
	}

	holder.kill('SIGKILL');
	await holder.exited;
	const next = startOnly('--live');
	await next.waitForText(/last exit: killed/, 20_000);

	expect(next.screenText()).not.toContain('VIEWER');
});

test('the control socket is for its owner alone and goes with the holder', async () => {
	const path = join(live.dataDir, 'control');
	const program = await openAndWait('--live');

	expect(statSync(path).mode & 0o777).toBe(0o600);
	program.press('q');
	await program.exited;

	expect(existsSync(path)).toBe(false);
});

test.each([
	[['--inspect=0'], {}, /inspector is open/],
	[[], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /check of certificates off/],
	[[], { KUCOIN_API_SECRET: 'not-the-secret' }, /400004|400005/],
	[[], { KUCOIN_API_KEY: '', KUCOIN_API_SECRET: '', KUCOIN_API_PASSPHRASE: '' }, /no credentials/],
])('live is refused with %j %o', async (nodeFlags, env, words) => {
	const program = startInPty(process.execPath, [...nodeFlags, launcher, '--live'], { env: { ...live.env, ...env } });
	programs.push(program);

	const { code } = await program.exited;

	expect(code).toBe(env !== undefined && 'KUCOIN_API_SECRET' in env ? 3 : 2);
	await program.waitForText(words);
});

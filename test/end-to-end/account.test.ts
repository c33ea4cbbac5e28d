import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readerCredentials } from '../../source/simulator/exchange.js';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { createLiveRun, type LiveRun, testInstance } from '../helpers/live-run.js';
import { waitUntil } from '../helpers/wait-until.js';
import { findClosedPort, runKcmon } from '../helpers/with-simulator.js';
import { send } from '../simulator/raw-client.js';

let exchange: RunningSimulator;
let live: LiveRun;

beforeAll(async () => {
	exchange = await startSimulator({ seed: 1, port: 0, scenario: undefined });
});

afterAll(async () => {
	await exchange.stop();
});

beforeEach(() => {
	live = createLiveRun(exchange);
});

afterEach(async () => {
	await send(exchange.restUrl, 'DELETE', '/api/v1/hf/orders/cancelAll', { keys: exchange.credentials });
	live.cleanup();
});

test('balances of the live account are a list of the shape of the stream', async () => {
	const { code, stdout, stderr } = await live.run('balances --live --json');

	expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
	const rows = JSON.parse(stdout) as readonly Record<string, unknown>[];
	const usdt = rows.find(({ currency }) => currency === 'USDT');
	expect(usdt).toEqual({
		type: 'balance',
		currency: 'USDT',
		available: expect.stringMatching(/^\d+(\.\d+)?$/),
		hold: expect.stringMatching(/^\d+(\.\d+)?$/),
		total: expect.stringMatching(/^\d+(\.\d+)?$/),
		time: expect.any(Number),
		received_at: expect.any(Number),
	});
});

test('orders lists what works, whoever placed it; a market buy shows in fills', async () => {
	const ours = await live.place('ours');
	const other = await live.place('other', 'ETH-USDT', '2000');
	await send(exchange.restUrl, 'POST', '/api/v1/hf/orders', {
		body: { clientOid: `m-${Date.now()}`, symbol: 'BTC-USDT', side: 'buy', type: 'market', size: '0.002' },
		keys: exchange.credentials,
	});

	const orders = JSON.parse((await live.run('orders --live --json')).stdout) as readonly Record<string, unknown>[];
	const fills = await live.run('fills BTC-USDT --live --csv');
	const table = await live.run('orders --live');

	expect(orders.map(({ order_id }) => order_id).sort()).toEqual([ours, other].sort());
	expect(orders.find(({ order_id }) => order_id === ours)).toMatchObject({
		type: 'order',
		symbol: 'BTC-USDT',
		client_oid: expect.stringMatching(new RegExp(`^kc1${testInstance}`)),
		side: 'buy',
		status: 'WORKING',
		price: '50000',
		size: '0.001',
		filled_size: '0',
	});
	expect(table.stdout).toContain(ours);
	const [titles, ...rows] = fills.stdout.trim().split('\n');
	expect(titles).toBe('symbol,order_id,trade_id,side,price,size,fee,fee_currency,liquidity,time');
	expect(rows.length).toBeGreaterThan(0);
	const filled = rows.map(row => Number(row.split(',')[5])).reduce((sum, size) => sum + size, 0);
	expect(filled).toBeCloseTo(0.002, 8);
});

test('cancel takes what it was told and nothing else', async () => {
	const first = await live.place('ours');
	const second = await live.place('ours', 'ETH-USDT', '2000');
	const other = await live.place('other');

	expect(await live.run('cancel --live')).toMatchObject({ code: 2, stdout: '' });
	expect(await live.working()).toHaveLength(2);

	const inSymbol = await live.run('cancel --symbol ETH-USDT --live --json');
	expect(JSON.parse(inSymbol.stdout)).toMatchObject({ requested: 1, canceled: 1, left: 0, verified: true });
	expect(inSymbol.code).toBe(0);
	expect(await live.working('ETH-USDT')).not.toContain(second);
	expect(await live.working()).toEqual(expect.arrayContaining([first, other]));

	const mine = await live.run('cancel --mine --live');
	expect(mine).toMatchObject({ code: 0, stdout: 'canceled 1 of 1, verified\n' });
	expect(await live.working()).toEqual([other]);

	expect((await live.run('cancel --account --live')).code).toBe(0);
	expect(await live.working()).toEqual([]);
	expect((await live.run('journal verify')).code).toBe(0);
});

test('an id names its order whoever placed it; one that is unknown fails', async () => {
	const ours = await live.place('ours');
	const other = await live.place('other');

	const known = await live.run(`cancel ${ours} ${other} --live`);
	const unknown = await live.run('cancel 0123456789abcdef01234567 --live');

	expect(known).toMatchObject({ code: 0, stdout: 'canceled 2 of 2, verified\n' });
	expect(await live.working()).toEqual([]);
	expect(unknown.code).toBe(1);
	expect(unknown.stdout).toContain('no working order has the id 0123456789abcdef01234567');
});

test('kill with nothing running cancels what is ours at the exchange, and trading stays halted', async () => {
	await live.place('ours');
	await live.place('ours', 'ETH-USDT', '2000');
	const other = await live.place('other');

	expect(await live.run('kill')).toMatchObject({ code: 1, stdout: '' });
	const killed = await live.run('kill --live');

	expect(killed).toMatchObject({ code: 0, stdout: 'HALTED: canceled 2 of 2, verified\n' });
	expect(await live.working()).toEqual([other]);
	expect(live.journal().map(({ kind }) => kind)).toEqual(expect.arrayContaining(['boot', 'kill', 'cancel.request']));
	expect(live.journal().findLast(({ kind }) => kind === 'risk' || kind === 'kill')).toMatchObject({
		why: 'kcmon kill',
	});
});

test('the stream prints the account, then its changes', async () => {
	const before = await live.place('other');
	const stream = live.start('stream BTC-USDT --live --channels orders,balances');
	await stream.waitForLine(({ type, order_id }) => type === 'order' && order_id === before);
	await stream.waitForLine(({ type, currency }) => type === 'balance' && currency === 'USDT');

	const after = await live.place('other');
	await stream.waitForLine(({ order_id, status }) => order_id === after && status === 'WORKING');
	await send(exchange.restUrl, 'DELETE', `/api/v1/hf/orders/${after}?symbol=BTC-USDT`, { keys: exchange.credentials });
	const canceled = await stream.waitForLine(({ order_id, status }) => order_id === after && status === 'CANCELED');
	stream.child.kill('SIGTERM');

	expect(canceled).toMatchObject({
		type: 'order',
		symbol: 'BTC-USDT',
		side: 'buy',
		price: '50000',
		size: '0.001',
		filled_size: '0',
		time: expect.any(Number),
		received_at: expect.any(Number),
	});
	expect(new Set(stream.lines().map(({ type }) => type))).toEqual(new Set(['order', 'balance']));
	expect((await stream.exit).code).toBe(143);
});

test('stops and pairs are in the lists and in the stream, and are canceled with the rest', async () => {
	const keys = exchange.credentials;
	const stream = live.start('stream BTC-USDT --live --channels orders');
	const prices = { price: '900000', stopPrice: '1000', limitPrice: '900' };
	const pairReply = await send(exchange.restUrl, 'POST', '/api/v3/oco/order', {
		body: { clientOid: 'pair-1', symbol: 'BTC-USDT', side: 'sell', size: '0.001', ...prices },
		keys,
	});
	const stopReply = await send(exchange.restUrl, 'POST', '/api/v1/stop-order', {
		body: { clientOid: 'stop-1', symbol: 'BTC-USDT', side: 'sell', type: 'market', size: '0.001', stopPrice: '1100' },
		keys,
	});
	const [pair, stop] = [pairReply, stopReply].map(({ json }) => json.data.orderId as string) as [string, string];
	expect(await stream.waitForLine(({ order_id, status }) => order_id === pair && status === 'WORKING')).toMatchObject({
		client_oid: 'pair-1',
		price: '900000',
		stop_price: '1000',
		size: '0.001',
	});
	await stream.waitForLine(({ order_id, status }) => order_id === stop && status === 'WORKING');

	const listed = JSON.parse((await live.run('orders --live --json')).stdout) as readonly {
		readonly order_id: string;
	}[];
	expect(listed.map(({ order_id }) => order_id).sort()).toEqual([pair, stop].sort());
	expect((await live.run('orders --live')).stdout).toMatch(/900000 stop 1000[\s\S]* stop 1100/);
	const mine = await live.run('cancel --mine --live --json');
	expect(JSON.parse(mine.stdout)).toMatchObject({ requested: 0, left: 0 });
	const byId = await live.run(`cancel ${pair} --live --json`);
	expect(JSON.parse(byId.stdout)).toMatchObject({ requested: 1, canceled: 1, verified: true });
	await stream.waitForLine(({ order_id, status }) => order_id === pair && status === 'CANCELED');
	const all = await live.run('cancel --account --live --json');
	expect(JSON.parse(all.stdout)).toMatchObject({ canceled: 1, left: 0, verified: true });
	await stream.waitForLine(({ order_id, status }) => order_id === stop && status === 'CANCELED');
	await stream.stop();
	expect(JSON.parse((await live.run('orders --live --json')).stdout)).toEqual([]);
}, 60_000);

test('an order that ended while the stream was away is told when it is back', async () => {
	const order = await live.place('other');
	const stream = live.start('stream BTC-USDT --live --channels orders');
	await stream.waitForLine(({ order_id }) => order_id === order);

	exchange.control({ fault: 'link.cut' });
	await send(exchange.restUrl, 'DELETE', `/api/v1/hf/orders/${order}?symbol=BTC-USDT`, { keys: exchange.credentials });

	await stream.waitForLine(({ order_id, status }) => order_id === order && status === 'CANCELED');
	await stream.stop();
});

test('credentials check asks the exchange what the key may do', async () => {
	const fit = await live.run('credentials check --json');
	const reader = await runKcmon(['credentials', 'check'], {
		env: {
			...live.env,
			KUCOIN_API_KEY: readerCredentials.key,
			KUCOIN_API_SECRET: readerCredentials.secret,
			KUCOIN_API_PASSPHRASE: readerCredentials.passphrase,
		},
	});

	expect(fit.code).toBe(0);
	expect(JSON.parse(fit.stdout)).toMatchObject({ key: true, permissions: ['General', 'Spot'], live: true });
	expect(reader.code).toBe(3);
	expect(reader.stdout).toContain('refused: the key lacks the permission Spot');
});

test.each([
	['balances --live', { KUCOIN_API_SECRET: 'not-the-secret' }, 3],
	['cancel --mine --live', { KUCOIN_API_KEY: 'no-such-key' }, 3],
	['credentials check', { KUCOIN_API_PASSPHRASE: 'not-the-phrase' }, 3],
	['orders --live', { KUCOIN_API_KEY: '', KUCOIN_API_SECRET: '', KUCOIN_API_PASSPHRASE: '' }, 3],
	['stream --live --channels orders', { KUCOIN_API_SECRET: 'not-the-secret' }, 3],
	['fills NO-PE --live', {}, 5],
	['balances --live', { NODE_OPTIONS: '--require /dev/null' }, 2],
	['balances --live', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 2],
] as const)('%s with %o exits %d', async (line, env, code) => {
	const result = await runKcmon(line.split(' '), { env: { ...live.env, ...env } });

	expect(result.code).toBe(code);
	expect(result.stderr).toMatch(/^kcmon: /m);
	expect(result.stderr).not.toMatch(/ {4}at /);
});

test('an exchange that cannot be reached exits 4', async () => {
	const port = await findClosedPort();

	for (const line of ['balances --live', 'cancel --mine --live', 'kill --live', 'credentials check']) {
		const { code, stderr } = await runKcmon(line.split(' '), {
			env: { ...live.env, KCMON_REST_URL: `http://127.0.0.1:${port}` },
		});
		expect({ line, code }).toEqual({ line, code: 4 });
		expect(stderr).toContain('refused');
	}
});

test('no secret is in any output, file or argument', async () => {
	const { key, secret, passphrase } = exchange.credentials;
	await live.place('ours');
	const stream = live.start('stream BTC-USDT --live --channels orders,balances,health --log-level trace');
	await stream.waitForLine(({ type }) => type === 'order');
	const commandLine = readFileSync(`/proc/${stream.child.pid}/cmdline`, 'latin1');
	const outputs = [
		await live.run('orders --live --log-level trace'),
		await live.run('balances --live --json'),
		await live.run('credentials check'),
		await live.run('doctor --live --json'),
		await live.run('config'),
		await live.run('cancel --mine --live --log-level trace'),
		await runKcmon(['orders', '--live'], { env: { ...live.env, KUCOIN_API_SECRET: `${secret}x` } }),
	];
	await stream.stop();

	const texts = [
		...outputs.flatMap(({ stdout, stderr }) => [stdout, stderr]),
		stream.stdout(),
		stream.stderr(),
		commandLine,
		...live.files(),
	];
	expect(texts.join('').length).toBeGreaterThan(1000);
	for (const hidden of [key, secret, passphrase]) {
		expect(texts.filter(text => text.includes(hidden))).toEqual([]);
	}

	expect(texts.filter(text => /KC-API-(?:SIGN|PASSPHRASE)\W+[A-Za-z0-9+/]{20}/i.test(text))).toEqual([]);
});

test('doctor says what live has and lacks: key, permissions, IP list, halt', { timeout: 120_000 }, async () => {
	const ask = async (env?: Record<string, string>) => {
		const args = `doctor --live --json --rest-url ${exchange.restUrl}`;
		const { code, stdout } = await (env === undefined ? live.run(args) : runKcmon(args.split(' '), { env }));
		const { checks } = JSON.parse(stdout) as { readonly checks: readonly Record<string, string>[] };
		return { code, line: (name: string) => checks.find(({ check }) => check === name) };
	};

	const ready = await ask();
	expect(ready.code).toBe(0);
	expect(ready.line('key')).toMatchObject({ state: 'ok', detail: 'permissions General, Spot' });
	expect(ready.line('IP list')).toMatchObject({ state: 'ok' });
	expect(ready.line('arming')?.detail).toContain('DISARMED');
	expect(ready.line('live')).toMatchObject({ state: 'ok', detail: 'ready: kcmon --live' });

	await live.place('ours');
	await live.run('kill --live');
	const halted = await ask();
	expect(halted.line('trading')).toMatchObject({ state: 'warn', todo: 'In kcmon --live: ! and then y lifts it' });
	expect(halted.line('live')).toMatchObject({ state: 'warn', detail: 'not ready: trading' });

	const without = await ask({ KCMON_DATA_DIR: join(live.dataDir, 'none') });
	expect(without.code).toBe(1);
	expect(without.line('live')).toMatchObject({
		state: 'fail',
		detail: 'not ready: no key',
		todo: expect.stringContaining('none/credentials.json, chmod 600'),
	});

	const { key, secret, passphrase } = readerCredentials;
	const env = { KUCOIN_API_KEY: key, KUCOIN_API_SECRET: secret, KUCOIN_API_PASSPHRASE: passphrase };
	const reader = await ask({ ...env, KCMON_DATA_DIR: join(live.dataDir, 'none') });
	expect(reader.line('key')).toMatchObject({
		state: 'fail',
		detail: expect.stringContaining('lacks the permission Spot'),
		todo: expect.stringContaining('General and Spot only'),
	});
	expect(reader.line('live')?.detail).toBe('not ready: key');
});

test('paper needs no key and loads none', async () => {
	const file = join(live.dataDir, 'credentials.json');
	writeFileSync(file, 'not even JSON', { mode: 0o644 });
	const env = { KCMON_DATA_DIR: live.dataDir, KCMON_REST_URL: exchange.restUrl };

	const balances = await runKcmon(['balances', '--json'], { env });
	const cancel = await runKcmon(['cancel', '--account'], { env });

	expect(JSON.parse(balances.stdout)).toMatchObject([{ currency: 'USDT', available: '10000', hold: '0' }]);
	expect(cancel).toMatchObject({ code: 0, stdout: 'nothing to cancel\n' });
});

test('the stream of a paper account follows its file', async () => {
	const state = (hold: string) => ({
		v: 1,
		balances: [{ currency: 'USDT', total: '500', hold }],
		orders: [],
		fills: [],
		next: { order: 1, trade: 1, change: 1 },
	});
	const file = join(live.dataDir, 'paper.json');
	writeFileSync(file, JSON.stringify(state('0')));
	const stream = live.start('stream BTC-USDT --channels balances');
	await stream.waitForLine(({ total, available }) => total === '500' && available === '500');

	writeFileSync(file, JSON.stringify({ ...state('0'), balances: [{ currency: 'USDT', total: '400', hold: '0' }] }));

	await stream.waitForLine(({ total }) => total === '400');
	await waitUntil(() => stream.lines().length === 2);
	await stream.stop();
});

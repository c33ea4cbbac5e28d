import { expect, test } from 'vitest';
import { candleIntervals } from '../../source/model/market-event.js';
import { withSimulator } from '../helpers/with-simulator.js';
import { createQuietWorld, get, signed } from './in-process.js';
import { send } from './raw-client.js';

const raw = (
	exchange: ReturnType<typeof createQuietWorld>['exchange'],
	method: string,
	target: string,
	body = '',
	headers = {},
) => exchange.rest.handle({ method, target, body, headers });

test('the symbols have six and more shapes, among them a price of the order of 1e-8', () => {
	const { exchange } = createQuietWorld();

	const { data } = get(exchange, '/api/v2/symbols');

	expect(data.length).toBeGreaterThanOrEqual(6);
	expect(new Set(data.map((row: { priceIncrement: string }) => row.priceIncrement)).size).toBeGreaterThanOrEqual(6);
	expect(data[0]).toMatchObject({
		symbol: 'BTC-USDT',
		market: 'USDS',
		baseMinSize: '0.00001',
		baseIncrement: '0.00000001',
		priceIncrement: '0.1',
		minFunds: '0.1',
		enableTrading: true,
		st: false,
		tradingStartTime: null,
	});
	expect(get(exchange, '/api/v1/market/orderbook/level1?symbol=SATS-USDT').data.price).toMatch(/^0\.0000000\d+$/);
	expect(get(exchange, '/api/v2/symbols?market=KCS').data.map((row: { symbol: string }) => row.symbol)).toEqual([
		'KCS-USDT',
	]);
	expect(get(exchange, '/api/v2/symbols/NO-SUCH')).toEqual({ code: '900001', msg: 'Symbol does not exist' });
});

test('histories keep nanoseconds as a number of 19 digits', () => {
	const { exchange } = createQuietWorld();

	const { body } = raw(exchange, 'GET', '/api/v1/market/histories?symbol=BTC-USDT');

	expect(body).toMatch(/"time":\d{19}\}/);
	expect(JSON.parse(body).data[0].sequence).toMatch(/^1\d{16}$/);
});

test('candles are in seconds, newest first, inside their bounds, for every interval', () => {
	const { exchange } = createQuietWorld();
	const endAt = Math.floor(exchange.venue.time() / 1000);
	for (const type of candleIntervals) {
		const { data } = get(
			exchange,
			`/api/v1/market/candles?symbol=BTC-USDT&type=${type}&startAt=${endAt - 86_400 * 400}&endAt=${endAt}`,
		);
		const starts = data.map((row: string[]) => Number(row[0]));

		expect(starts.length, type).toBeGreaterThan(11);
		expect(starts.length, type).toBeLessThanOrEqual(1500);
		expect(starts, type).toEqual([...starts].sort((a, b) => b - a));
		expect(starts[0]).toBeLessThan(endAt);
		expect(starts.at(-1)).toBeGreaterThanOrEqual(endAt - 86_400 * 400);
		expect(data[0]).toHaveLength(7);
	}

	expect(get(exchange, '/api/v1/market/candles?symbol=BTC-USDT&type=7min').code).toBe('400100');
});

test('wrong paths, methods, types and bodies are refused as the gateway does', () => {
	const { exchange } = createQuietWorld();

	expect(raw(exchange, 'GET', '/api/v9/nothing')).toMatchObject({
		status: 404,
		body: '{"code":"404","msg":"Not Found","retry":false,"success":false}',
	});
	expect(raw(exchange, 'DELETE', '/api/v1/timestamp').status).toBe(405);
	expect(raw(exchange, 'POST', '/api/v1/hf/orders', '{}', { 'content-type': 'text/plain' })).toMatchObject({
		status: 415,
	});
	const cdn = raw(exchange, 'GET', '/api/v1/timestamp', '{"a":1}');
	expect(cdn).toMatchObject({ status: 403, headers: { 'content-type': 'text/html' } });
	expect(raw(exchange, 'GET', '/api/v1/accounts')).toMatchObject({ status: 400 });
});

test('replies carry their pool, and an empty pool is 429 with the time until it refills', () => {
	const { clock, exchange } = createQuietWorld();
	const call = () => raw(exchange, 'GET', '/api/v1/market/stats?symbol=BTC-USDT');
	const first = call();
	clock.advanceSync(4000);
	let last = call();
	for (let count = 0; count < 140 && last.status === 200; count += 1) {
		last = call();
	}

	expect(first.headers).toMatchObject({
		'gw-ratelimit-limit': '2000',
		'gw-ratelimit-remaining': '1985',
		'gw-ratelimit-reset': '30000',
	});
	expect(last).toMatchObject({ status: 429, body: '{"code":"429000","msg":"Too Many Requests"}' });
	expect(last.headers).toMatchObject({ 'gw-ratelimit-remaining': '5', 'gw-ratelimit-reset': '26000' });
	clock.advanceSync(26_000);
	expect(call().status).toBe(200);
});

test('the full book needs a key and is deeper than the public one', async () => {
	await withSimulator(async ({ restUrl, credentials }) => {
		const target = '/api/v3/market/orderbook/level2?symbol=BTC-USDT';

		const stranger = await send(restUrl, 'GET', target);
		const full = await send(restUrl, 'GET', target, { keys: credentials });

		expect(stranger).toMatchObject({ status: 400, json: { code: '400001' } });
		expect(full.json.data.bids.length).toBeGreaterThan(100);
		expect(typeof full.json.data.sequence).toBe('string');
	});
});

test('an order event is on the socket before the reply of REST', async () => {
	const { connect } = await import('./raw-client.js');
	await withSimulator(async ({ restUrl, credentials }) => {
		const socket = await connect(restUrl, credentials);
		await socket.subscribe('/spotMarket/tradeOrdersV2', { private: true });
		let early = 0;
		for (let count = 0; count < 8; count += 1) {
			const { json } = await send(restUrl, 'POST', '/api/v1/hf/orders', {
				keys: credentials,
				body: {
					clientOid: `e${count}`,
					symbol: 'BTC-USDT',
					side: 'buy',
					type: 'limit',
					price: '30000',
					size: '0.0001',
				},
			});
			early += socket.frames.some(frame => frame.data?.orderId === json.data.orderId) ? 1 : 0;
		}

		expect(early).toBeGreaterThan(0);
		socket.close();
	});
});

test('the dead-man switch cancels what it names, in seconds, unless it is renewed', () => {
	const world = createQuietWorld();
	const { clock, exchange } = world;
	const path = '/api/v1/hf/orders/dead-cancel-all';
	const place = (symbol: string, price: string) =>
		signed(
			world,
			'POST',
			'/api/v1/hf/orders',
			JSON.stringify({ symbol, side: 'buy', type: 'limit', price, size: '0.01' }),
		);
	expect(signed(world, 'GET', `${path}/query`)).toEqual({ code: '200000', data: null });
	place('BTC-USDT', '30000');
	place('ETH-USDT', '1000');

	const short = signed(world, 'POST', path, '{"timeout":4,"symbols":"BTC-USDT"}');
	signed(world, 'POST', path, '{"timeout":5,"symbols":"BTC-USDT"}');
	clock.advanceSync(4000);
	const renewed = signed(world, 'POST', path, '{"timeout":5,"symbols":"BTC-USDT"}');
	clock.advanceSync(4000);

	expect(short.code).toBe('400100');
	expect(renewed.data.triggerTime - renewed.data.currentTime).toBe(5);
	expect(signed(world, 'GET', `${path}/query`).data).toMatchObject({ timeout: 5, symbols: 'BTC-USDT' });
	expect(exchange.desk.active(1, 'BTC-USDT')).toHaveLength(1);
	clock.advanceSync(10_000);
	expect(exchange.desk.active(1, 'BTC-USDT')).toHaveLength(0);
	expect(exchange.desk.active(1, 'ETH-USDT')).toHaveLength(1);
});

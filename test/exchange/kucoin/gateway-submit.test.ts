import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { knownCodes } from '../../../source/exchange/kucoin/errors.js';
import { NetError } from '../../../source/lib/errors.js';
import { throttledPrefix } from '../../../source/trading/gateway.js';
import {
	type Answer,
	clientOid,
	createAccountBench,
	limitOrder,
	marketOrder,
	ok,
	refused,
	venueOffsetMs,
} from './account-bench.js';
import { readFixture } from './fixture.js';

const orderId = '670fd33bf9406e0007ab3945';
const placed = ok({ orderId, clientOid });

async function submit(answer: Answer, order = limitOrder()): Promise<unknown> {
	const bench = createAccountBench([answer]);
	const outcome = await bench.settle(bench.gateway.submit(order, bench.gateway.venueNow()));
	expect(bench.sent, 'an order is sent once').toHaveLength(1);
	return outcome;
}

test('sends the intent once, signed for the very moment that its body names', async () => {
	const bench = createAccountBench([placed]);
	const timestamp = bench.clock.wallNow() + venueOffsetMs;
	await bench.clock.advance(40);
	const outcome = await bench.settle(bench.gateway.submit(limitOrder(), timestamp));

	expect(outcome).toEqual({ kind: 'accepted', orderId });
	const [request] = bench.sent;
	const expected = {
		clientOid,
		symbol: 'BTC-USDT',
		side: 'buy',
		type: 'limit',
		price: '50000',
		size: '0.00001',
		timeInForce: 'GTC',
		allowMaxTimeWindow: 5000,
		clientTimestamp: timestamp,
	};
	expect(JSON.parse(request!.body!)).toEqual(expected);
	expect(bench.calls()).toEqual(['POST /api/v1/hf/orders']);
	expect(request!.headers!['KC-API-TIMESTAMP']).toBe(String(timestamp));
	const sign = createHmac('sha256', 'a1b2c3d4-0000-4000-8000-00000000kcmo')
		.update(`${timestamp}POST/api/v1/hf/orders${request!.body}`)
		.digest('base64');
	expect(request!.headers!['KC-API-SIGN']).toBe(sign);
});

test.each([
	[
		'a market order by funds',
		marketOrder({ funds: '100.5' }),
		{ clientOid, symbol: 'BTC-USDT', side: 'buy', type: 'market', funds: '100.5' },
	],
	[
		'a market order by size, for which no time in force counts',
		marketOrder({ size: '0.1', side: 'sell', timeInForce: 'IOC' }),
		{ clientOid, symbol: 'BTC-USDT', side: 'sell', type: 'market', size: '0.1' },
	],
	[
		'a GTT order with its seconds',
		limitOrder({ timeInForce: 'GTT', cancelAfter: 60, postOnly: true }),
		{
			clientOid,
			symbol: 'BTC-USDT',
			side: 'buy',
			type: 'limit',
			price: '50000',
			size: '0.00001',
			timeInForce: 'GTT',
			cancelAfter: 60,
			postOnly: true,
		},
	],
	[
		'an iceberg with what it shows',
		limitOrder({ iceberg: true, visibleSize: '0.00002', hidden: true, size: '0.0004' }),
		{
			clientOid,
			symbol: 'BTC-USDT',
			side: 'buy',
			type: 'limit',
			price: '50000',
			size: '0.0004',
			timeInForce: 'GTC',
			hidden: true,
			iceberg: true,
			visibleSize: '0.00002',
		},
	],
])('writes %s as the venue documents it', async (_what, order, body) => {
	const bench = createAccountBench([placed]);
	await bench.settle(bench.gateway.submit(order, bench.gateway.venueNow()));

	const { allowMaxTimeWindow, clientTimestamp, ...rest } = JSON.parse(bench.sent[0]!.body!);
	expect(rest).toEqual(body);
	expect([allowMaxTimeWindow, typeof clientTimestamp]).toEqual([5000, 'number']);
});

test('sends a stop order to its own address', async () => {
	const bench = createAccountBench([{ body: readFixture('rest-stop-order-place') }]);
	const order = limitOrder({ side: 'sell', stop: { direction: 'loss', stopPrice: '49000' } });
	const outcome = await bench.settle(bench.gateway.submit(order, bench.gateway.venueNow()));

	expect(outcome).toEqual({ kind: 'accepted', orderId });
	expect(bench.calls()).toEqual(['POST /api/v1/stop-order']);
	expect(JSON.parse(bench.sent[0]!.body!)).toMatchObject({ stop: 'loss', stopPrice: '49000', tradeType: 'TRADE' });
});

/** The tables "Authentication and access" and "Orders" of the venue's error codes. */
const listed = [
	...['400001', '400002', '400003', '400004', '400005', '400006', '400007', '400008', '400009'],
	...['400301', '400302', '400303', '400304', '411100', '401000', '404000', '404', '415000'],
	...['200001', '200003', '200004', '200009', '210021', '230003', '300000', '400000', '400100', '400200', '400330'],
	...['400350', '400370', '400500', '400600', '400700', '400760', '400800', '600100', '600101', '600203', '900001'],
];

/** The table "Rate and load", but for 429000, which one lookup settles. */
const open = [
	...['429001', '429002', '200002', '230005', '408000', '500000', '503000', '504000', '505000', '501000', '1015'],
];

test('every code with words of its own is of one of the tables', () => {
	expect([...knownCodes].sort()).toEqual([...listed, ...open, '429000'].sort());
});

test.each(listed)('takes %s for a refusal, under any status below 500', async code => {
	for (const status of [200, 400, 401, 403]) {
		expect(await submit(refused(code, 'No', status))).toEqual({ kind: 'rejected', code, text: 'No' });
	}

	expect(await submit(refused(code, 'No', 500))).toMatchObject({ kind: 'unknown' });
});

test.each([...open, ...['102426', '126044', '999999', '200', 'order_not_exist']])(
	'leaves the outcome open after %s, and says why',
	async code => {
		const outcome = await submit(refused(code, 'Something'));

		expect(outcome).toEqual({ kind: 'unknown', reason: `${code} Something` });
	},
);

test.each([
	'account.available.amount',
	'validation.createOrder.clientOidIsRequired',
	'Order size below the minimum requirement.',
	'The quantity is below the minimum requirement.',
	'price not in the given range!',
	'Unsupported trading pair.',
	'The order was received outside of allowMaxTimeWindow',
	'order price should be more than 0.1',
])('takes 400100 "%s" for a refusal', async msg => {
	expect(await submit(refused('400100', msg))).toEqual({ kind: 'rejected', code: '400100', text: msg });
});

test.each(['validation.createOrder.clientOidDuplicated', 'duplicated clientOid', 'ClientOid is a duplicate'])(
	'never takes a used client id for a refusal: %s',
	async msg => {
		expect(await submit(refused('400100', msg))).toEqual({ kind: 'unknown', reason: `400100 ${msg}` });
	},
);

test('begins the reason of a 429000 so that one negative lookup settles it', async () => {
	const outcome = (await submit({ status: 429, body: readFixture('rest-error-http429-429000') })) as {
		kind: string;
		reason: string;
	};

	expect(outcome.kind).toBe('unknown');
	expect(outcome.reason.startsWith(throttledPrefix)).toBe(true);
	expect(throttledPrefix).toBe('429000');
	expect(await submit({ status: 429, body: '<html>error code: 1015</html>' })).toEqual({
		kind: 'unknown',
		reason: '1015 the reply was no JSON object',
	});
});

test.each([
	['rest-error-http200-200004-balance', 200, 'rejected'],
	['rest-error-http200-900001-symbol', 200, 'rejected'],
	['rest-error-http400-400001-missing-headers', 400, 'rejected'],
	['rest-error-http401-400003-key', 401, 'rejected'],
	['rest-error-http401-400005-sign', 401, 'rejected'],
	['rest-error-http404-unknown-path', 404, 'rejected'],
])('judges the recorded %s', async (fixture, status, kind) => {
	expect(await submit({ status, body: readFixture(fixture) })).toMatchObject({ kind });
});

test('measures the clock after a refused timestamp, and does not send again', async () => {
	const bench = createAccountBench([{ status: 400, body: readFixture('rest-error-http400-400002-timestamp') }]);
	const outcome = await bench.settle(bench.gateway.submit(limitOrder(), bench.gateway.venueNow()));

	expect(outcome).toMatchObject({ kind: 'rejected', code: '400002' });
	expect(bench.sent).toHaveLength(1);
	expect(bench.measurements).toBe(1);
});

test.each([
	['a page under 200', { body: '<html>busy</html>' }],
	['a page under 403', { status: 403, body: '<html>Forbidden</html>' }],
	['a page of a gateway', { status: 502, body: '<html>Bad Gateway</html>' }],
	['a 503 that speaks JSON', { status: 503, body: '{"code":"503000","msg":"busy"}' }],
	['half a reply', { body: '{"code":"200000","data":{"orderId":"670fd33bf9' }],
	['an empty reply', { body: '' }],
	['a success without data', { body: '{"code":"200000","data":null}' }],
	['a success without an order', ok({ clientOid })],
	['an order id that is none', ok({ orderId: '../../x' })],
	['the answer to another order', ok({ orderId, clientOid: 'another' })],
	['a code of success under 500', { status: 500, body: '{"code":"200000","data":{"orderId":"1"}}' }],
	['a timeout', new NetError('timeout', { kind: 'timeout', text: 'timeout', sent: true })],
	['a reset after sending', new NetError('reset', { kind: 'reset', text: 'reset', sent: true })],
])('leaves the outcome open after %s', async (_what, answer) => {
	expect(await submit(answer)).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/./) });
});

test.each(['dns', 'refused', 'tls', 'unreachable'] as const)('knows that nothing was sent after %s', async kind => {
	const failure = new NetError('no', { kind, text: `it was ${kind}`, sent: false });

	expect(await submit(failure)).toEqual({ kind: 'not-sent', reason: `it was ${kind}` });
});

test('sends nothing when the quota is spent, and does not wait for the next', async () => {
	const headers = { 'gw-ratelimit-limit': '4000', 'gw-ratelimit-remaining': '0', 'gw-ratelimit-reset': '20000' };
	const bench = createAccountBench([{ ...refused('429000', 'Too Many Requests', 429), headers }, placed]);
	const first = bench.gateway.submit(limitOrder(), bench.gateway.venueNow());
	await bench.clock.advance(10);
	await first;
	const second = bench.gateway.submit(limitOrder(), bench.gateway.venueNow());
	await bench.clock.advance(10);

	expect(await second).toEqual({ kind: 'not-sent', reason: "the venue's quota is spent for 20 s" });
	expect(bench.sent).toHaveLength(1);
});

test('cleans what the venue says before it is shown', async () => {
	const outcome = (await submit(refused('200004', '\u001B]0;title\u0007\u001B[2JBalance\u202E'))) as { text: string };

	expect(outcome.text).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E]/);
	expect(outcome.text).toContain('Balance');
});

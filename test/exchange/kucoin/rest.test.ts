import { expect, test } from 'vitest';
import { leaseOf } from '../../../source/exchange/kucoin/bullet.js';
import { createClockOffset } from '../../../source/exchange/kucoin/clock-offset.js';
import { endpoints, parseSite } from '../../../source/exchange/kucoin/endpoints.js';
import { ApiError, isApiError, judgeReply, knownCodes, outcomeOf } from '../../../source/exchange/kucoin/errors.js';
import { createRest, type Rest, type RestCall } from '../../../source/exchange/kucoin/rest.js';
import { createMac, createSigner } from '../../../source/exchange/kucoin/signing.js';
import { createWeightPool, parseRateHeaders } from '../../../source/exchange/kucoin/weight-pool.js';
import { NetError } from '../../../source/lib/errors.js';
import type { HttpReply, HttpRequest, Net } from '../../../source/lib/seams.js';
import { createVirtualClock, type VirtualClock } from '../../../source/simulator/virtual/clock.js';
import { readFixture, readFixtureData } from './fixture.js';

const site = parseSite('https://api.kucoin.com');
const secret = 'a1b2c3d4-0000-4000-8000-00000000kcmo';

type Answer = Partial<HttpReply> | Error;

type Bench = {
	readonly clock: VirtualClock;
	readonly rest: Rest;
	readonly sent: HttpRequest[];
	readonly sentAt: number[];
	readonly failures: string[];
	resyncs: number;
};

function createBench(answers: readonly Answer[]): Bench {
	const clock = createVirtualClock();
	const sent: HttpRequest[] = [];
	const sentAt: number[] = [];
	const failures: string[] = [];
	const net: Net = {
		connect: () => {
			throw new Error('no socket here');
		},
		request: async request => {
			const answer = answers[Math.min(sent.length, answers.length - 1)]!;
			sent.push(request);
			sentAt.push(clock.monoNow());
			if (answer instanceof Error) {
				throw answer;
			}

			return { status: 200, headers: {}, body: '', ...answer };
		},
	};
	const bench: Bench = {
		clock,
		sent,
		sentAt,
		failures,
		resyncs: 0,
		rest: createRest({
			clock,
			random: () => 0.5,
			net,
			site,
			signer: createSigner('670f0b7d8c5e3a0001c0ffee', 'kcmon-Passphrase_1', createMac(secret)),
			userAgent: 'kcmon/test',
			venueNow: () => 1_735_689_600_000,
			resyncClock: async () => {
				bench.resyncs += 1;
			},
			onServerFailure: text => failures.push(text),
		}),
	};
	return bench;
}

const get: RestCall = { method: 'GET', endpoint: endpoints.status };
const ok = (data: unknown): Answer => ({ body: JSON.stringify({ code: '200000', data }) });

async function settle(bench: Bench, call: RestCall = get): Promise<unknown> {
	const outcome = bench.rest.call(call).catch((error: unknown) => error);
	await bench.clock.advance(120_000);
	return outcome;
}

test('gives the data of a success, long integers as texts', async () => {
	expect(await settle(createBench([{ body: readFixture('rest-status') }]))).toEqual({ status: 'open', msg: '' });
	expect(await settle(createBench([{ body: readFixture('rest-hf-fills') }]))).toMatchObject({
		items: [{ tradeId: '11029373945659392', id: 19_814_995_255_305 }],
	});
	expect(await settle(createBench([{ body: '{"success":true,"code":"200","msg":"success","data":[1]}' }]))).toEqual([
		1,
	]);
	expect(await settle(createBench([{ body: '{"data":null,"code":"200000"}' }]))).toBeNull();
	expect(await settle(createBench([{ body: '{"code":"200000"}' }]))).toBeUndefined();
});

test.each([
	['a code of failure under HTTP 200', { body: readFixture('rest-error-http200-900001-symbol') }, '900001', 'rejected'],
	['a balance refusal', { body: readFixture('rest-error-http200-200004-balance') }, '200004', 'rejected'],
	['a cancel of what is done', { body: readFixture('rest-error-http200-400100-not-cancelable') }, '400100', 'rejected'],
	[
		'missing headers',
		{ status: 400, body: readFixture('rest-error-http400-400001-missing-headers') },
		'400001',
		'rejected',
	],
	['a wrong key', { status: 401, body: readFixture('rest-error-http401-400003-key') }, '400003', 'rejected'],
	['a wrong signature', { status: 401, body: readFixture('rest-error-http401-400005-sign') }, '400005', 'rejected'],
	['an unknown path', { status: 404, body: readFixture('rest-error-http404-unknown-path') }, '404', 'rejected'],
	[
		'a code of success with a status of failure',
		{ status: 400, body: '{"code":"200000","data":1}' },
		'200000',
		'unknown',
	],
	['a 200 without success', { status: 400, body: '{"code":"200","data":1}' }, '200', 'unknown'],
] as const)('refuses %s at once', async (_what, answer, venueCode, outcome) => {
	const bench = createBench([answer]);
	const error = await settle(bench);

	expect(isApiError(error)).toBe(true);
	expect(error).toMatchObject({ venueCode, outcome, code: venueCode === '900001' ? 'ERR_UNKNOWN_SYMBOL' : 'ERR_API' });
	expect(bench.sent).toHaveLength(1);
});

test('takes a numeric code of success for none', async () => {
	expect(await settle(createBench([{ body: '{"code":200000,"data":1}' }]))).toMatchObject({ venueCode: '200000' });
});

test.each([
	['a page', '<html><body>error code: 521</body></html>'],
	['nothing', ''],
	['half a reply', '{"code":"200000","da'],
	['a list', '[]'],
	['null', 'null'],
])('takes %s for a failure of transport and asks again', async (_what, body) => {
	const bench = createBench([{ status: 502, body }, ok('fine')]);

	expect(await settle(bench)).toBe('fine');
	expect(bench.sent).toHaveLength(2);
	expect(bench.failures).toEqual(['HTTP 502']);
});

test('repeats a GET after failures of the network, at most four times in all', async () => {
	const lost = new NetError('GET /x failed: reset', { kind: 'reset', text: 'reset', sent: true });
	const bench = createBench([lost]);

	expect(await settle(bench)).toBe(lost);
	expect(bench.sentAt).toEqual([0, 150, 450, 1050]);
});

test.each(['POST', 'DELETE'] as const)('never repeats a %s', async method => {
	for (const answer of [
		new NetError('timeout', { kind: 'timeout', text: 'timeout', sent: true }),
		{ status: 500, body: '' },
		{ status: 503, body: '{"code":"503000"}' },
		{ status: 429, body: readFixture('rest-error-http429-429000') },
		{ status: 400, body: readFixture('rest-error-http400-400002-timestamp') },
		{ body: '{"code":"230005"}' },
	]) {
		const bench = createBench([answer]);

		expect(await settle(bench, { ...get, method })).toBeInstanceOf(Error);
		expect(bench.sent).toHaveLength(1);
	}
});

test('waits out its own quota, and only shortly for an overloaded server', async () => {
	const headers = {
		'gw-ratelimit-limit': '2000',
		'gw-ratelimit-remaining': '0',
		'gw-ratelimit-reset': '11000',
	};
	const body = readFixture('rest-error-http429-429000');
	const own = createBench([{ status: 429, headers, body }, ok(1)]);
	expect(await settle(own)).toBe(1);
	expect(own.sentAt[1]).toBeGreaterThanOrEqual(11_000);

	const overloaded = createBench([{ status: 429, body }, ok(1)]);
	expect(await settle(overloaded)).toBe(1);
	expect(overloaded.sentAt[1]).toBeGreaterThanOrEqual(200);
	expect(overloaded.sentAt[1]).toBeLessThanOrEqual(2000);
});

test('stays away for 30 s from an edge that refuses', async () => {
	const bench = createBench([{ status: 403, body: '<html>Forbidden</html>' }, ok(1)]);
	const error = await settle(bench);

	expect(error).toMatchObject({ status: 403, code: 'ERR_TRANSPORT', retryAfterMs: 30_000 });
	const blocked = createBench([{ status: 429, body: '<html>error 1015</html>' }, ok(1)]);
	const first = blocked.rest.call(get).catch(() => undefined);
	await blocked.clock.advance(0);
	await first;
	const second = blocked.rest.call(get);
	await blocked.clock.advance(40_000);
	expect(await second).toBe(1);
	expect(blocked.sentAt[1]).toBeGreaterThanOrEqual(30_000);
});

test('measures the clock and repeats once after a refused timestamp', async () => {
	const answer = { status: 400, body: readFixture('rest-error-http400-400002-timestamp') };
	const mended = createBench([answer, ok(1)]);
	expect(await settle(mended)).toBe(1);
	expect(mended.resyncs).toBe(1);

	const hopeless = createBench([answer]);
	expect(await settle(hopeless)).toMatchObject({ outcome: 'skew' });
	expect(hopeless.sent).toHaveLength(2);
});

test('signs what it sends, byte for byte', async () => {
	const bench = createBench([ok([])]);
	await settle(bench, {
		method: 'GET',
		endpoint: { path: '/api/v1/trade-fees', pool: 'spot', weight: 3 },
		query: { symbols: 'BTC-USDT,ETH-USDT' },
		signed: true,
	});

	expect(bench.sent[0]!.url).toBe('https://api.kucoin.com/api/v1/trade-fees?symbols=BTC-USDT,ETH-USDT');
	expect(bench.sent[0]!.headers).toMatchObject({ 'KC-API-SIGN': '2DhwasZlR8YgxFcF7PpiPKtWVMUdvjrOiSbfTd5kjug=' });
	expect(bench.sent[0]!.body).toBeUndefined();
});

test('refuses a query that would need encoding', async () => {
	const bench = createBench([ok(1)]);
	const error = await settle(bench, { ...get, query: { symbol: 'BTC USDT&x=1' } });

	expect(error).toMatchObject({ code: 'ERR_UNSENDABLE' });
	expect(bench.sent).toHaveLength(0);
});

test('spends at most half of a pool in a window', async () => {
	const clock = createVirtualClock();
	const pool = createWeightPool(clock, 2000);
	let taken = 0;
	while (pool.take(15) === 0) {
		taken += 15;
	}

	expect(taken).toBe(990);
	expect(pool.take(15)).toBe(30_000);
	await clock.advance(30_000);
	expect(pool.take(15)).toBe(0);
	pool.learn({ limit: 2000, remaining: 900, resetMs: 5000 });
	expect(pool.take(15)).toBe(5000);
	pool.learn({ limit: 4000, remaining: 3900, resetMs: 5000 });
	expect(pool.take(15)).toBe(0);
});

test('sends a GET once while nothing reaches the venue, again while something does', async () => {
	for (const [isReachable, times] of [
		[true, 4],
		[false, 1],
	] as const) {
		const refused = new NetError('GET x failed: refused', { kind: 'refused', text: 'refused', sent: false });
		const bench = createBench([refused, refused, refused, refused, refused]);
		const failed = bench.rest
			.call({ method: 'GET', endpoint: endpoints.symbols, isReachable: () => isReachable })
			.catch((error: unknown) => error);
		await bench.clock.advance(20_000);

		expect(await failed).toBe(refused);
		expect(bench.sent).toHaveLength(times);
	}
});

test('does not send what nobody waits for any more when its turn comes (simulation seed 80)', async () => {
	const spent = { 'gw-ratelimit-limit': '2000', 'gw-ratelimit-remaining': '0', 'gw-ratelimit-reset': '9000' };
	const bench = createBench([{ status: 429, headers: spent, body: '{"code":"429000"}' }, ok(1)]);
	await bench.rest.call({ ...get, method: 'POST' }).catch(() => {});
	let isWanted = true;
	const abandoned = bench.rest
		.call({ ...get, method: 'POST', isWanted: () => isWanted })
		.catch((error: unknown) => error);
	const patient = bench.rest.call({ ...get, method: 'POST' });
	await bench.clock.advance(5000);
	isWanted = false;
	await bench.clock.advance(6000);

	expect(await abandoned).toMatchObject({ code: 'ERR_NOT_WANTED', outcome: 'notSent' });
	expect(await patient).toBe(1);
	expect(bench.sent).toHaveLength(2);
});

test('forgets what was spent when a reply tells of the next window', async () => {
	const clock = createVirtualClock();
	const pool = createWeightPool(clock, 2000);
	pool.learn({ limit: 2000, remaining: 0, resetMs: 1500 });
	expect(pool.take(2)).toBe(1500);

	// Sent before, answered after the window turned.
	pool.learn({ limit: 2000, remaining: 1990, resetMs: 29_900 });
	expect(pool.take(2)).toBe(0);
});

test('what the venue refused before a sleep is not waited for after it, monotonic time standing still (simulation seed 919)', async () => {
	const clock = createVirtualClock();
	const pool = createWeightPool(clock, 2000);
	pool.learn({ limit: 2000, remaining: 0, resetMs: 19_000 });
	pool.block(19_000);
	await clock.advance(3000);
	expect(pool.take(2, 'cancel')).toBe(16_000);
	await clock.sleep(69_000);

	expect(pool.take(2, 'cancel')).toBe(0);
	expect(pool.take(2)).toBe(0);
});

test('a wall clock that steps back keeps nothing waiting for longer', async () => {
	const clock = createVirtualClock();
	const pool = createWeightPool(clock, 2000);
	pool.learn({ limit: 2000, remaining: 0, resetMs: 19_000 });
	pool.block(19_000);
	clock.stepWall(-3_600_000);
	await clock.advance(19_000);

	expect(pool.take(2, 'cancel')).toBe(0);
});

test('reads the rate headers only when all three are numbers', () => {
	const headers = { 'gw-ratelimit-limit': '2000', 'gw-ratelimit-remaining': '1', 'gw-ratelimit-reset': '29488' };

	expect(parseRateHeaders(headers)).toEqual({ limit: 2000, remaining: 1, resetMs: 29_488 });
	expect(parseRateHeaders({ ...headers, 'gw-ratelimit-reset': undefined })).toBeUndefined();
	expect(parseRateHeaders({ ...headers, 'gw-ratelimit-limit': 'x' })).toBeUndefined();
});

test('has words for each code, and calls what it does not know unknown', () => {
	expect(knownCodes.length).toBeGreaterThanOrEqual(50);
	for (const code of knownCodes) {
		const error = new ApiError('GET /x', { status: 200, venueCode: code, message: '' });
		expect(error.message).toMatch(/failed: \d+ [a-z]/);
	}

	expect(judgeReply(200, '999999', '')).toBe('unknown');
	expect(judgeReply(500, undefined, '')).toBe('unknown');
	expect(judgeReply(429, undefined, '')).toBe('throttled');
	expect(judgeReply(200, '400100', 'validation.createOrder.clientOidDuplicated')).toBe('unknown');
	expect(judgeReply(200, '126044', 'clientOid duplicate')).toBe('unknown');
});

test('tells what was not sent from what may have arrived', () => {
	expect(outcomeOf(new NetError('x', { kind: 'refused', text: 'refused', sent: false }))).toBe('notSent');
	expect(outcomeOf(new NetError('x', { kind: 'timeout', text: 'timeout', sent: true }))).toBe('unknown');
	expect(outcomeOf(new Error('x'))).toBe('unknown');
});

test("keeps control characters of the venue's words away from the screen", () => {
	const error = new ApiError('GET /x', {
		status: 200,
		venueCode: '1\u001b[2J',
		message: '\u001b]52;c;aGk=\u0007 \u202e',
	});

	expect(error.message).not.toMatch(/[\u0000-\u001f\u202e\u009b]/);
});

test('takes the median of five quick round trips for the clock', async () => {
	const clock = createVirtualClock();
	const errors = [-7200, -7180, 900, -7210, -7190];
	let asked = 0;
	const offset = createClockOffset(clock, async () => {
		const error = errors[asked]!;
		asked += 1;
		await new Promise<void>(resolve => {
			clock.after(asked === 3 ? 3000 : 40, resolve);
		});
		return clock.wallNow() - 20 + error;
	});
	const heard: number[] = [];
	offset.onSample(sample => heard.push(sample.offsetMs));
	const measured = offset.measure();
	expect(offset.measure()).toBe(measured);
	await clock.advance(10_000);
	expect(heard).toEqual([offset.offsetMs()]);

	expect(await measured).toMatchObject({ rttMs: 40 });
	expect(offset.offsetMs()).toBeLessThan(-7170);
	expect(offset.offsetMs()).toBeGreaterThan(-7215);
	expect(offset.venueNow()).toBe(clock.wallNow() + offset.offsetMs());
});

test('who begins to listen to the clock hears what was measured before (simulation seed 45)', async () => {
	const clock = createVirtualClock();
	const offset = createClockOffset(clock, async () => clock.wallNow() - 3_600_000);
	const heard: number[] = [];
	const stopEarly = offset.onSample(sample => heard.push(sample.offsetMs));
	expect(heard).toEqual([]);
	stopEarly();
	await offset.measure();
	offset.onSample(sample => heard.push(sample.offsetMs));

	expect(heard).toEqual([-3_600_000]);
});

test('slow round trips have no say in the clock where quick ones are', async () => {
	const clock = createVirtualClock();
	// A busy start: three answers come late, and all of their delay is on the way back.
	const trips = [900, 600, 300, 20, 20];
	let asked = 0;
	const offset = createClockOffset(clock, async () => {
		const trip = trips[asked]!;
		asked += 1;
		const venue = clock.wallNow() + 10;
		await new Promise<void>(resolve => {
			clock.after(trip, resolve);
		});
		return venue;
	});
	const measured = offset.measure();
	await clock.advance(10_000);

	expect(await measured).toEqual({ offsetMs: 0, rttMs: 20 });
});

const random = (): number => 0.3;

test('makes a connection of a token reply: encoded token, own connection id', () => {
	const lease = leaseOf(readFixtureData('rest-bullet-public'), 0, site, random);

	expect(lease.url).toMatch(
		/^wss:\/\/ws-api-spot\.kucoin\.com\/\?token=SANITISED[\w%.-]+%3D%3D&connectId=[a-z0-9]{16}$/,
	);
	expect(lease).toMatchObject({ pingIntervalMs: 18_000, pingTimeoutMs: 10_000 });
	expect(leaseOf(readFixtureData('rest-bullet-private'), 3, site, random).url).toContain(
		'wss://ws-api-spot.kucoin.com/',
	);
});

const server = (endpoint: string, extra: object = {}): object => ({
	endpoint,
	pingInterval: 18_000,
	pingTimeout: 10_000,
	...extra,
});

test('keeps the path and the query that an endpoint comes with', () => {
	const data = { token: 't=', instanceServers: [server('wss://a.kucoin.com/edge/v9/?region=a')] };

	expect(leaseOf(data, 0, site, random).url).toMatch(
		/^wss:\/\/a\.kucoin\.com\/edge\/v9\/\?region=a&token=t%3D&connectId=[a-z0-9]{16}$/,
	);
});

test('takes the next server at the next attempt', () => {
	const data = { token: 't', instanceServers: [server('wss://a.kucoin.com/'), server('wss://b.kucoin.com/')] };

	expect([0, 1, 2].map(attempt => new URL(leaseOf(data, attempt, site, random).url).host)).toEqual([
		'a.kucoin.com',
		'b.kucoin.com',
		'a.kucoin.com',
	]);
});

test.each([
	['a foreign host', { token: 't', instanceServers: [server('wss://kucoin.com.evil.example/')] }],
	['plain text', { token: 't', instanceServers: [server('ws://ws-api-spot.kucoin.com/')] }],
	['no server', { token: 't', instanceServers: [] }],
	['no token', { instanceServers: [server('wss://a.kucoin.com/')] }],
	['an empty token', { token: '', instanceServers: [server('wss://a.kucoin.com/')] }],
	['a ping interval of text', { token: 't', instanceServers: [server('wss://a.kucoin.com/', { pingInterval: 'x' })] }],
	['null', null],
])('refuses a token reply with %s', (_what, data) => {
	expect(() => leaseOf(data, 0, site, random)).toThrow(expect.objectContaining({ code: 'ERR_LEASE' }));
});

test('keeps the ping times within sense, and the token out of errors', () => {
	const wild = { pingInterval: 5, pingTimeout: 1e12 };
	expect(
		leaseOf({ token: 't', instanceServers: [server('wss://a.kucoin.com/', wild)] }, 0, site, random),
	).toMatchObject({
		pingIntervalMs: 1000,
		pingTimeoutMs: 60_000,
	});

	expect(() => leaseOf({ token: ['very secret'], instanceServers: [] }, 0, site, random)).toThrow(
		expect.not.objectContaining({ message: expect.stringContaining('secret') }),
	);
});

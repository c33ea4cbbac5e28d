import { expect, test } from 'vitest';
import { waitUntil } from '../helpers/wait-until.js';
import { withSimulator } from '../helpers/with-simulator.js';
import { createQuietWorld, openQuietSocket, takeToken } from './in-process.js';
import { connect, openSocket } from './raw-client.js';

test('welcome comes first, with the id of the connection', () => {
	const { exchange } = createQuietWorld();

	const socket = openQuietSocket(exchange);

	expect(socket.texts).toEqual(['{"id":"quiet","type":"welcome"}']);
});

test('an invented token gets 401 and no welcome', () => {
	const { exchange } = createQuietWorld();

	const socket = openQuietSocket(exchange, 'invented');

	expect(socket.frames).toEqual([{ id: 'quiet', type: 'error', code: 401, data: 'token is invalid' }]);
	expect(socket.close()).toEqual({ code: 1000, reason: 'Bye' });
});

test('a token serves any number of connections for 24 h and no longer', () => {
	const { clock, exchange, skip } = createQuietWorld();
	const token = takeToken(exchange);
	const first = (): unknown => openQuietSocket(exchange, token).frames[0];
	clock.advanceSync(1000);
	expect(first()).toMatchObject({ type: 'welcome' });

	skip(24 * 3_600_000 - 1001);
	expect(first()).toMatchObject({ type: 'welcome' });
	skip(1);

	expect(first()).toMatchObject({ code: 401, data: 'token is expired' });
});

test('acks come only when asked for, and repeat a number of 19 digits exactly', () => {
	const { exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);

	socket.send({ id: 'silent', type: 'subscribe', topic: '/market/match:BTC-USDT' });
	socket.send('{"id":1545910660739123457,"type":"subscribe","topic":"/market/match:ETH-USDT","response":true}');

	expect(socket.texts.slice(1)).toEqual(['{"id":"1545910660739123457","type":"ack"}']);
});

test('a ping is answered with its id and the time in microseconds', () => {
	const { clock, exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);

	socket.send({ id: 'p-1', type: 'ping' });

	expect(socket.frames[1]).toEqual({ id: 'p-1', type: 'pong', timestamp: clock.wallNow() * 1000 });
});

test.each([
	[
		{ id: '7', type: 'subscribe', topic: '/market/tickers:BTC-USDT' },
		{ id: '7', code: 404, data: 'topic does not exist' },
	],
	[
		{ id: '7', type: 'subscribe', topic: 'ticker' },
		{ id: '7', code: 400, data: 'topic is invalid' },
	],
	[
		{ id: '7', type: 'subscribe' },
		{ id: '7', code: 406, data: 'topic is required' },
	],
	[
		{ id: '7', type: 'hello' },
		{ id: '7', code: 415, data: 'type is not supported' },
	],
	[
		{ id: '7', type: 'subscribe', topic: '/spotMarket/tradeOrdersV2', privateChannel: true },
		{ id: '7', code: 403, data: 'login is required' },
	],
	['not json', { code: 400, data: "Unrecognized token 'not json'" }],
])('answers %o with the error of the documents', (frame, expected) => {
	const { exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);

	socket.send(frame);

	expect(socket.frames[1]).toMatchObject({ type: 'error', ...expected });
	expect(socket.close()).toBeUndefined();
});

test('an unknown symbol is acknowledged and stays silent', () => {
	const { clock, exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);

	socket.subscribe('/market/level2:NO-SUCH');
	socket.subscribe('/market/candles:BTC-USDT_7min');
	clock.advanceSync(3000);

	expect(socket.frames.map(({ type }) => type)).toEqual(['welcome', 'ack', 'ack']);
});

test('more than 100 topics in a frame and more than 400 in a session are refused with 509', () => {
	const { exchange } = createQuietWorld({ symbols: 420 });
	const socket = openQuietSocket(exchange);
	const symbols = exchange.venue.markets.map(({ symbol }) => symbol);

	socket.subscribe(`/market/ticker:${symbols.slice(0, 101).join(',')}`);
	for (const from of [0, 100, 200, 300]) {
		socket.subscribe(`/market/ticker:${symbols.slice(from, from + 100).join(',')}`);
	}

	socket.subscribe(`/market/ticker:${symbols[0]}`);
	socket.subscribe(`/market/ticker:${symbols[400]}`);

	expect(socket.frames.slice(1).map(({ type, data }) => data ?? type)).toEqual([
		'exceed max subscription count limitation of 100 per time',
		'ack',
		'ack',
		'ack',
		'ack',
		'ack',
		'exceed max subscription count limitation of 400 per session',
	]);
});

test('the 101st frame within 10 s is answered with 509 under an id of the server and the end', () => {
	const { clock, exchange } = createQuietWorld();
	const patient = openQuietSocket(exchange);
	const hasty = openQuietSocket(exchange);

	for (let count = 0; count < 101; count += 1) {
		hasty.send({ id: `h${count}`, type: 'ping' });
		if (count === 50) {
			clock.advanceSync(9000);
		}
	}

	for (let count = 0; count < 120; count += 1) {
		patient.send({ id: `p${count}`, type: 'ping' });
		clock.advanceSync(100);
	}

	expect(hasty.frames.at(-1)).toMatchObject({ type: 'error', code: 509, data: 'exceed max permits per second' });
	expect(hasty.frames.at(-1)!.id).toMatch(/^[0-9a-f]{24}$/);
	expect(hasty.close()).toEqual({ code: 1000, reason: 'Bye' });
	expect(patient.close()).toBeUndefined();
});

test('a client that says nothing for 60 s is closed, whatever it is being sent', () => {
	const { clock, exchange } = createQuietWorld();
	const idle = openQuietSocket(exchange);
	const alive = openQuietSocket(exchange);
	idle.subscribe('/market/ticker:BTC-USDT');
	for (let second = 0; second < 59; second += 1) {
		clock.advanceSync(1000);
		alive.send({ id: 'a', type: 'ping' });
	}

	expect(idle.close()).toBeUndefined();
	clock.advanceSync(2000);

	expect(idle.close()).toEqual({ code: 1000, reason: 'Bye' });
	expect(alive.close()).toBeUndefined();
});

test('every push has its documented subject, spelling and types', () => {
	const { clock, exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);
	for (const topic of [
		'/market/ticker:BTC-USDT,ETH-USDT',
		'/market/ticker:all',
		'/market/snapshot:BTC-USDT',
		'/market/snapshot:KCS',
		'/spotMarket/level1:BTC-USDT',
		'/spotMarket/level2Depth5:BTC-USDT',
		'/spotMarket/level2Depth50:BTC-USDT',
		'/market/level2:BTC-USDT',
		'/market/match:BTC-USDT',
		'/market/candles:BTC-USDT_1min',
	]) {
		socket.subscribe(topic);
	}

	clock.advanceSync(10_000);

	const first = (topic: string) => socket.frames.find(frame => frame.topic === topic)!;
	const decimal = /^\d+(\.\d*[1-9])?$/;
	expect(first('/market/ticker:ETH-USDT')).toMatchObject({ type: 'message', subject: 'trade.ticker' });
	expect(first('/market/ticker:ETH-USDT').data).toMatchObject({
		price: expect.stringMatching(decimal),
		bestBid: expect.stringMatching(decimal),
		sequence: expect.stringMatching(/^\d+$/),
		time: expect.any(Number),
	});
	expect(first('/market/ticker:all').subject).toMatch(/-/);
	const symbolSnapshot = first('/market/snapshot:BTC-USDT');
	expect(symbolSnapshot.data).toMatchObject({
		sequence: expect.any(String),
		data: { symbol: 'BTC-USDT', high: expect.any(Number) },
	});
	expect(socket.texts.find(text => text.includes('"/market/snapshot:BTC-USDT"'))).toMatch(/"high":\d+\.\d{20}/);
	const marketSnapshot = first('/market/snapshot:KCS');
	expect(marketSnapshot.data).toMatchObject({ sequence: expect.any(Number), data: { symbol: 'KCS-USDT' } });
	const level1 = first('/spotMarket/level1:BTC-USDT');
	expect(level1).toMatchObject({ subject: 'level1', data: { asks: [expect.any(String), expect.any(String)] } });
	const depth5 = first('/spotMarket/level2Depth5:BTC-USDT');
	expect(depth5).toMatchObject({ subject: 'level2', data: { timestamp: expect.any(Number) } });
	expect(depth5.data.asks).toHaveLength(5);
	expect(Number(depth5.data.asks[0][0])).toBeLessThan(Number(depth5.data.asks[4][0]));
	expect(first('/spotMarket/level2Depth50:BTC-USDT').data.bids).toHaveLength(50);
	const level2 = first('/market/level2:BTC-USDT');
	expect(level2).toMatchObject({
		subject: 'trade.l2update',
		data: { sequenceEnd: expect.any(Number), time: expect.any(Number) },
	});
	const match = first('/market/match:BTC-USDT');
	expect(match).toMatchObject({
		subject: 'trade.l3match',
		data: { type: 'match', time: expect.stringMatching(/^\d{19}$/) },
	});
	const candle = socket.texts.find(text => text.includes('/market/candles'))!;
	expect(candle).toMatch(/"time":\d{19}\}/);
	expect(first('/market/candles:BTC-USDT_1min').data.candles).toHaveLength(7);
	const orders = new Set(
		socket.texts.filter(text => text.includes('"message"')).map(text => Object.keys(JSON.parse(text)).join()),
	);
	expect(orders.size).toBeGreaterThan(1);
});

test('nothing is pushed twice without a change, and no faster than documented', () => {
	const { clock, exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);
	socket.subscribe('/market/ticker:BTC-USDT');
	socket.subscribe('/spotMarket/level2Depth50:BTC-USDT');

	clock.advanceSync(10_000);

	const tickers = socket.frames
		.filter(({ subject }) => subject === 'trade.ticker')
		.map(({ data }) => ({ ...data, sequence: '' }));
	expect(tickers.length).toBeGreaterThan(20);
	expect(tickers.length).toBeLessThanOrEqual(100);
	expect(tickers.every((data, index) => JSON.stringify(data) !== JSON.stringify(tickers[index - 1]))).toBe(true);
	expect(socket.frames.filter(({ subject }) => subject === 'level2').length).toBeLessThanOrEqual(100);
});

test('an unsubscribed topic is silent, a second subscription is one stream', () => {
	const { clock, exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);
	socket.subscribe('/market/level2:BTC-USDT');
	socket.subscribe('/market/level2:BTC-USDT');
	clock.advanceSync(2000);
	const ends = socket.frames.filter(({ subject }) => subject === 'trade.l2update').map(({ data }) => data.sequenceEnd);
	expect(new Set(ends).size).toBe(ends.length);

	socket.send({ id: 'u', type: 'unsubscribe', topic: '/market/level2:BTC-USDT', response: true });
	const heard = socket.frames.length;
	clock.advanceSync(2000);

	expect(ends.length).toBeGreaterThan(5);
	expect(socket.frames.at(-1)).toEqual({ id: 'u', type: 'ack' });
	expect(socket.frames.length).toBe(heard);
});

test('a real socket over loopback is welcomed, fed and, with a bad token, refused and closed', async () => {
	await withSimulator(async exchange => {
		const socket = await connect(exchange.restUrl);
		await socket.subscribe('/market/level2:BTC-USDT');
		await socket.next(({ subject }) => subject === 'trade.l2update');
		const { restUrl } = exchange;

		const stranger = await openSocket({ token: 'bad', endpoint: `${restUrl.replace('http', 'ws')}/` });
		const { code, reason } = await stranger.closed;

		expect({ code, reason }).toEqual({ code: 1000, reason: 'Bye' });
		expect(stranger.frames).toEqual([{ id: 'test-1', type: 'error', code: 401, data: 'token is invalid' }]);
		await waitUntil(() => exchange.connections() === 1);
		socket.close();
	});
});

import { expect, test } from 'vitest';
import { parseFault } from '../../source/simulator/fault-catalog.js';
import { poolQuotas } from '../../source/simulator/rate-limits.js';
import { createQuietWorld, get, openQuietSocket, type QuietSocket, signed } from './in-process.js';
import type { Frame } from './raw-client.js';

const symbol = 'BTC-USDT';

/** A world with a private socket on orders and balances, and a market that only the test moves. */
function trading() {
	const world = createQuietWorld({ seed: 8 });
	const control = (fault: Record<string, unknown>): void => world.exchange.control(parseFault(fault, 'test'));
	const call = (method: string, target: string, body?: unknown) =>
		signed(world, method, target, body === undefined ? '' : JSON.stringify(body));
	const socket = openQuietSocket(world.exchange, call('POST', '/api/v1/bullet-private').data.token);
	socket.subscribe('/spotMarket/tradeOrdersV2', { privateChannel: true });
	socket.subscribe('/account/balance', { privateChannel: true });
	control({ fault: 'market.quiet', symbol });
	let count = 0;
	const place = (order: Record<string, unknown> = {}) => {
		count += 1;
		const usual = { clientOid: `k-${count}`, symbol, type: 'limit', side: 'buy', price: '30000', size: '0.001' };
		return call('POST', '/api/v1/hf/orders', { ...usual, ...order });
	};
	return { ...world, control, call, socket, place };
}

const orderEvents = (socket: QuietSocket) =>
	socket.frames.filter(({ subject }) => subject === 'orderChange').map(({ data }) => data);

test('mute.private silences orders and balances, not the socket nor the work behind it', () => {
	const { clock, socket, control, place, call } = trading();
	control({ fault: 'mute.private', forMs: 30_000 });
	const before = socket.frames.length;

	const { orderId } = place().data;
	socket.send({ id: 'alive', type: 'ping' });

	expect(socket.frames.slice(before).map(({ type }) => type)).toEqual(['pong']);
	expect(call('GET', `/api/v1/hf/orders/${orderId}?symbol=${symbol}`).data.active).toBe(true);
	clock.advanceSync(31_000);
	call('DELETE', `/api/v1/hf/orders/sync/${orderId}?symbol=${symbol}`);
	expect(orderEvents(socket).map(({ type }) => type)).toEqual(['canceled']);
});

test('priv.dup repeats a push to the byte, as often as it says', () => {
	const { socket, control, place } = trading();
	control({ fault: 'priv.dup', count: 1 });

	place();

	const pushes = socket.texts.filter(text => text.includes('"channelType":"private"'));
	expect(pushes).toHaveLength(4);
	expect(new Set(pushes).size).toBe(3);
});

test('priv.late lets the next push overtake the one before', () => {
	const { clock, socket, control, place, call } = trading();
	const { orderId } = place().data;
	control({ fault: 'priv.late', ms: 700, count: 1 });

	call('DELETE', `/api/v1/hf/orders/sync/${orderId}?symbol=${symbol}`);

	const kinds = () =>
		socket.frames.filter(({ type }) => type === 'message').map(({ data }) => data.type ?? data.relationEvent);
	expect(kinds()).toEqual(['trade.hold', 'received', 'open', 'trade.hold']);
	clock.advanceSync(690);
	expect(kinds()).toHaveLength(4);
	clock.advanceSync(20);
	expect(kinds().at(-1)).toBe('canceled');
});

test.each([
	['sync/', 'the synchronous'],
	['', 'the asynchronous'],
])('race.cancelFill fills the order before %scancel reaches it, however far from the market', path => {
	const { clock, exchange, socket, control, place, call } = trading();
	const book = () => get(exchange, `/api/v1/market/orderbook/level2_20?symbol=${symbol}`).data.bids;
	const { orderId } = place().data;
	const before = book();
	control({ fault: 'race.cancelFill', count: 1 });

	const reply = call('DELETE', `/api/v1/hf/orders/${path}${orderId}?symbol=${symbol}`);
	clock.advanceSync(100);

	expect(reply.code).toBe(path === '' ? '200000' : '400100');
	expect(orderEvents(socket).map(({ type }) => type)).toEqual(['received', 'open', 'match', 'filled']);
	expect(call('GET', `/api/v1/hf/orders/${orderId}?symbol=${symbol}`).data).toMatchObject({
		active: false,
		cancelExist: false,
		dealSize: '0.001',
	});
	expect(call('DELETE', `/api/v1/hf/orders/${orderId}?symbol=${symbol}`).msg).toBe(
		'order_not_exist_or_not_allow_to_cancel',
	);
	expect(book()).toEqual(before);
	const next = place().data.orderId;
	expect(call('DELETE', `/api/v1/hf/orders/sync/${next}?symbol=${symbol}`).data.canceledSize).toBe('0.001');
});

test('an alter that loses the race places nothing new', () => {
	const { socket, control, place, call } = trading();
	const { orderId } = place().data;
	control({ fault: 'race.cancelFill', count: 1 });

	const reply = call('POST', '/api/v1/hf/orders/alter', { symbol, orderId, newPrice: '31000' });

	expect(reply.code).toBe('400100');
	expect(orderEvents(socket).map(({ type }) => type)).toEqual(['received', 'open', 'match', 'filled']);
});

test('bal.skew makes REST disagree with the orders, by an amount of either sign', () => {
	const { control, call, place } = trading();
	place();
	const usdt = () => call('GET', '/api/v1/accounts?currency=USDT&type=trade').data[0];
	expect(usdt()).toMatchObject({ holds: '30.03', balance: '100000', available: '99969.97' });

	control({ fault: 'bal.skew', currency: 'USDT', amount: '0.002', forMs: 1000 });
	expect(usdt()).toMatchObject({ holds: '30.032', balance: '100000', available: '99969.968' });
	expect(call('GET', '/api/v1/accounts?currency=BTC&type=trade').data[0].holds).toBe('0');
});

test('bal.skew goes down as well', () => {
	const { control, call, place } = trading();
	place();

	control({ fault: 'bal.skew', currency: 'USDT', amount: '-0.03' });

	expect(call('GET', '/api/v1/accounts?currency=USDT&type=trade').data[0]).toMatchObject({
		holds: '30',
		available: '99970',
	});
});

test('cancelonly takes cancels and no orders; close takes neither, and a dead-man waits for the opening', () => {
	const { clock, exchange, control, call, place } = trading();
	const first = place().data.orderId;
	const second = place().data.orderId;
	call('POST', '/api/v1/hf/orders/dead-cancel-all', { timeout: 5 });

	control({ fault: 'venue.status', status: 'cancelonly', message: 'upgrade' });
	expect(get(exchange, '/api/v1/status').data).toEqual({ status: 'cancelonly', msg: 'upgrade' });
	expect(place().code).toBe('200001');
	expect(
		call('POST', '/api/v1/stop-order', {
			symbol,
			type: 'limit',
			side: 'buy',
			price: '30000',
			size: '0.001',
			stopPrice: '31000',
		}).code,
	).toBe('200001');
	expect(call('DELETE', `/api/v1/hf/orders/sync/${first}?symbol=${symbol}`).code).toBe('200000');

	control({ fault: 'venue.status', status: 'close' });
	expect(call('DELETE', `/api/v1/hf/orders/sync/${second}?symbol=${symbol}`).code).toBe('200002');
	clock.advanceSync(20_000);
	expect(call('GET', `/api/v1/hf/orders/active?symbol=${symbol}`).data).toHaveLength(1);
	control({ fault: 'venue.status', status: 'open' });
	clock.advanceSync(1000);
	expect(call('GET', `/api/v1/hf/orders/active?symbol=${symbol}`).data).toEqual([]);
	expect(place().code).toBe('200000');
});

test('quota.set makes a pool run dry until its window ends, with headers that say so', () => {
	const { clock, exchange } = createQuietWorld();
	const ask = () => exchange.rest.handle({ method: 'GET', target: '/api/v1/timestamp', headers: {}, body: '' });
	exchange.control(parseFault({ fault: 'quota.set', pool: 'Public', units: 7 }, 'test'));

	const replies = [ask(), ask(), ask()];

	expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
	expect(replies[2]!.headers).toMatchObject({ 'gw-ratelimit-limit': '7', 'gw-ratelimit-remaining': '1' });
	clock.advanceSync(Number(replies[2]!.headers['gw-ratelimit-reset']));
	expect(ask().status).toBe(200);
	exchange.control(parseFault({ fault: 'quota.set', pool: 'Public' }, 'test'));
	expect(ask().headers['gw-ratelimit-limit']).toBe(String(poolQuotas.Public));
});

test('token.expire spoils the tokens given so far, and no open socket', () => {
	const { exchange } = createQuietWorld();
	const token = get(exchange, '/api/v1/timestamp') && JSON.parse(bullet(exchange)).data.token;
	const open = openQuietSocket(exchange, token);

	exchange.control(parseFault({ fault: 'token.expire' }, 'test'));

	expect(openQuietSocket(exchange, token).frames).toEqual([
		{ id: 'quiet', type: 'error', code: 401, data: 'token is expired' },
	]);
	expect(openQuietSocket(exchange).frames).toMatchObject([{ type: 'welcome' }]);
	open.send({ id: 'p', type: 'ping' });
	expect(open.frames.at(-1)!.type).toBe('pong');
});

test('token.life ends tokens sooner, to the ms', () => {
	const { clock, exchange } = createQuietWorld();
	exchange.control(parseFault({ fault: 'token.life', ms: 60_000 }, 'test'));
	const { token } = JSON.parse(bullet(exchange)).data;

	clock.advanceSync(59_999);
	expect(openQuietSocket(exchange, token).frames).toMatchObject([{ type: 'welcome' }]);
	clock.advanceSync(1);
	expect(openQuietSocket(exchange, token).frames).toMatchObject([{ type: 'error', code: 401 }]);
});

const bullet = (exchange: ReturnType<typeof createQuietWorld>['exchange']): string =>
	exchange.rest.handle({ method: 'POST', target: '/api/v1/bullet-public', headers: {}, body: '' }).body;

test('conn.limit ends the connection that is one too many with 509, and counts per minute', () => {
	const { clock, exchange } = createQuietWorld();
	exchange.control(parseFault({ fault: 'conn.limit', most: 2, perMinute: 3 }, 'test'));
	const first = openQuietSocket(exchange);
	openQuietSocket(exchange);

	const third = openQuietSocket(exchange);
	expect(third.frames).toEqual([
		{ id: 'quiet', type: 'error', code: 509, data: 'exceed max session count limitation of 2' },
	]);
	expect(third.close()).toEqual({ code: 1000, reason: 'Bye' });

	first.leave();
	expect(openQuietSocket(exchange).frames).toMatchObject([{ type: 'welcome' }]);
	exchange.control(parseFault({ fault: 'conn.limit', perMinute: 3 }, 'test'));
	expect(openQuietSocket(exchange).frames).toMatchObject([
		{ code: 509, data: 'exceed max connection count limitation of 3 per minute' },
	]);
	clock.advanceSync(60_000);
	expect(openQuietSocket(exchange).frames).toMatchObject([{ type: 'welcome' }]);
});

test('without a word the published limits hold: thirty new connections a minute', () => {
	const { exchange } = createQuietWorld();

	const codes = Array.from({ length: 31 }, () => openQuietSocket(exchange).frames[0]?.code);

	expect(codes.filter(code => code === 509)).toHaveLength(1);
	expect(codes[30]).toBe(509);
});

test('snap.500 fails the snapshots of one symbol, as often as it says', () => {
	const { exchange } = createQuietWorld();
	exchange.control(parseFault({ fault: 'snap.500', symbol, count: 2 }, 'test'));
	const ask = (name: string) =>
		exchange.rest.handle({
			method: 'GET',
			target: `/api/v1/market/orderbook/level2_100?symbol=${name}`,
			headers: {},
			body: '',
		}).status;

	expect([ask('ETH-USDT'), ask(symbol), ask(symbol), ask(symbol)]).toEqual([200, 500, 500, 200]);
});

test('l2.silentCorrupt lies about one visible size and keeps the sequence whole', () => {
	const { clock, exchange } = createQuietWorld({ seed: 4 });
	const market = exchange.venue.market(symbol)!;
	const socket = openQuietSocket(exchange);
	socket.subscribe(`/market/level2:${symbol}`);
	exchange.control(parseFault({ fault: 'l2.silentCorrupt', symbol, count: 5 }, 'test'));

	clock.advanceSync(2000);

	const pushes = socket.frames.filter(({ subject }) => subject === 'trade.l2update').map(({ data }) => data);
	pushes.slice(1).forEach((data, index) => {
		expect(data.sequenceStart).toBe(pushes[index]!.sequenceEnd + 1);
	});
	const isWrong = (data: Frame): boolean => {
		const truth = market.imageAt(data.sequenceEnd)!;
		return (['asks', 'bids'] as const).some(side => {
			const sizes = new Map(truth[side].map(([ticks, lots]) => [ticks, lots]));
			return data.changes[side].some(
				([price, size]: [string, string]) =>
					price !== '0' && Math.round(Number(size) * 1e8) !== (sizes.get(Math.round(Number(price) * 10)) ?? 0),
			);
		});
	};
	expect(pushes.filter(isWrong)).toHaveLength(5);
});

test('ws.latency delays what comes and what goes, in order, also when it ends', () => {
	const { clock, exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);
	exchange.control(parseFault({ fault: 'ws.latency', ms: 400, forMs: 300 }, 'test'));

	socket.send({ id: 'slow', type: 'ping' });
	clock.advanceSync(310);
	socket.send({ id: 'fast', type: 'ping' });
	expect(socket.frames).toHaveLength(1);
	clock.advanceSync(100);

	expect(socket.frames.slice(1).map(({ id }) => id)).toEqual(['slow', 'fast']);
});

test('the ledger tells what moved, newest first, with its fee and in pages', () => {
	const { control, call, place } = trading();
	control({ fault: 'market.book', symbol, bids: [['60000', '1']], asks: [['60010', '1']] });
	place({ type: 'market', price: undefined, size: undefined, funds: '600.1' });
	place({ side: 'sell', type: 'market', price: undefined, size: '0.01' });

	const { data } = call('GET', '/api/v1/hf/accounts/ledgers');

	expect(data.map(({ currency, direction, amount, fee }: Frame) => [currency, direction, amount, fee])).toEqual([
		['USDT', 'in', '599.4', '0.6'],
		['BTC', 'out', '0.01', '0'],
		['BTC', 'in', '0.01', '0'],
		['USDT', 'out', '600.7001', '0.6001'],
	]);
	expect(data[0]).toMatchObject({
		accountType: 'TRADE_HF',
		bizType: 'TRADE_EXCHANGE',
		tax: '0',
		createdAt: expect.stringMatching(/^\d{13}$/),
	});
	expect(JSON.parse(data[0].context)).toEqual({
		symbol,
		orderId: expect.any(String),
		tradeId: expect.stringMatching(/^\d{17}$/),
	});
	const first = call('GET', '/api/v1/hf/accounts/ledgers?currency=USDT&direction=in&limit=1').data;
	expect(first.map(({ id }: Frame) => id)).toEqual([data[0].id]);
	expect(call('GET', `/api/v1/hf/accounts/ledgers?lastId=${data[1].id}`).data.map(({ id }: Frame) => id)).toEqual([
		data[2].id,
		data[3].id,
	]);
	expect(call('GET', '/api/v1/hf/accounts/ledgers?limit=201').code).toBe('400100');
});

test('call auctions answer, and there is none', () => {
	const { exchange } = createQuietWorld();

	expect(get(exchange, `/api/v1/market/orderbook/callauction/level2_20?symbol=${symbol}`).data).toMatchObject({
		bids: [],
		asks: [],
	});
	expect(get(exchange, `/api/v1/market/callauctionData?symbol=${symbol}`).data).toMatchObject({
		symbol,
		estimatedSize: '0',
	});
	expect(get(exchange, '/api/v1/market/callauctionData?symbol=NO-SUCH').code).toBe('900001');
});

test('ids of a later run with the same seed are all new', () => {
	const idsAt = (wall: number) => {
		const world = createQuietWorld({ seed: 6, wall });
		world.clock.advanceSync(60_000);
		const tape = get(world.exchange, `/api/v1/market/histories?symbol=${symbol}`).data.map(
			({ sequence }: Frame) => sequence,
		);
		const body = { clientOid: 'a', symbol, type: 'market', side: 'buy', funds: '1000' };
		const { orderId } = signed(world, 'POST', '/api/v1/hf/orders', JSON.stringify(body)).data;
		const fills = signed(world, 'GET', `/api/v1/hf/fills?symbol=${symbol}`).data.items.map(({ id }: Frame) =>
			String(id),
		);
		const makers = [...world.exchange.venue.market(symbol)!.tape()].flatMap(({ makerOrderId, takerOrderId }) => [
			makerOrderId,
			takerOrderId,
		]);
		return { ids: [...tape, orderId, ...fills, ...new Set(makers)], tape };
	};
	const start = 1_767_614_400_000;
	const one = idsAt(start);
	const same = idsAt(start);
	const later = idsAt(start + 1000);

	expect(one).toEqual(same);
	expect(one.ids.filter(id => later.ids.includes(id))).toEqual([]);
	expect(BigInt(later.tape[0]!) > BigInt(one.tape.at(-1)!)).toBe(true);
});

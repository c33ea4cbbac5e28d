import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { connect, type Frame, type RawSocket, send } from './raw-client.js';

let exchange: RunningSimulator;
let socket: RawSocket;

beforeAll(async () => {
	exchange = await startSimulator({ seed: 21, port: 0, scenario: undefined });
	socket = await connect(exchange.restUrl, exchange.credentials);
	await socket.subscribe('/spotMarket/tradeOrdersV2', { private: true });
	await socket.subscribe('/account/balance', { private: true });
});

afterAll(async () => {
	socket.close();
	await exchange.stop();
});

const signed = (method: string, target: string, body?: unknown) =>
	send(exchange.restUrl, method, target, { keys: exchange.credentials, ...(body === undefined ? {} : { body }) });

let count = 0;
const place = (order: Record<string, unknown>, path = '/api/v1/hf/orders') => {
	count += 1;
	return signed('POST', path, { clientOid: `test-${count}`, symbol: 'BTC-USDT', type: 'limit', side: 'buy', ...order });
};
const eventsOf = (orderId: string): Frame[] =>
	socket.frames.filter(frame => frame.topic === '/spotMarket/tradeOrdersV2' && frame.data.orderId === orderId);
const done = (orderId: string) => socket.next(frame => frame.data?.orderId === orderId && frame.data.status === 'done');
const balance = async (currency: string) =>
	(await signed('GET', `/api/v1/accounts?currency=${currency}&type=trade`)).json.data[0];

test('a limit order rests, holds price × size × 1.001, and gives it back when canceled', async () => {
	const before = await balance('USDT');

	const { json } = await place({ price: '50000', size: '0.00001' });
	const { orderId } = json.data;
	await socket.next(frame => frame.data?.orderId === orderId && frame.data.type === 'open');
	const held = await balance('USDT');
	const canceled = await signed('DELETE', `/api/v1/hf/orders/${orderId}?symbol=BTC-USDT`);
	await done(orderId);
	const after = await balance('USDT');

	expect(Number(held.holds) - Number(before.holds)).toBeCloseTo(0.5005, 8);
	expect(canceled.json).toEqual({ code: '200000', data: { orderId } });
	expect(after).toEqual(before);
	expect(eventsOf(orderId).map(({ data }) => `${data.type}/${data.status}`)).toEqual([
		'received/new',
		'open/open',
		'canceled/done',
	]);
	const [received, open, end] = eventsOf(orderId).map(({ data }) => data);
	expect(received).not.toHaveProperty('size');
	expect(received).toMatchObject({ originSize: '0.00001', price: '50000', clientOid: json.data.clientOid });
	expect(open).toMatchObject({ remainSize: '0.00001', filledSize: '0', canceledSize: '0', size: '0.00001' });
	expect(end).toMatchObject({ remainSize: '0', canceledSize: '0.00001', remainFunds: '0' });
	expect(orderId).toMatch(/^[0-9a-f]{24}$/);
	expect(Math.abs(Number.parseInt(orderId.slice(0, 8), 16) - Date.now() / 1000)).toBeLessThan(60);
});

test('hold and release are told on the balance topic with an id of their own', async () => {
	const { json } = await place({ price: '40000', size: '0.0001', type: 'limit' });
	const { orderId } = json.data;

	const push = await socket.next(
		frame => frame.topic === '/account/balance' && frame.data.relationContext.orderId === orderId,
	);

	expect(push).toMatchObject({
		subject: 'account.balance',
		channelType: 'private',
		id: push.data.relationEventId,
		data: {
			currency: 'USDT',
			relationEvent: 'trade.hold',
			holdChange: '4.004',
			availableChange: '-4.004',
			relationContext: { symbol: 'BTC-USDT' },
		},
	});
	expect(typeof push.data.time).toBe('string');
	await signed('DELETE', `/api/v1/hf/orders/sync/${orderId}?symbol=BTC-USDT`);
});

test('a market order by funds fills, pays its fee in the quote and is found with its fills', async () => {
	const before = await balance('BTC');

	const { json } = await place({ type: 'market', funds: '100', price: undefined });
	const { orderId } = json.data;
	await done(orderId);

	const order = (await signed('GET', `/api/v1/hf/orders/${orderId}?symbol=BTC-USDT`)).json.data;
	const fills = await signed('GET', `/api/v1/hf/fills?symbol=BTC-USDT&orderId=${orderId}`);
	const after = await balance('BTC');
	expect(order).toMatchObject({ active: false, type: 'market', side: 'buy', price: '0', size: '0', funds: '100' });
	expect(Number(order.fee)).toBeCloseTo(Number(order.dealFunds) * 0.001, 10);
	expect(Number(after.balance) - Number(before.balance)).toBeCloseTo(Number(order.dealSize), 10);
	const items = fills.json.data.items;
	expect(items.reduce((sum: number, fill: Frame) => sum + Number(fill.size), 0)).toBeCloseTo(
		Number(order.dealSize),
		10,
	);
	const matches = eventsOf(orderId).filter(({ data }) => data.type === 'match');
	expect(matches.length).toBe(items.length);
	expect(matches[0]!.data).toMatchObject({ status: 'match', liquidity: 'taker', feeType: 'takerFee' });
	// The trade id is a bare number beyond 2^53 here, a text on the socket: only the raw digits agree.
	expect(fills.text).toContain(`"tradeId":${matches[0]!.data.tradeId},`);
	expect(Number.isSafeInteger(Number(matches[0]!.data.tradeId))).toBe(false);
});

test('a resting order that is taken pays as maker, event by event', async () => {
	const ask = Number((await signed('GET', '/api/v1/market/orderbook/level1?symbol=KCS-USDT')).json.data.bestAsk);
	const { json } = await place({ symbol: 'KCS-USDT', side: 'sell', price: ask.toFixed(3), size: '3' });
	const { orderId } = json.data;

	exchange.control({ fault: 'trade.burst', symbol: 'KCS-USDT', side: 'buy', size: '2000', count: 2 });
	await done(orderId);

	const events = eventsOf(orderId).map(({ data }) => data);
	expect(events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1])).toEqual([
		'received',
		'open',
		'match',
		'filled',
	]);
	const last = events.findLast(({ type }) => type === 'match');
	expect(last).toMatchObject({
		status: 'open',
		liquidity: 'maker',
		feeType: 'makerFee',
		filledSize: '3',
		remainSize: '0',
	});
});

test('the book shows our order and the public tape our trade', async () => {
	const market = await connect(exchange.restUrl);
	await market.subscribe('/market/match:BTC-USDT');
	const { json } = await place({ side: 'sell', type: 'market', size: '0.001', price: undefined });

	const match = await market.next(frame => frame.data?.takerOrderId === json.data.orderId);

	expect(match.data.side).toBe('sell');
	expect(match.data.tradeId).toBe(match.data.sequence);
	market.close();
});

test('post-only that would take is accepted by REST and canceled on the socket', async () => {
	const { json } = await place({ price: '70000', size: '0.001', postOnly: true });

	const end = await done(json.data.orderId);

	expect(json.code).toBe('200000');
	expect(end.data).toMatchObject({ type: 'canceled', filledSize: '0', canceledSize: '0.001' });
	expect(eventsOf(json.data.orderId).map(({ data }) => data.type)).toEqual(['received', 'canceled']);
});

test('the synchronous calls answer with the result', async () => {
	const placed = await place({ price: '30000', size: '0.001' }, '/api/v1/hf/orders/sync');
	const { orderId, clientOid } = placed.json.data;

	const canceled = await signed('DELETE', `/api/v1/hf/orders/sync/client-order/${clientOid}?symbol=BTC-USDT`);
	const again = await signed('DELETE', `/api/v1/hf/orders/sync/${orderId}?symbol=BTC-USDT`);

	expect(placed.json.data).toMatchObject({ originSize: '0.001', dealSize: '0', remainSize: '0.001', status: 'open' });
	expect(typeof placed.json.data.orderTime).toBe('number');
	expect(canceled.json.data).toEqual({
		clientOid,
		originSize: '0.001',
		dealSize: '0',
		remainSize: '0',
		canceledSize: '0.001',
		status: 'done',
	});
	expect(again).toMatchObject({ status: 200, json: { code: '400100', msg: 'order_not_exist_or_not_allow_to_cancel' } });
});

test('a partial cancel is an update, an alter is a cancel and a new order with a new id', async () => {
	const { json } = await place({ price: '30000', size: '0.003' });
	const { orderId, clientOid } = json.data;

	const part = await signed('DELETE', `/api/v1/hf/orders/cancel/${orderId}?symbol=BTC-USDT&cancelSize=0.001`);
	const altered = await signed('POST', '/api/v1/hf/orders/alter', { symbol: 'BTC-USDT', orderId, newPrice: '31000' });
	const { newOrderId } = altered.json.data;
	await socket.next(frame => frame.data?.orderId === newOrderId && frame.data.type === 'open');

	expect(part.json.data).toEqual({ orderId, cancelSize: '0.001' });
	const update = eventsOf(orderId).find(({ data }) => data.type === 'update')!;
	expect(update.data).toMatchObject({ oldSize: '0.003', size: '0.002', canceledSize: '0.001', status: 'open' });
	expect(altered.json.data.clientOid).toBe(clientOid);
	expect(newOrderId).not.toBe(orderId);
	expect(eventsOf(orderId).at(-1)!.data).toMatchObject({ type: 'canceled', canceledSize: '0.003' });
	expect(eventsOf(newOrderId).at(-1)!.data).toMatchObject({ price: '31000', size: '0.002' });
	await signed('DELETE', `/api/v1/hf/orders/sync/${newOrderId}?symbol=BTC-USDT`);
});

test('a batch reports each order at its place', async () => {
	const { json } = await signed('POST', '/api/v1/hf/orders/multi', {
		orderList: [
			{ clientOid: 'batch-1', symbol: 'BTC-USDT', type: 'limit', side: 'buy', price: '30000', size: '0.00001' },
			{ clientOid: 'batch-2', symbol: 'ETH-USDT', type: 'limit', side: 'sell', price: '100', size: '0.0001' },
		],
	});

	expect(json.data[0]).toMatchObject({ clientOid: 'batch-1', success: true });
	expect(json.data[1]).toEqual({ success: false, failMsg: 'The order funds should more then 0.1 USDT.' });
	await signed('DELETE', `/api/v1/hf/orders/sync/${json.data[0].orderId}?symbol=BTC-USDT`);
});

test.each([
	[{ symbol: 'NO-SUCH', price: '1', size: '1' }, '900001'],
	[{ price: '50000.05', size: '0.001' }, '600100'],
	[{ price: '50000', size: '0.000000001' }, '600100'],
	[{ price: '50000', size: '0.000001' }, '400100'],
	[{ price: '5000', size: '0.00001' }, '600101'],
	[{ price: '60000', size: '900' }, '200004'],
	[{ side: 'sell', price: '90000', size: '3' }, '200004'],
	[{ price: '1e4', size: '1' }, '600100'],
	[{ type: 'market', size: '1', funds: '10' }, '400100'],
	[{ type: 'market', funds: '0.0000001' }, '600100'],
	[{ side: 'both', price: '50000', size: '1' }, '400100'],
	[{ price: '50000', size: '0.001', timeInForce: 'DAY' }, '400100'],
	[{ price: '50000', size: '1', iceberg: true, visibleSize: '0.01' }, '400100'],
	[{ price: '50000', size: '0.001', allowMaxTimeWindow: 500, clientTimestamp: 1_700_000_000_000 }, '400100'],
	[{ price: '50000', size: '0.001', clientOid: 'x'.repeat(41) }, '400100'],
])('refuses %o with %s under HTTP 200', async (order, code) => {
	const reply = await place(order);

	expect(reply).toMatchObject({ status: 200, json: { code } });
	expect(reply.json).not.toHaveProperty('data');
});

test('a clientOid of an order that still works cannot be used again; after it is done it can', async () => {
	const order = { clientOid: 'same', price: '30000', size: '0.001' };
	const first = await place(order);

	const second = await place(order);
	await signed('DELETE', `/api/v1/hf/orders/sync/${first.json.data.orderId}?symbol=BTC-USDT`);
	const third = await place(order);

	expect(second.json).toEqual({ code: '400100', msg: 'validation.createOrder.clientOidDuplicated' });
	expect(third.json.code).toBe('200000');
	const found = await signed('GET', '/api/v1/hf/orders/client-order/same?symbol=BTC-USDT');
	expect(found.json.data.id).toBe(third.json.data.orderId);
	await signed('DELETE', `/api/v1/hf/orders/sync/${third.json.data.orderId}?symbol=BTC-USDT`);
});

test('/test checks and places nothing', async () => {
	const { json } = await place({ price: '30000', size: '0.001' }, '/api/v1/hf/orders/test');

	const lookup = await signed('GET', `/api/v1/hf/orders/${json.data.orderId}?symbol=BTC-USDT`);

	expect(json.code).toBe('200000');
	expect(lookup.json).toEqual({ code: '400100', msg: 'The order does not exist.' });
});

test('lists: active, pages, symbols, done with a cursor; cancelAll empties them', async () => {
	for (const price of ['20000', '20001', '20002']) {
		await place({ price, size: '0.001' });
	}

	await place({ symbol: 'ETH-USDT', price: '1000', size: '0.01' });
	const active = await signed('GET', '/api/v1/hf/orders/active?symbol=BTC-USDT');
	const page = await signed('GET', '/api/v1/hf/orders/active/page?symbol=BTC-USDT&pageNum=1&pageSize=2');
	const symbols = await signed('GET', '/api/v1/hf/orders/active/symbols');
	const canceled = await signed('DELETE', '/api/v1/hf/orders/cancelAll');
	await done(active.json.data[2].id);
	const first = await signed('GET', '/api/v1/hf/orders/done?symbol=BTC-USDT&limit=2');
	const next = await signed('GET', `/api/v1/hf/orders/done?symbol=BTC-USDT&limit=2&lastId=${first.json.data.lastId}`);

	expect(active.json.data.map((order: Frame) => order.price)).toEqual(['20000', '20001', '20002']);
	expect(active.json.data[0]).toMatchObject({
		active: true,
		inOrderBook: true,
		remainSize: '0.001',
		cancelledSize: '0',
	});
	expect(page.json.data).toMatchObject({ currentPage: 1, pageSize: 2, totalNum: 3, totalPage: 2 });
	expect(page.json.data.items.map((order: Frame) => order.price)).toEqual(['20002', '20001']);
	expect(symbols.json.data.symbols).toEqual(['BTC-USDT', 'ETH-USDT']);
	expect(canceled.json.data).toEqual({ succeedSymbols: ['BTC-USDT', 'ETH-USDT'], failedSymbols: [] });
	const ids = [...first.json.data.items, ...next.json.data.items].map((order: Frame) => order.id);
	expect(new Set(ids).size).toBe(4);
	expect((await signed('GET', '/api/v1/hf/orders/active?symbol=BTC-USDT')).json.data).toEqual([]);
});

test('the key that may only read can look and cannot place', async () => {
	const { readerCredentials: keys } = await import('../../source/simulator/exchange.js');

	const look = await send(exchange.restUrl, 'GET', '/api/v1/accounts', { keys });
	const place = await send(exchange.restUrl, 'POST', '/api/v1/hf/orders', { keys, body: { symbol: 'BTC-USDT' } });

	expect(look.json.code).toBe('200000');
	expect(place).toMatchObject({ status: 403, json: { code: '400007' } });
});

test('account, fees and key look as documented', async () => {
	const { json: fees } = await signed('GET', '/api/v1/trade-fees?symbols=BTC-USDT,EWT-BTC');
	const { json: key } = await signed('GET', '/api/v1/user/api-key');
	const { json: opened } = await signed('GET', '/api/v1/hf/accounts/opened');
	const { json: accounts } = await signed('GET', '/api/v1/accounts?currency=USDT');

	expect(fees.data).toEqual([
		{ symbol: 'BTC-USDT', takerFeeRate: '0.001', makerFeeRate: '0.001' },
		{ symbol: 'EWT-BTC', takerFeeRate: '0.003', makerFeeRate: '0.003' },
	]);
	expect(key.data).toMatchObject({ apiVersion: 3, permission: 'General,Spot', isMaster: true });
	expect(opened.data).toBe(true);
	expect(accounts.data.map((row: Frame) => row.type)).toEqual(['trade', 'main']);
});

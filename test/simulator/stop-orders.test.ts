import { beforeEach, expect, test } from 'vitest';
import { parseFault } from '../../source/simulator/fault-catalog.js';
import { createQuietWorld, openQuietSocket, type QuietSocket, signed } from './in-process.js';
import type { Frame } from './raw-client.js';

const symbol = 'BTC-USDT';
let world: ReturnType<typeof createQuietWorld>;
let socket: QuietSocket;

const call = (method: string, target: string, body?: unknown) =>
	signed(world, method, target, body === undefined ? '' : JSON.stringify(body));
const control = (fault: Record<string, unknown>): void => world.exchange.control(parseFault(fault, 'test'));
/** With nothing in the way every print is one trade at its price. */
const print = (price: string, side = 'buy', size = '0.001'): void => {
	control({ fault: 'trade.print', symbol, side, price, size });
	world.clock.advanceSync(20);
};

beforeEach(() => {
	world = createQuietWorld({ seed: 3 });
	const { token } = call('POST', '/api/v1/bullet-private').data;
	socket = openQuietSocket(world.exchange, token);
	for (const topic of ['/spotMarket/advancedOrders', '/spotMarket/tradeOrdersV2', '/account/balance']) {
		socket.subscribe(topic, { privateChannel: true });
	}

	control({ fault: 'market.quiet', symbol });
	control({ fault: 'market.book', symbol, bids: [], asks: [] });
	print('60010');
});

const stopEvents = () => socket.frames.filter(({ subject }) => subject === 'stopOrder').map(({ data }) => data);
const orderEvents = () => socket.frames.filter(({ subject }) => subject === 'orderChange').map(({ data }) => data);
const place = (order: Record<string, unknown>) =>
	call('POST', '/api/v1/stop-order', {
		symbol,
		type: 'limit',
		side: 'sell',
		price: '58900',
		size: '0.01',
		stopPrice: '59000',
		...order,
	});
const waitingIds = () => call('GET', '/api/v1/stop-order').data.items.map(({ id }: Frame) => id);

test('a stop order waits outside of the book, holds nothing, and is shown with padded numbers', () => {
	const usdt = () => call('GET', '/api/v1/accounts?type=trade').data;
	const before = usdt();

	const { data } = place({ clientOid: 'guard' });

	expect(data).toEqual({ orderId: expect.stringMatching(/^vs93[a-z0-9]{20}$/), clientOid: 'guard' });
	expect(usdt()).toEqual(before);
	expect(call('GET', `/api/v1/hf/orders/active?symbol=${symbol}`).data).toEqual([]);
	const list = call('GET', `/api/v1/stop-order?symbol=${symbol}&pageSize=10`);
	expect(list.data).toMatchObject({ currentPage: 1, pageSize: 10, totalNum: 1, totalPage: 1 });
	expect(list.data.items[0]).toMatchObject({
		id: data.orderId,
		status: 'NEW',
		price: '58900.00000000000000000000',
		size: '0.01000000000000000000',
		stopPrice: '59000.00000000000000000000',
		stop: 'loss',
		funds: null,
		cancelAfter: -1,
		takerFeeRate: '0.00100000000000000000',
		stopTriggerTime: null,
		clientOid: 'guard',
	});
	expect(call('GET', '/api/v1/stop-order/queryOrderByClientOid?clientOid=guard').data).toHaveLength(1);
	expect(call('GET', `/api/v1/stop-order/${data.orderId}`).data.id).toBe(data.orderId);
	expect(stopEvents()).toMatchObject([
		{
			orderId: data.orderId,
			type: 'open',
			orderType: 'stop',
			stop: 'loss',
			stopPrice: '59000',
			orderPrice: '58900',
			size: '0.01',
			tradeType: 'TRADE',
		},
	]);
	const push = socket.texts.find(text => text.includes('stopOrder'))!;
	expect(push).toMatch(/"ts":\d{19}\D/);
	expect(push).toContain('"channelType":"private"');
});

test('orderTime is a bare number of 19 digits in the list', () => {
	place({});
	const raw = JSON.stringify(call('GET', '/api/v1/stop-order').data.items[0].orderTime);
	expect(raw).toHaveLength(19);
});

test('loss is triggered at or below its price, entry at or above, by trades and not by quotes', () => {
	const loss = place({ clientOid: 'loss', price: '64000' }).data.orderId;
	const entry = place({ clientOid: 'entry', side: 'buy', stop: 'entry', stopPrice: '61000', price: '61100' }).data
		.orderId;
	print('59000.1', 'sell');
	print('60999.9');
	control({ fault: 'market.book', symbol, bids: [['58000', '1']], asks: [['58001', '1']] });
	control({ fault: 'market.book', symbol, bids: [], asks: [] });
	world.clock.advanceSync(100);
	expect(waitingIds()).toEqual([entry, loss]);

	print('59000', 'sell');
	expect(waitingIds()).toEqual([entry]);
	print('61000');

	expect(waitingIds()).toEqual([]);
	expect(
		stopEvents()
			.filter(({ type }) => type.toLowerCase() === 'triggered')
			.map(({ orderId, triggerSuccess }) => [orderId, triggerSuccess]),
	).toEqual([
		[loss, true],
		[entry, true],
	]);
	expect(call('GET', `/api/v1/stop-order/${loss}`).data).toMatchObject({
		status: 'TRIGGERED',
		stopTriggerTime: expect.any(Number),
	});
});

test('what is triggered is a new order with a new id and the old clientOid, and only then funds are held', () => {
	const { orderId } = place({ clientOid: 'guard' }).data;

	print('58000', 'sell');

	const born = orderEvents();
	expect(born.map(({ type }) => type)).toEqual(['received', 'open']);
	expect(born[0]).toMatchObject({ clientOid: 'guard', price: '58900', originSize: '0.01', side: 'sell' });
	expect(born[0]!.orderId).toMatch(/^[0-9a-f]{24}$/);
	expect(born[0]!.orderId).not.toBe(orderId);
	const [btc] = call('GET', '/api/v1/accounts?currency=BTC&type=trade').data;
	expect(btc.holds).toBe('0.01');
});

test('a trigger that cannot be paid says so and places nothing', () => {
	place({ size: '3', clientOid: 'too-much' });

	print('58000', 'sell');

	expect(orderEvents()).toEqual([]);
	expect(stopEvents().at(-1)).toMatchObject({ triggerSuccess: false, error: 'Balance insufficient!' });
});

test('a market stop order sells at once when its price comes', () => {
	control({ fault: 'market.book', symbol, bids: [['58999', '1']] });
	place({ type: 'market', price: undefined, clientOid: 'out' });

	print('59000', 'sell');

	expect(orderEvents().map(({ type }) => type)).toEqual(['received', 'match', 'filled']);
	expect(stopEvents()[0]).not.toHaveProperty('orderPrice');
});

test('no call of the HF family touches them; their own do, each in its shape', () => {
	const ids = ['a', 'b', 'c', 'd'].map(clientOid => place({ clientOid }).data.orderId);
	expect(call('DELETE', `/api/v1/hf/orders/${ids[0]}?symbol=${symbol}`).code).toBe('400100');
	expect(call('DELETE', `/api/v1/hf/orders/client-order/a?symbol=${symbol}`).code).toBe('400100');
	call('DELETE', `/api/v1/hf/orders?symbol=${symbol}`);
	call('DELETE', '/api/v1/hf/orders/cancelAll');
	call('POST', '/api/v1/hf/orders/dead-cancel-all', { timeout: 5, symbols: '' });
	world.clock.advanceSync(10_000);
	expect(waitingIds()).toEqual([...ids].reverse());

	expect(call('DELETE', `/api/v1/stop-order/${ids[0]}`).data).toEqual({ cancelledOrderIds: [ids[0]] });
	expect(call('DELETE', '/api/v1/stop-order/cancelOrderByClientOid?clientOid=b').data).toEqual({
		cancelledOrderId: ids[1],
		clientOid: 'b',
	});
	expect(call('DELETE', `/api/v1/stop-order/cancel?symbol=${symbol}&orderIds=${ids[2]}`).data).toEqual({
		cancelledOrderIds: [ids[2]],
	});
	expect(call('DELETE', '/api/v1/stop-order/cancel').data).toEqual({ cancelledOrderIds: [ids[3]] });
	expect(call('DELETE', `/api/v1/stop-order/${ids[0]}`)).toEqual({
		code: '400100',
		msg: 'order_not_exist_or_not_allow_to_cancel',
	});
	expect(call('GET', `/api/v1/stop-order/${ids[0]}`).data).toBeNull();
	expect(
		stopEvents()
			.filter(({ type }) => type === 'cancel')
			.map(({ orderId }) => orderId),
	).toEqual(ids);
});

test.each([
	[{ stopPrice: undefined }, '400100'],
	[{ stopPrice: '59000.05' }, '600100'],
	[{ stop: 'later' }, '400100'],
	[{ tradeType: 'MARGIN_TRADE' }, '400100'],
	[{ symbol: 'NO-SUCH' }, '900001'],
	[{ size: '0.000000001' }, '600100'],
	[{ price: undefined }, '400100'],
])('refuses %o with %s', (order, code) => {
	expect(place(order).code).toBe(code);
});

test('twenty may wait in a symbol, and each clientOid once', () => {
	expect(place({ clientOid: 'one' }).code).toBe('200000');
	expect(place({ clientOid: 'one' }).msg).toBe('validation.createOrder.clientOidDuplicated');
	for (let count = 0; count < 19; count += 1) {
		expect(place({}).code).toBe('200000');
	}

	expect(place({}).code).toBe('200003');
	expect(place({ symbol: 'ETH-USDT', price: '2000', stopPrice: '2100', size: '1' }).code).toBe('200000');
});

const placePair = (order: Record<string, unknown> = {}) =>
	call('POST', '/api/v3/oco/order', {
		symbol,
		side: 'sell',
		price: '62000',
		size: '0.01',
		stopPrice: '59000',
		limitPrice: '58900',
		clientOid: 'exit',
		...order,
	});

test('a pair has one id, one clientOid and two legs that wait', () => {
	const { orderId } = placePair().data;

	expect(orderId).toMatch(/^[0-9a-f]{24}$/);
	expect(call('GET', `/api/v3/oco/order/${orderId}`).data).toEqual({
		orderId,
		symbol,
		clientOid: 'exit',
		orderTime: expect.any(Number),
		status: 'NEW',
	});
	expect(call('GET', '/api/v3/oco/client-order/exit').data.orderId).toBe(orderId);
	expect(call('GET', '/api/v3/oco/orders').data.items).toHaveLength(1);
	const { orders } = call('GET', `/api/v3/oco/order/details/${orderId}`).data;
	expect(orders).toEqual([
		{
			id: orders[0].id,
			symbol,
			side: 'sell',
			price: '62000.00000000000000000000',
			stopPrice: '62000.00000000000000000000',
			size: '0.01000000000000000000',
			status: 'NEW',
		},
		{
			id: orders[1].id,
			symbol,
			side: 'sell',
			price: '58900.00000000000000000000',
			stopPrice: '59000.00000000000000000000',
			size: '0.01000000000000000000',
			status: 'NEW',
		},
	]);
	expect(stopEvents().map(({ type, stop }) => [type, stop])).toEqual([
		['open', 'e_l_o'],
		['open', 'l_s_o'],
	]);
	expect(call('GET', '/api/v1/stop-order?stop=oco').data.totalNum).toBe(2);
	expect(call('GET', '/api/v1/stop-order?stop=stop').data.totalNum).toBe(0);
});

test.each([
	['58999', 'sell', 1, '58900'],
	['62000', 'buy', 0, '62000'],
])('a trade at %s triggers one leg and cancels the other', (price, side, index, bornAt) => {
	const { orderId } = placePair().data;
	const ids = call('GET', `/api/v3/oco/order/details/${orderId}`).data.orders.map(({ id }: Frame) => id);

	print(price, side);

	const { orders } = call('GET', `/api/v3/oco/order/details/${orderId}`).data;
	expect(orders[index].status).toBe('TRIGGERED');
	expect(orders[1 - index].status).toBe('CANCELED');
	expect(
		stopEvents()
			.slice(2)
			.map(({ orderId: id, type }) => [id, type.toLowerCase()]),
	).toEqual([
		[ids[index], 'triggered'],
		[ids[1 - index], 'cancel'],
	]);
	expect(orderEvents()[0]).toMatchObject({ type: 'received', clientOid: 'exit', price: bornAt });
	print('63000');
	print('58000', 'sell');
	expect(orderEvents().filter(({ type }) => type === 'received')).toHaveLength(1);
});

test('a triggered pair is done when its order is', () => {
	const { orderId } = placePair().data;
	const status = () => call('GET', `/api/v3/oco/order/${orderId}`).data.status;
	print('58500', 'sell');
	expect(status()).toBe('TRIGGERED');

	print('58900', 'buy', '0.01');

	expect(status()).toBe('DONE');
	expect(call('GET', '/api/v3/oco/orders').data.items).toEqual([]);
});

test('a pair is canceled whole, by any of its names', () => {
	const legsOf = (orderId: string) =>
		call('GET', `/api/v3/oco/order/details/${orderId}`).data.orders.map(({ id }: Frame) => id);
	const first = placePair().data.orderId;
	expect(call('DELETE', `/api/v3/oco/order/${first}`).data.cancelledOrderIds).toEqual(legsOf(first));
	expect(call('DELETE', `/api/v3/oco/order/${first}`).code).toBe('400100');
	const second = placePair().data.orderId;
	expect(call('DELETE', '/api/v3/oco/client-order/exit').data.cancelledOrderIds).toEqual(legsOf(second));
	const third = placePair().data.orderId;
	const legs = legsOf(third);
	expect(call('DELETE', `/api/v3/oco/orders?symbol=${symbol}`).data.cancelledOrderIds).toEqual(legs);
	const fourth = placePair().data.orderId;
	expect(call('DELETE', `/api/v1/stop-order/${legsOf(fourth)[0]}`).data.cancelledOrderIds).toEqual(legsOf(fourth));
	expect(call('GET', `/api/v3/oco/order/${fourth}`).data.status).toBe('CANCELED');
});

test.each([
	[{ clientOid: undefined }, '400100'],
	[{ price: '58000' }, '400100'],
	[{ stopPrice: '61000' }, '400100'],
	[{ limitPrice: undefined }, '400100'],
	[{ limitPrice: '58900.05' }, '600100'],
	[{ side: 'buy' }, '400100'],
])('refuses the pair %o with %s', (order, code) => {
	expect(placePair(order).code).toBe(code);
});

test.each([
	['same', 'guard'],
	['empty', ''],
	['other', expect.stringMatching(/^trig-vs93/)],
] as const)('stop.childOid names what a trigger makes: %s', (as, name) => {
	control({ fault: 'stop.childOid', as });
	place({ clientOid: 'guard' });
	print('58990', 'sell');

	const [made] = call('GET', `/api/v1/hf/orders/active?symbol=${symbol}`).data;
	expect(made).toMatchObject({ clientOid: name, price: '58900', size: '0.01' });
});

import { describe, expect, test } from 'vitest';
import type { OrderUpdateEvent } from '../../source/model/account-event.js';
import type { OrderRequest } from '../../source/model/order.js';
import { openPaperState } from '../../source/trading/paper-state.js';
import {
	balancesIn,
	bitcoin,
	createPaperWorld,
	makeRequest,
	marketByFunds,
	marketBySize,
	type PaperWorld,
	symbol,
} from './paper-world.js';

const updatesIn = (world: PaperWorld): readonly OrderUpdateEvent[] =>
	world.events.filter((event): event is OrderUpdateEvent => event.type === 'order-update');

describe('resting orders', () => {
	test('an order rests behind the shown size and fills beyond it, with the maker fee', async () => {
		const world = createPaperWorld();
		world.setBook([['100', '2']], [['101', '5']]);
		const id = await world.place(makeRequest({ price: '100', size: '1' }));

		expect(await world.balance('USDT')).toBe('10000/100.1');

		world.print('sell', '100', '2');

		expect(world.story(id)).toBe('received open');

		world.print('sell', '100', '0.4');

		// 0.6 × 100 × 1.001 stays on hold; 0.4 × 100 and its fee of 0.04 are paid.
		expect(await world.balance('USDT')).toBe('9959.96/60.06');

		world.print('sell', '100', '0.7');

		expect(world.story(id)).toBe('received open 100×0.4 100×0.6 filled');
		expect(await world.balance('USDT')).toBe('9899.9/0');
		expect(await world.balance('BTC')).toBe('11/0');
	});

	test('a lower maker rate gives the rest of the hold back', async () => {
		const world = createPaperWorld();
		world.setInstrument({ ...bitcoin, makerFeeCoefficient: '0.5', takerFeeCoefficient: '2' });
		await world.place(makeRequest({ price: '100', size: '1' }));

		expect(await world.balance('USDT')).toBe('10000/100.2');

		world.print('sell', '100', '1');

		expect(await world.balance('USDT')).toBe('9899.95/0');
		expect(await world.gateway.fees(symbol)).toEqual({ taker: '0.002', maker: '0.0005' });
	});

	test('a maker rate above the taker rate is on hold too', async () => {
		const world = createPaperWorld({ balances: { USDT: '100.2' } });
		world.setInstrument({ ...bitcoin, makerFeeCoefficient: '2' });
		await world.place(makeRequest({ price: '100', size: '1' }));
		world.print('sell', '100', '1');

		expect(await world.balance('USDT')).toBe('0/0');
	});

	test('a hidden order pays the taker fee as a maker', async () => {
		const world = createPaperWorld();
		world.setInstrument({ ...bitcoin, makerFeeCoefficient: '0.5' });
		const id = await world.place(makeRequest({ hidden: true }));
		world.print('sell', '100', '1');
		const [fill] = await world.gateway.fills({ symbol, orderId: id });

		const told = updatesIn(world).find(event => event.match !== undefined);

		expect([fill?.liquidity, fill?.fee]).toEqual(['maker', '0.1']);
		expect([told?.status, told?.match?.liquidity, told?.match?.feeType]).toEqual(['open', 'maker', 'takerFee']);
	});

	test('a seller holds the size and receives the funds less the fee', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest({ side: 'sell', price: '102', size: '2' }));

		expect(await world.balance('BTC')).toBe('10/2');

		world.print('buy', '102', '2');

		expect(world.story(id)).toBe('received open 102×2 filled');
		expect(await world.balance('BTC')).toBe('8/0');
		expect(await world.balance('USDT')).toBe('10203.796/0');
	});

	test('the better price, then the older order, meets a print first, and its size is spent once', async () => {
		const world = createPaperWorld();
		const later = await world.place(makeRequest({ price: '100', size: '1' }));
		const best = await world.place(makeRequest({ price: '100.5', size: '1' }));
		const last = await world.place(makeRequest({ price: '100', size: '1' }));
		world.print('sell', '100', '2.25');

		expect(world.story(best)).toBe('received open 100.5×1 filled');
		expect(world.story(later)).toBe('received open 100×1 filled');
		expect(world.story(last)).toBe('received open 100×0.25');
	});

	test('a print that happened before the order joined the book is none of its business', async () => {
		const world = createPaperWorld();
		world.setBook([['99', '5']], [['101', '5']]);
		const joinedAt = world.clock.wallNow();
		const id = await world.place(makeRequest());
		world.print('sell', '99', '1', { time: joinedAt });

		expect(world.story(id)).toBe('received open');
	});

	test('a print told twice counts once', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest());
		world.print('sell', '100', '0.3', { tradeId: '7' });
		world.print('sell', '100', '0.3', { tradeId: '7' });

		expect(world.story(id)).toBe('received open 100×0.3');
	});

	test('asks that come down to a resting buy fill it at its price, once for what they show', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest({ price: '100', size: '3' }));
		world.setBook([['99', '5']], [['99.9', '1']]);
		world.setBook([['99', '4']], [['99.9', '1']]);

		expect(world.story(id)).toBe('received open 100×1');

		world.setBook(
			[['99', '4']],
			[
				['99.9', '1.5'],
				['100', '1'],
			],
		);

		expect(world.story(id)).toBe('received open 100×1 100×0.5 100×1');
	});

	test('what a crossing order left of the level it took is not taken again while it rests there', async () => {
		const world = createPaperWorld();
		world.setBook([['99', '5']], [['101', '1']]);
		const id = await world.place(makeRequest({ price: '101', size: '3' }));
		await world.clock.advance(5000);
		world.setBook([['99', '6']], [['101', '1']]);
		world.setBook([['99', '6']], [['101', '0.4']]);
		world.setBook([['99', '6']], [['101', '0.9']]);

		// Of the last 0.9, 0.4 are what was taken at first and 0.5 are new.
		expect(world.story(id)).toBe('received 101×1 open 101×0.5');
	});
});

describe('orders that take', () => {
	test('a crossing limit order walks the book at its prices and rests with the rest', async () => {
		const world = createPaperWorld();
		world.setBook(
			[['100.9', '1']],
			[
				['101', '1'],
				['101.5', '1'],
				['102', '1'],
			],
		);
		const id = await world.place(makeRequest({ price: '101.5', size: '3' }));

		expect(world.story(id)).toBe('received 101×1 101.5×1 open');
		// 202.5 and its fee of 0.2025 are paid; the last 1 at 101.5 with the taker rate is on hold.
		expect(await world.balance('USDT')).toBe('9797.2975/101.6015');
		expect((await world.gateway.activeOrders(symbol))[0]).toMatchObject({ filledSize: '2', filledFunds: '202.5' });
	});

	test('IOC cancels what it cannot take, FOK is all or nothing', async () => {
		const world = createPaperWorld();
		const ioc = await world.place(makeRequest({ price: '101', size: '6', timeInForce: 'IOC' }));
		const fok = await world.place(makeRequest({ price: '101', size: '6', timeInForce: 'FOK' }));
		await world.clock.advance(2000);
		const whole = await world.place(makeRequest({ price: '101', size: '5', timeInForce: 'FOK' }));

		expect(world.story(ioc)).toBe('received 101×5 canceled');
		expect(world.story(fok)).toBe('received canceled');
		expect(world.story(whole)).toBe('received 101×5 filled');
		expect((await world.gateway.findById(symbol, ioc))?.canceledSize).toBe('1');
		expect(await world.balance('USDT')).toBe('8988.99/0');
	});

	test('a post-only order that would take is accepted and canceled; IOC ignores the flag', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest({ price: '101', postOnly: true }));
		const rests = await world.place(makeRequest({ price: '100.9', postOnly: true }));
		const ioc = await world.place(makeRequest({ price: '101', postOnly: true, timeInForce: 'IOC' }));

		expect(world.story(id)).toBe('received canceled');
		expect(world.story(rests)).toBe('received open');
		expect(world.story(ioc)).toBe('received 101×1 filled');
	});

	test('price protection cancels a limit order beyond it and stops a market order at it', async () => {
		const world = createPaperWorld();
		world.setBook(
			[['99', '5']],
			[
				['100', '1'],
				['110', '1'],
				['110.1', '1'],
			],
		);
		const beyond = await world.place(makeRequest({ price: '110.1', size: '1' }));
		const market = await world.place(marketBySize('buy', '3'));

		expect(world.story(beyond)).toBe('received canceled');
		expect(world.story(market)).toBe('received 100×1 110×1 canceled');
		expect((await world.gateway.findById(symbol, market))?.canceledSize).toBe('1');
	});

	test('a market buy by funds spends at most its funds, and the fee on top', async () => {
		const world = createPaperWorld({ balances: { USDT: '100.1' } });
		const id = await world.place(marketByFunds('buy', '100'));

		// 100 / 101 = 0.990099…: 0.99009 for 99.99909, and 0.09999909 of fee.
		expect(world.story(id)).toBe('received 101×0.99009 canceled');
		expect(await world.balance('USDT')).toBe('0.00091091/0');
		expect(await world.balance('BTC')).toBe('0.99009/0');

		const order = await world.gateway.findById(symbol, id);

		expect(order).toMatchObject({ size: '0', funds: '100', filledFunds: '99.99909', cancelExist: true, active: false });
		expect(updatesIn(world).at(-1)).toMatchObject({ canceledFunds: '0.00091', originFunds: '100', status: 'done' });
	});

	test('a market sell by funds sells until it has them', async () => {
		const world = createPaperWorld();
		const id = await world.place(marketByFunds('sell', '99'));

		expect(world.story(id)).toBe('received 99×1 filled');
		expect(await world.balance('BTC')).toBe('9/0');
		expect(await world.balance('USDT')).toBe('10098.901/0');
	});

	test('a market order in an empty book is canceled', async () => {
		const world = createPaperWorld();
		world.setBook([['99', '5']], []);
		const id = await world.place(marketBySize('buy', '1'));

		expect(world.story(id)).toBe('received canceled');
		expect(await world.balance('USDT')).toBe('10000/0');
	});

	test('what one order took is gone for the next one for a second, or until the level changes', async () => {
		const world = createPaperWorld();
		world.setBook(
			[['99', '5']],
			[
				['101', '1'],
				['102', '9'],
			],
		);
		const first = await world.place(marketBySize('buy', '1'));
		const second = await world.place(marketBySize('buy', '1'));
		await world.clock.advance(980);
		const third = await world.place(marketBySize('buy', '1'));

		expect(world.story(first)).toBe('received 101×1 filled');
		expect(world.story(second)).toBe('received 102×1 filled');
		expect(world.story(third)).toBe('received 101×1 filled');
	});
});

describe('the way to the book', () => {
	test('an order sees the book as it is when it arrives', async () => {
		const world = createPaperWorld();
		const outcome = world.gateway.submit(makeRequest({ price: '101' }), world.clock.wallNow());

		expect(world.events).toEqual([]);

		world.setBook([['99', '5']], [['100.5', '5']]);
		await world.clock.advance(10);
		const { kind } = await outcome;

		expect(kind).toBe('accepted');
		expect(updatesIn(world).find(event => event.match !== undefined)?.match?.price).toBe('100.5');
	});

	test('two orders of one millisecond have ids of their own', async () => {
		const world = createPaperWorld();
		const outcomes = [
			world.gateway.submit(makeRequest(), world.clock.wallNow()),
			world.gateway.submit(makeRequest(), world.clock.wallNow()),
		];
		await world.clock.advance(10);
		await Promise.all(outcomes);

		expect(new Set((await world.gateway.activeOrders(symbol)).map(order => order.orderId)).size).toBe(2);
	});

	test('an order waits for a live book, and says so once', async () => {
		const world = createPaperWorld();
		world.setLive(false);
		const outcome = world.gateway.submit(makeRequest({ price: '101' }), world.clock.wallNow());
		await world.clock.advance(2000);

		expect(world.events).toEqual([]);
		expect(world.notices).toEqual(['Paper orders in BTC-USDT wait: its book is not live']);

		world.setLive(true);
		await world.clock.advance(60);

		expect((await outcome).kind).toBe('accepted');
		expect(updatesIn(world).at(-1)?.kind).toBe('filled');
	});

	test('an order that waited too long is refused instead of filled late', async () => {
		const world = createPaperWorld();
		world.setLive(false);
		const outcome = world.gateway.submit(marketBySize('buy', '1'), world.clock.wallNow());
		await world.clock.advance(3100);
		world.setLive(true);
		await world.clock.advance(100);

		expect(await outcome).toMatchObject({ kind: 'rejected', code: '400100' });
		expect(world.events).toEqual([]);
	});

	test('nothing fills while the book is not live', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest({ price: '100' }));
		world.setLive(false);
		world.print('sell', '99', '5');
		world.setBook([['98', '1']], [['99', '5']]);

		expect(world.story(id)).toBe('received open');
		expect(await world.cancel(id)).toBe('requested');

		world.setLive(true);

		expect(world.story(id)).toBe('received open canceled');
	});

	test('a resting order goes on when the book is live again', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest({ price: '100' }));
		world.setLive(false);
		world.setBook([['98', '1']], [['99', '5']]);
		world.setLive(true);

		expect(world.story(id)).toBe('received open 100×1 filled');
	});

	test('a cancel of an order that waits for its book stops it', async () => {
		const world = createPaperWorld();
		world.setLive(false);
		const request = makeRequest();
		const outcome = world.gateway.submit(request, world.clock.wallNow());
		await world.clock.advance(100);
		const cancel = world.gateway.cancel({
			symbol,
			orderId: undefined,
			clientOid: request.clientOid,
			family: 'plain' as const,
		});

		expect((await outcome).kind).toBe('rejected');
		expect((await cancel).kind).toBe('requested');

		world.setLive(true);
		await world.clock.advance(5000);

		expect(world.events).toEqual([]);
	});

	test('a fill may come before the cancel arrives', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest({ price: '100' }));
		const outcome = world.gateway.cancel({ symbol, orderId: id, clientOid: 'any', family: 'plain' as const });
		world.print('sell', '100', '1');
		await world.clock.advance(10);

		expect(await outcome).toEqual({ kind: 'gone', text: 'order_not_exist_or_not_allow_to_cancel' });
		expect(world.story(id)).toBe('received open 100×1 filled');
	});

	test('an order on its way when the gateway stops never arrives', async () => {
		const world = createPaperWorld();
		const outcome = world.gateway.submit(makeRequest({ price: '101' }), world.clock.wallNow());
		world.gateway.stop();
		await world.clock.advance(1000);

		expect((await outcome).kind).toBe('not-sent');
		expect((await world.submit(makeRequest())).kind).toBe('not-sent');
		expect(world.events).toEqual([]);
		expect(world.clock.pending()).toBe(0);
	});
});

describe('refusals in the words of the venue', () => {
	const cases: readonly [title: string, change: Partial<OrderRequest>, code: string, text: string][] = [
		['an unknown symbol', { symbol: 'NO-SUCH' }, '900001', 'does not exist'],
		['a price off the tick', { price: '100.05' }, '600100', 'price increment'],
		['a size off its increment', { size: '1.000001' }, '600100', 'size increment'],
		['a size that is no number', { size: '1e3' }, '600100', 'size increment'],
		['a negative price', { price: '-1' }, '400100', 'given range'],
		['a size below the minimum', { size: '0.00009' }, '400100', 'below the minimum'],
		['a size above the maximum', { size: '1001' }, '400100', 'above the maximum'],
		['a value below the minimum', { price: '0.1', size: '0.01' }, '600101', 'should more then 0.1 USDT'],
		['no price', { price: undefined }, '400100', 'priceIsRequired'],
		['a limit order without a size', { size: undefined, funds: '10' }, '400100', 'sizeIsRequired'],
		['GTT without its seconds', { timeInForce: 'GTT' }, '400100', 'cancelAfterInvalid'],
		['a small visible size', { iceberg: true, size: '100', visibleSize: '4' }, '400100', 'visibleSize'],
		['a stop', { stop: { direction: 'loss', stopPrice: '90' } }, '400100', 'Stop orders'],
		['more than is available', { size: '100' }, '200004', 'Balance insufficient!'],
		['a sale of what is not there', { side: 'sell', price: '110', size: '11' }, '200004', 'Balance insufficient!'],
	];

	for (const [title, change, code, text] of cases) {
		test(`${title} is refused with ${code}`, async () => {
			const world = createPaperWorld();
			const outcome = await world.submit(makeRequest(change));

			expect(outcome).toMatchObject({ kind: 'rejected', code, text: expect.stringContaining(text) });
			expect(world.events).toEqual([]);
			expect(world.changes()).toBe(0);
			expect(await world.gateway.activeSymbols()).toEqual([]);
		});
	}

	test('market orders are refused for their funds and options', async () => {
		const world = createPaperWorld();
		const outcomes = [
			await world.submit(marketByFunds('buy', '0.05')),
			await world.submit(marketByFunds('buy', '10.001')),
			await world.submit(marketByFunds('buy', '1000000.01')),
			await world.submit(makeRequest({ type: 'market', price: undefined, funds: '5' })),
			await world.submit(marketByFunds('buy', '10000')),
			await world.submit(marketBySize('buy', '0.00001')),
		];

		expect(outcomes.map(outcome => (outcome.kind === 'rejected' ? outcome.code : outcome.kind))).toEqual([
			'600100',
			'600100',
			'400100',
			'400100',
			'200004',
			'400100',
		]);
	});

	test('the whole balance can be spent, and not one increment more', async () => {
		const world = createPaperWorld({ balances: { USDT: '100.1' } });

		expect((await world.submit(makeRequest({ price: '100.1', size: '1' }))).kind).toBe('rejected');

		await world.place(makeRequest({ price: '100', size: '1' }));

		expect(await world.balance('USDT')).toBe('100.1/100.1');
	});

	test('trading that is switched off refuses, and so does a symbol with 200 active orders', async () => {
		const world = createPaperWorld();
		world.setInstrument({ ...bitcoin, enableTrading: false });

		expect(await world.submit(makeRequest())).toMatchObject({ kind: 'rejected', code: '600203' });

		world.setInstrument(bitcoin);
		for (let count = 0; count < 200; count += 1) {
			await world.place(makeRequest({ price: '10', size: '0.1' }));
		}

		expect(await world.submit(makeRequest())).toMatchObject({ kind: 'rejected', code: '200003' });
	});

	test('a client id that exists already is an outcome to look up', async () => {
		const world = createPaperWorld();
		const request = makeRequest();
		const id = await world.place(request);

		expect((await world.submit(request)).kind).toBe('unknown');
		expect((await world.gateway.findByClientOid(symbol, request.clientOid))?.orderId).toBe(id);
		expect((await world.gateway.activeOrders(symbol)).length).toBe(1);
	});
});

describe('ends and queries', () => {
	test('a canceled order gives back exactly what it held', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest({ price: '100', size: '0.33333' }));
		world.print('sell', '100', '0.1');

		expect(await world.cancel(id)).toBe('requested');
		expect(await world.cancel(id)).toBe('gone');
		expect(world.story(id)).toBe('received open 100×0.1 canceled');
		expect(await world.balance('USDT')).toBe('9989.99/0');
		expect(await world.gateway.findById(symbol, id)).toMatchObject({
			filledSize: '0.1',
			canceledSize: '0.23333',
			cancelExist: true,
			active: false,
		});
	});

	test('GTT ends by itself, before anything else happens to it', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest({ timeInForce: 'GTT', cancelAfter: 2 }));
		await world.clock.advance(1980);

		expect(world.story(id)).toBe('received open');

		world.clock.stepWall(1000);
		world.print('sell', '99', '5');

		expect(world.story(id)).toBe('received open canceled');
	});

	test('a month of GTT does not end at once', async () => {
		const world = createPaperWorld();
		const id = await world.place(makeRequest({ timeInForce: 'GTT', cancelAfter: 2_592_000 }));
		await world.clock.advance(10_000);

		expect(world.story(id)).toBe('received open');
	});

	test('lists tell active from done by symbol and time', async () => {
		const world = createPaperWorld();
		const resting = await world.place(makeRequest());
		const done = await world.place(makeRequest({ price: '101' }));
		const since = (await world.gateway.fills({ symbol, orderId: done }))[0]!.time;

		expect(await world.gateway.activeSymbols()).toEqual([symbol]);
		expect((await world.gateway.activeOrders(symbol)).map(order => order.orderId)).toEqual([resting]);
		expect(await world.gateway.activeOrders('ETH-USDT')).toEqual([]);
		expect((await world.gateway.doneOrders(symbol, since)).map(order => order.orderId)).toEqual([done]);
		expect(await world.gateway.doneOrders(symbol, since + 1)).toEqual([]);
		expect((await world.gateway.fills({ symbol, since })).length).toBe(1);
		expect(await world.gateway.fills({ symbol, since: since + 1 })).toEqual([]);
		expect(await world.gateway.findById('ETH-USDT', resting)).toBeUndefined();
		expect(await world.gateway.findByClientOid(symbol, 'kc1NONE')).toBeUndefined();
	});

	test('cancelSymbol and cancelAll end everything they name', async () => {
		const world = createPaperWorld();
		await world.place(makeRequest());
		await world.place(makeRequest());
		const other = world.gateway.cancelSymbol('ETH-USDT');
		await world.clock.advance(10);
		await other;

		expect((await world.gateway.activeOrders(symbol)).length).toBe(2);

		const all = world.gateway.cancelAll();
		await world.clock.advance(10);

		expect(await all).toEqual({ failedSymbols: [], endedIds: [] });
		expect(await world.gateway.activeSymbols()).toEqual([]);
		expect(await world.balance('USDT')).toBe('10000/0');
	});

	test('tells what the private stream would tell, in its order and with its fields', async () => {
		const world = createPaperWorld();
		await world.place(makeRequest({ price: '101', size: '1' }));

		expect(world.events.map(event => (event.type === 'order-update' ? event.kind : event.type))).toEqual([
			'received',
			'balance',
			'match',
			'balance',
			'balance',
			'filled',
		]);

		const [received, match, filled] = updatesIn(world);

		expect(received).toMatchObject({ status: 'new', originSize: '1', price: '101' });
		expect(received).toMatchObject({ size: undefined, filledSize: undefined, remainSize: undefined });
		expect(match).toMatchObject({ status: 'match', size: '1', filledSize: '1', remainSize: '0', canceledSize: '0' });
		expect(match?.match).toMatchObject({ price: '101', size: '1', liquidity: 'taker', feeType: 'takerFee' });
		expect(match?.match?.tradeId).toMatch(/^\d+$/);
		expect(filled).toMatchObject({ status: 'done', remainFunds: '0', remainSize: '0', match: undefined });
		expect(received?.orderId).toMatch(/^paper-/);

		const balances = balancesIn(world.events);

		expect(balances.map(({ currency, total, hold }) => `${currency} ${total} ${hold}`)).toEqual([
			'USDT 10000 101.101',
			'USDT 9898.899 0',
			'BTC 11 0',
		]);
		expect(balances.map(balance => balance.relationEvent)).toEqual(['trade.hold', 'trade.setted', 'trade.setted']);
		expect(new Set(balances.map(balance => balance.relationEventId)).size).toBe(3);
		expect(balances[1]).toMatchObject({ symbol, orderId: received?.orderId, tradeId: match?.match?.tradeId });
	});

	test('saves before it tells, and not when only the queue moved', async () => {
		const world = createPaperWorld();
		world.setBook([['100', '5']], [['101', '5']]);
		await world.place(makeRequest());

		expect(world.changes()).toBe(1);

		world.print('sell', '100', '1');

		expect(world.changes()).toBe(1);
	});

	test('an account that cannot be saved says so and goes on telling', async () => {
		const world = createPaperWorld();
		world.breakSaving('no space left');
		const id = await world.place(makeRequest({ price: '101' }));

		expect(world.story(id)).toBe('received 101×1 filled');
		expect(world.notices).toEqual(['The paper account was not saved: no space left']);
	});

	test('a fresh account has 10,000 USDT and nothing else', async () => {
		const world = createPaperWorld({ state: openPaperState(1) });

		expect(await world.gateway.balances()).toEqual([
			{ currency: 'USDT', total: '10000', available: '10000', hold: '0' },
		]);
	});
});

import { afterEach, expect, test, vi } from 'vitest';
import { addDecimals, compareDecimals, decimalText, multiplyDecimals } from '../../../source/lib/decimal.js';
import { demoOwner } from '../../../source/simulator/exchange.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { type AccountWorld, startAccountWorld } from './account-world.js';

const symbol = 'BTC-USDT';
let world: AccountWorld | undefined;

afterEach(async () => {
	await world?.stop();
	world = undefined;
});

const start = async (): Promise<AccountWorld> => {
	world = await startAccountWorld();
	return world;
};

test('places a resting order, finds it everywhere, cancels it, and then hears that it is gone', async () => {
	const { account, order, submit, touch, kindsOf, updatesOf } = await start();
	const { gateway } = account;
	const { far } = await touch();
	const request = order({ price: far });
	const outcome = await submit(request);
	expect(outcome).toEqual({ kind: 'accepted', orderId: expect.stringMatching(/^[0-9a-f]{24}$/) });
	const { orderId } = outcome as { orderId: string };
	await waitUntil(() => kindsOf(request.clientOid).includes('open'));

	const found = await gateway.findByClientOid(symbol, request.clientOid);
	expect(found).toMatchObject({ orderId, side: 'buy', size: '0.01', filledSize: '0', active: true });
	expect(await gateway.findById(symbol, orderId)).toEqual(found);
	expect(await gateway.activeSymbols()).toEqual([symbol]);
	expect(await gateway.activeOrders(symbol)).toEqual([found]);
	const held = (await gateway.balances()).find(({ currency }) => currency === 'USDT')!;
	expect(compareDecimals(held.hold, multiplyDecimals(far, '0.01'))).toBeGreaterThanOrEqual(0);
	expect(decimalText(addDecimals(held.available, held.hold))).toBe(decimalText(addDecimals(held.total, '0')));

	const key = { symbol, orderId, clientOid: request.clientOid, family: 'plain' as const };
	expect(await gateway.cancel({ ...key, orderId: undefined })).toEqual({ kind: 'requested' });
	await waitUntil(() => kindsOf(request.clientOid).includes('canceled'));
	expect(updatesOf(request.clientOid).at(-1)).toMatchObject({ canceledSize: '0.01', filledSize: '0' });
	expect(await gateway.cancel(key)).toEqual({ kind: 'gone', text: 'order_not_exist_or_not_allow_to_cancel' });
	expect(await gateway.activeOrders(symbol)).toEqual([]);
	expect(await gateway.doneOrders(symbol, gateway.venueNow() - 60_000)).toEqual([
		await gateway.findById(symbol, orderId),
	]);
	expect(await gateway.findByClientOid(symbol, 'kc1TESTnever')).toBeUndefined();
	expect(await gateway.findById(symbol, '670fd33bf9406e0007ab3945')).toBeUndefined();
});

test('buys by funds: the fills of the stream are those of REST, which bring the fees', async () => {
	const { account, order, submit, updatesOf, truth } = await start();
	const request = order({ type: 'market', price: undefined, size: undefined, funds: '500' });
	const outcome = await submit(request);
	expect(outcome.kind).toBe('accepted');
	const { orderId } = outcome as { orderId: string };
	const ended = await waitUntil(() => updatesOf(request.clientOid).find(({ status }) => status === 'done'));

	const pushed = updatesOf(request.clientOid).flatMap(({ match }) => (match === undefined ? [] : [match]));
	const fills = await account.gateway.fills({ symbol, orderId });
	expect(fills.map(({ tradeId }) => tradeId).sort()).toEqual(pushed.map(({ tradeId }) => tradeId).sort());
	expect(fills.every(({ tradeId }) => BigInt(tradeId) > 2n ** 53n)).toBe(true);
	const known = new Set(fills.map(({ tradeId }) => tradeId));
	expect(known.size).toBe(fills.length);
	const size = fills.reduce((sum, fill) => decimalText(addDecimals(sum, fill.size)), '0');
	expect(compareDecimals(size, ended.filledSize!)).toBe(0);
	expect(fills.every(({ fee, feeCurrency }) => compareDecimals(fee!, '0') > 0 && feeCurrency === 'USDT')).toBe(true);
	expect(truth(request.clientOid)).toHaveLength(1);
	const rates = await account.gateway.fees(symbol);
	expect(rates).toEqual({ taker: '0.001', maker: '0.001' });
});

test('adds up a partial fill and the canceled rest, by the stream and by REST', async () => {
	const { account, order, submit, touch, kindsOf, updatesOf } = await start();
	let placed: { readonly orderId: string; readonly clientOid: string; readonly size: string } | undefined;
	// The crowd may take the ask away first: then there is nothing to fill, and the next try comes.
	for (let tries = 0; placed === undefined && tries < 20; tries += 1) {
		const { ask, askSize } = await touch();
		const size = decimalText(addDecimals(askSize, '0.01'));
		const request = order({ price: ask, size });
		const { orderId } = (await submit(request)) as { orderId: string };
		await waitUntil(() => updatesOf(request.clientOid).some(({ kind }) => kind === 'open' || kind === 'filled'));
		const kinds = kindsOf(request.clientOid);
		placed =
			kinds.includes('match') && kinds.includes('open') ? { orderId, clientOid: request.clientOid, size } : undefined;
	}

	const { orderId, clientOid, size: ordered } = placed!;
	await account.gateway.cancel({ symbol, orderId, clientOid, family: 'plain' as const });
	const ended = await waitUntil(() => updatesOf(clientOid).find(({ status }) => status === 'done'));

	const record = (await account.gateway.findById(symbol, orderId))!;
	expect(compareDecimals(addDecimals(record.filledSize, record.canceledSize), ordered)).toBe(0);
	expect(compareDecimals(record.filledSize, '0')).toBeGreaterThan(0);
	expect([ended.filledSize, ended.canceledSize]).toEqual([record.filledSize, record.canceledSize]);
	const fills = await account.gateway.fills({ symbol, orderId });
	const size = fills.reduce((sum, fill) => decimalText(addDecimals(sum, fill.size)), '0');
	expect(compareDecimals(size, record.filledSize)).toBe(0);
});

test('tells IOC, FOK and post-only orders that could not stay', async () => {
	const { order, submit, touch, kindsOf, updatesOf, account } = await start();
	const { ask } = await touch();
	const near = String(Math.ceil(Number(ask) * 1.001));
	const ioc = order({ price: near, size: '40', timeInForce: 'IOC', side: 'buy' });
	const small = order({ price: near, size: '0.001', timeInForce: 'IOC' });
	const fok = order({ price: '1000', size: '0.01', timeInForce: 'FOK' });
	const post = order({ price: near, size: '0.01', postOnly: true });

	expect(await submit(ioc)).toMatchObject({ kind: 'rejected', code: '200004' });
	for (const request of [small, fok, post]) {
		expect((await submit(request)).kind).toBe('accepted');
	}

	await waitUntil(() => [small, fok, post].every(({ clientOid }) => updatesOf(clientOid).at(-1)?.status === 'done'));
	expect(kindsOf(small.clientOid)).toContain('match');
	expect(kindsOf(fok.clientOid)).toEqual(['received', 'canceled']);
	expect(kindsOf(post.clientOid)).toEqual(['received', 'canceled']);
	expect(await account.gateway.findByClientOid(symbol, post.clientOid)).toMatchObject({
		active: false,
		cancelExist: true,
		filledSize: '0',
	});
});

test('hears of an order before the reply to its placement', async () => {
	const { simulator, order, submit, touch, kindsOf } = await start();
	const { far } = await touch();
	simulator.control({ fault: 'rest.slow', path: '/hf/orders', ms: 300, count: 1 });
	const request = order({ price: far });
	let answered = false;
	const submitting = submit(request).then(outcome => {
		answered = true;
		return outcome;
	});
	await waitUntil(() => kindsOf(request.clientOid).includes('open'));

	expect(answered).toBe(false);
	expect((await submitting).kind).toBe('accepted');
});

test.each(['reset', '504'])('finds the order whose acknowledgment was lost (%s), and there is one', async how => {
	const { simulator, account, order, submit, touch, truth } = await start();
	const { far } = await touch();
	simulator.control({ fault: 'rest.place.lostAck', as: how, count: 1 });
	const request = order({ price: far });

	expect(await submit(request)).toMatchObject({ kind: 'unknown' });
	expect(await account.gateway.findByClientOid(symbol, request.clientOid)).toMatchObject({ active: true });
	expect(truth(request.clientOid)).toHaveLength(1);
});

test('finds nothing of an order that never arrived', async () => {
	const { simulator, account, order, submit, touch, truth } = await start();
	const { far } = await touch();
	simulator.control({ fault: 'rest.place.never', count: 1 });
	const request = order({ price: far });

	expect(await submit(request)).toMatchObject({ kind: 'unknown' });
	expect(await account.gateway.findByClientOid(symbol, request.clientOid)).toBeUndefined();
	expect(truth(request.clientOid)).toEqual([]);
});

test('finds an order that the venue took late, after it was not there', async () => {
	const { simulator, account, order, submit, touch, truth, kindsOf } = await start();
	const { far } = await touch();
	simulator.control({ fault: 'rest.place.lateAccept', ms: 600, count: 1 });
	const request = order({ price: far });

	expect(await submit(request)).toMatchObject({ kind: 'unknown' });
	expect(await account.gateway.findByClientOid(symbol, request.clientOid)).toBeUndefined();
	await waitUntil(() => kindsOf(request.clientOid).includes('open'));
	expect(await account.gateway.findByClientOid(symbol, request.clientOid)).toMatchObject({ active: true });
	expect(truth(request.clientOid)).toHaveLength(1);
});

test.each([true, false])('does not send an order again after a 429 (with headers: %s)', async headers => {
	const { simulator, account, order, submit, touch, truth } = await start();
	const { far } = await touch();
	simulator.control({ fault: 'rest.429', path: '/hf/orders', headers, count: 1 });
	const request = order({ price: far });
	const outcome = await submit(request);

	expect(outcome).toEqual({ kind: 'unknown', reason: expect.stringMatching(/^429000/) });
	if (!headers) {
		expect(await account.gateway.findByClientOid(symbol, request.clientOid)).toBeUndefined();
	}

	expect(truth(request.clientOid)).toEqual([]);
});

test('leaves the outcome open where the client id was used, and finds the one order', async () => {
	const { account, order, submit, touch, truth } = await start();
	const { far } = await touch();
	const request = order({ price: far });
	expect((await submit(request)).kind).toBe('accepted');

	expect(await submit(request)).toMatchObject({ kind: 'unknown' });
	expect(await account.gateway.findByClientOid(symbol, request.clientOid)).toMatchObject({ active: true });
	expect(truth(request.clientOid)).toHaveLength(1);
});

test.each([
	['the balance', { price: '50000', size: '1000' }, '200004'],
	['a halted pair', {}, '600203'],
	['a venue that lets only cancels through', {}, '200001'],
] as const)('says REJECTED for %s', async (what, changes, code) => {
	const { simulator, order, submit, touch } = await start();
	const { far } = await touch();
	if (what === 'a halted pair') {
		simulator.control({ fault: 'sym.halt', symbol });
	} else if (what !== 'the balance') {
		simulator.control({ fault: 'venue.status', status: 'cancelonly' });
	}

	expect(await submit(order({ price: far, ...changes }))).toMatchObject({ kind: 'rejected', code });
});

test('cancels all orders of the account, and all of a pair', async () => {
	const { simulator, account, order, submit, touch } = await start();
	const { far } = await touch();
	const { gateway } = account;
	for (let index = 0; index < 5; index += 1) {
		expect((await submit(order({ price: far, size: '0.001' }))).kind).toBe('accepted');
	}

	await gateway.cancelSymbol(symbol);
	await waitUntil(() => simulator.desk.active(demoOwner, symbol).length === 0);
	expect(await gateway.activeOrders(symbol)).toEqual([]);
	expect((await submit(order({ price: far }))).kind).toBe('accepted');
	expect(await gateway.cancelAll()).toEqual({ failedSymbols: [], endedIds: [] });
	await waitUntil(() => simulator.desk.active(demoOwner, undefined).length === 0);
	expect(await gateway.activeSymbols()).toEqual([]);
});

test('reads more orders and fills than one page holds, each once', async () => {
	const { account, order, submit } = await start();
	const requests = Array.from({ length: 110 }, (_, index) =>
		order({ type: 'market', price: undefined, size: '0.0001', side: index % 2 === 0 ? 'buy' : 'sell' }),
	);
	for (const request of requests) {
		expect((await submit(request)).kind).toBe('accepted');
	}

	const since = account.gateway.venueNow() - 60_000;
	const fills = await account.gateway.fills({ symbol, since });
	const keys = new Set(fills.map(({ orderId, tradeId }) => `${orderId} ${tradeId}`));
	expect(keys.size).toBe(fills.length);
	expect(new Set(fills.map(({ orderId }) => orderId)).size).toBe(110);
	expect(await account.gateway.doneOrders(symbol, since)).toHaveLength(110);
});

test('sets the dead-man switch, which cancels when nobody renews it', async () => {
	const { account, order, submit, touch, kindsOf } = await start();
	const { far } = await touch();
	const request = order({ price: far });
	await submit(request);
	const firesAt = await account.gateway.deadMan!(5, [symbol]);

	expect(Math.abs(firesAt! - account.gateway.venueNow() - 5000)).toBeLessThan(1500);
	await waitUntil(() => kindsOf(request.clientOid).includes('canceled'), { withinMs: 20_000 });
});

test('places a stop order, lists it with the resting ones, and cancels it by either name', async () => {
	const { account, order, submit, touch, events } = await start();
	const { gateway } = account;
	const { far } = await touch();
	for (const byId of [true, false]) {
		const request = order({ side: 'sell', price: far, stop: { direction: 'loss', stopPrice: far } });
		const outcome = await submit(request);
		expect(outcome.kind).toBe('accepted');
		const { orderId } = outcome as { orderId: string };
		const found = await gateway.findByClientOid(symbol, request.clientOid);
		expect(found).toMatchObject({ orderId, type: 'stop', active: true, size: '0.01', price: far });
		expect(await gateway.findById(symbol, orderId)).toEqual(found);
		expect(await gateway.activeOrders(symbol)).toEqual([found]);
		expect(await gateway.activeSymbols()).toEqual([symbol]);

		const key = { symbol, orderId: byId ? orderId : undefined, clientOid: request.clientOid, family: 'stop' as const };
		expect(await gateway.cancel(key)).toMatchObject({ kind: 'requested' });
		await waitUntil(() =>
			events.find(event => event.type === 'stop-order' && event.orderId === orderId && event.kind === 'canceled'),
		);
		expect(await gateway.cancel(key)).toMatchObject({ kind: 'gone' });
		expect(await gateway.activeOrders(symbol)).toEqual([]);
	}
});

test('names the order that the trigger of a stop order made', async () => {
	const { simulator, account, order, submit, touch, events, updatesOf } = await start();
	const { bid } = await touch();
	const [stopPrice, price, goal] = [0.999, 0.97, 0.99].map(factor => String(Math.floor(Number(bid) * factor)));
	const request = order({ side: 'sell', price: price!, stop: { direction: 'loss', stopPrice: stopPrice! } });
	const { orderId } = (await submit(request)) as { orderId: string };
	simulator.control({ fault: 'price.move', symbol, to: goal!, overMs: 500 });
	await waitUntil(() =>
		events.find(event => event.type === 'stop-order' && event.orderId === orderId && event.kind === 'triggered'),
	);
	const filled = await waitUntil(() => updatesOf(request.clientOid).find(({ kind }) => kind === 'filled'));

	expect(filled.orderId).not.toBe(orderId);
	const stop = await account.gateway.findById(symbol, orderId, 'stop');
	expect(stop).toMatchObject({ orderId, type: 'stop', triggered: true, triggeredOrderId: filled.orderId });
	// Among the stops the venue knows a client id only while its order waits; then it is the name of what came of it.
	for (const found of [
		await account.gateway.findByClientOid(symbol, request.clientOid, 'stop'),
		await account.gateway.findById(symbol, filled.orderId),
	]) {
		expect(found).toMatchObject({ orderId: filled.orderId, type: 'limit', filledSize: '0.01', active: false });
	}
});

const pairOf = (order: AccountWorld['order'], prices: { target: string; stop: string; limit: string }) =>
	order({
		side: 'sell',
		price: prices.target,
		stop: { direction: 'loss', stopPrice: prices.stop, limitPrice: prices.limit },
	});

const around = (bid: string) => {
	const [target, stop, limit] = [1.02, 0.98, 0.95].map(factor => String(Math.floor(Number(bid) * factor)));
	return { target: target!, stop: stop!, limit: limit! };
};

test('places a pair, shows it once in every list, and cancels it by either name with both its legs', async () => {
	const { account, order, submit, touch, events } = await start();
	const { gateway } = account;
	const prices = around((await touch()).bid);
	for (const byId of [true, false]) {
		const request = pairOf(order, prices);
		const outcome = await submit(request);
		expect(outcome).toEqual({ kind: 'accepted', orderId: expect.stringMatching(/^[0-9a-f]{24}$/) });
		const { orderId } = outcome as { orderId: string };
		const found = await gateway.findById(symbol, orderId, 'oco');
		expect(found).toMatchObject({
			orderId,
			type: 'oco',
			side: 'sell',
			active: true,
			size: '0.01',
			price: prices.target,
		});
		expect(await gateway.findByClientOid(symbol, request.clientOid, 'oco')).toEqual(found);
		expect(await gateway.activeOrders(symbol)).toEqual([found]);
		expect(await gateway.activeSymbols()).toEqual([symbol]);

		const key = { symbol, orderId: byId ? orderId : undefined, clientOid: request.clientOid, family: 'oco' as const };
		expect(await gateway.cancel(key)).toMatchObject({ kind: 'requested' });
		for (const leg of found!.legIds!) {
			await waitUntil(() =>
				events.find(
					event => event.type === 'stop-order' && event.isLeg && event.orderId === leg && event.kind === 'canceled',
				),
			);
		}

		expect(await gateway.cancel(key)).toMatchObject({ kind: 'gone' });
		expect(await gateway.findById(symbol, orderId, 'oco')).toMatchObject({ active: false, canceledSize: '0.01' });
		expect(await gateway.activeOrders(symbol)).toEqual([]);
	}
});

test('a pair whose answer is lost is found by its client id', async () => {
	const { simulator, account, order, submit, touch } = await start();
	const request = pairOf(order, around((await touch()).bid));
	simulator.control({ fault: 'rest.place.lostAck', count: 1 });
	const outcome = await submit(request);
	expect(outcome.kind).toBe('unknown');

	expect(await account.gateway.findByClientOid(symbol, request.clientOid, 'oco')).toMatchObject({
		clientOid: request.clientOid,
		type: 'oco',
		active: true,
	});
});

test.each(['target', 'stop'] as const)('follows a pair whose %s was hit to the order that it made', async leg => {
	const { simulator, account, order, submit, touch, updatesOf } = await start();
	const prices = around((await touch()).bid);
	const request = pairOf(order, prices);
	const { orderId } = (await submit(request)) as { orderId: string };
	simulator.control({
		fault: 'price.move',
		symbol,
		to: String(Math.floor(Number(prices[leg]) * (leg === 'stop' ? 0.99 : 1.01))),
		overMs: 500,
	});
	const filled = await waitUntil(() => updatesOf(request.clientOid).find(({ kind }) => kind === 'filled'), {
		withinMs: 20_000,
	});

	expect(filled.price).toBe(leg === 'stop' ? prices.limit : prices.target);
	const pair = await account.gateway.findById(symbol, orderId, 'oco');
	expect(pair).toMatchObject({ type: 'oco', triggered: true, triggeredOrderId: filled.orderId });
	expect(await account.gateway.activeOrders(symbol)).toEqual([]);
	expect(await account.gateway.cancel({ symbol, orderId, clientOid: request.clientOid, family: 'oco' })).toMatchObject({
		kind: 'gone',
	});
	expect(await account.gateway.fills({ symbol, orderId: filled.orderId })).not.toEqual([]);
});

test('an account cancel takes stops and pairs with it', async () => {
	const { account, order, submit, touch } = await start();
	const { gateway } = account;
	const touched = await touch();
	await submit(order({ price: touched.far }));
	const stop = await submit(
		order({ side: 'sell', price: touched.far, stop: { direction: 'loss', stopPrice: touched.far } }),
	);
	await submit(pairOf(order, around(touched.bid)));
	expect(await gateway.activeOrders(symbol)).toHaveLength(3);

	const { failedSymbols, endedIds } = await gateway.cancelAll();
	expect(failedSymbols).toEqual([]);
	expect(endedIds).toContain((stop as { readonly orderId: string }).orderId);
	await vi.waitFor(async () => expect(await gateway.activeOrders(symbol)).toEqual([]), 5000);
});

test('says of a pair that is gone that it does not exist, in every list, so that the others can be compared', async () => {
	const { account, order, submit, simulator } = await start();
	const { gateway } = account;
	const gone = 'ETH-USDT';
	const { orderId } = (await submit(order({ symbol: gone, price: '1000' }))) as { orderId: string };
	expect((await gateway.activeOrders(gone)).map(found => found.orderId)).toEqual([orderId]);

	simulator.control({ fault: 'sym.remove', symbol: gone });
	const since = gateway.venueNow() - 60_000;
	const refusals = await Promise.allSettled([
		gateway.activeOrders(gone),
		gateway.doneOrders(gone, since),
		gateway.fills({ symbol: gone, since }),
	]);
	expect(refusals.map(refusal => refusal.status === 'rejected' && refusal.reason.code)).toEqual(
		Array(3).fill('ERR_UNKNOWN_SYMBOL'),
	);
});

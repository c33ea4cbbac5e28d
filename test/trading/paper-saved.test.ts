import { describe, expect, test } from 'vitest';
import { isKcmonError } from '../../source/lib/errors.js';
import { parsePaperState } from '../../source/trading/paper-saved.js';
import { openPaperState, type PaperState } from '../../source/trading/paper-state.js';
import { createPaperWorld, makeRequest, marketByFunds, type PaperWorld, symbol } from './paper-world.js';

const asSaved = (world: PaperWorld): unknown => JSON.parse(JSON.stringify(world.gateway.export()));

/** An account with a fill, a resting order with a queue, and one that is done. */
async function createLivedIn(): Promise<PaperWorld> {
	const world = createPaperWorld();
	world.setBook([['100', '3']], [['101', '5']]);
	await world.place(makeRequest({ price: '100', size: '2' }));
	await world.place(marketByFunds('buy', '50'));
	world.print('sell', '100', '3.5');
	return world;
}

test('an account read back is the account that was saved', async () => {
	const world = await createLivedIn();
	const saved = asSaved(world);
	const again = createPaperWorld({ state: parsePaperState(saved) });

	expect(asSaved(again)).toEqual(saved);
	expect(await again.gateway.balances()).toEqual(await world.gateway.balances());
	expect(await again.gateway.activeOrders(symbol)).toEqual(await world.gateway.activeOrders(symbol));
	expect(await again.gateway.fills({ symbol, since: 0 })).toEqual(await world.gateway.fills({ symbol, since: 0 }));
});

test('orders go on after a restart, with new ids for what is new', async () => {
	const world = await createLivedIn();
	const [order] = await world.gateway.activeOrders(symbol);
	const before = await world.gateway.fills({ symbol, since: 0 });
	const again = createPaperWorld({ state: parsePaperState(asSaved(world)) });
	again.clock.advanceSync(60_000);
	again.print('sell', '100', '9');
	const after = await again.gateway.fills({ symbol, since: 0 });

	expect(again.story(order!.orderId)).toBe('100×1.5 filled');
	expect(after.length).toBe(before.length + 1);
	expect(Number(after.at(-1)?.tradeId)).toBeGreaterThan(Number(before.at(-1)?.tradeId));
	expect((await again.place(makeRequest())) === order!.orderId).toBe(false);
});

test('a print that counted before the restart does not count after it', async () => {
	const world = await createLivedIn();
	const [order] = await world.gateway.activeOrders(symbol);
	const printedAt = world.clock.wallNow();
	const again = createPaperWorld({ state: parsePaperState(asSaved(world)) });
	again.print('sell', '100', '1', { time: printedAt });

	expect(again.story(order!.orderId)).toBe('');
});

test('GTT that ran out while nobody was there ends at the start', async () => {
	const world = createPaperWorld();
	const id = await world.place(makeRequest({ timeInForce: 'GTT', cancelAfter: 30 }));
	const again = createPaperWorld({ state: parsePaperState(asSaved(world)) });
	again.clock.stepWall(60_000);
	again.print('sell', '99', '5');

	expect(again.story(id)).toBe('canceled');
	expect(await again.balance('USDT')).toBe('10000/0');
});

test('changing an exported account changes nothing here', async () => {
	const world = await createLivedIn();
	const exported = world.gateway.export();
	(exported.orders as unknown[]).length = 0;

	expect(world.gateway.export().orders.length).toBe(2);
});

test('a gateway leaves the account that it was given as it was', async () => {
	const state = parsePaperState(asSaved(await createLivedIn()));
	const before = JSON.stringify(state);
	const world = createPaperWorld({ state });
	await world.cancel(state.orders[0]!.orderId);

	expect(JSON.stringify(state)).toBe(before);
});

test('only the newest done orders and fills are kept', async () => {
	const world = createPaperWorld({ balances: { USDT: '1000000' } });
	for (let count = 0; count < 520; count += 1) {
		world.setBook([['99', '5']], [['101', '1000']]);
		await world.place(makeRequest({ price: '101', size: '0.1', timeInForce: 'IOC' }));
	}

	const state = world.gateway.export();

	expect(state.orders.length).toBe(200);
	expect(state.fills.length).toBe(500);
	expect(parsePaperState(asSaved(world)).orders.length).toBe(200);
});

test('starting amounts are plain decimals', () => {
	expect(openPaperState(1, { USDT: '5.00' }).balances).toEqual([{ currency: 'USDT', total: '5', hold: '0' }]);
	for (const bad of ['-1', '1e9', 'NaN', '']) {
		expect(() => openPaperState(1, { USDT: bad })).toThrow('Expected a plain decimal of USDT');
	}

	expect(() => openPaperState(1, { usdt: '1' })).toThrow('Expected a currency such as USDT, was "usdt"');
});

describe('a saved account that is damaged is refused, with the field', () => {
	type Draft = { [name: string]: Draft };
	const damages: readonly [field: string, damage: (state: Draft) => unknown][] = [
		['v', state => Object.assign(state, { v: 2 })],
		['next.trade', state => Object.assign(state.next!, { trade: 1.5 })],
		['balances', state => Object.assign(state, { balances: 'none' })],
		['balances[0].total', state => Object.assign(state.balances![0]!, { total: '1e3' })],
		['balances[0].total', state => Object.assign(state.balances![0]!, { total: 10_000 })],
		['balances[0].currency', state => Object.assign(state.balances![0]!, { currency: '\u001b[31mUSDT' })],
		['balances[0].hold', state => Object.assign(state.balances![0]!, { hold: '99999' })],
		['balance USDT', state => Object.assign(state.balances![0]!, { hold: '1' })],
		['orders[0].held', state => Object.assign(state.orders![0]!, { held: '-5' })],
		['orders[0].orderId', state => Object.assign(state.orders![0]!, { orderId: 'paper-\n' })],
		['orders[0].active', state => Object.assign(state.orders![0]!, { active: false })],
		['orders[0].request.side', state => Object.assign(state.orders![0]!.request!, { side: 'hold' })],
		['orders[0].request.clientOid', state => Object.assign(state.orders![0]!.request!, { clientOid: 'a b' })],
		['orders[0].request.symbol', state => Object.assign(state.orders![0]!.request!, { symbol: 'btc' })],
		['orders[0].resting.remaining', state => Object.assign(state.orders![0]!.resting!, { remaining: '9' })],
		['orders[0].resting', state => Object.assign(state.orders![0]!.resting!, { price: '1' })],
		['orders[1].updatedAt', state => Object.assign(state.orders![1]!, { updatedAt: null })],
		['paper-', state => Object.assign(state.orders![1]!, { held: '1' })],
		['orders', state => Object.assign(state.orders![1]!, { orderId: state.orders![0]!.orderId })],
		['fills[0].fee', state => Object.assign(state.fills![0]!, { fee: undefined })],
		['fills[0].tradeId', state => Object.assign(state.fills![0]!, { tradeId: 17 })],
	];

	for (const [field, damage] of damages) {
		test(`${field} after ${String(damage)
			.replace(/^.*?\{/, '{')
			.replace(/\s+/g, ' ')
			.slice(0, 40)}`, async () => {
			const state = asSaved(await createLivedIn()) as Draft;
			damage(state);
			let problem: unknown;
			try {
				parsePaperState(state as unknown as PaperState);
			} catch (error) {
				problem = error;
			}

			expect(isKcmonError(problem) && problem.code).toBe('ERR_PAPER_STATE');
			expect((problem as Error).message).toContain(field);
		});
	}

	test('and so is what is no object at all', () => {
		for (const value of [undefined, null, 'x', 7, []]) {
			expect(() => parsePaperState(value)).toThrow('The saved paper account is not usable');
		}
	});
});

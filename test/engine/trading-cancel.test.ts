import { expect, test } from 'vitest';
import { createWorld, draft, start, statusOfOrder, type World } from './trading-world.js';

const place = async (world: World, count: number, rest: Parameters<typeof draft>[0] = {}): Promise<string[]> => {
	const oids: string[] = [];
	for (let index = 0; index < count; index += 1) {
		world.quote();
		const report = world.trading.submit(draft({ size: '0.1', ...rest }));
		if (report.kind !== 'submitted') {
			throw new Error(`was denied: ${JSON.stringify(report)}`);
		}

		oids.push(report.clientOid);
		await world.clock.advance(50);
	}

	await world.clock.advance(200);
	return oids;
};

const begin = async (options: Parameters<typeof createWorld>[0] = {}): Promise<World> => {
	const world = createWorld(options);
	await start(world);
	return world;
};

test('a cancel is journaled, marked as under way, and ends with the venue’s word', async () => {
	const world = await begin();
	const [oid = ''] = await place(world, 1);
	world.trading.cancel(oid, 'key x');

	expect(world.store.state.trading.orders.get(oid)?.order.cancelRequested).toBe(true);
	expect(world.journal.entries.at(-1)).toMatchObject({ kind: 'cancel.request', why: 'key x' });
	await world.clock.advance(100);
	expect(statusOfOrder(world, oid)).toBe('CANCELED');
});

test('a cancel whose answer and event are lost is looked up and repeated until there is evidence', async () => {
	const world = await begin();
	const [oid = ''] = await place(world, 1);
	world.venue.stream = 'mute';
	world.venue.lostCancelAcks = 1;
	world.trading.cancel(oid, 'key x');
	world.trading.cancel(oid, 'key x');
	await world.clock.advance(150);
	expect(statusOfOrder(world, oid)).toBe('WORKING');
	await world.clock.advance(1000);

	expect(statusOfOrder(world, oid)).toBe('CANCELED');
	expect(world.venue.cancels).toHaveLength(2);
	expect(world.venue.active()).toEqual([]);
});

test('a cancel that meets a full fill ends FILLED', async () => {
	const world = await begin();
	const [oid = ''] = await place(world, 1);
	world.trading.cancel(oid, 'key x');
	world.venue.fill('id1', '0.1');
	await world.clock.advance(1000);

	expect(statusOfOrder(world, oid)).toBe('FILLED');
	expect(world.store.state.trading.positions.get('BTC-USDT')?.size).toBe('0.1');
});

test('an UNKNOWN order can be canceled by its client id, and the cancel goes on until it is found', async () => {
	const world = await begin();
	world.venue.script = 'late';
	world.venue.lateMs = 3000;
	const report = world.trading.submit(draft());
	const oid = report.kind === 'submitted' ? report.clientOid : '';
	await world.clock.advance(100);
	world.trading.cancel(oid, 'key x');
	await world.clock.advance(15_000);

	expect(statusOfOrder(world, oid)).toBe('CANCELED');
	expect(world.venue.active()).toEqual([]);
	expect(world.venue.submits).toHaveLength(1);
});

test('the kill switch halts at once, sends every cancel within 100 ms through 429s, and proves that nothing is left', async () => {
	const world = await begin();
	await place(world, 20);
	world.venue.throttledCancels = 8;
	const foreign = world.venue.placeForeign('web-1');
	const at = world.clock.wallNow();
	const { waits } = world.journal;
	const killing = world.trading.kill('key !');

	// No byte leaves while the process waits for the disk: once for the halt, once for all cancels.
	expect(world.journal.waits - waits).toBe(2);

	expect(world.store.state.trading.gate?.trading).toBe('HALTED');
	expect(world.trading.submit(draft())).toMatchObject({ kind: 'denied', code: 'TRADING_HALTED' });
	expect(world.venue.cancels.filter(cancel => cancel.at - at <= 100)).toHaveLength(20);
	await world.clock.advance(10_000);

	expect(await killing).toEqual({ requested: 20, canceled: 20, left: 0, verified: true, brackets: 0 });
	expect(world.venue.active().map(({ orderId }) => orderId)).toEqual([foreign.orderId]);
	expect(world.notices()).toContain('KILLED · 0 left ✓');
	const kinds = world.journal.entries.map(({ kind }) => kind);
	expect(kinds.indexOf('kill')).toBeLessThan(kinds.indexOf('cancel.request'));
});

test('a kill is not called verified while the venue cannot be asked', async () => {
	const world = await begin();
	await place(world, 3);
	world.venue.isDown = true;
	const killing = world.trading.kill('key !');
	await world.clock.advance(40_000);

	expect(await killing).toEqual({ requested: 3, canceled: 0, left: 3, verified: false, brackets: 0 });
	world.venue.isDown = false;
	await world.clock.advance(10_000);
	expect(world.venue.active()).toEqual([]);
	expect(world.trading.working()).toBe(0);
});

test('a halt that is lifted is not said to stand: neither after it, nor when the cancels end later', async () => {
	const world = await begin();
	await place(world, 2);
	const killing = world.trading.kill('key !');
	await world.clock.advance(10_000);
	await killing;
	world.trading.resume('key ! y');
	expect(world.store.state.trading.notice?.event.text).toBe('trading is ACTIVE again');

	await place(world, 2);
	const again = world.trading.kill('key !');
	await world.clock.advance(100);
	world.trading.resume('key ! y');
	await world.clock.advance(10_000);
	await again;
	expect(world.notices().at(-1)).toBe('KILLED and lifted · 0 left ✓');
});

test('HALTED outlives a restart and is lifted by resume, which outlives one too', async () => {
	const world = await begin();
	await place(world, 2);
	const killing = world.trading.kill('key !');
	await world.clock.advance(5000);
	await killing;
	world.crash();

	const second = createWorld({ ...world, seed: 2 });
	await start(second);
	expect(second.trading.submit(draft())).toMatchObject({ code: 'TRADING_HALTED' });
	second.trading.resume('key y');
	expect(second.trading.submit(draft()).kind).toBe('submitted');
	await second.clock.advance(300);
	second.crash();

	const third = createWorld({ ...world, seed: 3 });
	await start(third);
	expect(third.trading.submit(draft()).kind).toBe('submitted');
});

test('canceling mine leaves other programs alone, the account scope does not', async () => {
	const world = await begin();
	await place(world, 2);
	world.venue.placeForeign('web-1');
	const mine = world.trading.cancelAll({ scope: 'mine' }, 'quit');
	await world.clock.advance(5000);
	expect(await mine).toEqual({ requested: 2, canceled: 2, left: 0, verified: true, brackets: 0 });
	expect(world.venue.active()).toHaveLength(1);

	const all = world.trading.cancelAll({ scope: 'account' }, 'command');
	await world.clock.advance(5000);
	expect(await all).toMatchObject({ requested: 1, left: 0, verified: true, brackets: 0 });
	expect(world.venue.active()).toEqual([]);
});

test('canceling a symbol leaves ours in other symbols', async () => {
	const world = await begin();
	const [oid = ''] = await place(world, 1);
	const done = world.trading.cancelAll({ scope: 'symbol', symbol: 'ETH-USDT' }, 'key X');
	await world.clock.advance(3000);

	expect(await done).toEqual({ requested: 0, canceled: 0, left: 0, verified: true, brackets: 0 });
	expect(statusOfOrder(world, oid)).toBe('WORKING');
});

test('flatten cancels ours in the symbol and sells what kcmon bought, not what was there before', async () => {
	const world = await begin();
	await place(world, 1, { type: 'market', price: undefined, size: '0.7' });
	await place(world, 1);
	world.quote();
	const flat = world.trading.flatten('BTC-USDT', 'key F');
	await world.clock.advance(5000);
	world.quote();
	await flat;
	await world.clock.advance(3000);

	expect(world.venue.totals.BTC).toBe('10');
	expect(world.venue.active()).toEqual([]);
	expect(world.venue.submits.at(-1)?.request).toMatchObject({ side: 'sell', type: 'market', size: '0.7' });
	expect(world.store.state.trading.positions.get('BTC-USDT')?.size).toBe('0');
});

test('flatten with nothing bought sells nothing', async () => {
	const world = await begin();
	const flat = world.trading.flatten('BTC-USDT', 'key F');
	await world.clock.advance(5000);
	await flat;

	expect(world.venue.submits).toEqual([]);
	expect(world.notices()).toContain('FLATTEN BTC-USDT: nothing to sell');
});

test('an order that was being canceled when the program died is canceled on', async () => {
	const world = await begin();
	const [oid = ''] = await place(world, 1);
	world.venue.throttledCancels = 1;
	world.trading.cancel(oid, 'key x');
	await world.clock.advance(100);
	world.crash();

	const second = createWorld({ ...world, seed: 2 });
	await start(second);
	await second.clock.advance(1000);
	expect(statusOfOrder(second, oid)).toBe('CANCELED');
});

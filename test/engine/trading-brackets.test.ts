import { expect, test } from 'vitest';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { selectOrders } from '../../source/store/selectors/orders.js';
import { createFakeVenue, type FakeVenue } from './trading-venue.js';
import { createWorld, draft, start, statusOfOrder, symbol, type World, type WorldOptions } from './trading-world.js';

const begin = async (options: WorldOptions = {}): Promise<World> => {
	const world = createWorld(options);
	await start(world);
	return world;
};

const exits = { stop: '95', target: '110' };

const enter = async (world: World, rest: Parameters<typeof draft>[0] = {}): Promise<string> => {
	const report = world.trading.submit(draft({ exits, ...rest }));
	await world.clock.advance(200);
	return report.kind === 'submitted' ? report.clientOid : '';
};

const sells = (venue: FakeVenue) => venue.orders().filter(({ request }) => request.side === 'sell');

const view = (world: World) =>
	selectOrders(world.store.state, symbol, { wall: world.clock.wallNow(), mono: world.clock.monoNow() });

test('a filled entry gets its target at the venue, and its stop is watched here and said to die with the process', async () => {
	const world = await begin();
	await enter(world);
	expect(sells(world.venue)).toEqual([]);
	world.venue.fill('id1', '1');
	await world.clock.advance(200);

	expect(sells(world.venue).map(({ request }) => request)).toEqual([
		expect.objectContaining({ type: 'limit', price: '110', size: '1' }),
	]);
	expect(world.store.state.trading.gate).toMatchObject({ heldExits: 1 });
	const rows = view(world).orders;
	expect(rows[0]).toMatchObject({ kind: 'stop ≤ 95', size: '1', note: 'watched here · dies with this process' });
	expect(rows[1]).toMatchObject({ side: 'sell', status: 'WORKING', note: 'target · dies with this process' });
	expect(view(world).openCount).toBe(1);
});

test('a reached stop cancels the target and sells at market, once', async () => {
	const world = await begin();
	await enter(world);
	world.venue.fill('id1', '1');
	await world.clock.advance(200);
	world.print('95.1');
	world.print('95');
	world.print('94');
	world.print('99');
	await world.clock.advance(3000);

	expect(sells(world.venue).map(({ request, filled, active }) => [request.type, filled, active])).toEqual([
		['limit', '0', false],
		['market', '1', false],
	]);
	expect(world.store.state.trading.positions.get(symbol)?.size).toBe('0');
	expect(world.store.state.trading.gate?.heldExits).toBe(0);
	const story = world.journal.entries.map(({ kind, why }) => `${kind}: ${why}`);
	expect(story).toContain('cancel.request: bracket stop reached');
	expect(story).toContain('intent: bracket stop');
	expect(world.notices()).toContain('STOP BTC-USDT: 95 reached 95');
});

test('a filled target ends the stop', async () => {
	const world = await begin();
	await enter(world);
	world.venue.fill('id1', '1');
	await world.clock.advance(200);
	world.venue.fill('id2', '1');
	await world.clock.advance(200);
	world.print('90');
	await world.clock.advance(3000);

	expect(sells(world.venue)).toHaveLength(1);
	expect(world.store.state.trading.positions.get(symbol)?.size).toBe('0');
	expect(world.journal.entries.filter(({ kind }) => kind === 'bracket').at(-1)?.body.done).toBe(true);
});

test('a stop that is reached while the target’s cancel gets no answer still sells only what is left', async () => {
	const world = await begin();
	await enter(world);
	world.venue.fill('id1', '1');
	await world.clock.advance(200);
	world.venue.throttledCancels = 3;
	world.print('95');
	await world.clock.advance(100);
	expect(sells(world.venue)).toHaveLength(1);
	world.venue.fill('id2', '0.4');
	await world.clock.advance(10_000);

	expect(sells(world.venue).map(({ request, filled }) => [request.size, filled])).toEqual([
		['1', '0.4'],
		['0.6', '0.6'],
	]);
	expect(world.venue.totals.BTC).toBe('10');
});

test('an entry that fills in parts has one target that follows it', async () => {
	const world = await begin();
	await enter(world);
	for (const size of ['0.2', '0.3', '0.5']) {
		world.venue.fill('id1', size);
		await world.clock.advance(3000);
		expect(sells(world.venue).filter(({ active }) => active)).toHaveLength(1);
	}

	const live = sells(world.venue).filter(({ active }) => active);
	expect(live.map(({ request }) => request.size)).toEqual(['1']);
});

test('prints of before the entry filled do not reach its stop', async () => {
	const world = await begin();
	await enter(world);
	world.print('94');
	world.venue.fill('id1', '1');
	await world.clock.advance(200);
	world.trading.observe({
		type: 'trade',
		symbol,
		tradeId: 'old',
		side: 'sell',
		price: '94',
		size: '1',
		sequence: '1',
		makerOrderId: '',
		takerOrderId: '',
		time: world.clock.wallNow() - 5000,
		receivedAt: world.clock.wallNow(),
	});
	await world.clock.advance(1000);

	expect(world.store.state.trading.gate?.heldExits).toBe(1);
});

test('canceling an entry that has not filled ends its bracket; one that has filled in part keeps its exits', async () => {
	const world = await begin();
	const first = await enter(world);
	world.trading.cancel(first, 'key x');
	await world.clock.advance(500);
	expect(world.journal.entries.filter(({ kind }) => kind === 'bracket').at(-1)?.body.done).toBe(true);

	world.quote();
	const second = await enter(world);
	world.venue.fill('id2', '0.3');
	world.trading.cancel(second, 'key x');
	await world.clock.advance(500);
	expect(statusOfOrder(world, second)).toBe('CANCELED');
	expect(sells(world.venue).map(({ request, active }) => [request.size, active])).toEqual([['0.3', true]]);
});

test('a target that a person cancels is not put back, and the stop stays', async () => {
	const world = await begin();
	await enter(world);
	world.venue.fill('id1', '1');
	await world.clock.advance(200);
	world.venue.end('id2');
	await world.clock.advance(10_000);
	expect(sells(world.venue)).toHaveLength(1);
	world.print('95');
	await world.clock.advance(2000);

	expect(sells(world.venue).map(({ filled }) => filled)).toEqual(['0', '1']);
});

test('the row of a held stop can be canceled: the whole bracket is given up', async () => {
	const world = await begin();
	await enter(world);
	world.venue.fill('id1', '1');
	await world.clock.advance(200);
	world.trading.cancel(view(world).orders[0]?.clientOid ?? '', 'key x');
	await world.clock.advance(1000);
	world.print('90');
	await world.clock.advance(2000);

	expect(world.venue.active()).toEqual([]);
	expect(sells(world.venue).map(({ filled }) => filled)).toEqual(['0']);
});

test('the kill switch cancels exits too, says so, and no stop sells afterwards', async () => {
	const world = await begin();
	await enter(world);
	world.venue.fill('id1', '1');
	await world.clock.advance(200);
	const killing = world.trading.kill('key !');
	await world.clock.advance(5000);
	world.print('90');
	await world.clock.advance(2000);

	expect(await killing).toMatchObject({ left: 0, verified: true, brackets: 1 });
	expect(world.notices()).toContain('1 bracket given up: stop and target are gone too');
	expect(world.notices()).toContain('KILLED · 0 left ✓ · 1 bracket given up: stop and target are gone too');
	expect(sells(world.venue).map(({ filled }) => filled)).toEqual(['0']);
	expect(world.store.state.trading.gate?.heldExits).toBe(0);
});

test('a stop sells in live although it was disarmed meanwhile, on a book that is old', async () => {
	const world = await begin({ options: { live: { keyTail: 'ab12' } } });
	world.trading.arm('ab12');
	await enter(world);
	world.venue.fill('id1', '1');
	await world.clock.advance(60_000);
	world.trading.disarm('key A');
	world.print('94');
	await world.clock.advance(3000);

	expect(sells(world.venue).at(-1)).toMatchObject({ filled: '1', request: { type: 'market' } });
});

test('a stop that nobody can watch is said', async () => {
	const world = await begin();
	await enter(world);
	world.venue.fill('id1', '1');
	await world.clock.advance(200);
	world.store.apply({
		type: 'socket',
		socket: 'public-1',
		state: 'waiting',
		generation: 1,
		attempt: 1,
		nextAttemptAt: undefined,
		reason: 'reset',
		host: undefined,
		reconnects: 0,
		receivedAt: 0,
	});
	await world.clock.advance(40_000);

	expect(world.notices()).toContain('STOP BTC-USDT IS NOT WATCHED: its data is not live');
});

test('where the venue holds stops, a stop alone rests there and survives this process', async () => {
	const seed = createWorld();
	const venue = createFakeVenue(seed.clock);
	venue.nativeStops = true;
	const world = await begin({ clock: seed.clock, venue });
	await enter(world, { exits: { stop: '95', target: undefined } });
	world.venue.fill('id1', '1');
	await world.clock.advance(200);

	expect(sells(venue).map(({ request }) => request)).toEqual([
		expect.objectContaining({ type: 'market', size: '1', stop: { direction: 'loss', stopPrice: '95' } }),
	]);
	expect(world.store.state.trading.gate?.heldExits).toBe(0);
	world.print('90');
	await world.clock.advance(1000);
	expect(sells(venue)).toHaveLength(1);
});

test('a stop at the venue that is triggered ends its bracket, and nothing is sold twice', async () => {
	const seed = createWorld();
	const venue = createFakeVenue(seed.clock);
	venue.nativeStops = true;
	const world = await begin({ clock: seed.clock, venue });
	await enter(world, { exits: { stop: '95', target: undefined } });
	venue.fill('id1', '1');
	await world.clock.advance(200);
	const oid = sells(venue)[0]?.request.clientOid as string;
	world.trading.receive({
		type: 'stop-order',
		symbol,
		orderId: 'id2',
		kind: 'triggered',
		side: 'sell',
		size: '1',
		orderPrice: undefined,
		stopPrice: '95',
		stop: 'loss',
		isLeg: false,
		triggerSuccess: true,
		error: undefined,
		time: world.clock.wallNow(),
		receivedAt: world.clock.wallNow(),
	});
	const update = (kind: 'received' | 'match' | 'filled') =>
		world.trading.receive({
			type: 'order-update',
			symbol,
			side: 'sell',
			orderType: 'market',
			orderId: 'child',
			clientOid: oid,
			kind,
			status: kind === 'filled' ? 'done' : 'match',
			price: undefined,
			originSize: '1',
			originFunds: undefined,
			size: '1',
			oldSize: undefined,
			filledSize: kind === 'received' ? undefined : '1',
			remainSize: '0',
			canceledSize: '0',
			canceledFunds: undefined,
			remainFunds: undefined,
			match:
				kind === 'match'
					? { price: '94.9', size: '1', tradeId: '77', liquidity: 'taker', feeType: 'takerFee' }
					: undefined,
			orderTime: world.clock.wallNow(),
			time: world.clock.wallNow(),
			receivedAt: world.clock.wallNow(),
		});
	update('received');
	expect(statusOfOrder(world, oid)).toBe('WORKING');
	world.print('94');
	update('match');
	update('filled');
	await world.clock.advance(1000);

	expect(statusOfOrder(world, oid)).toBe('FILLED');
	expect(sells(venue)).toHaveLength(1);
	expect(world.store.state.trading.positions.get(symbol)?.size).toBe('0');
	expect(world.journal.entries.filter(({ kind }) => kind === 'bracket').at(-1)?.body.done).toBe(true);
});

test('a bracket goes on after a restart where it was', async () => {
	const world = await begin();
	await enter(world);
	world.venue.fill('id1', '1');
	await world.clock.advance(1000);
	world.crash();

	const second = createWorld({ ...world, seed: 2 });
	await start(second);
	expect(second.store.state.trading.gate?.heldExits).toBe(1);
	second.print('94');
	await second.clock.advance(3000);
	expect(sells(second.venue).map(({ filled, active }) => [filled, active])).toEqual([
		['0', false],
		['1', false],
	]);
});

test('whatever dies, fails or fills in between, no two exits live and no more is sold than was bought', async () => {
	const seen = { restarts: 0, stops: 0, targets: 0, lost: 0 };
	for (let seed = 1; seed <= 80; seed += 1) {
		const random = createSeededRandom(seed);
		const chance = (odds: number): boolean => random() < odds;
		let world = createWorld({ seed });
		await start(world);
		const { venue, clock, journal } = world;
		const check = (): void => {
			const selling = sells(venue);
			expect(selling.filter(({ active }) => active).length, `seed ${seed}: live exits`).toBeLessThanOrEqual(1);
			const sum = (orders: typeof selling) => orders.reduce((total, { filled }) => total + Number(filled), 0);
			const bought = sum(venue.orders().filter(({ request }) => request.side === 'buy'));
			expect(sum(selling), `seed ${seed}: sold`).toBeLessThanOrEqual(bought + 1e-9);
		};
		await enter(world);
		let lives = 1;
		for (let turn = 0; turn < 40; turn += 1) {
			venue.script = (['accept', 'accept', 'take-5xx', 'take-silent', 'never', 'reject', 'late'] as const)[
				Math.floor(random() * 7)
			] as FakeVenue['script'];
			venue.stream = chance(0.8) ? 'on' : 'mute';
			venue.throttledCancels = chance(0.2) ? 2 : 0;
			venue.lostCancelAcks = chance(0.2) ? 1 : 0;
			seen.lost += Number(venue.stream === 'mute');
			const active = venue.active();
			const order = active[Math.floor(random() * active.length)];
			if (order !== undefined && chance(0.35)) {
				const rest = Number(order.request.size) - Number(order.filled);
				const size = Math.ceil(rest * random() * 1000) / 1000;
				seen.targets += Number(order.request.side === 'sell');
				venue.fill(order.orderId, String(Math.max(0.001, Math.min(rest, size)).toFixed(3)));
			}

			if (chance(0.06)) {
				world.quote('94.9', '95.1');
				world.print('94.9');
				seen.stops += 1;
			}

			if (chance(0.04)) {
				world.crash();
				lives += 1;
				world = createWorld({ clock, venue, journal, seed: seed * 100 + lives });
				seen.restarts += 1;
				await start(world);
			}

			check();
			await clock.advance(Math.floor(random() * 2500));
			check();
		}

		// The world calms down: the account is either flat or has its one exit.
		venue.script = 'accept';
		venue.stream = 'on';
		venue.throttledCancels = 0;
		world.quote();
		await clock.advance(120_000);
		check();
		const sums = Number(venue.totals.BTC) - 10;
		expect(Number(world.store.state.trading.positions.get(symbol)?.size ?? 0), `seed ${seed}`).toBeCloseTo(sums, 9);
		const last = journal.entries.filter(({ kind }) => kind === 'bracket').at(-1)?.body as {
			done: boolean;
			state: { triggered: boolean };
		};
		if (last.state.triggered) {
			expect(sums, `seed ${seed}: after a stop nothing is left`).toBeLessThan(0.001);
		}

		await world.trading.stop('leave');
	}

	expect(Math.min(...Object.values(seen))).toBeGreaterThan(30);
});

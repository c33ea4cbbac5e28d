import { expect, test } from 'vitest';
import { addDecimals, decimalText, parseDecimal } from '../../source/lib/decimal.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { selectOrders } from '../../source/store/selectors/orders.js';
import { createFakeVenue, type FakeVenue } from './trading-venue.js';
import { createWorld, draft, limits, start, symbol, type World, type WorldOptions } from './trading-world.js';

/** Brackets whose entry sells coins of before kcmon: the account holds 10. */
const exits = { stop: '110', target: '90' };

const begin = async (options: WorldOptions = {}): Promise<World> => {
	const world = createWorld(options);
	await start(world);
	return world;
};

const enter = async (world: World, size = '2', filled = size): Promise<void> => {
	world.trading.submit(draft({ side: 'sell', price: '101', size, exits }));
	await world.clock.advance(200);
	world.venue.fill('id1', filled);
	await world.clock.advance(1000);
};

const positionOf = (world: World) => world.store.state.trading.positions.get(symbol);

const buys = (venue: FakeVenue) => venue.orders().filter(({ request }) => request.side === 'buy');

test('a bracket that sells coins held before shows what it may buy back, and its target ends it with the profit and no position', async () => {
	const world = await begin();
	await enter(world);

	// 202 less a fee of 0.202
	expect(positionOf(world)).toMatchObject({ size: '0', realized: '0', sold: { size: '2', average: '100.899' } });
	const view = selectOrders(world.store.state, symbol, { wall: world.clock.wallNow(), mono: world.clock.monoNow() });
	// At a mid of 100.
	expect(view.position).toMatchObject({ sold: { size: '2', average: '100.899' }, unrealized: '1.798' });
	expect(view.sessionProfit).toBe('1.798');

	world.venue.fill('id2', '0.5');
	await world.clock.advance(1000);
	// A quarter of 201.798, less 45.045
	expect(positionOf(world)).toMatchObject({ size: '0', realized: '5.4045', sold: { size: '1.5', average: '100.899' } });
	world.venue.fill('id2', '1.5');
	await world.clock.advance(3000);

	expect(positionOf(world)).toMatchObject({
		size: '0',
		averageCost: undefined,
		realized: '21.618',
		fees: '0.382',
		session: { size: '0', cost: '0', realized: '21.618' },
	});
	expect(positionOf(world)?.sold).toBeUndefined();
});

test('flatten sells none of the coins that a stop bought back', async () => {
	const world = await begin();
	await enter(world);
	world.print('110');
	await world.clock.advance(3000);
	expect(buys(world.venue).map(({ request, filled }) => [request.type, filled])).toEqual([
		['limit', '0'],
		['market', '2'],
	]);
	// 201.798 − 220.22
	expect(positionOf(world)).toMatchObject({ size: '0', realized: '-18.422' });

	const flattening = world.trading.flatten(symbol, 'key F');
	await world.clock.advance(10_000);
	await flattening;

	expect(world.venue.submits).toHaveLength(3);
	expect(world.venue.totals.BTC).toBe('10');
	expect(world.notices()).toContain('FLATTEN BTC-USDT: nothing to sell');
});

test('what the stop of a sold bracket lost counts towards the loss of the session, and so does a dear market before it', async () => {
	const world = await begin({ options: { limits: { ...limits, maxSessionLoss: 18 } } });
	await enter(world);
	world.quote('109.8', '110.2');
	// To buy 2 back at 110.2 would cost 18.602 more than they brought.
	expect(world.trading.submit(draft({ price: '109' }))).toMatchObject({ code: 'MAX_SESSION_LOSS' });
	world.quote('109.2', '109.4');
	expect(world.trading.submit(draft({ price: '109' }))).toMatchObject({ kind: 'submitted' });
	world.print('110');
	await world.clock.advance(3000);

	world.quote();
	expect(world.trading.submit(draft({ price: '99' }))).toMatchObject({
		code: 'MAX_SESSION_LOSS',
		context: { loss: '18.422' },
	});
});

test('the exit of a bracket of an earlier run buys back its own, and costs this session its fee', async () => {
	const first = await begin();
	await enter(first, '2', '1.5');
	first.venue.fill('id2', '0.5');
	await first.clock.advance(3000);
	first.crash();
	await first.clock.advance(5000);

	const second = createWorld({ ...first, seed: 2 });
	await start(second);
	expect(positionOf(second)).toMatchObject({
		size: '0',
		realized: '5.4045',
		sold: { size: '1', average: '100.899' },
		session: { size: '0', cost: '0', realized: '0' },
	});
	second.venue.fill('id1', '0.5');
	await second.clock.advance(3000);
	second.print('110');
	await second.clock.advance(3000);

	// In all: 201.798 − 45.045 − 1.5 × 110.11. In this session 1 of what was sold before, for a fee of 0.11, then 0.5.
	expect(positionOf(second)).toMatchObject({
		size: '0',
		realized: '-8.412',
		session: { size: '0', cost: '0', realized: '-4.7155' },
	});
	expect(second.venue.totals.BTC).toBe('10');
	second.crash();

	const third = createWorld({ ...second, seed: 3 });
	await start(third);
	expect(positionOf(third)).toMatchObject({ size: '0', realized: '-8.412' });
});

test.each(['same', 'other'] as const)(
	'what a pair of a sold bracket made buys back, bearing the client id of the pair: %s',
	async childOid => {
		const seed = createWorld();
		const venue = createFakeVenue(seed.clock);
		venue.nativeStops = true;
		venue.nativeOcos = true;
		venue.childOid = childOid;
		venue.namesChildren = true;
		const world = await begin({ clock: seed.clock, venue });
		await enter(world);
		expect(venue.active()).toMatchObject([{ request: { side: 'buy', stop: { direction: 'entry' } } }]);
		venue.reach('90');
		world.print('90');
		await world.clock.advance(3000);
		const child = venue.active().find(({ isChild }) => isChild)!;
		expect(child.orderId).not.toBe('id2');
		venue.fill(child.orderId, '0.75');
		await world.clock.advance(1000);
		world.crash();
		venue.fill(child.orderId, '1.25');

		const second = createWorld({ clock: seed.clock, venue, journal: world.journal, seed: 2 });
		await start(second);
		await second.clock.advance(10_000);

		expect(positionOf(second)).toMatchObject({ size: '0', realized: '21.618' });
		expect(positionOf(second)?.sold).toBeUndefined();
		expect(venue.totals.BTC).toBe('10');
		await second.trading.stop('leave');
	},
);

test('the fee of selling coins held before is lost: it shows in the profit of the session and counts towards its limit', async () => {
	const world = await begin({ options: { limits: { ...limits, maxSessionLoss: 0.19 } } });
	world.trading.submit(draft({ side: 'sell', price: '101', size: '2' }));
	await world.clock.advance(200);
	expect(world.trading.submit(draft({ size: '0.1' }))).toMatchObject({ kind: 'submitted' });
	world.venue.fill('id1', '2');
	await world.clock.advance(3000);

	expect(positionOf(world)).toMatchObject({ size: '0', realized: '-0.202', fees: '0.202' });
	const view = selectOrders(world.store.state, symbol, { wall: world.clock.wallNow(), mono: world.clock.monoNow() });
	expect(view.sessionProfit).toBe('-0.202');
	expect(world.trading.submit(draft({ size: '0.1' }))).toMatchObject({
		code: 'MAX_SESSION_LOSS',
		context: { loss: '0.202' },
	});
});

test('a bracket that is given up leaves its coins sold: nothing is to be bought back, and its fee is lost', async () => {
	const world = await begin({ options: { limits: { ...limits, maxSessionLoss: 5 } } });
	await enter(world);
	const cancelling = world.trading.cancelAll({ scope: 'symbol', symbol }, 'key X');
	await world.clock.advance(10_000);
	await cancelling;

	expect(positionOf(world)).toMatchObject({ size: '0', session: { size: '0', cost: '0', realized: '-0.202' } });
	expect(positionOf(world)?.sold).toBeUndefined();
	// Coins that rise after that are no loss.
	world.quote('109.8', '110.2');
	expect(world.trading.submit(draft({ price: '100', size: '1' }))).toMatchObject({ kind: 'submitted' });
	await world.clock.advance(200);
	world.venue.fill('id3', '1');
	await world.clock.advance(1000);
	expect(positionOf(world)).toMatchObject({ size: '1', averageCost: '100.1' });
});

test('whatever dies or is lost in between: no coins are called a position that were there before, and money is conserved', async () => {
	const seen = { restarts: 0, stops: 0, targets: 0, mute: 0, finished: 0 };
	for (let seed = 1; seed <= 40; seed += 1) {
		const random = createSeededRandom(seed);
		const chance = (odds: number): boolean => random() < odds;
		let world = createWorld({ seed });
		await start(world);
		const { venue, clock, journal } = world;
		world.trading.submit(draft({ side: 'sell', price: '101', size: '2', exits }));
		await clock.advance(200);
		let lives = 1;
		for (let turn = 0; turn < 25; turn += 1) {
			venue.stream = chance(0.7) ? 'on' : 'mute';
			seen.mute += Number(venue.stream === 'mute');
			const active = venue.active();
			const order = active[Math.floor(random() * active.length)];
			if (order !== undefined && chance(0.5)) {
				const rest = Number(order.request.size) - Number(order.filled);
				seen.targets += Number(order.request.side === 'buy');
				venue.fill(order.orderId, Math.max(0.001, rest * random()).toFixed(3));
			}

			if (chance(0.04)) {
				world.quote('110', '110.2');
				world.print('110');
				seen.stops += 1;
			}

			if (chance(0.08)) {
				world.crash();
				lives += 1;
				world = createWorld({ clock, venue, journal, seed: seed * 100 + lives });
				seen.restarts += 1;
				await start(world);
			}

			await clock.advance(Math.floor(random() * 2500));
		}

		venue.stream = 'on';
		world.quote();
		await clock.advance(120_000);
		const position = positionOf(world);
		const sold = parseDecimal(position?.sold?.size ?? '0');
		// What the account has less than at the start is what may still be bought back, or what a bracket that is over left sold.
		const missing = parseDecimal('10').minus(venue.totals.BTC as string);
		expect(position?.size ?? '0', `seed ${seed}`).toBe('0');
		const isOver = journal.entries.findLast(({ kind }) => kind === 'bracket')?.body.done === true;
		expect(decimalText(sold), `seed ${seed}`).toBe(decimalText(missing));
		if (isOver) {
			expect(decimalText(sold), `seed ${seed}`).toBe('0');
			seen.finished += 1;
		}

		const fills = venue.orders().flatMap(order => order.fills);
		const cash = fills.reduce((sum, fill) => {
			const funds = parseDecimal(fill.price).times(fill.size);
			return (fill.side === 'sell' ? sum.plus(funds) : sum.minus(funds)).minus(fill.fee as string);
		}, parseDecimal('0'));
		const open = position?.sold === undefined ? parseDecimal('0') : sold.times(position.sold.average);
		const difference = addDecimals(position?.realized ?? '0', open)
			.minus(cash)
			.abs();
		expect(difference.lt('0.000000000000000001'), `seed ${seed}`).toBe(true);

		await world.trading.stop('leave');
	}

	expect(Math.min(seen.restarts, seen.stops, seen.targets, seen.mute)).toBeGreaterThan(10);
	expect(seen.finished).toBeGreaterThan(5);
});

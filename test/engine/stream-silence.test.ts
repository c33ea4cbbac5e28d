import { expect, test } from 'vitest';
import { selectOrders } from '../../source/store/selectors/orders.js';
import { createWorld, draft, showAccountLive, start, statusOfOrder, symbol, type World } from './trading-world.js';

const silent = 'order stream silent · polling';

/** A world whose account's socket is live. */
async function begin(): Promise<World> {
	const world = createWorld();
	await start(world);
	showAccountLive(world);
	return world;
}

function submit(world: World): string {
	world.quote();
	const report = world.trading.submit(draft());
	if (report.kind !== 'submitted') {
		throw new Error(`Denied: ${report.code}`);
	}

	return report.clientOid;
}

const freshness = ({ store, clock }: World) =>
	selectOrders(store.state, symbol, { wall: clock.wallNow(), mono: clock.monoNow() }).freshness;

test('a stream that owes a word of an order is subscribed anew, and until it speaks orders are STALE and asked for each 5 s', async () => {
	const world = await begin();
	world.venue.stream = 'mute';
	const oid = submit(world);
	await world.clock.advance(4500);
	expect(freshness(world)).toMatchObject({ state: 'LIVE' });
	expect(world.resubscribes()).toBe(0);

	await world.clock.advance(1000);
	expect(freshness(world)).toMatchObject({ state: 'STALE', note: silent });
	expect(world.resubscribes()).toBe(1);
	expect(world.notices()).toContain('order stream silent: subscribed anew, and asked by REST each 5 s');

	// What trades while nothing is told is known within seconds all the same.
	world.venue.fill('id1', '0.5');
	await world.clock.advance(6500);
	expect(statusOfOrder(world, oid)).toBe('PARTIAL');
	expect(freshness(world)).toMatchObject({ state: 'STALE', note: silent });

	world.venue.stream = 'on';
	world.venue.fill('id1', '0.25');
	await world.clock.advance(200);
	expect(freshness(world)).toMatchObject({ state: 'LIVE', note: '' });
});

test('a stream that stays silent is subscribed anew at each order that it should have told of, and said so once', async () => {
	const world = await begin();
	world.venue.stream = 'mute';
	submit(world);
	await world.clock.advance(6000);
	submit(world);
	await world.clock.advance(6000);

	expect(world.resubscribes()).toBe(2);
	expect(world.notices().filter(text => text.startsWith('order stream silent'))).toHaveLength(1);
});

test('a stream that speaks in time is left alone', async () => {
	const world = await begin();
	submit(world);
	await world.clock.advance(20_000);

	expect(world.resubscribes()).toBe(0);
	expect(freshness(world)).toMatchObject({ state: 'LIVE' });
});

test('what was due while the stream was down does not make it silent: the comparison has told it', async () => {
	const world = await begin();
	world.venue.stream = 'mute';
	submit(world);
	await world.clock.advance(300);
	world.trading.streamChanged('lost');
	world.trading.streamChanged('live');
	world.venue.stream = 'on';
	await world.clock.advance(20_000);

	expect(world.resubscribes()).toBe(0);
	expect(freshness(world)).toMatchObject({ state: 'LIVE', note: '' });
});

test('with nothing open a silent stream has nothing to keep back', async () => {
	const world = await begin();
	world.venue.stream = 'mute';
	const oid = submit(world);
	await world.clock.advance(6000);
	world.trading.cancel(oid, 'key x');
	await world.clock.advance(6000);

	expect(statusOfOrder(world, oid)).toBe('CANCELED');
	expect(freshness(world)).toMatchObject({ state: 'LIVE' });
});

test('an order that lived and ended unheard is compared, with the balances that it moved (simulation seed 4273)', async () => {
	const world = await begin();
	world.venue.stream = 'mute';
	const oid = submit(world);
	await world.clock.advance(200);
	world.venue.fill('id1', '1');
	world.venue.totals.USDT = '901';
	world.trading.cancel(oid, 'key x');
	await world.clock.advance(2000);
	expect(statusOfOrder(world, oid)).toBe('FILLED');
	await world.clock.advance(4000);

	expect(world.store.state.trading.balances.get('USDT')?.total).toBe('901');
	expect(world.resubscribes()).toBe(1);
	expect(freshness(world)).toMatchObject({ state: 'LIVE' });
});

test('a fill of which no balance follows has the balances asked for', async () => {
	const world = await begin();
	submit(world);
	await world.clock.advance(20_000);
	world.venue.fill('id1', '1');
	world.venue.totals.USDT = '901';
	await world.clock.advance(4000);
	expect(world.store.state.trading.balances.get('USDT')?.total).not.toBe('901');
	await world.clock.advance(1500);

	expect(world.store.state.trading.balances.get('USDT')?.total).toBe('901');
});

test('an order whose end tells of no balance has the balances asked for: what it held is free (simulation seed 4665)', async () => {
	const world = await begin();
	const oid = submit(world);
	await world.clock.advance(20_000);
	expect(world.store.state.trading.balances.get('USDT')?.hold).not.toBe('0');
	world.trading.cancel(oid, 'key x');
	await world.clock.advance(6000);

	expect(statusOfOrder(world, oid)).toBe('CANCELED');
	expect(world.store.state.trading.balances.get('USDT')?.hold).toBe('0');
});

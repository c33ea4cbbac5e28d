import { expect, test } from 'vitest';
import { selectOrders } from '../../source/store/selectors/orders.js';
import {
	createWorld,
	draft,
	limits,
	showAccountLive,
	start,
	statusOfOrder,
	symbol,
	type World,
	type WorldOptions,
} from './trading-world.js';

const begin = async (options: WorldOptions = {}): Promise<World> => {
	const world = createWorld(options);
	await start(world);
	return world;
};

const live = { options: { live: { keyTail: 'ab12' } } };

test('the gate opens after the first comparison with the venue, not before', async () => {
	const world = createWorld();
	void world.trading.start();
	expect(world.trading.submit(draft())).toMatchObject({ code: 'NOT_RECONCILED' });
	expect(world.store.state.trading.gate?.closedBecause).toBe('comparing with the venue');
	await world.clock.advance(1000);
	world.quote();

	expect(world.store.state.trading.gate?.closedBecause).toBeUndefined();
	expect(world.trading.submit(draft()).kind).toBe('submitted');
});

test('a venue that cannot be asked keeps the gate closed until it can', async () => {
	const world = createWorld();
	world.venue.isDown = true;
	await start(world);
	expect(world.trading.submit(draft())).toMatchObject({ code: 'NOT_RECONCILED' });
	expect(world.store.state.trading.gate?.closedBecause).toBe('cannot compare with the venue: the venue is down');
	world.venue.isDown = false;
	await world.clock.advance(20_000);
	world.quote();

	expect(world.trading.submit(draft()).kind).toBe('submitted');
});

test('no order leaves on a book that is not LIVE, nor for a symbol that is not watched', async () => {
	const world = await begin();
	await world.clock.advance(10_000);
	expect(world.trading.submit(draft())).toMatchObject({ code: 'DATA_NOT_LIVE' });
	world.store.apply({ type: 'book-status', symbol, status: 'gap', reason: '3 missing', receivedAt: 0 });
	expect(world.trading.submit(draft())).toMatchObject({ code: 'DATA_NOT_LIVE' });
	expect(world.trading.submit(draft({ symbol: 'ETH-USDT' }))).toMatchObject({ code: 'DATA_NOT_LIVE' });
});

test('a venue that is closed or takes cancels only takes no order of ours', async () => {
	const world = await begin();
	for (const status of ['close', 'cancelonly', 'unreachable'] as const) {
		world.store.apply({ type: 'venue', status, message: '', receivedAt: 0 });
		expect(world.trading.submit(draft()), status).toMatchObject({ code: 'VENUE_NOT_OPEN' });
	}
});

test('live starts disarmed, arms by the tail of the key alone, and disarms by time, by sleep and by hand', async () => {
	const world = await begin(live);
	expect(world.trading.submit(draft())).toMatchObject({ code: 'NOT_ARMED' });
	for (const typed of ['', 'ab1', 'AB12', 'ab123', 'xxxx']) {
		expect(world.trading.arm(typed), typed).toBe(false);
	}

	expect(world.trading.arm('ab12')).toBe(true);
	expect(world.store.state.trading.gate?.armed).toBe(true);
	expect(world.trading.submit(draft()).kind).toBe('submitted');
	await world.clock.advance(8 * 3_600_000 + 1000);
	expect(world.store.state.trading.gate?.armed).toBe(false);

	world.trading.arm('ab12');
	world.trading.wake('slept 41m');
	expect(world.store.state.trading.gate?.armed).toBe(false);
	world.trading.arm('ab12');
	world.trading.disarm('key A');
	expect(world.store.state.trading.gate?.armed).toBe(false);
	expect(world.journal.entries.filter(({ kind }) => kind === 'arm').map(({ body }) => body.armed)).toEqual([
		true,
		false,
		true,
		false,
		true,
		false,
	]);
});

test('a cancel needs no arming', async () => {
	const world = await begin(live);
	world.trading.arm('ab12');
	const report = world.trading.submit(draft());
	await world.clock.advance(200);
	world.trading.disarm('key A');
	const oid = report.kind === 'submitted' ? report.clientOid : '';
	world.trading.cancel(oid, 'key x');
	await world.clock.advance(200);

	expect(statusOfOrder(world, oid)).toBe('CANCELED');
});

test('nothing is to be armed where nothing is live', async () => {
	const world = await begin();
	expect(world.trading.arm('ab12')).toBe(false);
	expect(world.store.state.trading.gate?.armed).toBeUndefined();
});

test('the dead-man switch is set with the first open order, renewed each 20 s, and cleared when none is open', async () => {
	const world = await begin(live);
	world.trading.arm('ab12');
	expect(world.venue.deadMan).toEqual([]);
	const report = world.trading.submit(draft());
	await world.clock.advance(1000);
	expect(world.venue.deadMan).toEqual([expect.objectContaining({ seconds: 60, symbols: [symbol] })]);
	const firesAt = world.store.state.trading.gate?.deadManAt ?? 0;
	expect(firesAt - world.clock.wallNow()).toBeGreaterThan(58_000);
	await world.clock.advance(60_000);
	expect(world.venue.deadMan).toHaveLength(4);

	world.trading.cancel(report.kind === 'submitted' ? report.clientOid : '', 'key x');
	await world.clock.advance(25_000);
	expect(world.venue.deadMan.at(-1)).toMatchObject({ seconds: -1, symbols: [symbol] });
	expect(world.store.state.trading.gate?.deadManAt).toBeUndefined();
	// An empty list would mean every symbol of the account.
	expect(world.venue.deadMan.every(({ symbols }) => symbols.length > 0)).toBe(true);
});

test('a dead-man switch that could not be renewed for a minute is taken for fired', async () => {
	const world = await begin(live);
	world.trading.arm('ab12');
	const report = world.trading.submit(draft());
	await world.clock.advance(1000);
	world.venue.deadManFails = true;
	world.venue.stream = 'mute';
	world.venue.end('id1');
	await world.clock.advance(65_000);

	expect(world.notices().some(text => text.startsWith('the dead-man switch was not renewed'))).toBe(true);
	expect(report.kind === 'submitted' ? statusOfOrder(world, report.clientOid) : '').toBe('CANCELED');
});

test('a sleep of more than a minute is taken for a fired dead-man switch', async () => {
	const world = await begin(live);
	world.trading.arm('ab12');
	world.trading.submit(draft());
	await world.clock.advance(1000);
	await world.clock.sleep(600_000);
	world.trading.wake('slept 10m');

	expect(world.notices().some(text => text.startsWith('the dead-man switch was not renewed'))).toBe(true);
	await world.clock.advance(1000);
	expect(world.venue.deadMan).toHaveLength(2);
});

test('leaving with orders open clears the dead-man switch, any other end leaves it behind them', async () => {
	for (const how of ['leave', 'canceled'] as const) {
		const world = await begin(live);
		world.trading.arm('ab12');
		world.trading.submit(draft());
		await world.clock.advance(1000);
		await world.trading.stop(how);
		await world.clock.advance(100_000);

		expect(world.venue.deadMan.map(({ seconds }) => seconds)).toEqual(how === 'leave' ? [60, -1] : [60]);
		expect(world.venue.active()).toHaveLength(1);
	}
});

test('outside live there is no dead-man switch', async () => {
	const world = await begin();
	world.trading.submit(draft());
	await world.clock.advance(60_000);

	expect(world.venue.deadMan).toEqual([]);
});

test('funds of the day and orders of the minute are counted from the journal after a restart', async () => {
	const tight = { options: { limits: { ...limits, maxDayFunds: 250, maxOrdersPerMinute: 3 } } };
	const world = await begin(tight);
	expect(world.trading.submit(draft()).kind).toBe('submitted');
	expect(world.trading.submit(draft()).kind).toBe('submitted');
	expect(world.trading.submit(draft())).toMatchObject({ code: 'MAX_DAY_FUNDS', context: { day: '198' } });
	await world.clock.advance(200);
	world.crash();

	const second = createWorld({ ...world, ...tight, seed: 2 });
	await start(second);
	expect(second.trading.submit(draft())).toMatchObject({ code: 'MAX_DAY_FUNDS' });
	expect(second.trading.submit(draft({ size: '0.1' })).kind).toBe('submitted');
	expect(second.trading.submit(draft({ size: '0.1' }))).toMatchObject({ code: 'MAX_ORDERS_PER_MINUTE' });
	await second.clock.advance(86_400_000);
	second.quote();
	expect(second.trading.submit(draft()).kind).toBe('submitted');
});

test('an order that never came to be gives the day its funds back', async () => {
	const world = await begin({ options: { limits: { ...limits, maxDayFunds: 100 } } });
	for (const script of ['reject', 'not-sent', 'never'] as const) {
		world.venue.script = script;
		world.quote();
		expect(world.trading.submit(draft()).kind, script).toBe('submitted');
		await world.clock.advance(25_000);
	}
});

test('a session that lost its limit takes no new risk, and still sells what it bought', async () => {
	const world = await begin({ options: { limits: { ...limits, maxSessionLoss: 10 } } });
	world.trading.submit(draft({ type: 'market', price: undefined, size: '1' }));
	await world.clock.advance(2000);
	world.quote('88', '88.2');
	expect(world.trading.submit(draft({ price: '87' }))).toMatchObject({ code: 'MAX_SESSION_LOSS' });
	expect(world.trading.submit(draft({ side: 'sell', price: '89', size: '1' })).kind).toBe('submitted');
});

test('a loss of an earlier session does not count against this one', async () => {
	const tight = { options: { limits: { ...limits, maxSessionLoss: 10 } } };
	const world = await begin(tight);
	world.trading.submit(draft({ type: 'market', price: undefined, size: '1' }));
	await world.clock.advance(2000);
	world.crash();

	const second = createWorld({ ...world, ...tight, seed: 2 });
	await start(second);
	second.quote('88', '88.2');
	expect(second.store.state.trading.positions.get(symbol)?.size).toBe('1');
	expect(second.trading.submit(draft({ price: '87' })).kind).toBe('submitted');
});

test('a hold that no order explains lets positions only shrink, after two comparisons, and until it is gone', async () => {
	const world = await begin();
	world.trading.submit(draft());
	world.venue.extraHold = '50';
	await world.clock.advance(61_000);
	expect(world.store.state.trading.gate?.trading).toBe('ACTIVE');
	await world.clock.advance(61_000);
	expect(world.store.state.trading.gate?.trading).toBe('REDUCING');
	world.quote();
	expect(world.trading.submit(draft())).toMatchObject({ code: 'TRADING_REDUCING' });
	world.venue.extraHold = '0';
	await world.clock.advance(61_000);

	expect(world.store.state.trading.gate?.trading).toBe('ACTIVE');
});

test('holds of our own and of foreign orders explain themselves', async () => {
	const world = await begin();
	world.trading.submit(draft());
	world.trading.submit(draft({ side: 'sell', price: '101', size: '0.5' }));
	world.venue.placeForeign('web-1');
	await world.clock.advance(600_000);

	expect(world.store.state.trading.gate?.trading).toBe('ACTIVE');
});

test('where order entry is closed nothing is asked, sent or canceled', async () => {
	for (const closed of ['READ_ONLY', 'VIEWER'] as const) {
		const world = await begin({ options: { closed } });
		expect(world.trading.submit(draft())).toMatchObject({ code: closed });
		expect(await world.trading.cancelAll({ scope: 'account' }, 'x')).toMatchObject({ requested: 0, verified: false });
		world.trading.cancel('anything', 'x');
		await world.clock.advance(600_000);
		expect(world.venue.cancels).toEqual([]);
		expect(world.venue.submits).toEqual([]);
		expect(world.store.state.trading.gate?.closedBecause).toBeDefined();
	}
});

test('a stopped trading leaves no timer behind', async () => {
	const world = await begin(live);
	world.trading.arm('ab12');
	world.venue.script = 'never';
	world.trading.submit(draft());
	await world.clock.advance(2000);
	world.trading.streamChanged('lost');
	await world.trading.stop('leave');
	await world.clock.advance(1000);

	expect(world.clock.pending()).toBe(0);
});

test('the gate is at no moment open between a stream that is back and the comparison that it asks for', async () => {
	const world = createWorld();
	await start(world);
	world.trading.streamChanged('lost');
	world.events.length = 0;

	world.trading.streamChanged('live');
	await world.clock.advance(1000);

	const told = world.events.flatMap(event => (event.type === 'gate' ? [event.closedBecause] : []));
	expect(told.at(-1)).toBeUndefined();
	expect(told.indexOf(undefined)).toBe(told.length - 1);
});

test('a stream that is renewed is compared with the venue, and the gate stays open', async () => {
	const world = createWorld();
	await start(world);
	world.events.length = 0;
	const compared = () => world.journal.entries.filter(({ kind }) => kind === 'recon').length;
	const before = compared();

	world.trading.streamChanged('renewed');
	await world.clock.advance(1000);

	expect(world.events.flatMap(event => (event.type === 'gate' ? [event.closedBecause] : []))).toEqual([]);
	expect(compared()).toBe(before + 1);
});

test('orders are LIVE only while their topics stand and what was missed was read, whatever the socket says (simulation seed 271)', async () => {
	const world = createWorld();
	await start(world);
	showAccountLive(world);
	const freshness = () =>
		selectOrders(world.store.state, symbol, { wall: world.clock.wallNow(), mono: world.clock.monoNow() }).freshness;
	expect(freshness()).toMatchObject({ state: 'LIVE' });

	world.trading.streamChanged('lost');
	expect(freshness()).toMatchObject({ state: 'STALE', note: 'private stream down · polling' });
	world.trading.streamChanged('live');
	expect(freshness()).toMatchObject({ state: 'SYNC', note: 'comparing with the venue' });
	await world.clock.advance(1000);
	expect(freshness()).toMatchObject({ state: 'LIVE', note: '' });
});

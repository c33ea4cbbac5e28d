import { expect, test } from 'vitest';
import type { AutoSettings } from '../../source/engine/auto-trader.js';
import type { Signal } from '../../source/model/signal-event.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createWorld, start, symbol, type World, type WorldOptions } from './trading-world.js';

const settings: AutoSettings = {
	sources: ['desk'],
	types: [],
	minConfidence: 0.7,
	maxAgeMs: 10_000,
	maxOrdersPerDay: 3,
	maxOrderFunds: '100',
	maxDayFunds: '250',
	riskPercent: '1',
};

const automatic = (rest: Partial<AutoSettings> = {}, more: WorldOptions = {}): World =>
	createWorld({ ...more, options: { auto: { ...settings, ...rest }, ...more.options } });

const signalOf = (world: World, id: string, rest: Partial<Signal> = {}): Signal => {
	const now = world.clock.wallNow();
	return {
		timestamp: now,
		symbol,
		signalType: 'long_breakout',
		confidence: 0.8,
		id,
		source: 'desk',
		side: 'buy',
		entryLow: '99',
		entryHigh: '100.04',
		stop: '95',
		targets: ['110'],
		ttlMs: undefined,
		horizon: undefined,
		reason: undefined,
		features: undefined,
		schemaVersion: undefined,
		receivedAt: now,
		lagMs: 0,
		verified: 'hmac',
		duplicateOf: undefined,
		...rest,
	};
};

/** As the engine does it: the store first, then trading. */
const receive = async (world: World, id: string, rest: Partial<Signal> = {}): Promise<void> => {
	const signal = signalOf(world, id, rest);
	const event = { type: 'signal', signal, receivedAt: signal.receivedAt } as const;
	world.store.apply(event);
	world.trading.observe(event);
	await world.clock.advance(50);
	world.quote();
};

const sent = (world: World) => world.venue.submits.map(({ request }) => request);
const auto = (world: World) => world.store.state.trading.gate?.auto;

test('a signal becomes a bracket on the tick, within its cap, and the journal says by which signal', async () => {
	const world = automatic();
	await start(world);

	await receive(world, 'a1');

	// 100 of funds at 100.0 is 1 BTC, in steps of 0.001.
	expect(sent(world)).toMatchObject([{ symbol, side: 'buy', type: 'limit', price: '100', size: '1' }]);
	expect(world.journal.entries.filter(({ kind }) => kind === 'signal' || kind === 'intent')).toMatchObject([
		{ kind: 'signal', body: { signal_id: 'a1', source: 'desk', auto: true, funds: '100' } },
		{
			kind: 'intent',
			why: 'auto signal desk',
			body: { signal_id: 'a1', signal_source: 'desk', role: 'entry', price: '100' },
		},
	]);
	expect(auto(world)).toMatchObject({ on: true, orders: 1, maxOrders: 3 });
	expect(world.store.state.signals.taken.get('desk\na1')?.size).toBe(1);
});

test('the risk decides the size where it is smaller than the cap', async () => {
	const world = automatic({ maxOrderFunds: '5000', maxDayFunds: '5000', riskPercent: '0.1' });
	await start(world);

	await receive(world, 'a1');

	const [order] = sent(world);
	const loss = Number(order?.size) * (100 - 95 + (100 + 95) * 0.001);
	const account = Number(world.store.state.trading.balances.get('USDT')?.total);
	expect(loss).toBeLessThanOrEqual(account * 0.001);
	expect(loss).toBeGreaterThan(account * 0.001 * 0.99);
});

test('one order a signal, whatever is repeated and however often the program restarts', async () => {
	let world = automatic();
	await start(world);
	await receive(world, 'a1');
	await receive(world, 'a1');
	await receive(world, 'a1', { duplicateOf: 'a1' });

	for (let restart = 2; restart < 5; restart += 1) {
		world.crash();
		world = automatic({}, { clock: world.clock, venue: world.venue, journal: world.journal, seed: restart });
		await start(world);
		// A memory of ids that was lost: the journal still knows.
		await receive(world, 'a1');
	}

	expect(sent(world).filter(({ side }) => side === 'buy')).toHaveLength(1);
	await receive(world, 'a1', { source: 'other' });
	expect(sent(world)).toHaveLength(1);
	await receive(world, 'a2');
	expect(sent(world)).toHaveLength(2);
	expect(auto(world)).toMatchObject({ orders: 2 });
});

test('a run that dies at any touch of journal or venue never sends a signal twice', async () => {
	for (let dieAt = 1; dieAt < 40; dieAt += 1) {
		const first = automatic({}, { dieAt });
		await start(first);
		await receive(first, 'a1').catch(() => {});
		await first.clock.advance(1000);
		first.crash();
		const next = automatic({}, { clock: first.clock, venue: first.venue, journal: first.journal, seed: 2 });
		await start(next);
		await receive(next, 'a1');

		expect(sent(next).filter(({ side }) => side === 'buy').length, `died at ${dieAt}`).toBeLessThanOrEqual(1);
	}
});

test('the caps of the day hold over a restart, and a new day begins anew', async () => {
	const minuteToMidnight = Date.UTC(2026, 0, 1, 23, 59);
	const world = automatic({}, { clock: createVirtualClock({ wall: minuteToMidnight }) });
	await start(world);
	await receive(world, 'a1');
	await receive(world, 'a2');
	// 100 + 100 + 100 is above 250.
	await receive(world, 'a3');
	expect(sent(world)).toHaveLength(2);
	expect(world.notices().at(-1)).toMatch(
		/AUTO left desk long_breakout BTC-USDT to you: the day would come to 300 of 250/,
	);

	world.crash();
	const next = automatic(
		{ maxDayFunds: '1000', maxOrdersPerDay: 3 },
		{ clock: world.clock, venue: world.venue, journal: world.journal, seed: 2 },
	);
	await start(next);
	await receive(next, 'a4');
	await receive(next, 'a5');
	expect(sent(next)).toHaveLength(3);
	expect(next.notices().at(-1)).toContain('3 automatic orders today, the limit');

	await next.clock.advance(60_000);
	next.quote();
	await receive(next, 'a6');
	expect(sent(next)).toHaveLength(4);
});

test.each([
	[{ confidence: 0.69 }, 'confidence 0.69 is below 0.7'],
	[{ verified: 'none' }, 'its source is unverified'],
	[{ verified: 'secret' }, 'a shared secret arms a ticket, not auto mode'],
	[{ side: 'sell' }, 'only buys'],
	[{ side: undefined }, 'names no side'],
	[{ stop: undefined }, 'names no stop'],
	[{ stop: '100.2' }, 'the market is at its stop already'],
	[{ targets: ['100.1'] }, 'the market is at its target already'],
	[{ symbol: 'ETH-USDT' }, 'ETH-USDT is not watched'],
	[{ entryHigh: '140' }, 'PRICE_BAND'],
] as const)('a signal like %j is left to a person, with the reason', async (rest, reason) => {
	const world = automatic();
	await start(world);

	await receive(world, 'a1', rest as Partial<Signal>);

	expect(sent(world)).toEqual([]);
	expect(world.notices().at(-1)).toContain(reason);
	expect(auto(world)).toMatchObject({ on: true, orders: 0 });
});

test('an old, expired or future signal is left to a person', async () => {
	const world = automatic();
	await start(world);
	const now = world.clock.wallNow();

	await receive(world, 'old', { timestamp: now - 10_001 });
	await receive(world, 'expired', { timestamp: now - 2000, ttlMs: 1000 });
	await receive(world, 'future', { timestamp: now + 60_000 });

	expect(sent(world)).toEqual([]);
	expect(world.notices().filter(text => text.startsWith('AUTO left'))).toHaveLength(3);
});

test('sources and types that nobody named are passed over in silence', async () => {
	const world = automatic({ types: ['momentum_up'] });
	await start(world);

	await receive(world, 'a1');
	await receive(world, 'a2', { signalType: 'momentum_up', source: 'stranger' });
	expect(world.notices()).toEqual([]);
	await receive(world, 'a3', { signalType: 'momentum_up' });

	expect(sent(world)).toHaveLength(1);
});

test('a stale book keeps it from acting', async () => {
	const world = automatic();
	await start(world);
	await world.clock.advance(60_000);

	const signal = signalOf(world, 'a1');
	world.trading.observe({ type: 'signal', signal, receivedAt: signal.receivedAt });

	expect(sent(world)).toEqual([]);
	expect(world.notices().at(-1)).toContain('DATA_NOT_LIVE');
});

test('the kill switch stops it at once, and lifting the halt does not start it again', async () => {
	const world = automatic();
	await start(world);

	void world.trading.kill('key !');
	expect(auto(world)).toMatchObject({ on: false, why: 'trading is HALTED' });
	await world.clock.advance(10_000);
	world.trading.setAuto(true, 'key a y');
	expect(auto(world)).toMatchObject({ on: false });
	world.trading.resume('key ! y');
	world.quote();
	await receive(world, 'a1');
	expect(sent(world)).toEqual([]);

	world.trading.setAuto(true, 'key a y');
	expect(auto(world)).toMatchObject({ on: true, why: 'key a y' });
	await receive(world, 'a2');
	expect(sent(world)).toHaveLength(1);
});

test('HALTED outlives a restart, and auto mode is off with it', async () => {
	const world = automatic();
	await start(world);
	void world.trading.kill('key !');
	await world.clock.advance(10_000);
	world.crash();

	const next = automatic({}, { clock: world.clock, venue: world.venue, journal: world.journal, seed: 2 });
	await start(next);
	await receive(next, 'a1');

	expect(auto(next)).toMatchObject({ on: false, why: 'trading is HALTED' });
	expect(sent(next)).toEqual([]);
});

test('REDUCING stops it too', async () => {
	const world = automatic();
	world.venue.extraHold = '500';
	await start(world);
	await world.clock.advance(400_000);
	world.quote();
	expect(world.store.state.trading.gate?.trading).toBe('REDUCING');

	await receive(world, 'a1');

	expect(auto(world)).toMatchObject({ on: false, why: 'trading is REDUCING' });
	expect(sent(world)).toEqual([]);
});

test('a key stops it at once, in the journal too', async () => {
	const world = automatic();
	await start(world);

	world.trading.setAuto(false, 'key a');
	await receive(world, 'a1');

	expect(sent(world)).toEqual([]);
	expect(world.journal.entries.filter(({ kind }) => kind === 'auto')).toMatchObject([
		{ why: 'key a', body: { on: false } },
	]);
});

test('live: off until a person turns it on while armed, and off again with the arming', async () => {
	const world = automatic({}, { options: { live: { keyTail: 'ab12' } } });
	await start(world);
	world.trading.setAuto(true, 'key a y');
	expect(auto(world)).toMatchObject({ on: false });

	world.trading.arm('ab12');
	await receive(world, 'a1');
	expect(sent(world)).toEqual([]);
	world.trading.setAuto(true, 'key a y');
	await receive(world, 'a2');
	expect(sent(world)).toHaveLength(1);

	world.trading.disarm('key A');
	expect(auto(world)).toMatchObject({ on: false, why: 'disarmed' });
	await receive(world, 'a3');
	expect(sent(world)).toHaveLength(1);
});

test('without settings there is no auto mode at all', async () => {
	const world = createWorld();
	await start(world);

	world.trading.setAuto(true, 'key a y');
	await receive(world, 'a1');

	expect(auto(world)).toBeUndefined();
	expect(sent(world)).toEqual([]);
});

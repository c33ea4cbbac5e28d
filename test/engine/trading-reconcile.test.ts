import { expect, test } from 'vitest';
import { KcmonError } from '../../source/lib/errors.js';
import { selectOrders } from '../../source/store/selectors/orders.js';
import { toldBalance } from './told-balance.js';
import { createWorld, draft, start, statusOfOrder, symbol, type World } from './trading-world.js';

const begin = async (options: Parameters<typeof createWorld>[0] = {}): Promise<World> => {
	const world = createWorld(options);
	await start(world);
	return world;
};

const place = async (world: World, rest: Parameters<typeof draft>[0] = {}): Promise<string> => {
	world.quote();
	const report = world.trading.submit(draft(rest));
	await world.clock.advance(200);
	return report.kind === 'submitted' ? report.clientOid : '';
};

test('an order that is in no list is asked for by its id, and only its own record ends it', async () => {
	const world = await begin();
	const oid = await place(world);
	await world.clock.advance(600_000);
	world.venue.stream = 'mute';
	world.venue.end('id1');
	await world.clock.advance(61_000);

	// Too old for the list of what ended since the last comparison.
	expect(statusOfOrder(world, oid)).toBe('CANCELED');
});

test('an order that the venue does not know today is not called over', async () => {
	const world = await begin();
	const oid = await place(world);
	const entries = world.venue.orders() as unknown as unknown[];
	const hidden = entries.splice(0, 1);
	await world.clock.advance(600_000);
	expect(statusOfOrder(world, oid)).toBe('WORKING');
	entries.push(...hidden);
	world.venue.fill('id1', '1');
	expect(statusOfOrder(world, oid)).toBe('FILLED');
});

test('an order older than the venue’s memory and unknown there twice is over', async () => {
	const world = await begin();
	const oid = await place(world);
	(world.venue.orders() as unknown as unknown[]).splice(0, 1);
	await world.clock.advance(2 * 86_400_000 + 180_000);

	expect(statusOfOrder(world, oid)).toBe('CANCELED');
});

test.each([
	[6, 'CANCELED'],
	[8, 'UNKNOWN'],
] as const)(
	'an order that nobody looked at for %d days and that the venue has forgotten is %s',
	async (days, status) => {
		const world = await begin();
		const oid = await place(world);
		world.crash();
		(world.venue.orders() as unknown as unknown[]).splice(0, 1);
		await world.clock.advance(days * 86_400_000);

		const second = createWorld({ ...world, seed: 2 });
		await start(second);
		await second.clock.advance(120_000);

		expect(statusOfOrder(second, oid)).toBe(status);
		expect(second.trading.working()).toBe(0);
		const { note } = selectOrders(second.store.state, symbol, {
			wall: second.clock.wallNow(),
			mono: second.clock.monoNow(),
		}).orders[0]!;
		expect(note).toBe(status === 'UNKNOWN' ? 'see KuCoin · it no longer shows how this ended' : '');
		second.quote();
		expect(second.trading.preview(draft()).denied).toBeUndefined();

		// Nor does another start make more of it.
		second.crash();
		const third = createWorld({ ...second, seed: 3 });
		await start(third);
		expect(third.trading.working()).toBe(0);
	},
);

test('fills of an adopted order count once over restarts', async () => {
	const world = await begin();
	const { orderId } = world.venue.placeForeign('kc1TEST00000000000000000000000000', { size: '2' });
	world.venue.fill(orderId, '0.5');
	await world.clock.advance(3000);
	expect(world.store.state.trading.positions.get(symbol)?.size).toBe('0.5');
	world.crash();

	const second = createWorld({ ...world, seed: 2 });
	await start(second);
	await second.clock.advance(3000);
	second.venue.fill(orderId, '0.25');
	await second.clock.advance(3000);
	expect(second.store.state.trading.positions.get(symbol)?.size).toBe('0.75');
});

test('what was filled while kcmon was away is counted at the next start, with its fee', async () => {
	const world = await begin();
	const oid = await place(world);
	world.crash();
	world.venue.fill('id1', '0.6');
	await world.clock.advance(3_600_000);
	world.venue.fill('id1', '0.4');
	await world.clock.advance(3_600_000);

	const second = createWorld({ ...world, seed: 2 });
	await start(second);
	expect(statusOfOrder(second, oid)).toBe('FILLED');
	expect(second.store.state.trading.positions.get(symbol)).toMatchObject({ size: '1', fees: '0.099' });
	expect(second.journal.entries.filter(({ kind }) => kind === 'fill')).toHaveLength(2);
});

test('a comparison that is overtaken by a reconnect does not open the gate', async () => {
	const world = createWorld();
	world.venue.latencyMs = 400;
	void world.trading.start();
	await world.clock.advance(500);
	world.trading.streamChanged('lost');
	world.trading.streamChanged('live');
	let opened = 0;
	for (let step = 0; step < 100 && opened === 0; step += 1) {
		await world.clock.advance(100);
		opened = world.store.state.trading.gate?.closedBecause === undefined ? world.clock.monoNow() : 0;
	}

	const comparisons = world.journal.entries.filter(({ kind }) => kind === 'recon');
	expect(comparisons).toHaveLength(2);
	// Two comparisons of 800 ms: the first one ends in vain.
	expect(opened).toBeGreaterThanOrEqual(1600);
});

test('a stream that speaks before the journal was read is heard after it', async () => {
	const world = await begin();
	const oid = await place(world);
	world.crash();

	const second = createWorld({ ...world, seed: 2 });
	second.venue.fill('id1', '1');
	await start(second);
	expect(statusOfOrder(second, oid)).toBe('FILLED');
	expect(second.notices().filter(text => text.startsWith('ADOPTED'))).toEqual([]);
});

test('final orders are forgotten beyond 500, and what is late of them raises no alarm', async () => {
	const world = await begin();
	world.venue.script = 'accept';
	const first = await place(world);
	world.venue.fill('id1', '1');
	for (let count = 0; count < 520; count += 1) {
		await place(world, { size: '0.01' });
		world.venue.end(`id${count + 2}`);
	}

	expect(world.store.state.trading.orders.size).toBe(500);
	world.trading.receive({
		type: 'order-update',
		symbol,
		side: 'buy',
		orderType: 'limit',
		orderId: 'id1',
		clientOid: first,
		kind: 'filled',
		status: 'done',
		price: '99',
		originSize: '1',
		originFunds: undefined,
		size: '1',
		oldSize: undefined,
		filledSize: '1',
		remainSize: '0',
		canceledSize: '0',
		canceledFunds: undefined,
		remainFunds: undefined,
		match: undefined,
		orderTime: 0,
		time: 0,
		receivedAt: 0,
	});
	expect(world.notices().filter(text => text.startsWith('ADOPTED'))).toEqual([]);
});

/** A world with an order in BTC-USDT that is filled, and one in a pair of which the venue says that it does not exist. */
async function beginWithRefused(gone: string, options: { readonly isListed: boolean }) {
	const refuseGone =
		<Arguments extends readonly unknown[], Value>(call: (...args: Arguments) => Promise<Value>) =>
		(...args: Arguments): Promise<Value> =>
			JSON.stringify(args).includes(gone)
				? Promise.reject(new KcmonError('no such symbol', { code: 'ERR_UNKNOWN_SYMBOL' }))
				: call(...args);
	const first = await begin();
	const oid = await place(first);
	for (const { kind, why, body } of [...first.journal.entries]) {
		if (body.client_oid === oid) {
			const copy = JSON.parse(
				JSON.stringify(body).replaceAll(oid, `${oid}X`).replaceAll(symbol, gone).replaceAll('id1', 'id9'),
			);
			first.journal.open(first.clock).append(kind, why, copy);
		}
	}

	first.crash();
	first.venue.fill('id1', '1');
	const world = createWorld({
		...first,
		seed: 2,
		wrapGateway: gateway => ({
			...gateway,
			activeOrders: refuseGone(gateway.activeOrders),
			doneOrders: refuseGone(gateway.doneOrders),
			fills: refuseGone(gateway.fills),
			findById: refuseGone(gateway.findById),
		}),
	});
	if (options.isListed) {
		const instruments = [...world.store.state.instruments.values()];
		world.store.apply({
			type: 'instruments',
			instruments: [...instruments, { ...instruments[0]!, symbol: gone }],
			receivedAt: 0,
		});
	}

	await start(world);
	return { world, oid };
}

test('where a pair that is listed is said not to exist the gate stays shut: that proves nothing', async () => {
	const { world } = await beginWithRefused('OLD-USDT', { isListed: true });
	expect(world.store.state.trading.gate?.closedBecause).toBeDefined();

	// A list that was read meanwhile lacks it too.
	await world.clock.advance(3000);
	expect(world.store.state.trading.gate?.closedBecause).toBeUndefined();
});

test('a symbol that the venue has no more keeps neither the others from being compared nor the gate shut', async () => {
	const { world, oid } = await beginWithRefused('OLD-USDT', { isListed: false });
	expect(world.store.state.trading.gate?.closedBecause).toBeUndefined();
	await world.clock.advance(3000);

	expect(statusOfOrder(world, oid)).toBe('FILLED');
	expect(statusOfOrder(world, `${oid}X`), 'nobody has said that it is over').toBe('WORKING');
	expect(world.store.state.trading.gate?.closedBecause).toBeUndefined();

	// What it held or holds is not known: that is no reason to let the others only shrink.
	await world.clock.advance(180_000);
	expect(world.store.state.trading.gate?.trading).toBe('ACTIVE');
	const killed = world.trading.kill('key !');
	await world.clock.advance(8000);
	expect(await killed).toMatchObject({ verified: true, left: 1 });
});

test('a balance that is dated before one that is known is asked about: the clock of the exchange may have stepped back (simulation seed 3086)', async () => {
	const world = await begin();
	const now = world.clock.wallNow();
	world.trading.receive(toldBalance('900', now));
	expect(world.store.state.trading.balances.get('USDT')?.total).toBe('900');
	world.venue.totals.USDT = '700';
	world.trading.receive(toldBalance('700', now - 15_000));
	await world.clock.advance(1200);

	expect(world.store.state.trading.balances.get('USDT')?.total).toBe('700');
});

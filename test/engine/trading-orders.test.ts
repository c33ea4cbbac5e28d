import { expect, test } from 'vitest';
import type { OrderUpdateEvent } from '../../source/model/account-event.js';
import type { SubmitScript } from './trading-venue.js';
import { createWorld, draft, start, statusOfOrder, type World } from './trading-world.js';

const place = async (
	script: SubmitScript,
	rest: Parameters<typeof draft>[0] = {},
): Promise<World & { oid: string }> => {
	const world = createWorld();
	await start(world);
	world.venue.script = script;
	const report = world.trading.submit(draft(rest));
	if (report.kind !== 'submitted') {
		throw new Error(`was denied: ${JSON.stringify(report)}`);
	}

	return { ...world, oid: report.clientOid };
};

const kinds = (world: World): string[] => world.journal.entries.map(({ kind }) => kind);

test('an order is journaled before it is sent, once, and works when the venue took it', async () => {
	const world = await place('accept');

	const intent = world.journal.entries.at(-2);
	expect(intent).toMatchObject({
		kind: 'intent',
		why: 'key b',
		body: { client_oid: world.oid, price: '99', size: '1' },
	});
	expect(kinds(world).at(-1)).toBe('sent');
	expect(statusOfOrder(world, world.oid)).toBe('SENDING');
	await world.clock.advance(200);

	expect(statusOfOrder(world, world.oid)).toBe('WORKING');
	expect(world.venue.submits).toHaveLength(1);
	expect(world.venue.of(world.oid)?.orderId).toBe('id1');
	expect(world.oid).toMatch(/^kc1TEST[0-9A-Z]{26}$/);
});

test('an event that comes before the answer is adopted', async () => {
	const world = await place('event-first');
	await world.clock.advance(100);

	expect(statusOfOrder(world, world.oid)).toBe('WORKING');
	expect(world.notices().filter(text => text.startsWith('ADOPTED'))).toEqual([]);
});

test('a refusal of the venue is final and gives the day its funds back', async () => {
	const world = await place('reject');
	await world.clock.advance(200);

	expect(statusOfOrder(world, world.oid)).toBe('REJECTED');
	expect(world.notices().at(-1)).toBe('REJECTED: buy BTC-USDT: 200004 Balance insufficient');
	expect(world.trading.working()).toBe(0);
});

test('an order that never left is NOT SENT and is not sent again', async () => {
	const world = await place('not-sent');
	await world.clock.advance(60_000);

	expect(statusOfOrder(world, world.oid)).toBe('NOT SENT');
	expect(world.venue.submits).toHaveLength(1);
});

for (const script of ['take-silent', 'take-5xx'] as const) {
	test(`an order that was taken without an answer (${script}) is UNKNOWN, then found, and sent once`, async () => {
		const world = await place(script);
		world.venue.stream = 'mute';
		await world.clock.advance(5030);
		if (script === 'take-silent') {
			expect(statusOfOrder(world, world.oid)).toBe('UNKNOWN');
		}

		await world.clock.advance(400);

		expect(statusOfOrder(world, world.oid)).toBe('WORKING');
		expect(kinds(world)).toContain('unknown');
		expect(world.journal.entries).toContainEqual(
			expect.objectContaining({ kind: 'resolved', body: expect.objectContaining({ outcome: 'found' }) }),
		);
		expect(world.venue.submits).toHaveLength(1);
		expect(world.venue.orders()).toHaveLength(1);
	});
}

test('while an order is UNKNOWN its symbol takes no other', async () => {
	const world = await place('never');
	await world.clock.advance(100);
	world.quote();

	expect(statusOfOrder(world, world.oid)).toBe('UNKNOWN');
	expect(world.trading.submit(draft())).toMatchObject({ kind: 'denied', code: 'ORDER_UNKNOWN' });
	expect(world.store.state.trading.gate?.unknown).toBe(1);
});

test('an order that was never taken is NOT PLACED, but not before it could no longer arrive', async () => {
	const world = await place('never');
	await world.clock.advance(8000);
	expect(statusOfOrder(world, world.oid)).toBe('UNKNOWN');
	await world.clock.advance(9000);

	expect(statusOfOrder(world, world.oid)).toBe('NOT PLACED');
	expect(world.venue.submits).toHaveLength(1);
	world.quote();
	world.venue.script = 'accept';
	expect(world.trading.submit(draft()).kind).toBe('submitted');
});

test('an order of unknown outcome is NOT PLACED within 15 s however long each look takes', async () => {
	const world = await place('never');
	world.venue.latencyMs = 100;
	await world.clock.advance(15_100);

	expect(statusOfOrder(world, world.oid)).toBe('NOT PLACED');
});

test('an order that the venue took late is found, and never called NOT PLACED before', async () => {
	for (const lateMs of [100, 1000, 3000, 4900]) {
		const world = createWorld();
		await start(world);
		world.venue.script = 'late';
		world.venue.lateMs = lateMs;
		world.venue.stream = 'mute';
		const report = world.trading.submit(draft());
		await world.clock.advance(20_000);

		expect(report.kind === 'submitted' ? statusOfOrder(world, report.clientOid) : '').toBe('WORKING');
		expect(world.journal.entries.some(({ body }) => body.outcome === 'not-placed')).toBe(false);
		expect(world.venue.orders()).toHaveLength(1);
	}
});

test('an order that the venue takes late is found within 3 s of that (simulation seed 180)', async () => {
	for (let lateMs = 0; lateMs <= 4900; lateMs += 350) {
		const world = createWorld();
		await start(world);
		Object.assign(world.venue, { script: 'late', lateMs, stream: 'mute', latencyMs: 100 });
		const report = world.trading.submit(draft());
		await world.clock.advance(lateMs + 3100);

		expect(report.kind === 'submitted' ? statusOfOrder(world, report.clientOid) : '', `${lateMs}`).toBe('WORKING');
	}
});

test('no answer of a venue that cannot be asked makes an order NOT PLACED', async () => {
	const world = await place('never');
	await world.clock.advance(100);
	world.venue.isDown = true;
	await world.clock.advance(120_000);
	expect(statusOfOrder(world, world.oid)).toBe('UNKNOWN');

	world.venue.isDown = false;
	world.venue.status = 'close';
	await world.clock.advance(60_000);
	expect(statusOfOrder(world, world.oid)).toBe('UNKNOWN');

	world.venue.status = 'open';
	await world.clock.advance(15_000);
	expect(statusOfOrder(world, world.oid)).toBe('NOT PLACED');
});

test('a wall clock that jumps ahead does not hurry the verdict', async () => {
	const world = await place('never');
	await world.clock.advance(100);
	world.clock.stepWall(3_600_000);
	await world.clock.advance(7000);

	expect(statusOfOrder(world, world.oid)).toBe('UNKNOWN');
});

test.each([-3_600_000, 3_600_000])(
	'a wall clock that steps by %i ms while an order is UNKNOWN delays no verdict (simulation seeds 669, 781)',
	async step => {
		const world = await place('never');
		await world.clock.advance(100);
		world.clock.stepWall(step);
		// Measured anew: the venue's own time has not moved.
		world.venue.clockOffsetMs -= step;
		await world.clock.advance(15_000);

		expect(statusOfOrder(world, world.oid)).toBe('NOT PLACED');
	},
);

test.each([-3_600_000, 3_600_000])(
	'an order that was taken and ended before the wall clock stepped by %i ms is found in the lists, also by the next process',
	async step => {
		for (const restarts of [false, true]) {
			const world = createWorld();
			await start(world);
			Object.assign(world.venue, { script: 'take-silent', stream: 'mute', hidesDoneByClientOid: true });
			const report = world.trading.submit(draft({ type: 'market', price: undefined }));
			await world.clock.advance(1000);
			world.clock.stepWall(step);
			world.venue.clockOffsetMs -= step;
			let now: World = world;
			if (restarts) {
				world.crash();
				now = createWorld({ clock: world.clock, venue: world.venue, journal: world.journal, seed: 2 });
				await start(now);
			}

			await world.clock.advance(15_000);

			expect(report.kind === 'submitted' ? statusOfOrder(now, report.clientOid) : '', `${restarts}`).toBe('FILLED');
		}
	},
);

test('an order that ended before it was looked up is found in the lists', async () => {
	const world = createWorld();
	await start(world);
	world.venue.script = 'take-5xx';
	world.venue.stream = 'mute';
	world.venue.hidesDoneByClientOid = true;
	const report = world.trading.submit(draft({ type: 'market', price: undefined }));
	await world.clock.advance(2000);

	expect(report.kind === 'submitted' ? statusOfOrder(world, report.clientOid) : '').toBe('FILLED');
	expect(world.store.state.trading.positions.get('BTC-USDT')?.size).toBe('1');
});

test('too many requests is a refusal after one clean look that finds nothing', async () => {
	const world = await place('throttle');
	await world.clock.advance(1000);

	expect(statusOfOrder(world, world.oid)).toBe('REJECTED');
	expect(world.store.state.trading.orders.get(world.oid)?.order.rejected?.code).toBe('429000');
});

test('an order taken for NOT PLACED that lived and ended unheard is found, though nothing else is open (simulation seed 123)', async () => {
	const world = await place('never');
	await world.clock.advance(20_000);
	world.venue.stream = 'mute';
	const { orderId } = world.venue.placeForeign(world.oid, { price: '99', size: '1' });
	world.venue.fill(orderId, '1');
	await world.clock.advance(301_000);

	expect(statusOfOrder(world, world.oid)).toBe('FILLED');
	expect(world.store.state.trading.gate?.trading).toBe('HALTED');
});

test('an order taken for NOT PLACED that shows life is adopted, halts trading and raises an alarm', async () => {
	const world = await place('never');
	await world.clock.advance(20_000);
	expect(statusOfOrder(world, world.oid)).toBe('NOT PLACED');

	world.venue.placeForeign(world.oid, { price: '99', size: '1' });

	expect(statusOfOrder(world, world.oid)).toBe('WORKING');
	expect(world.store.state.trading.gate?.trading).toBe('HALTED');
	expect(world.notices().some(text => text.startsWith('RESURRECTED'))).toBe(true);
	expect(world.trading.submit(draft())).toMatchObject({ kind: 'denied' });
});

test('fills count once, whether told by stream, by REST, or by both, and get their fee later', async () => {
	const world = await place('accept');
	await world.clock.advance(200);
	world.venue.fill('id1', '0.4');

	const fills = () => world.events.filter(event => event.type === 'fill');
	expect(statusOfOrder(world, world.oid)).toBe('PARTIAL');
	expect(fills()).toHaveLength(1);
	expect(fills()[0]).toMatchObject({ fill: { fee: undefined, tradeId: '9007199254740994' } });
	await world.clock.advance(2000);

	expect(fills()).toHaveLength(1);
	expect(world.store.state.trading.positions.get('BTC-USDT')).toMatchObject({ size: '0.4', fees: '0.0396' });
	world.venue.fill('id1', '0.6');
	await world.clock.advance(2000);
	expect(statusOfOrder(world, world.oid)).toBe('FILLED');
	expect(fills()).toHaveLength(2);
	expect(world.store.state.trading.positions.get('BTC-USDT')).toMatchObject({ size: '1', fees: '0.099' });
	const lines = world.journal.entries.filter(({ kind }) => kind === 'fill');
	expect(lines.filter(({ body }) => body.fee === undefined)).toHaveLength(2);
	expect(lines.filter(({ body }) => body.fee !== undefined)).toHaveLength(2);
});

const permutations = <Value>(values: readonly Value[]): Value[][] =>
	values.length <= 1
		? [[...values]]
		: values.flatMap((value, index) =>
				permutations([...values.slice(0, index), ...values.slice(index + 1)]).map(rest => [value, ...rest]),
			);

test('events in any order, each twice, come to the same order, fills and position', async () => {
	const recorded: OrderUpdateEvent[] = [];
	const source = createWorld();
	await start(source);
	source.venue.onEvent = event => {
		if (event.type === 'order-update') {
			recorded.push(event);
		}
	};
	const placed = source.venue.placeForeign('other', { price: '99', size: '1' });
	source.venue.fill(placed.orderId, '0.25');
	source.venue.fill(placed.orderId, '0.25');
	source.venue.end(placed.orderId);
	expect(recorded.map(({ kind }) => kind)).toEqual(['received', 'open', 'match', 'match', 'canceled']);

	for (const order of permutations(recorded)) {
		const world = createWorld();
		await start(world);
		world.venue.script = 'never';
		const report = world.trading.submit(draft());
		const oid = report.kind === 'submitted' ? report.clientOid : '';
		for (const event of [...order, ...order]) {
			world.trading.receive({ ...event, clientOid: oid });
		}

		expect(statusOfOrder(world, oid)).toBe('CANCELED');
		expect(world.store.state.trading.positions.get('BTC-USDT')?.size).toBe('0.5');
		expect(world.events.filter(event => event.type === 'fill')).toHaveLength(2);
		await world.trading.stop('canceled');
	}
});

test('a partial fill, a disconnect, more fills and a reconnect end in the venue’s own sums', async () => {
	const world = await place('accept', { size: '5' });
	await world.clock.advance(200);
	world.venue.fill('id1', '1');
	world.venue.stream = 'mute';
	world.trading.streamChanged('lost');
	world.quote();
	expect(world.trading.submit(draft())).toMatchObject({ code: 'NOT_RECONCILED' });
	expect(world.store.state.trading.gate?.closedBecause).toBe('private stream down · polling');
	world.venue.fill('id1', '1.5');
	await world.clock.advance(100);
	world.venue.fill('id1', '0.5');
	world.venue.stream = 'on';
	world.trading.streamChanged('live');
	await world.clock.advance(3000);

	expect(statusOfOrder(world, world.oid)).toBe('PARTIAL');
	expect(world.store.state.trading.positions.get('BTC-USDT')).toMatchObject({ size: '3', fees: '0.297' });
	expect([...world.store.state.trading.balances.values()]).toEqual(world.venue.balances());
	world.quote();
	expect(world.trading.submit(draft()).kind).toBe('submitted');
});

test('without the stream the account is asked each five seconds', async () => {
	const world = await place('accept');
	await world.clock.advance(200);
	world.venue.stream = 'mute';
	world.trading.streamChanged('lost');
	world.venue.fill('id1', '0.5');
	await world.clock.advance(7000);

	expect(statusOfOrder(world, world.oid)).toBe('PARTIAL');
});

test('an order whose event never comes is compared after five seconds', async () => {
	const world = createWorld();
	await start(world);
	world.venue.stream = 'mute';
	const report = world.trading.submit(draft({ type: 'market', price: undefined }));
	await world.clock.advance(6000);

	expect(report.kind === 'submitted' ? statusOfOrder(world, report.clientOid) : '').toBe('FILLED');
	expect(world.journal.entries.some(({ why }) => why === 'order stream silent')).toBe(true);
});

test('an order of another program is shown as external and is not ours', async () => {
	const world = createWorld();
	await start(world);
	const { orderId } = world.venue.placeForeign('web-1');
	await world.clock.advance(100);

	const entry = world.store.state.trading.orders.get(`external ${orderId}`);
	expect(entry).toMatchObject({ status: 'WORKING', order: { external: true } });
	expect(world.trading.working()).toBe(0);
	world.trading.cancel('web-1', 'key x');
	expect(world.venue.cancels).toEqual([]);
	world.venue.end(orderId);
	expect(world.store.state.trading.orders.get(`external ${orderId}`)?.status).toBe('CANCELED');
});

test('an order with our mark and no intent is adopted with an alarm', async () => {
	const world = createWorld();
	await start(world);
	world.venue.placeForeign('kc1TEST00000000000000000000000000');

	expect(world.trading.working()).toBe(1);
	expect(world.notices().some(text => text.startsWith('ADOPTED'))).toBe(true);
});

test('what risk denies never reaches journal intent or venue', async () => {
	const world = createWorld();
	await start(world);
	const bad: Parameters<typeof draft>[0][] = [
		{ price: '99.05' },
		{ size: '0.0005' },
		{ size: 'NaN' },
		{ size: '-1' },
		{ price: '1e400' },
		{ price: '\u001b[31m99' },
		{ size: '1000' },
		{ price: '10' },
		{ symbol: 'NO-SUCH' },
		{ stop: { direction: 'loss', stopPrice: '90' } },
		{ exits: { stop: '101', target: undefined } },
		{ exits: { stop: '90', target: '98' } },
		{ exits: { stop: '90.05', target: undefined } },
	];
	for (const rest of bad) {
		expect(world.trading.submit(draft(rest)).kind, JSON.stringify(rest)).toBe('denied');
	}

	await world.clock.advance(1000);
	expect(world.venue.submits).toEqual([]);
	expect(kinds(world)).not.toContain('intent');
	expect(kinds(world).filter(kind => kind === 'denied')).toHaveLength(bad.length);
	expect(world.notices().every(text => !text.includes('\u001b'))).toBe(true);
});

test('without a durable journal nothing is sent, and cancels still are', async () => {
	const world = await place('accept');
	await world.clock.advance(200);
	world.journal.isBroken = true;
	world.quote();
	expect(world.trading.submit(draft())).toMatchObject({ kind: 'denied', code: 'JOURNAL_BROKEN' });
	world.trading.cancel(world.oid, 'key x');
	await world.clock.advance(1000);

	expect(world.venue.submits).toHaveLength(1);
	expect(statusOfOrder(world, world.oid)).toBe('CANCELED');
	expect(world.notices().some(text => text.startsWith('DISK: entry locked'))).toBe(true);
});

test('an order whose own intent finds the disk full does not leave', async () => {
	const world = await place('accept');
	await world.clock.advance(200);
	world.journal.isFull = true;
	world.quote();
	expect(world.trading.submit(draft())).toMatchObject({ kind: 'denied', code: 'JOURNAL_BROKEN' });
	await world.clock.advance(1000);

	expect(world.venue.submits).toHaveLength(1);
});

test('a preview says cost, fee, distance, risk and what is wrong, and sends nothing', async () => {
	const world = createWorld();
	await start(world);
	await world.clock.advance(100);

	expect(world.trading.preview(draft({ price: '99', size: '2', exits: { stop: '95', target: '110' } }))).toMatchObject({
		denied: undefined,
		cost: '198',
		fee: '0.198',
		distanceBps: -100,
		riskFunds: '8.388',
		rewardFunds: '21.582',
		available: '100000',
		availableCurrency: 'USDT',
	});
	// Above mid is a plus for a sale, too, as at the ladder's cursor.
	expect(world.trading.preview(draft({ side: 'sell', price: '101', size: '1' })).distanceBps).toBe(100);
	expect(
		world.trading.preview(draft({ type: 'market', price: undefined, size: undefined, funds: '1001' })),
	).toMatchObject({
		denied: undefined,
		cost: '1001',
		estimatedSize: '10',
	});
	for (const size of ['', '1e9', '.', 'abc', '9'.repeat(500)]) {
		expect(world.trading.preview(draft({ size })).denied, size).toBeDefined();
	}

	expect(world.venue.submits).toEqual([]);
});

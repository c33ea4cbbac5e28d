import { expect, test } from 'vitest';
import type { FakeVenue, SubmitScript } from './trading-venue.js';
import { createWorld, draft, start, statusOfOrder, symbol, type World } from './trading-world.js';

/** Runs a story in a process that dies at its n-th touch of disk or venue, then starts the next one on what is left. */
const liveTwice = async (
	dieAt: number,
	story: (world: World) => Promise<void>,
	prepare: (venue: FakeVenue) => void = () => {},
): Promise<{ readonly first: World; readonly second: World }> => {
	const first = createWorld({ dieAt });
	prepare(first.venue);
	await start(first);
	await story(first);
	await first.clock.advance(5000);
	first.crash();
	// What was on its way arrives at a venue that nobody listens to.
	await first.clock.advance(6000);
	const second = createWorld({ clock: first.clock, venue: first.venue, journal: first.journal, seed: 2 });
	first.venue.script = 'accept';
	await start(second);
	await second.clock.advance(30_000);
	second.quote();
	return { first, second };
};

/** What the second life believes is what the venue knows. */
const expectTruth = ({ second }: { readonly second: World }, context: string): void => {
	const { venue } = second;
	const oids = venue.orders().map(({ request }) => request.clientOid);
	expect(new Set(oids).size, `${context}: no id twice`).toBe(oids.length);
	const intents = new Set(
		second.journal.entries.filter(({ kind }) => kind === 'intent').map(({ body }) => String(body.client_oid)),
	);
	for (const order of venue.orders()) {
		const { clientOid } = order.request;
		expect(intents.has(clientOid), `${context}: ${clientOid} has a durable intent`).toBe(true);
		const status = statusOfOrder(second, clientOid);
		const isFull = order.filled === order.request.size;
		const truth = order.active ? (order.filled === '0' ? 'WORKING' : 'PARTIAL') : isFull ? 'FILLED' : 'CANCELED';
		expect(status, `${context}: ${clientOid}`).toBe(truth);
	}

	for (const clientOid of intents) {
		if (venue.of(clientOid) === undefined) {
			expect(['NOT PLACED', 'NOT SENT', 'REJECTED'], context).toContain(statusOfOrder(second, clientOid));
		}
	}

	const net = venue.orders().reduce((sum, order) => {
		const filled = Number(order.filled);
		return sum + (order.request.side === 'buy' ? filled : -filled);
	}, 0);
	expect(Number(second.store.state.trading.positions.get(symbol)?.size ?? '0'), `${context}: position`).toBeCloseTo(
		net,
		9,
	);
	expect(second.trading.submit(draft({ price: '98' })).kind, `${context}: takes orders again`).toBe('submitted');
};

/** How many times a story touches the world outside when nothing kills it. */
const touchesOf = async (story: (world: World) => Promise<void>, prepare?: (venue: FakeVenue) => void) => {
	let count = 0;
	for (let dieAt = 1; dieAt < 500; dieAt += 1) {
		const world = createWorld({ dieAt });
		prepare?.(world.venue);
		await start(world);
		await story(world);
		await world.clock.advance(5000);
		if (!world.isDead()) {
			count = dieAt;
			break;
		}
	}

	return count;
};

const placeOne = async (world: World): Promise<void> => {
	if (!world.isDead()) {
		world.trading.submit(draft());
	}

	await world.clock.advance(500);
};

for (const script of ['accept', 'take-silent', 'take-5xx', 'late', 'never', 'reject'] as SubmitScript[]) {
	test(`a death at any step of placing leaves exactly one order or none: ${script}`, async () => {
		const prepare = (venue: FakeVenue): void => {
			venue.script = script;
		};
		const steps = await touchesOf(placeOne, prepare);
		expect(steps).toBeGreaterThan(5);
		for (let dieAt = 1; dieAt <= steps; dieAt += 1) {
			const lives = await liveTwice(dieAt, placeOne, prepare);
			expect(lives.second.venue.orders().length, `dies at ${dieAt}`).toBeLessThanOrEqual(1);
			expectTruth(lives, `dies at ${dieAt}`);
		}
	});
}

test('a death at any step between fills loses and doubles none', async () => {
	const story = async (world: World): Promise<void> => {
		await placeOne(world);
		const [order] = world.venue.orders();
		for (const size of ['0.25', '0.25', '0.5']) {
			if (order !== undefined) {
				world.venue.fill(order.orderId, size);
			}

			await world.clock.advance(700);
		}
	};
	const steps = await touchesOf(story);
	for (let dieAt = 1; dieAt <= steps; dieAt += 1) {
		const lives = await liveTwice(dieAt, story);
		expectTruth(lives, `dies at ${dieAt}`);
		const ids = lives.second.journal.entries
			.filter(({ kind, body }) => kind === 'fill' && body.fee === undefined)
			.map(({ body }) => `${String(body.order_id)} ${String(body.trade_id)}`);
		expect(new Set(ids).size, `dies at ${dieAt}`).toBe(ids.length);
	}
});

test('a death at any step of canceling ends with the order canceled or working, and known', async () => {
	const story = async (world: World): Promise<void> => {
		await placeOne(world);
		const [order] = world.venue.orders();
		if (order !== undefined && !world.isDead()) {
			world.trading.cancel(order.request.clientOid, 'key x');
		}

		await world.clock.advance(1000);
	};
	const steps = await touchesOf(story);
	for (let dieAt = 1; dieAt <= steps; dieAt += 1) {
		expectTruth(await liveTwice(dieAt, story), `dies at ${dieAt}`);
	}
});

import { expect, test } from 'vitest';
import { createWorld, refused, type World } from './fake-venue.js';

const btc = 'ticker:BTC-USDT';
const eth = 'ticker:ETH-USDT';
const hourMs = 3_600_000;

async function startLive(world: World): Promise<void> {
	world.venue.behavior.dataEveryMs = 10_000;
	world.supervisor.setTopics([btc, eth]);
	world.supervisor.start();
	await world.clock.advance(1000);
	expect(world.supervisor.state()).toBe('live');
	world.news();
}

async function untilSecondConnection(world: World): Promise<void> {
	while (world.venue.connections.length < 2) {
		await world.clock.advance(1000);
	}
}

test('exchanges the connection between 20 and 23 h of age without a gap', async () => {
	for (const seed of [1, 2, 3]) {
		const world = createWorld({ seed });
		await startLive(world);
		await untilSecondConnection(world);
		const age = world.clock.monoNow();
		expect(age).toBeGreaterThan(20 * hourMs);
		expect(age).toBeLessThan(23 * hourMs + 2000);
		world.venue.behavior.dataEveryMs = 500;
		expect(world.news()).toEqual([]);

		await world.clock.advance(20_000);

		const [old, next] = world.venue.connections;
		expect(old!.closedBy).toBe('client');
		expect(next!.closedBy).toBeUndefined();
		expect(next!.url).toBe('wss://venue.test/?token=t2');
		expect(world.news()).toEqual(['live']);
		expect(world.sockets().at(-1)).toMatchObject({ generation: 2, reconnects: 1 });
		expect(world.supervisor.confirmedTopics()).toBe(2);

		const times = world.venue.delivered.filter(({ topic }) => topic === btc).map(({ at }) => at);
		const gaps = times.slice(1).map((at, index) => at - times[index]!);
		expect(Math.max(...gaps)).toBeLessThanOrEqual(10_001);
	}
});

test('lets both connections deliver for at least 2 s', async () => {
	const world = createWorld();
	const { venue, clock } = world;
	await startLive(world);
	Object.defineProperty(venue.behavior, 'dataEveryMs', { get: () => (venue.connections.length < 2 ? 1000 : 100) });
	await untilSecondConnection(world);
	await clock.advance(10_000);

	const first = venue.delivered.find(({ generation }) => generation === 2)!;
	const last = venue.delivered.findLast(({ generation }) => generation === 1)!;
	expect(last.at - first.at).toBeGreaterThanOrEqual(2000);
	expect(venue.connections[0]!.closedBy).toBe('client');
});

test('keeps the old connection when the new one fails and tries again', async () => {
	const world = createWorld();
	await startLive(world);
	world.venue.behavior.refuse = refused;
	await world.clock.advance(23 * hourMs);
	expect(world.venue.leases.length).toBeGreaterThan(1);
	expect(world.venue.connections).toHaveLength(1);
	expect(world.news()).toEqual([]);
	expect(world.supervisor.state()).toBe('live');

	world.venue.behavior.refuse = undefined;
	await world.clock.advance(240_000);

	expect(world.venue.connections[0]!.closedBy).toBe('client');
	expect(world.news()).toEqual(['live']);
});

test('keeps the old connection when the new one is not confirmed within a minute', async () => {
	const world = createWorld();
	await startLive(world);
	world.venue.behavior.answer = () => undefined;

	await untilSecondConnection(world);
	await world.clock.advance(70_000);

	expect(world.venue.connections[0]!.closedBy).toBeUndefined();
	expect(world.venue.connections[1]!.closedBy).toBe('client');
	expect(world.supervisor.state()).toBe('live');
	expect(world.supervisor.confirmedTopics()).toBe(2);
});

test('keeps the old connection while the new one brings no data', async () => {
	const world = createWorld();
	await startLive(world);
	await untilSecondConnection(world);
	world.connection().events.onOpen();
	const [old, next] = world.venue.connections;
	world.venue.behavior.dataEveryMs = 500;
	// Acks and pongs come, data does not.
	const { onText } = next!.events;
	Object.assign(next!.events, {
		onText: (text: string) => {
			if (!text.includes('"message"')) {
				onText(text);
			}
		},
	});

	await world.clock.advance(61_000);

	expect(old!.closedBy).toBeUndefined();
	expect(next!.closedBy).toBe('client');
});

test('goes on with the new connection when the old one ends meanwhile', async () => {
	const world = createWorld();
	await startLive(world);
	await untilSecondConnection(world);
	await world.clock.advance(200);

	world.venue.connections[0]!.close(1000, 'Bye');

	expect(world.news()).toEqual(['live']);
	expect(world.sockets().at(-1)).toMatchObject({ generation: 2, reconnects: 1 });
	await world.clock.advance(30_000);
	expect(world.venue.connections).toHaveLength(2);
	expect(world.supervisor.confirmedTopics()).toBe(2);
});

test('rotates again a day later', async () => {
	const world = createWorld();
	await startLive(world);
	world.venue.behavior.dataEveryMs = 60_000;

	await world.clock.advance(72 * hourMs);

	expect(world.venue.connections.length).toBeGreaterThanOrEqual(4);
	expect(world.news().every(news => news === 'live')).toBe(true);
}, 60_000);

test('lets the sockets of a group rotate at least five minutes apart', () => {
	const { group, clock } = createWorld();

	expect(group.claimRotation()).toBe(true);
	expect(group.claimRotation()).toBe(false);
	clock.advanceSync(299_999);
	expect(group.claimRotation()).toBe(false);
	clock.advanceSync(1);
	expect(group.claimRotation()).toBe(true);
});

import { expect, test } from 'vitest';
import { createWorld, type World } from './fake-venue.js';

const btc = 'ticker:BTC-USDT';
const eth = 'ticker:ETH-USDT';

async function startLive(world: World): Promise<void> {
	world.supervisor.setTopics([btc, eth]);
	world.supervisor.start();
	await world.clock.advance(1000);
	expect(world.supervisor.state()).toBe('live');
	world.news();
}

/** Lets time pass and tells after how many ms the connection was given up. */
async function timeToLoss(world: World, limitMs = 40_000): Promise<number> {
	const start = world.clock.wallNow();
	const before = world.sockets().length;
	await world.clock.advance(limitMs);
	const loss = world
		.sockets()
		.slice(before)
		.find(({ state }) => state === 'waiting');
	return loss === undefined ? Number.POSITIVE_INFINITY : loss.receivedAt - start;
}

test('pings every 8 s ± 10 % and never above 0.45 of the interval of the venue, whatever the traffic', async () => {
	const world = createWorld();
	await startLive(world);

	await world.clock.advance(200_000);

	const connection = world.connection();
	const times = connection.frameTimes.filter((_, index) => connection.frames[index]!.type === 'ping');
	const gaps = times.slice(1).map((at, index) => at - times[index]!);
	expect(gaps.length).toBeGreaterThan(20);
	expect(Math.min(...gaps)).toBeGreaterThanOrEqual(7200);
	expect(Math.max(...gaps)).toBeLessThanOrEqual(8100);
	expect(new Set(gaps.map(Math.round)).size).toBeGreaterThan(5);
	expect(world.events.filter(({ type }) => type === 'pong').at(-1)).toMatchObject({ socket: 'public-1', rttMs: 10 });
});

test('finds a half-open connection within 5 s when it has a canary', async () => {
	for (let seed = 1; seed <= 10; seed++) {
		const world = createWorld({ seed, canary: btc });
		await startLive(world);
		await world.clock.advance(seed * 777);

		world.connection().muted = true;

		expect(await timeToLoss(world)).toBeLessThanOrEqual(5050);
		expect(world.news().slice(0, 2)).toEqual(['stale no data', 'waiting dead socket']);
		expect(world.venue.connections[0]!.closedBy).toBe('client');
		expect(world.supervisor.state()).toBe('live');
	}
});

test('finds a half-open connection within 13 s without a canary', async () => {
	for (let seed = 1; seed <= 10; seed++) {
		const world = createWorld({ seed });
		await startLive(world);
		await world.clock.advance(seed * 777);

		world.connection().muted = true;

		expect(await timeToLoss(world)).toBeLessThanOrEqual(13_050);
		expect(world.news().slice(0, 2)).toEqual(['stale no data', 'waiting dead socket']);
	}
});

test('replaces a connection that sends data but answers no ping three times', async () => {
	const world = createWorld({ canary: btc });
	await startLive(world);

	world.venue.behavior.pongs = false;

	const took = await timeToLoss(world);
	expect(took).toBeGreaterThan(15_000);
	expect(took).toBeLessThanOrEqual(8800 + 3 * 5000);
	expect(world.news()[0]).toBe('waiting pong 3 missed');
});

test('finds within 5 s that a connection is half open whose canary has brought nothing yet (simulation seed 52)', async () => {
	for (let seed = 1; seed <= 20; seed += 1) {
		const world = createWorld({ seed, canary: btc });
		world.venue.behavior.dataEveryMs = 0;
		world.supervisor.setTopics([btc]);
		world.supervisor.start();
		while (world.supervisor.state() !== 'live') {
			await world.clock.advance(10);
		}

		await world.clock.advance(500);
		world.news();
		world.connection().muted = true;

		expect(await timeToLoss(world)).toBeLessThanOrEqual(5050);
	}
});

test('keeps a connection whose canary is silent but whose pings are answered', async () => {
	const world = createWorld({ canary: btc });
	await startLive(world);
	world.venue.behavior.dataEveryMs = 0;

	await world.clock.advance(120_000);

	expect(world.news()).toEqual([]);
	expect(world.venue.connections).toHaveLength(1);
});

test('is live again when a slow answer comes after all', async () => {
	const world = createWorld({ canary: btc });
	world.venue.behavior.dataEveryMs = 100;
	await startLive(world);
	world.connection().muted = true;
	await world.clock.advance(4300);
	expect(world.news()).toEqual(['stale no data']);

	world.connection().muted = false;
	await world.clock.advance(500);

	expect(world.news()).toEqual(['live']);
	expect(world.sockets().at(-1)!.reconnects).toBe(0);
});

test('reads what queued during a stall before it judges a connection dead', async () => {
	const world = createWorld();
	world.venue.behavior.dataEveryMs = 0;
	await startLive(world);
	const { clock } = world;
	// The loop stands still over a whole ping and its 5 s, and the pong lies in the socket's buffer.
	await clock.advance(7000);
	const waited = clock.freeze(4900);
	await waited;
	await clock.advance(6000);

	expect(world.venue.connections).toHaveLength(1);
});

test('never sends more than 80 client frames in 10 s', async () => {
	const world = createWorld({ canary: btc });
	world.supervisor.setTopics([btc]);
	world.supervisor.start();
	world.venue.behavior.dataEveryMs = 0;
	for (let turn = 0; turn < 400; turn++) {
		await world.clock.advance(100);
		world.supervisor.setTopics([btc, `ticker:A${turn}-USDT`]);
	}

	const times = world.connection().frameTimes;
	for (const start of times) {
		expect(times.filter(at => at >= start && at < start + 10_000).length).toBeLessThanOrEqual(80);
	}

	expect(times.length).toBeGreaterThan(150);
});

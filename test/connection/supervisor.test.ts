import { expect, test } from 'vitest';
import { createSupervisor, type Supervisor } from '../../source/connection/supervisor.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { createWorld, refused, type World } from './fake-venue.js';

const btc = 'ticker:BTC-USDT';
const eth = 'ticker:ETH-USDT';

async function startLive(world: World, topics: readonly string[] = [btc, eth]): Promise<void> {
	world.supervisor.setTopics(topics);
	world.supervisor.start();
	await world.clock.advance(1000);
	expect(world.supervisor.state()).toBe('live');
	world.news();
}

test('goes through token, connecting, welcome and subscribing to live', async () => {
	const world = createWorld();

	world.supervisor.setTopics([btc, eth]);
	world.supervisor.start();
	await world.clock.advance(1000);

	expect(world.news()).toEqual(['token', 'connecting', 'welcome', 'subscribing', 'live']);
	expect(world.sockets().at(-1)).toMatchObject({
		socket: 'public-1',
		generation: 1,
		attempt: 0,
		host: 'venue.test',
		reconnects: 0,
	});
	expect(world.supervisor.isConfirmed(btc)).toBe(true);
	expect(world.supervisor.confirmedTopics()).toBe(2);
	expect(world.topics(btc).map(event => event.state)).toEqual(['pending', 'confirmed']);
});

test('publishes the loss in the tick of the close and is live again with a new token', async () => {
	const world = createWorld();
	await startLive(world);

	world.connection().close(1000, 'Bye');

	expect(world.news()).toEqual(['waiting closed 1000 Bye']);
	expect(world.supervisor.isConfirmed(btc)).toBe(false);
	expect(world.topics(btc).at(-1)?.state).toBe('pending');

	await world.clock.advance(1000);

	expect(world.supervisor.state()).toBe('live');
	expect(world.venue.connections.map(({ url }) => url)).toEqual([
		'wss://venue.test/?token=t1',
		'wss://venue.test/?token=t2',
	]);
	expect(world.sockets().at(-1)).toMatchObject({ reconnects: 1, generation: 2, attempt: 0, reason: undefined });
});

test('strips control characters from the reason of a close', async () => {
	const world = createWorld();
	await startLive(world);

	world.connection().close(1001, 'a\u001b]0;x\u0007b');

	expect(world.news()).toEqual(['waiting closed 1001 a]0;xb']);
});

test('makes at most 20 attempts in any minute while refused, over many seeds', async () => {
	for (let seed = 1; seed <= 40; seed++) {
		const world = createWorld({ seed });
		world.venue.behavior.refuse = refused;
		world.supervisor.start();
		await world.clock.advance(300_000);

		const times = world.venue.leases.map(({ at }) => at);
		for (const start of times) {
			expect(times.filter(at => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(20);
		}

		expect(times.length).toBeGreaterThan(8);
		expect(world.venue.leases.at(-1)!.attempt).toBe(times.length - 1);
	}
});

test('is live within 15 s of the return of a venue whose tokens could not be had', async () => {
	for (let seed = 1; seed <= 60; seed++) {
		const world = createWorld({ seed });
		world.venue.behavior.lease = { reason: 'DNS ENOTFOUND', retryAfterMs: undefined };
		world.supervisor.setTopics([btc]);
		world.supervisor.start();
		await world.clock.advance(180_000);
		expect(world.sockets().at(-1)).toMatchObject({ state: 'waiting', reason: 'DNS ENOTFOUND' });

		world.venue.behavior.lease = 'ok';
		await world.clock.advance(15_100);

		expect(world.supervisor.state()).toBe('live');
	}
});

test('waits at most 250 ms after the first failure and longer after many', async () => {
	const first: number[] = [];
	const later: number[] = [];
	for (let seed = 1; seed <= 200; seed++) {
		const world = createWorld({ seed });
		world.venue.behavior.refuse = refused;
		world.supervisor.start();
		await world.clock.advance(40_000);
		const waits = world.sockets().filter(({ state }) => state === 'waiting');
		const waitOf = (index: number) => {
			const event = waits[index];
			return event === undefined ? undefined : event.nextAttemptAt! - (event.receivedAt - waits[0]!.receivedAt) - 10;
		};

		first.push(waitOf(0)!);
		if (waits.length > 5) {
			later.push(waitOf(5)!);
		}
	}

	expect(Math.max(...first)).toBeLessThanOrEqual(251);
	expect(Math.max(...first)).toBeGreaterThan(200);
	expect(Math.max(...later)).toBeGreaterThan(8000);
	expect(Math.max(...later)).toBeLessThanOrEqual(15_001);
	expect(Math.min(...later)).toBeLessThan(3000);
});

test('starts its waits anew only after 30 s live with data', async () => {
	const world = createWorld({ seed: 3 });
	await startLive(world);
	for (let loss = 0; loss < 6; loss++) {
		world.connection().close(1006, '');
		for (let second = 0; second < 40 && world.supervisor.state() !== 'live'; second++) {
			await world.clock.advance(1000);
		}
	}

	expect(world.venue.leases.at(-1)!.attempt).toBe(6);
	await world.clock.advance(31_000);
	world.connection().close(1006, '');
	await world.clock.advance(300);

	expect(world.venue.leases.at(-1)!.attempt).toBe(1);
});

test('does not start its waits anew when the connection stays without data', async () => {
	const world = createWorld({ canary: btc });
	world.venue.behavior.dataEveryMs = 0;
	await startLive(world);

	await world.clock.advance(60_000);
	world.connection().close(1006, '');
	await world.clock.advance(300);
	await world.clock.advance(60_000);
	world.connection().close(1006, '');
	await world.clock.advance(1100);

	expect(world.venue.leases.at(-1)!.attempt).toBe(2);
});

test.each([
	{ name: 'a token that never comes', change: { lease: 'hang' as const }, afterMs: 5000, reason: 'token timeout' },
	{ name: 'a welcome that never comes', change: { welcome: false }, afterMs: 5010, reason: 'no welcome' },
])('gives up on $name after 5 s', async ({ change, afterMs, reason }) => {
	const world = createWorld();
	Object.assign(world.venue.behavior, change);
	world.supervisor.start();

	await world.clock.advance(afterMs - 1);
	expect(world.supervisor.state()).not.toBe('waiting');
	await world.clock.advance(1);

	expect(world.news().at(-1)).toBe(`waiting ${reason}`);
});

test('honors the wait that the venue asked for, also when another socket gets through', async () => {
	const world = createWorld();
	world.venue.behavior.lease = { reason: 'token 429', retryAfterMs: 11_000, throttled: true };
	world.supervisor.start();
	await world.clock.advance(10);
	world.group.welcomed('public-2');
	await world.clock.advance(10_900);
	expect(world.venue.leases).toHaveLength(1);

	await world.clock.advance(500);

	expect(world.venue.leases).toHaveLength(2);
});

test('asks a busy venue that names no wait less and less often', async () => {
	const world = createWorld({ seed: 5 });
	world.venue.behavior.lease = { reason: 'token 429', retryAfterMs: undefined, throttled: true };
	world.supervisor.start();

	await world.clock.advance(1_200_000);

	const gaps = world.venue.leases.map(({ at }, index, all) => at - (all[index - 1]?.at ?? 0));
	expect(Math.max(...gaps)).toBeGreaterThan(30_000);
	expect(Math.max(...gaps)).toBeLessThanOrEqual(60_001);
});

test('tries again at once, but only once, when the token was refused', async () => {
	const world = createWorld();
	world.venue.behavior.welcome = false;
	world.supervisor.start();
	const refuseToken = async () => {
		await world.clock.advance(20);
		world.connection().send({ id: 'x', type: 'error', code: 401, text: 'token is expired' });
		await world.clock.advance(10);
	};

	await refuseToken();
	expect(world.news()).toContain('waiting token 401');
	expect(world.venue.leases).toHaveLength(2);
	await refuseToken();

	expect(world.venue.leases).toHaveLength(2);
	expect(world.sockets().at(-1)!.nextAttemptAt).toBeGreaterThan(world.clock.monoNow());
});

test('waits like one who is too fast, and says why, when a limit of connections is answered in place of the welcome', async () => {
	const world = createWorld({ seed: 5 });
	world.venue.behavior.welcome = false;
	world.supervisor.start();
	const attempts: number[] = [];
	for (let ms = 0; ms < 600_000; ms += 100) {
		await world.clock.advance(100);
		if (world.supervisor.state() === 'welcome') {
			attempts.push(world.clock.monoNow());
			world
				.connection()
				.send({ id: 'x', type: 'error', code: 509, text: 'exceed max session count limitation of 800' });
		}
	}

	expect(world.news()).toContain('waiting refused 509 exceed max session count limitation of 8');
	const waits = attempts.map((at, index) => at - (attempts[index - 1] ?? at));
	expect(Math.max(...waits)).toBeGreaterThan(15_000);
	expect(Math.max(...waits)).toBeLessThanOrEqual(60_500);
});

/** A socket that waits long between its attempts. */
async function refuseForTwoMinutes(seed: number) {
	const world = createWorld({ seed });
	world.venue.behavior.lease = { reason: 'refused', retryAfterMs: undefined };
	world.supervisor.start();
	await world.clock.advance(120_000);
	return world;
}

test('wakes within a second when another socket got through', async () => {
	for (let seed = 1; seed <= 20; seed++) {
		const world = await refuseForTwoMinutes(seed);
		world.venue.behavior.lease = 'ok';

		world.group.welcomed('public-2');
		await world.clock.advance(1100);

		expect(world.supervisor.state()).toBe('live');
	}
});

test.each(['another socket', 'the venue by REST'])(
	'waits a second at most after an attempt in which %s got through (simulation seeds 496, 4690)',
	async who => {
		for (let seed = 1; seed <= 20; seed++) {
			const world = await refuseForTwoMinutes(seed);
			world.venue.behavior.lease = 'hang';
			while (world.supervisor.state() !== 'token') {
				await world.clock.advance(100);
			}

			if (who === 'another socket') {
				world.group.welcomed('public-2');
			} else {
				world.group.reachable();
			}

			// The token that is under way never comes, and is given up after 5 s.
			world.venue.behavior.lease = 'ok';
			await world.clock.advance(5000 + 1100);

			expect(world.supervisor.state()).toBe('live');
		}
	},
);

test('reconnects now on request, even from a wait that the venue asked for', async () => {
	const world = createWorld();
	world.venue.behavior.lease = { reason: 'token 429', retryAfterMs: 60_000, throttled: true };
	world.supervisor.start();
	await world.clock.advance(100);
	world.venue.behavior.lease = 'ok';

	world.supervisor.replace('reconnect', { now: true });
	await world.clock.advance(100);

	expect(world.supervisor.state()).toBe('live');
});

test('stays within the budget of connects however often a reconnect is asked for', async () => {
	const world = createWorld();
	await startLive(world);

	for (let press = 0; press < 200; press++) {
		world.supervisor.replace('reconnect', { now: true });
		await world.clock.advance(300);
	}

	expect(world.venue.leases.length).toBeLessThanOrEqual(21);
	await world.clock.advance(10_000);
	expect(world.supervisor.state()).toBe('live');
});

test('keeps a young attempt when a reconnect is asked for twice', async () => {
	const world = createWorld();
	world.supervisor.start();

	world.supervisor.replace('reconnect', { now: true });
	await world.clock.advance(100);

	expect(world.venue.leases).toHaveLength(1);
});

test('replaces a suspected connection after the usual wait', async () => {
	const world = createWorld();
	await startLive(world);
	const old = world.connection();

	world.supervisor.replace('silent topic', { now: false });

	expect(old.closedBy).toBe('client');
	expect(world.news()).toEqual(['waiting silent topic']);
	await world.clock.advance(500);
	expect(world.supervisor.state()).toBe('live');
});

test('drops everything that an ended connection still has to say', async () => {
	const world = createWorld();
	await startLive(world);
	const old = world.connection();
	world.supervisor.replace('reconnect', { now: true });
	await world.clock.advance(500);
	world.news();
	const before = { delivered: world.venue.delivered.length, events: world.events.length };

	old.events.onText(JSON.stringify({ type: 'message', topic: btc, n: 99_999 }));
	expect(old.events.onBytes?.(Buffer.from(JSON.stringify({ type: 'message', topic: btc, n: 100_000 })))).toBe(true);
	old.events.onBinary(5);
	old.events.onClose({ code: 1006, reason: '' });
	old.events.onOpen();

	expect(world.venue.delivered).toHaveLength(before.delivered);
	expect(world.events).toHaveLength(before.events);
	expect(world.supervisor.state()).toBe('live');
});

test('ignores a token that comes after its attempt was given up', async () => {
	const world = createWorld();
	world.venue.behavior.lease = 'hang';
	world.supervisor.start();
	await world.clock.advance(1500);
	world.venue.behavior.lease = 'ok';

	world.supervisor.wake('stopped 12s');
	await world.clock.advance(6000);

	expect(world.venue.connections).toHaveLength(1);
	expect(world.supervisor.state()).toBe('live');
	expect(world.news()).not.toContain('waiting token timeout');
});

test.each(['binary', 'deep', 'oversized'])('closes a socket that sends a %s frame', async kind => {
	const world = createWorld();
	await startLive(world);
	const { events } = world.connection();

	if (kind === 'binary') {
		events.onBinary(10);
	} else if (kind === 'deep') {
		events.onText('{"type":"deep"}');
	} else {
		events.onClose({ code: 1009, reason: '', failure: { kind: 'protocol', text: 'frame too large', sent: true } });
	}

	expect(world.news()).toEqual(['waiting bad frame']);
	expect(world.events.filter(({ type }) => type === 'malformed')).toHaveLength(1);
});

test('counts a malformed frame and keeps the socket', async () => {
	const world = createWorld();
	await startLive(world);

	world.connection().events.onText('{"type":"nonsense"}');
	world.connection().events.onText('not JSON');

	expect(world.supervisor.state()).toBe('live');
	expect(world.events.filter(({ type }) => type === 'malformed')).toMatchObject([
		{ reason: 'unknown type' },
		{ reason: 'decoder failed' },
	]);
});

test('a payload that is taken from its bytes counts once, and one that breaks the decoder is malformed and not read again', async () => {
	const world = createWorld();
	await startLive(world);
	const { events } = world.connection();
	const before = { frames: world.supervisor.framesReceived(), delivered: world.venue.delivered.length };

	expect(events.onBytes?.(Buffer.from(JSON.stringify({ type: 'message', topic: btc, n: 2 })))).toBe(true);
	expect(events.onBytes?.(Buffer.from(JSON.stringify({ type: 'message', topic: btc, n: 3 })))).toBe(false);
	expect(events.onBytes?.(Buffer.from(JSON.stringify({ type: 'message', topic: '', n: 4 })))).toBe(true);

	expect(world.supervisor.framesReceived()).toBe(before.frames + 2);
	expect(world.venue.delivered).toHaveLength(before.delivered + 1);
	expect(world.supervisor.lastDataAt(btc)).toBe(world.clock.monoNow());
	expect(world.events.filter(({ type }) => type === 'malformed')).toMatchObject([{ reason: 'decoder failed' }]);
});

test('takes the moment at which a piece of the wire came for that of each of its frames', async () => {
	const world = createWorld();
	await startLive(world);
	const { events } = world.connection();
	events.onBurst?.();
	const cameAt = world.clock.monoNow();
	await world.clock.advance(300);

	events.onBytes?.(Buffer.from(JSON.stringify({ type: 'message', topic: btc, n: 2 })));

	expect(world.supervisor.lastDataAt(btc)).toBe(cameAt);
	expect(world.supervisor.lastFrameAt()).toBe(cameAt);
});

test('reconnects at once with a new token when the clock jumps, the machine sleeps or the process was stopped', async () => {
	for (const disturb of ['step', 'back', 'sleep', 'freeze'] as const) {
		const world = createWorld();
		await startLive(world);
		if (disturb === 'step') {
			world.clock.stepWall(3_600_000);
		} else if (disturb === 'back') {
			world.clock.stepWall(-3_600_000);
		} else if (disturb === 'sleep') {
			await world.clock.sleep(41 * 60_000);
		} else {
			await world.clock.freeze(8000);
		}

		await world.clock.advance(1500);

		expect(world.news()[0]).toMatch(/^waiting (clock jumped [+-]\d+s|stopped \ds)$/);
		expect(world.supervisor.state()).toBe('live');
		expect(world.venue.leases).toHaveLength(2);
	}
});

test('does not mistake a short stall for a loss', async () => {
	const world = createWorld({ canary: btc });
	await startLive(world);

	await world.clock.freeze(4500);
	await world.clock.advance(1000);

	expect(world.venue.leases).toHaveLength(1);
});

test('says nothing after it was stopped', async () => {
	const world = createWorld();
	await startLive(world);
	const { length } = world.events;

	world.supervisor.stop();
	world.connection().close(1000, 'Bye');
	world.supervisor.replace('reconnect', { now: true });
	world.supervisor.wake('stopped 12s');
	await world.clock.advance(60_000);

	expect(world.events).toHaveLength(length);
	expect(world.supervisor.state()).toBe('stopped');
	expect(world.clock.pending()).toBe(0);
});

test('keeps counting frames over reconnects', async () => {
	const world = createWorld();
	await startLive(world);
	await world.clock.advance(5000);
	const before = world.supervisor.framesReceived();

	world.supervisor.replace('reconnect', { now: true });

	expect(world.supervisor.framesReceived()).toBe(before);
	await world.clock.advance(5000);
	expect(world.supervisor.framesReceived()).toBeGreaterThan(before + 10);
});

test('keeps all sockets of a process within 20 connects a minute', async () => {
	const world = createWorld();
	world.venue.behavior.refuse = refused;
	const { clock, venue, group, connects } = world;
	const publish = () => {};
	for (let index = 0; index < 6; index++) {
		createSupervisor(
			{ clock, random: createSeededRandom(index), net: venue.net, protocol: venue.protocol, publish, connects, group },
			{ id: `public-${index}`, compress: false, canary: undefined },
		).start();
	}

	await clock.advance(180_000);

	const times = venue.leases.map(({ at }) => at);
	for (const start of times) {
		expect(times.filter(at => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(20);
	}
});

test('a second socket is live a second after the first once an outage is over (simulation seed 20)', async () => {
	for (let seed = 1; seed <= 40; seed++) {
		const world = createWorld({ seed });
		const { clock, venue, group, connects } = world;
		venue.behavior.lease = { reason: 'unreachable', retryAfterMs: undefined };
		const supervisors = ['public-1', 'private'].map((id, index) => {
			const random = createSeededRandom(seed * 100 + index);
			const deps = { clock, random, net: venue.net, protocol: venue.protocol, publish: () => {}, connects, group };
			return createSupervisor(deps, { id, compress: false, canary: undefined });
		});
		for (const supervisor of supervisors) {
			supervisor.setTopics([btc]);
			supervisor.start();
		}

		await clock.advance(45_000);
		venue.behavior.lease = 'ok';
		const isLive = ({ state }: Supervisor): boolean => state() === 'live';
		const until = clock.monoNow() + 15_100;
		while (!supervisors.some(isLive) && clock.monoNow() < until) {
			await clock.advance(50);
		}

		expect(supervisors.some(isLive)).toBe(true);
		// The other within a second of it: it does not wait for the budget of connects.
		await clock.advance(1100);
		expect(supervisors.map(({ state }) => state())).toEqual(['live', 'live']);
	}
});

test('waits up to a minute where sockets are refused for more than a minute though tokens are handed out', async () => {
	const world = createWorld({ seed: 9 });
	world.venue.behavior.refuse = refused;
	world.supervisor.start();
	await world.clock.advance(1_200_000);

	const times = world.venue.leases.map(({ at }) => at);
	const gaps = times.slice(1).map((at, index) => ({ at, gap: at - times[index]! }));
	expect(Math.max(...gaps.filter(({ at }) => at < 60_000).map(({ gap }) => gap))).toBeLessThanOrEqual(15_020);
	expect(Math.max(...gaps.map(({ gap }) => gap))).toBeGreaterThan(30_000);
	expect(Math.max(...gaps.map(({ gap }) => gap))).toBeLessThanOrEqual(60_020);
});

test('connects although a reconnect is asked for again and again', async () => {
	const world = createWorld();
	world.venue.behavior.latencyMs = 200;
	world.supervisor.setTopics([btc]);
	world.supervisor.start();

	for (let press = 0; press < 6; press++) {
		world.supervisor.wake('reconnect');
		await world.clock.advance(100);
	}

	expect(world.venue.leases).toHaveLength(1);
	await world.clock.advance(500);
	expect(world.supervisor.state()).toBe('live');
});

import { expect, test } from 'vitest';
import { createWorld, type World } from './fake-venue.js';

const symbols = (count: number) => Array.from({ length: count }, (_, index) => `ticker:S${index}-USDT`);

function start(world: World, topics: readonly string[]): void {
	world.supervisor.setTopics(topics);
	world.supervisor.start();
}

const subscribes = (world: World) => world.connection().frames.filter(({ type }) => type === 'subscribe');
const states = (world: World, topic: string) =>
	world.topics(topic).map(({ state, reason }) => (reason === undefined ? state : `${state} ${reason}`));

test('asks for at most 100 topics a frame and 250 a socket, most urgent first', async () => {
	const world = createWorld();
	start(world, symbols(300));

	await world.clock.advance(2000);

	expect(subscribes(world).map(({ topics }) => topics!.length)).toEqual([100, 100, 50]);
	expect(subscribes(world)[0]!.topics![0]).toBe('ticker:S0-USDT');
	expect(world.supervisor.confirmedTopics()).toBe(250);
});

test('sends a subscription again twice when no ack comes, and is live while it waits', async () => {
	const world = createWorld();
	world.venue.behavior.answer = topics => (topics.includes('ticker:S1-USDT') ? undefined : 'ack');
	start(world, ['ticker:S0-USDT']);
	await world.clock.advance(1000);
	world.supervisor.setTopics(['ticker:S0-USDT', 'ticker:S1-USDT']);

	await world.clock.advance(11_000);
	const times = world.connection().frameTimes.filter((_, index) => {
		const frame = world.connection().frames[index]!;
		return frame.type === 'subscribe' && frame.topics!.includes('ticker:S1-USDT');
	});
	expect(times.map(at => Math.round((at - times[0]!) / 100) / 10)).toEqual([0, 5, 10]);

	await world.clock.advance(4100);

	expect(states(world, 'ticker:S1-USDT')).toEqual(['pending', 'failed no ack']);
	expect(world.supervisor.state()).toBe('live');
});

test('cuts a list in half until the topic that spoils it stands alone', async () => {
	const world = createWorld();
	const bad = 'ticker:S5-USDT';
	world.venue.behavior.answer = topics => (topics.includes(bad) ? undefined : 'ack');
	start(world, ['ticker:OK-USDT']);
	await world.clock.advance(1000);
	world.supervisor.setTopics(['ticker:OK-USDT', ...symbols(8)]);

	await world.clock.advance(60_000);

	expect(world.venue.connections).toHaveLength(1);
	expect(world.supervisor.confirmedTopics()).toBe(8);
	expect(states(world, bad)).toEqual(['pending', 'failed no ack']);
});

test('finds the topic that spoils the only list, on the second connection', async () => {
	const world = createWorld();
	const bad = 'ticker:S3-USDT';
	world.venue.behavior.answer = topics => (topics.includes(bad) ? undefined : 'ack');
	start(world, symbols(8));

	await world.clock.advance(60_000);

	expect(world.venue.connections).toHaveLength(2);
	expect(world.supervisor.confirmedTopics()).toBe(7);
	expect(world.supervisor.state()).toBe('live');
});

test('gives up a connection on which nothing is ever answered', async () => {
	const world = createWorld();
	world.venue.behavior.answer = () => undefined;
	start(world, symbols(3));

	await world.clock.advance(15_100);

	expect(world.news().at(-1)).toBe('waiting no ack');
});

test('asks for a failed topic again each minute', async () => {
	const world = createWorld();
	world.venue.behavior.answer = topics => (topics.includes('ticker:S1-USDT') ? undefined : 'ack');
	start(world, ['ticker:S0-USDT']);
	await world.clock.advance(1000);
	world.supervisor.setTopics(symbols(2));
	await world.clock.advance(16_000);
	expect(states(world, 'ticker:S1-USDT').at(-1)).toBe('failed no ack');

	await world.clock.advance(61_000);
	expect(world.supervisor.isConfirmed('ticker:S1-USDT')).toBe(false);
	world.venue.behavior.answer = () => 'ack';
	await world.clock.advance(61_000);

	expect(states(world, 'ticker:S1-USDT').at(-1)).toBe('confirmed');
});

test('takes data of a topic as proof of its subscription when the ack is lost', async () => {
	const world = createWorld();
	world.venue.behavior.answer = () => undefined;
	start(world, symbols(1));
	await world.clock.advance(100);

	world.connection().topics.add('ticker:S0-USDT');
	await world.clock.advance(1000);

	expect(world.supervisor.isConfirmed('ticker:S0-USDT')).toBe(true);
	expect(world.supervisor.state()).toBe('live');
});

test('does not ask again for a topic that does not exist, while it is wanted, and keeps its neighbors', async () => {
	const world = createWorld();
	const bad = 'ticker:S2-USDT';
	world.venue.behavior.answer = topics => (topics.includes(bad) ? { code: 404, text: 'topic does not exist' } : 'ack');
	start(world, symbols(4));

	await world.clock.advance(3000);

	expect(states(world, bad)).toEqual(['pending', 'failed no such topic']);
	expect(world.supervisor.confirmedTopics()).toBe(3);
	expect(world.supervisor.state()).toBe('live');

	world.connection().close(1006, '');
	await world.clock.advance(3000);

	expect(subscribes(world).some(({ topics }) => topics!.includes(bad))).toBe(false);
	expect(world.supervisor.state()).toBe('live');

	// A pair that comes back: its topic was not wanted meanwhile.
	world.venue.behavior.answer = () => 'ack';
	world.supervisor.setTopics(symbols(4).filter(topic => topic !== bad));
	await world.clock.advance(3000);
	world.supervisor.setTopics(symbols(4));
	await world.clock.advance(3000);

	expect(states(world, bad).slice(-2)).toEqual(['pending', 'confirmed']);
});

test('slows down and tries again when the venue says it is too fast', async () => {
	const world = createWorld();
	let refusals = 2;
	world.venue.behavior.answer = () => (refusals-- > 0 ? { code: 509, text: 'exceed max permits per second' } : 'ack');
	start(world, symbols(2));

	await world.clock.advance(5000);

	const times = world.connection().frameTimes;
	expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1000);
	expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(2000);
	expect(world.supervisor.confirmedTopics()).toBe(2);
});

test('fails the topics that are over the limit of the venue and keeps the others', async () => {
	const world = createWorld();
	const taken = new Set<string>();
	world.venue.behavior.answer = topics => {
		const after = new Set([...taken, ...topics]);
		if (after.size > 4) {
			return { code: 509, text: 'exceed max subscription count limitation' };
		}

		for (const topic of topics) {
			taken.add(topic);
		}

		return 'ack';
	};
	start(world, symbols(6));

	await world.clock.advance(60_000);

	expect(world.supervisor.confirmedTopics()).toBe(4);
	expect(world.supervisor.state()).toBe('live');
	expect(world.events.filter(event => event.type === 'topic' && event.reason === 'sub limit')).toHaveLength(2);
});

test('asks again soon for a topic that was refused, then ever less often (simulation seed 18)', async () => {
	const world = createWorld();
	const refusedTopic = 'ticker:S5-USDT';
	const askedAt: number[] = [];
	world.venue.behavior.answer = topics => {
		if (!topics.includes(refusedTopic)) {
			return 'ack';
		}

		askedAt.push(world.clock.monoNow());
		return askedAt.length < 6 ? { code: 400, text: 'topic is invalid' } : 'ack';
	};
	start(world, ['ticker:OK-USDT']);
	await world.clock.advance(1000);
	world.supervisor.setTopics(['ticker:OK-USDT', refusedTopic]);
	await world.clock.advance(200_000);

	const gaps = askedAt.slice(1).map((at, index) => Math.round((at - askedAt[index]!) / 1000));
	expect(gaps).toEqual([10, 20, 40, 60, 60]);
	expect(states(world, refusedTopic)).toEqual(['pending', 'failed error 400', 'confirmed']);
});

test('subscribes only what is new and unsubscribes what is no longer wanted', async () => {
	const world = createWorld();
	start(world, symbols(3));
	await world.clock.advance(1000);
	const before = world.connection().frames.length;

	world.supervisor.setTopics(['ticker:S1-USDT', 'ticker:S2-USDT', 'ticker:NEW-USDT']);
	await world.clock.advance(1000);

	expect(
		world
			.connection()
			.frames.slice(before)
			.map(({ type, topics }) => [type, topics]),
	).toEqual([
		['unsubscribe', ['ticker:S0-USDT']],
		['subscribe', ['ticker:NEW-USDT']],
	]);
	expect(states(world, 'ticker:S0-USDT').at(-1)).toBe('removed');
	expect([...world.connection().topics]).toEqual(['ticker:S1-USDT', 'ticker:S2-USDT', 'ticker:NEW-USDT']);
});

test('does not take the ack of an earlier subscription for that of a later one', async () => {
	const world = createWorld();
	start(world, ['ticker:S0-USDT']);
	await world.clock.advance(1000);
	world.venue.behavior.dataEveryMs = 0;
	world.venue.behavior.answer = () => undefined;
	await world.clock.advance(1000);
	world.supervisor.setTopics(['ticker:S0-USDT', 'ticker:S1-USDT']);
	await world.clock.advance(100);
	const early = subscribes(world).at(-1)!.id;
	world.supervisor.setTopics(['ticker:S0-USDT']);
	world.supervisor.setTopics(['ticker:S0-USDT', 'ticker:S1-USDT']);

	world.connection().send({ id: early, type: 'ack' });
	await world.clock.advance(100);

	expect(world.supervisor.isConfirmed('ticker:S1-USDT')).toBe(false);
});

test('subscribes one topic again on request and keeps the age of its data', async () => {
	const world = createWorld();
	start(world, symbols(2));
	await world.clock.advance(3000);
	const before = world.connection().frames.length;
	const dataAt = world.supervisor.lastDataAt('ticker:S1-USDT');

	world.supervisor.resubscribe('ticker:S1-USDT');

	expect(world.supervisor.isConfirmed('ticker:S1-USDT')).toBe(false);
	expect(world.supervisor.lastDataAt('ticker:S1-USDT')).toBe(dataAt);
	expect(world.supervisor.state()).toBe('live');
	await world.clock.advance(1000);
	expect(
		world
			.connection()
			.frames.slice(before)
			.map(({ type, topics }) => [type, topics]),
	).toEqual([
		['unsubscribe', ['ticker:S1-USDT']],
		['subscribe', ['ticker:S1-USDT']],
	]);
	expect(states(world, 'ticker:S1-USDT')).toEqual(['pending', 'confirmed', 'pending', 'confirmed']);
});

test('paces a flood of changes and keeps room for pings', async () => {
	const world = createWorld();
	world.venue.behavior.dataEveryMs = 0;
	start(world, ['ticker:S0-USDT']);
	await world.clock.advance(1000);
	for (let turn = 0; turn < 300; turn++) {
		world.supervisor.setTopics([`ticker:T${turn}-USDT`]);
		await world.clock.advance(20);
	}

	await world.clock.advance(30_000);

	expect(world.supervisor.isConfirmed('ticker:T299-USDT')).toBe(true);
	expect([...world.connection().topics]).toEqual(['ticker:T299-USDT']);
	expect(world.connection().frames.filter(({ type }) => type === 'ping').length).toBeGreaterThanOrEqual(4);
});

import { afterEach, expect, test } from 'vitest';
import { createSocketGroup } from '../../../source/connection/socket-group.js';
import { createConnectsBucket } from '../../../source/connection/token-bucket.js';
import { parseSite } from '../../../source/exchange/kucoin/endpoints.js';
import { createPrivateFeed, type PrivateFeed } from '../../../source/exchange/kucoin/private-feed.js';
import type { Rest } from '../../../source/exchange/kucoin/rest.js';
import { NetError } from '../../../source/lib/errors.js';
import type { Net, NetFailure, SocketEvents } from '../../../source/lib/seams.js';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import type { AccountEvent } from '../../../source/model/account-event.js';
import type { HealthEvent, SocketEvent, TopicEvent } from '../../../source/model/health-event.js';
import { createVirtualClock, type VirtualClock } from '../../../source/simulator/virtual/clock.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { type AccountWorld, startAccountWorld } from './account-world.js';
import { readFixture, readFixtureData } from './fixture.js';

let world: AccountWorld | undefined;

afterEach(async () => {
	await world?.stop();
	world = undefined;
});

const topicStates = (health: readonly HealthEvent[], topic: string): readonly string[] =>
	health.flatMap(event => (event.type === 'topic' && event.topic === topic ? [event.state] : []));

test('is live once orders and balances are confirmed, and names its topics for the health pane', async () => {
	world = await startAccountWorld();
	const { streams, health } = world;

	expect(streams).toEqual(['live']);
	expect(topicStates(health, '/spotMarket/tradeOrdersV2').at(-1)).toBe('confirmed');
	expect(topicStates(health, '/account/balance').at(-1)).toBe('confirmed');
	const ofTopics = health.filter((event): event is TopicEvent => event.type === 'topic');
	expect(new Set(ofTopics.map(({ socket, stream }) => `${socket} ${stream}`))).toEqual(
		new Set(['private orders', 'private balances']),
	);
	await waitUntil(() => health.some(event => event.type === 'socket-sample' && event.socket === 'private'));
});

test('tells orders and balances of a placement as the exchange has them', async () => {
	world = await startAccountWorld();
	const { events, order, submit, touch, simulator, kindsOf } = world;
	const { far } = await touch();
	const request = order({ price: far });
	await submit(request);
	await waitUntil(() => kindsOf(request.clientOid).includes('open'));
	const balance = await waitUntil(() => events.find(event => event.type === 'balance'));

	expect(balance).toMatchObject({ currency: 'USDT', relationEvent: 'trade.hold', symbol: 'BTC-USDT' });
	const truth = simulator.accounts.balances(1).find(({ currency }) => currency === 'USDT')!;
	expect(Number(balance.hold)).toBeCloseTo(Number(truth.hold) / 1e20, 8);
});

test('is lost in the moment its socket is cut, and live again after it was confirmed anew', async () => {
	world = await startAccountWorld();
	const { simulator, streams, order, submit, touch, kindsOf } = world;
	simulator.control({ fault: 'link.cut' });
	await waitUntil(() => streams.length === 3);

	expect(streams).toEqual(['live', 'lost', 'live']);
	const { far } = await touch();
	const request = order({ price: far });
	await submit(request);
	await waitUntil(() => kindsOf(request.clientOid).includes('open'));
});

test('subscribes to the orders anew when told that they are silent', async () => {
	world = await startAccountWorld();
	const { feed, streams, health } = world;
	feed.resubscribe();
	await waitUntil(() => streams.length === 3);

	expect(streams).toEqual(['live', 'lost', 'live']);
	expect(topicStates(health, '/spotMarket/tradeOrdersV2').slice(-2)).toEqual(['pending', 'confirmed']);
});

test('says nothing any more once it is stopped', async () => {
	world = await startAccountWorld();
	const { feed, streams, health, events } = world;
	feed.stop();
	const before = [streams.length, health.length, events.length];
	const { order, submit, touch } = world;
	await submit(order({ price: (await touch()).far }));

	expect([streams.length, health.length, events.length]).toEqual(before);
});

type Connection = {
	readonly events: SocketEvents;
	readonly sent: { type: string; topic?: string; privateChannel?: boolean }[];
};

type Bench = {
	readonly clock: VirtualClock;
	readonly feed: PrivateFeed;
	readonly group: ReturnType<typeof createSocketGroup>;
	readonly streams: string[];
	readonly health: HealthEvent[];
	readonly events: AccountEvent[];
	readonly connections: Connection[];
	readonly push: (text: string) => void;
	leases: number;
	leaseFailure: NetFailure | undefined;
	socketFailure: NetFailure | undefined;
	/** Topics that are refused as unknown. */
	unknownTopics: readonly string[];
};

const tls: NetFailure = { kind: 'tls', text: 'TLS cert: CERT_HAS_EXPIRED', sent: false };

/** The private feed on a venue that answers at once, in virtual time. */
function createBench(): Bench {
	const clock = createVirtualClock();
	const random = createSeededRandom(3);
	const connections: Connection[] = [];
	const net: Net = {
		request: async () => {
			throw new Error('no request here');
		},
		connect: (_url, _options, events) => {
			const connection: Connection = { events, sent: [] };
			connections.push(connection);
			const say = (frame: object): void => {
				clock.after(1, () => events.onText(JSON.stringify(frame)));
			};
			clock.after(1, () => {
				if (bench.socketFailure === undefined) {
					events.onOpen();
					say({ id: 'x', type: 'welcome' });
				} else {
					events.onClose({ code: 1006, reason: '', failure: bench.socketFailure });
				}
			});
			return {
				send: text => {
					const frame = JSON.parse(text);
					connection.sent.push(frame);
					if (frame.type === 'ping') {
						say({ id: frame.id, type: 'pong' });
					} else if (bench.unknownTopics.includes(frame.topic)) {
						say({ id: frame.id, type: 'error', code: 404, data: `topic ${frame.topic} is not found` });
					} else {
						say({ id: frame.id, type: 'ack' });
					}
				},
				close: () => undefined,
				terminate: () => undefined,
				bytesReceived: () => 0,
			};
		},
	};
	const rest: Rest = {
		call: async () => {
			bench.leases += 1;
			if (bench.leaseFailure !== undefined) {
				throw new NetError('POST failed', bench.leaseFailure);
			}

			return readFixtureData('rest-bullet-private');
		},
	};
	const group = createSocketGroup({ clock, random });
	const streams: string[] = [];
	const health: HealthEvent[] = [];
	const events: AccountEvent[] = [];
	const bench: Bench = {
		clock,
		group,
		streams,
		health,
		events,
		connections,
		feed: createPrivateFeed(
			{
				clock,
				random,
				net,
				rest,
				site: parseSite('https://api.kucoin.com'),
				connects: createConnectsBucket(clock),
				group,
				offsetMs: () => 0,
			},
			{
				onEvent: event => events.push(event),
				onHealth: event => health.push(event),
				onStream: state => streams.push(state),
			},
			{ compress: false },
		),
		push: text => connections.at(-1)!.events.onText(text),
		leases: 0,
		leaseFailure: undefined,
		socketFailure: undefined,
		unknownTopics: [],
	};
	return bench;
}

const lastSocket = (bench: Bench): SocketEvent =>
	bench.health.filter((event): event is SocketEvent => event.type === 'socket').at(-1)!;

test('subscribes to the account as a private channel, and to a canary as a public one', async () => {
	const bench = createBench();
	bench.feed.start();
	await bench.clock.advance(1000);

	expect(bench.streams).toEqual(['live']);
	const subscribes = bench.connections[0]!.sent.filter(({ type }) => type === 'subscribe');
	expect(subscribes.map(({ topic, privateChannel }) => [topic, privateChannel])).toEqual([
		['/spotMarket/tradeOrdersV2', true],
		['/account/balance', true],
		['/spotMarket/advancedOrders', true],
		['/market/ticker:BTC-USDT', false],
	]);
	bench.feed.stop();
});

test('hands on what the account says, and nothing of the canary', async () => {
	const bench = createBench();
	bench.feed.start();
	await bench.clock.advance(1000);
	for (const name of [
		'ws-order-v2-received',
		'ws-order-v2-match',
		'ws-account-balance-hold',
		'ws-stop-order-triggered',
		'ws-market-ticker-btc',
	]) {
		bench.push(readFixture(name));
	}

	expect(bench.events.map(({ type }) => type)).toEqual(['order-update', 'order-update', 'balance', 'stop-order']);
	expect(bench.events[1]).toMatchObject({ match: { tradeId: '11116472408358913' } });
	expect(bench.health.some(event => event.type === 'topic' && event.topic.startsWith('/market/'))).toBe(false);
	bench.feed.stop();
});

test('lives without the topic of stop orders, but never without that of orders', async () => {
	const without = createBench();
	without.unknownTopics = ['/spotMarket/advancedOrders'];
	without.feed.start();
	await without.clock.advance(1000);
	expect(without.streams).toEqual(['live']);
	without.feed.stop();

	const blind = createBench();
	blind.unknownTopics = ['/spotMarket/tradeOrdersV2'];
	blind.feed.start();
	await blind.clock.advance(30_000);
	expect(blind.streams).toEqual([]);
	expect(topicStates(blind.health, '/spotMarket/tradeOrdersV2')).toContain('failed');
	blind.feed.stop();
});

test('asks for a comparison after a push of the account that could not be read', async () => {
	const bench = createBench();
	bench.feed.start();
	await bench.clock.advance(1000);
	bench.push(readFixture('ws-order-v2-match').replace('"tradeId":"11116472408358913"', '"tradeId":null'));

	expect(bench.streams).toEqual(['live', 'live']);
	expect(bench.events).toEqual([]);
	expect(bench.health.some(event => event.type === 'malformed')).toBe(true);
	bench.feed.stop();
});

test.each(['lease', 'socket'] as const)(
	'gives up after four failures of TLS in a row (%s) until a person asks',
	async where => {
		const bench = createBench();
		bench[`${where}Failure`] = tls;
		bench.feed.start();
		await bench.clock.advance(240_000);
		const tries = where === 'lease' ? bench.leases : bench.connections.length;
		expect(tries).toBe(4);
		await bench.clock.advance(3_600_000);
		expect(where === 'lease' ? bench.leases : bench.connections.length).toBe(4);
		expect(lastSocket(bench)).toMatchObject({ state: 'waiting', reason: expect.stringContaining('R tries again') });

		bench.leaseFailure = undefined;
		bench.socketFailure = undefined;
		bench.group.wake('slept 41m');
		await bench.clock.advance(10_000);
		expect(bench.streams).toEqual([]);
		bench.group.wake('reconnect');
		await bench.clock.advance(5000);
		expect(bench.streams).toEqual(['live']);
		bench.feed.stop();
	},
);

test('counts only failures of TLS that follow each other', async () => {
	const bench = createBench();
	bench.leaseFailure = { kind: 'refused', text: 'refused', sent: false };
	bench.feed.start();
	await bench.clock.advance(600_000);
	expect(bench.leases).toBeGreaterThan(20);

	bench.leaseFailure = undefined;
	bench.feed.reconnect();
	await bench.clock.advance(20_000);
	expect(bench.streams).toEqual(['live']);
	bench.feed.stop();
});

test('a connection that takes over at its age renews the stream, which is never lost', async () => {
	const bench = createBench();
	bench.feed.start();
	const ticker = readFixture('ws-market-ticker-btc');
	for (let second = 0; second < 23.5 * 3600; second += 5) {
		await bench.clock.advance(5000);
		bench.push(ticker);
	}

	expect(bench.connections).toHaveLength(2);
	expect(bench.streams).toEqual(['live', 'renewed']);
	bench.feed.stop();
});

import { LeaseError } from '../../source/connection/lease-error.js';
import type { FrameVerdict, LeaseFailure, Protocol } from '../../source/connection/protocol.js';
import { createSocketGroup, type SocketGroup } from '../../source/connection/socket-group.js';
import { createSupervisor, type Supervisor } from '../../source/connection/supervisor.js';
import { createConnectsBucket, type TokenBucket } from '../../source/connection/token-bucket.js';
import type { Net, NetFailure, SocketEvents } from '../../source/lib/seams.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { HealthEvent, SocketEvent, TopicEvent } from '../../source/model/health-event.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';

type ClientFrame = { readonly id: string; readonly type: string; readonly topics?: readonly string[] };

/** One accepted connection as the venue sees it. */
export type FakeConnection = {
	readonly url: string;
	readonly openedAt: number;
	readonly frames: ClientFrame[];
	readonly frameTimes: number[];
	readonly topics: Set<string>;
	readonly events: SocketEvents;
	closedBy: 'client' | 'venue' | undefined;
	/** Nothing reaches the client any more. */
	muted: boolean;
	/** Nothing of the client is answered any more. */
	deaf: boolean;
	readonly send: (frame: object) => void;
	readonly close: (code: number, reason: string) => void;
};

/** How the venue behaves; changed by a test while it runs. */
export type FakeBehavior = {
	lease: 'ok' | 'hang' | LeaseFailure;
	refuse: NetFailure | undefined;
	welcome: boolean;
	pongs: boolean;
	/** Answer to a subscribe frame; undefined = none at all. */
	answer: (topics: readonly string[]) => { readonly code: number; readonly text: string } | 'ack' | undefined;
	/** Ms between data frames of each topic; 0 = none. */
	dataEveryMs: number;
	latencyMs: number;
};

export type FakeVenue = {
	readonly behavior: FakeBehavior;
	readonly net: Net;
	readonly protocol: Protocol;
	readonly connections: FakeConnection[];
	/** Monotonic ms of each call of `acquireLease`, with its attempt. */
	readonly leases: { readonly at: number; readonly attempt: number }[];
	readonly delivered: { readonly topic: string; readonly at: number; readonly generation: number }[];
};

export const refused: NetFailure = { kind: 'refused', text: 'refused', sent: false };

/** A venue with the smallest dialect that has everything: JSON frames with id, type, topics. */
export function createFakeVenue(clock: VirtualClock): FakeVenue {
	const behavior: FakeBehavior = {
		lease: 'ok',
		refuse: undefined,
		welcome: true,
		pongs: true,
		answer: () => 'ack',
		dataEveryMs: 500,
		latencyMs: 10,
	};
	const connections: FakeConnection[] = [];
	const leases: FakeVenue['leases'] = [];
	const delivered: { topic: string; at: number; generation: number }[] = [];
	let counter = 0;
	let isTicking = false;

	/** All connections hear of one change at the same moment, as at a real venue. */
	const tick = () => {
		const open = connections.filter(({ closedBy }) => closedBy === undefined);
		isTicking = open.length > 0;
		if (!isTicking) {
			return;
		}

		counter++;
		if (behavior.dataEveryMs > 0) {
			for (const connection of open) {
				for (const topic of connection.topics) {
					connection.send({ type: 'message', topic, n: counter });
				}
			}
		}

		clock.after(behavior.dataEveryMs || 1000, tick);
	};
	const startTicks = () => {
		if (!isTicking) {
			tick();
		}
	};

	const onClientFrame = (connection: FakeConnection, frame: ClientFrame) => {
		connection.frames.push(frame);
		connection.frameTimes.push(clock.monoNow());
		if (connection.deaf) {
			return;
		}

		const { id, type, topics = [] } = frame;
		if (type === 'ping' && behavior.pongs) {
			connection.send({ id, type: 'pong' });
		} else if (type === 'unsubscribe') {
			for (const topic of topics) {
				connection.topics.delete(topic);
			}

			connection.send({ id, type: 'ack' });
		} else if (type === 'subscribe') {
			const answer = behavior.answer(topics);
			if (answer === 'ack') {
				for (const topic of topics) {
					connection.topics.add(topic);
				}

				connection.send({ id, type: 'ack' });
			} else if (answer !== undefined) {
				connection.send({ id, type: 'error', ...answer });
			}
		}
	};

	const net: Net = {
		request: () => Promise.reject(new Error('The fake venue has no REST')),
		connect: (url, _options, events) => {
			const connection: FakeConnection = {
				url,
				openedAt: clock.monoNow(),
				frames: [],
				frameTimes: [],
				topics: new Set(),
				events,
				closedBy: undefined,
				muted: false,
				deaf: false,
				send: frame => {
					clock.after(behavior.latencyMs, () => {
						if (connection.closedBy === undefined && !connection.muted) {
							const text = JSON.stringify(frame);
							if (events.onBytes?.(Buffer.from(text)) !== true) {
								events.onText(text);
							}
						}
					});
				},
				close: (code, reason) => {
					if (connection.closedBy === undefined) {
						connection.closedBy = 'venue';
						events.onClose({ code, reason });
					}
				},
			};

			if (behavior.refuse !== undefined) {
				const failure = behavior.refuse;
				connection.closedBy = 'venue';
				clock.after(behavior.latencyMs, () => events.onClose({ code: 1006, reason: '', failure }));
			} else {
				connections.push(connection);
				clock.after(behavior.latencyMs, () => {
					if (connection.closedBy === undefined) {
						events.onOpen();
						if (behavior.welcome) {
							connection.send({ id: 'w', type: 'welcome' });
						}
					}
				});
				startTicks();
			}

			const byClient = () => {
				connection.closedBy ??= 'client';
			};

			return {
				send: text => {
					if (connection.closedBy === undefined) {
						onClientFrame(connection, JSON.parse(text) as ClientFrame);
					}
				},
				close: byClient,
				terminate: byClient,
				bytesReceived: () => 0,
			};
		},
	};

	const protocol: Protocol = {
		acquireLease: attempt => {
			leases.push({ at: clock.monoNow(), attempt });
			const { lease } = behavior;
			if (lease === 'hang') {
				return new Promise(() => {});
			}

			return lease === 'ok'
				? Promise.resolve({
						url: `wss://venue.test/?token=t${leases.length}`,
						pingIntervalMs: 18_000,
						pingTimeoutMs: 10_000,
					})
				: Promise.reject(new LeaseError(lease));
		},
		receive: (text, context): FrameVerdict => {
			const frame = JSON.parse(text) as {
				id: string;
				type: string;
				topic: string;
				n: number;
				code: number;
				text: string;
			};
			switch (frame.type) {
				case 'welcome':
					return { kind: 'welcome' };
				case 'ack':
					return { kind: 'ack', id: frame.id };
				case 'pong':
					return { kind: 'pong', id: frame.id };
				case 'error':
					return { kind: 'error', id: frame.id, code: frame.code, text: frame.text };
				case 'message':
					delivered.push({ topic: frame.topic, at: clock.monoNow(), generation: context.generation });
					return { kind: 'data', topic: frame.topic };
				default:
					return { kind: 'malformed', topic: undefined, reason: 'unknown type', fatal: frame.type === 'deep' };
			}
		},
		// Every other payload, so that both ways are gone.
		receiveBytes: (bytes, context) => {
			const frame = JSON.parse(bytes.toString()) as { type: string; topic: string; n: number };
			if (frame.type !== 'message' || frame.n % 2 === 1) {
				return undefined;
			}

			if (frame.topic === '') {
				throw new Error('The decoder has a fault');
			}

			delivered.push({ topic: frame.topic, at: clock.monoNow(), generation: context.generation });
			return frame.topic;
		},
		encodePing: id => JSON.stringify({ id, type: 'ping' }),
		encodeSubscribe: (id, topics) => JSON.stringify({ id, type: 'subscribe', topics }),
		encodeUnsubscribe: (id, topics) => JSON.stringify({ id, type: 'unsubscribe', topics }),
		groupTopics: topics => {
			const groups: string[][] = [];
			for (let start = 0; start < topics.length; start += 100) {
				groups.push(topics.slice(start, start + 100));
			}

			return groups;
		},
		reactToError: code => {
			switch (code) {
				case 404:
					return 'drop-topic';
				case 509:
					return 'slow-down';
				case 401:
					return 'new-lease';
				default:
					return 'report';
			}
		},
		describeTopic: topic => ({ symbol: topic.split(':')[1], stream: 'ticker' }),
	};

	return { behavior, net, protocol, connections, leases, delivered };
}

export type World = {
	readonly clock: VirtualClock;
	readonly venue: FakeVenue;
	readonly supervisor: Supervisor;
	readonly group: SocketGroup;
	readonly connects: TokenBucket;
	readonly events: HealthEvent[];
	readonly sockets: () => SocketEvent[];
	readonly topics: (topic: string) => TopicEvent[];
	/** `state reason` of each socket event since the last call. */
	readonly news: () => string[];
	/** The newest connection that the venue accepted. */
	readonly connection: () => FakeConnection;
};

/** One supervisor against the fake venue in virtual time. */
export function createWorld({ seed = 1, canary }: { readonly seed?: number; readonly canary?: string } = {}): World {
	const clock = createVirtualClock();
	const random = createSeededRandom(seed);
	const venue = createFakeVenue(clock);
	const events: HealthEvent[] = [];
	const connects = createConnectsBucket(clock);
	const group = createSocketGroup({ clock, random });
	const supervisor = createSupervisor(
		{ clock, random, net: venue.net, protocol: venue.protocol, publish: event => events.push(event), connects, group },
		{ id: 'public-1', compress: false, canary },
	);
	const sockets = () => events.filter(event => event.type === 'socket');
	let read = 0;

	return {
		clock,
		venue,
		supervisor,
		group,
		connects,
		events,
		sockets,
		topics: topic => events.filter(event => event.type === 'topic').filter(event => event.topic === topic),
		news: () => {
			const all = sockets();
			const fresh = all.slice(read).map(({ state, reason }) => (reason === undefined ? state : `${state} ${reason}`));
			read = all.length;
			return fresh;
		},
		connection: () => venue.connections.at(-1)!,
	};
}

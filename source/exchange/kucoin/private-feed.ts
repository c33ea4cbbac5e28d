import { LeaseError } from '../../connection/lease-error.js';
import type { Protocol } from '../../connection/protocol.js';
import type { SocketGroup } from '../../connection/socket-group.js';
import { createSupervisor } from '../../connection/supervisor.js';
import type { TokenBucket } from '../../connection/token-bucket.js';
import { NetError } from '../../lib/errors.js';
import type { Cancel, Clock, Net, Random } from '../../lib/seams.js';
import type { AccountEvent, StreamState } from '../../model/account-event.js';
import type { HealthEvent, TopicEvent } from '../../model/health-event.js';
import type { Payload } from './decode.js';
import type { Site } from './endpoints.js';
import { createProtocol } from './protocol.js';
import type { Rest } from './rest.js';
import { createSocketSampler } from './socket-sampler.js';
import { prefixes, tickerTopic } from './topics.js';

/** What the account's stream tells. `onStream` is called once the state it names has begun. */
export type PrivateFeedHandlers = {
	readonly onEvent: (event: AccountEvent) => void;
	/** The socket `private` and its topics of orders and balances. */
	readonly onHealth: (event: HealthEvent) => void;
	readonly onStream: (state: StreamState) => void;
};

export type PrivateFeed = {
	readonly start: () => void;
	/** The stream says nothing though it should: subscribes to the orders anew. */
	readonly resubscribe: () => void;
	/** Drops every wait and the block after failures of TLS, and connects now. */
	readonly reconnect: () => void;
	readonly state: () => 'live' | 'lost';
	readonly stop: () => void;
};

export type PrivateFeedDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly net: Net;
	readonly rest: Rest;
	readonly site: Site;
	/** Shared with the public sockets. */
	readonly connects: TokenBucket;
	readonly group: SocketGroup;
	/** Venue minus ours, ms. */
	readonly offsetMs: () => number;
};

const socketId = 'private';
const topics = [prefixes.orders, prefixes.balance, prefixes.stopOrders];
/** Without these the account is not known. */
const vital: readonly string[] = [prefixes.orders, prefixes.balance];
const canary = tickerTopic('BTC-USDT');
const mostTlsFailures = 3;
const blockedWaitMs = 300_000;

/**
 * The account's stream over one socket, kept connected as the public ones are, with the ticker of BTC-USDT as its canary.
 *
 * After more than three failures of TLS in a row nothing more is tried until a person asks for it (`reconnect`, of this feed or
 * of the public one): somebody may stand in between, and what goes over this socket is signed.
 */
export function createPrivateFeed(
	deps: PrivateFeedDeps,
	handlers: PrivateFeedHandlers,
	options: { readonly compress: boolean },
): PrivateFeed {
	const { clock, group } = deps;
	const sampler = createSocketSampler(clock);
	let running = false;
	let state: 'live' | 'lost' = 'lost';
	let liveGeneration = 0;
	let tlsFailures = 0;
	const timers: Cancel[] = [];

	const inner = createProtocol({ ...deps, meter: undefined, onPayload }, { signed: true });
	const protocol: Protocol = {
		...inner,
		acquireLease: async (attempt, isWanted) => {
			if (tlsFailures > mostTlsFailures) {
				throw new LeaseError({ reason: 'TLS failed 4 times: R tries again', retryAfterMs: blockedWaitMs });
			}

			try {
				return await inner.acquireLease(attempt, isWanted);
			} catch (error) {
				const cause = error instanceof Error ? error.cause : undefined;
				noteConnect(cause instanceof NetError ? cause.failure.kind : undefined);
				throw error;
			}
		},
	};

	/** Counts the attempts in a row that failed by TLS. */
	function noteConnect(failure: string | undefined): void {
		if (failure === 'tls') {
			tlsFailures += 1;
		}
	}

	const net: Net = {
		...deps.net,
		connect: (url, socketOptions, events) =>
			deps.net.connect(url, socketOptions, {
				...events,
				onOpen: () => {
					tlsFailures = 0;
					events.onOpen();
				},
				onClose: close => {
					noteConnect(close.failure?.kind);
					events.onClose(close);
				},
			}),
	};

	const supervisor = createSupervisor(
		{ ...deps, net, protocol, publish: onHealth },
		{ id: socketId, compress: options.compress, canary },
	);

	function onPayload(event: Payload): number | undefined {
		if (!running) {
			return undefined;
		}

		switch (event.type) {
			case 'order-update':
			case 'balance':
			case 'stop-order': {
				const latency = event.receivedAt + deps.offsetMs() - event.time;
				sampler.latency(latency);
				handlers.onEvent(event);
				return latency;
			}

			default:
				return undefined;
		}
	}

	function onHealth(event: HealthEvent): void {
		if (!running) {
			return;
		}

		if (event.type === 'topic') {
			onTopic(event);
			return;
		}

		if (event.type === 'malformed' && event.topic !== undefined && vital.includes(event.topic)) {
			handlers.onHealth(event);
			// What was in it is not known: everything is to be compared with the venue again.
			if (state === 'live') {
				handlers.onStream('live');
			}

			return;
		}

		handlers.onHealth(event);
		judge();
	}

	function onTopic(event: TopicEvent): void {
		if (event.topic !== canary) {
			handlers.onHealth(event);
			judge();
		}
	}

	function judge(): void {
		const isLive = supervisor.state() === 'live' && vital.every(topic => supervisor.isConfirmed(topic));
		const generation = supervisor.generation();
		if (isLive && (state === 'lost' || generation !== liveGeneration)) {
			const isRenewed = state === 'live';
			state = 'live';
			liveGeneration = generation;
			handlers.onStream(isRenewed ? 'renewed' : 'live');
		} else if (!isLive && state === 'live') {
			state = 'lost';
			handlers.onStream('lost');
		}
	}

	const unblock = (): void => {
		tlsFailures = 0;
	};

	return {
		start: () => {
			if (running) {
				return;
			}

			running = true;
			// Ahead of the supervisor, so that its new attempt finds the way free.
			timers.push(
				group.join({
					id: `${socketId}-gate`,
					hurry: () => undefined,
					wake: reason => {
						if (reason === 'reconnect') {
							unblock();
						}
					},
				}),
				clock.every(1000, () => handlers.onHealth(sampler.sample(supervisor, 0))),
			);
			supervisor.setTopics([...topics, canary]);
			supervisor.start();
		},
		resubscribe: () => {
			if (state === 'live') {
				supervisor.resubscribe(prefixes.orders);
			}
		},
		reconnect: () => {
			unblock();
			supervisor.wake('reconnect');
		},
		state: () => state,
		stop: () => {
			running = false;
			state = 'lost';
			for (const cancel of timers.splice(0)) {
				cancel();
			}

			supervisor.stop();
		},
	};
}

import type { Protocol } from '../../connection/protocol.js';
import type { SocketGroup } from '../../connection/socket-group.js';
import { createSupervisor, type Supervisor } from '../../connection/supervisor.js';
import type { TokenBucket } from '../../connection/token-bucket.js';
import type { Clock, Net, Random } from '../../lib/seams.js';
import type { HealthEvent } from '../../model/health-event.js';
import { createSocketSampler, type SocketSampler } from './socket-sampler.js';

export type SocketsDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly net: Net;
	readonly protocol: Protocol;
	readonly publish: (event: HealthEvent) => void;
	/** Shared with the account's socket. */
	readonly connects: TokenBucket;
	readonly group: SocketGroup;
};

/** Public topics spread over as few sockets as hold them. */
export type Sockets = {
	/** The topics wanted, most urgent first. A topic stays on its socket; new ones fill the first with room. */
	readonly setTopics: (topics: readonly string[]) => void;
	/** Whether the canary's pair exists here. */
	readonly useCanary: (exists: boolean) => void;
	readonly supervisorOf: (topic: string) => Supervisor | undefined;
	readonly samplerOf: (socket: string) => SocketSampler | undefined;
	/** Takes a topic off its socket onto another, for one that stays silent there. */
	readonly move: (topic: string) => void;
	readonly all: () => readonly Supervisor[];
	readonly reconnect: () => void;
	readonly stop: () => void;
};

const topicsPerSocket = 250;

type Shard = { readonly supervisor: Supervisor; readonly sampler: SocketSampler; topics: Set<string> };

export function createSockets(
	deps: SocketsDeps,
	options: { readonly compress: boolean; readonly canary: string },
): Sockets {
	const { group } = deps;
	const shards: Shard[] = [];
	const homes = new Map<string, Shard>();
	const { canary } = options;
	let hasCanary = false;
	let wanted: readonly string[] = [];
	let opened = 0;

	function open(): Shard {
		opened += 1;
		const supervisor = createSupervisor(deps, { id: `public-${opened}`, compress: options.compress, canary });
		const shard = { supervisor, sampler: createSocketSampler(deps.clock), topics: new Set<string>() };
		shards.push(shard);
		supervisor.start();
		return shard;
	}

	// The canary takes a place on every socket, whether it lives there or not.
	const room = ({ topics }: Shard): number =>
		topicsPerSocket - (hasCanary && !topics.has(canary) ? 1 : 0) - topics.size;

	function place(topic: string, except?: Shard): void {
		const shard = shards.find(candidate => candidate !== except && room(candidate) > 0) ?? open();
		shard.topics.add(topic);
		homes.set(topic, shard);
	}

	function tellShards(): void {
		for (const shard of shards) {
			const own = wanted.filter(topic => homes.get(topic) === shard);
			shard.supervisor.setTopics(!hasCanary || own.includes(canary) ? own : [...own, canary]);
		}
	}

	function closeEmpty(): void {
		for (const shard of shards.slice(1)) {
			if (shard.topics.size === 0) {
				shard.supervisor.stop();
				shards.splice(shards.indexOf(shard), 1);
			}
		}
	}

	return {
		setTopics: topics => {
			if (shards.length === 0) {
				open();
			}

			wanted = topics;
			const keep = new Set(topics);
			for (const [topic, shard] of homes) {
				if (!keep.has(topic)) {
					homes.delete(topic);
					shard.topics.delete(topic);
				}
			}

			for (const topic of topics) {
				if (!homes.has(topic)) {
					place(topic);
				}
			}

			tellShards();
			closeEmpty();
		},
		useCanary: exists => {
			hasCanary = exists;
		},
		supervisorOf: topic => homes.get(topic)?.supervisor,
		samplerOf: socket => {
			// Asked for every payload: no closure, and most often the first one is it.
			for (let index = 0; index < shards.length; index += 1) {
				if (shards[index]!.supervisor.id === socket) {
					return shards[index]!.sampler;
				}
			}

			return undefined;
		},
		move: topic => {
			const from = homes.get(topic);
			if (from !== undefined) {
				from.topics.delete(topic);
				place(topic, from);
				tellShards();
			}
		},
		all: () => shards.map(({ supervisor }) => supervisor),
		reconnect: () => group.wake('reconnect'),
		stop: () => {
			for (const { supervisor } of shards) {
				supervisor.stop();
			}

			shards.length = 0;
			homes.clear();
		},
	};
}

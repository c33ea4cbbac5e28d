import type { Clock, Net, Random } from '../lib/seams.js';
import type { HealthEvent, SocketState } from '../model/health-event.js';
import type { Protocol } from './protocol.js';
import type { SocketGroup } from './socket-group.js';
import type { TokenBucket } from './token-bucket.js';

export type SupervisorDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly net: Net;
	readonly protocol: Protocol;
	/** Hears `socket`, `topic`, `malformed` and `pong` events. */
	readonly publish: (event: HealthEvent) => void;
	/** Shared by all sockets of the process: at most 20 connects a minute. */
	readonly connects: TokenBucket;
	/** Shared by all sockets of the process: one that gets through wakes the others, and a sleep drops them all. */
	readonly group?: SocketGroup;
};

export type SupervisorOptions = {
	/** `public-1`, `private`. */
	readonly id: string;
	readonly compress: boolean;
	/** The topic whose silence is suspicious (the canary), if any. It counts once `setTopics` holds it and it is confirmed. */
	readonly canary: string | undefined;
};

/** One socket's whole life, over all its connections. */
export type Supervisor = {
	readonly id: string;
	readonly start: () => void;
	/** Ends it: no event follows. */
	readonly stop: () => void;
	/** The topics wanted, most urgent first. Kept by intent and sent again on every connect; at most 250. */
	readonly setTopics: (topics: readonly string[]) => void;
	/** Unsubscribes and subscribes one topic again: its feed is suspected dead. */
	readonly resubscribe: (topic: string) => void;
	/** Gives the connection up and makes a new one, after the usual wait; `now` skips the wait. */
	readonly replace: (reason: string, options: { readonly now: boolean }) => void;
	/** The machine slept or its clock jumped: drops the connection and any wait, and connects at once with a new lease. */
	readonly wake: (reason: string) => void;
	readonly state: () => SocketState;
	readonly generation: () => number;
	/** Monotonic ms of the last frame of any kind, of the last data frame of a topic. */
	readonly lastFrameAt: () => number | undefined;
	readonly lastDataAt: (topic: string) => number | undefined;
	readonly isConfirmed: (topic: string) => boolean;
	readonly confirmedTopics: () => number;
	/** Over all connections since the start. */
	readonly framesReceived: () => number;
	readonly bytesReceived: () => number;
};

export declare function createSupervisor(deps: SupervisorDeps, options: SupervisorOptions): Supervisor;

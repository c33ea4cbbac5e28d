import type { Cancel, Clock, Net, Random } from '../lib/seams.js';
import type { HealthEvent, SocketState } from '../model/health-event.js';
import { createLink, type Link, type LinkPhase } from './link.js';
import type { LinkEnd } from './link-end.js';
import type { Protocol } from './protocol.js';
import { createRetryPolicy } from './retry-policy.js';
import { createRotation } from './rotation.js';
import type { SocketGroup } from './socket-group.js';
import type { TokenBucket } from './token-bucket.js';
import { createTopicLedger } from './topic-ledger.js';

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
	/** The topic whose silence is suspicious (the canary), if any. It counts once `setTopics` holds it and it brought data. */
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

const stableMs = 30_000;
const youngAttemptMs = 1000;
const slowestRate = 1 / 8;

type Wait = { readonly cancel: Cancel; readonly until: number; readonly canHurry: boolean };

/**
 * Keeps one socket connected, for ever:
 * 1. Each attempt asks for a new lease (5 s), connects (10 s), awaits the welcome (5 s) and subscribes what is wanted.
 * 2. A loss is published in its own tick. The next attempt waits as `retry-policy.ts` says; only 30 s live with data make it
 *    forget the failures before.
 * 3. Every attempt has a generation; what an earlier one still has to say is dropped.
 * 4. Once a day the connection is exchanged for a new one before the old one is closed (`rotation.ts`).
 */
export function createSupervisor(deps: SupervisorDeps, options: SupervisorOptions): Supervisor {
	const { clock, random, protocol, connects, group } = deps;
	const { id } = options;
	const retry = createRetryPolicy(deps);
	let state: SocketState = 'idle';
	let generation = 0;
	let attempt = 0;
	let connectsMade = 0;
	let reason: string | undefined;
	let isolateFirst = false;
	let rate = 1;
	let wait: Wait | undefined;
	/** Others got through while this attempt was under way: the wait behind its failure is no longer than that, ms. */
	let nextWaitAtMost: number | undefined;
	let primary: Link | undefined;
	let lastFrameAt: number | undefined;
	let lastHost: string | undefined;
	let pastFrames = 0;
	let pastBytes = 0;
	let leaveGroup: Cancel | undefined;

	const publishSocket = () => {
		if (state !== 'stopped') {
			deps.publish({
				type: 'socket',
				socket: id,
				state,
				generation: primary?.generation ?? generation,
				attempt,
				nextAttemptAt: wait?.until,
				reason,
				host: primary?.host() ?? lastHost,
				reconnects: Math.max(0, connectsMade - 1),
				receivedAt: clock.wallNow(),
			});
		}
	};

	const topics = createTopicLedger(news => {
		if (state !== 'stopped') {
			const about = protocol.describeTopic(news.topic);
			deps.publish({ type: 'topic', ...about, ...news, socket: id, receivedAt: clock.wallNow() });
		}
	});

	const setState = (next: SocketState) => {
		state = next;
		publishSocket();
	};

	/** Books what a connection leaves behind. */
	const account = (link: Link) => {
		pastFrames += link.frames();
		pastBytes += link.bytes();
		lastFrameAt = latest(lastFrameAt, link.lastFrameAt());
		lastHost = link.host() ?? lastHost;
		// Without this, an outage empties the bucket, and the first socket that gets a lease again waits for a token.
		if (link.phase() === 'token') {
			connects.giveBack();
		}

		topics.keepDataTimes(link.lastDataAt);
	};

	const isStable = (link: Link) => {
		const liveAt = link.liveAt();
		const hasData = link.dataFrames() > 0 || topics.toAsk().length === 0 || options.canary === undefined;
		return liveAt !== undefined && clock.monoNow() - liveAt >= stableMs && hasData;
	};

	const startWait = (delayMs: number, how: { readonly canHurry: boolean }) => {
		wait?.cancel();
		const total = Math.max(delayMs, connects.waitMs());
		wait = {
			cancel: clock.after(total, beginAttempt),
			until: clock.monoNow() + total,
			canHurry: how.canHurry,
		};
		setState('waiting');
	};

	/** Starts an attempt in this very tick, unless the shared bucket is empty. */
	const beginNow = (why: string) => {
		reason = why;
		startWait(0, { canHurry: true });
		if (connects.waitMs() === 0) {
			wait?.cancel();
			beginAttempt();
		}
	};

	const beginAttempt = () => {
		wait = undefined;
		if (state === 'stopped') {
			return;
		}

		if (!connects.tryTake()) {
			startWait(connects.waitMs(), { canHurry: true });
			return;
		}

		attempt++;
		generation++;
		const link = openLink(generation, {
			onPhase: phase => onPhase(link, phase),
			onEnd: how => onEnd(link, how),
		});
		primary = link;
		setState('token');
		link.start();
	};

	const openLink = (
		linkGeneration: number,
		handlers: { readonly onPhase: (phase: LinkPhase) => void; readonly onEnd: (how: LinkEnd) => void },
	): Link => {
		const link = createLink(
			deps,
			{
				socket: id,
				generation: linkGeneration,
				attempt: retry.failures(),
				compress: options.compress,
				canary: options.canary,
				rate,
				isolateFirst,
			},
			{
				...handlers,
				onTopic: (topic, next, why) => {
					if (link === primary) {
						topics.tell(topic, next, why);
					}
				},
				onDropped: topics.drop,
				onSlowDown: () => {
					rate = Math.max(slowestRate, rate / 2);
				},
				onMalformed: (topic, why) =>
					deps.publish({ type: 'malformed', socket: id, topic, reason: why, receivedAt: clock.wallNow() }),
				onPong: rttMs => deps.publish({ type: 'pong', socket: id, rttMs, receivedAt: clock.wallNow() }),
				onNotice: text => {
					if (link === primary) {
						reason = text;
						publishSocket();
					}
				},
				onProgress: () => rotation.onProgress(link),
			},
		);
		link.setTopics(topics.toAsk());
		return link;
	};

	const onPhase = (link: Link, phase: LinkPhase) => {
		if (link !== primary) {
			return;
		}

		if (phase === 'subscribing') {
			nextWaitAtMost = undefined;
			retry.welcomed();
			group?.welcomed(id);
		}

		if (phase === 'live' && state !== 'stale') {
			attempt = 0;
			connectsMade++;
			isolateFirst = false;
			rotation.schedule(link);
		}

		if (phase === 'live') {
			reason = undefined;
		} else if (phase === 'stale') {
			reason = 'no data';
		}

		setState(phase);
	};

	const onEnd = (link: Link, how: LinkEnd) => {
		if (link !== primary) {
			return;
		}

		account(link);
		if (isStable(link)) {
			retry.forgive();
			rate = 1;
		}

		isolateFirst = how.kind === 'no-ack';
		primary = undefined;
		reason = how.reason;
		const successor = rotation.takeSuccessor();
		if (successor !== undefined) {
			promote(successor);
			return;
		}

		const { ms, canHurry } = retry.waitAfter(how);
		startWait(canHurry ? Math.min(ms, nextWaitAtMost ?? ms) : ms, { canHurry });
		nextWaitAtMost = undefined;
		topics.forgetConfirmations();
	};

	/** Makes a connection of a rotation the one that counts. */
	const promote = (link: Link) => {
		primary = link;
		const phase = link.phase();
		if (phase === 'live' || phase === 'stale') {
			connectsMade++;
			reason = undefined;
			rotation.schedule(link);
		}

		setState(phase);
		for (const topic of topics.toAsk()) {
			topics.tell(topic, link.isConfirmed(topic) ? 'confirmed' : 'pending', undefined);
		}
	};

	const rotation = createRotation({
		clock,
		random,
		claim: () => (group === undefined || group.claimRotation()) && connects.tryTake(),
		open: () => {
			generation++;
			const link = openLink(generation, {
				onPhase: phase => (link === primary ? onPhase(link, phase) : rotation.onProgress(link)),
				onEnd: how => (link === primary ? onEnd(link, how) : rotation.onEnd(link)),
			});
			return link;
		},
		isReady: link => topics.toAsk().every(topic => link.isConfirmed(topic) || primary?.isConfirmed(topic) !== true),
		onAbandoned: account,
		onReady: link => {
			const old = primary;
			promote(link);
			if (old !== undefined) {
				account(old);
				old.close();
			}
		},
	});

	const dropAll = () => {
		rotation.abandon();
		const link = primary;
		primary = undefined;
		if (link !== undefined) {
			account(link);
			if (isStable(link)) {
				retry.forgive();
			}

			link.terminate();
		}
	};

	const isRunning = () => state !== 'idle' && state !== 'stopped';

	/** An attempt that has hardly begun is as new as the one that would take its place. */
	const isYoungAttempt = () =>
		primary !== undefined &&
		(isUnderWay() || state === 'subscribing') &&
		clock.monoNow() - primary.startedAt() < youngAttemptMs;

	const isUnderWay = () => state === 'token' || state === 'connecting' || state === 'welcome';

	const restart = (why: string) => {
		if (isRunning() && !isYoungAttempt()) {
			dropAll();
			beginNow(why);
			topics.forgetConfirmations();
		}
	};

	const wake = (why: string) => {
		retry.reset();
		restart(why);
	};

	return {
		id,
		start: () => {
			if (state !== 'idle') {
				return;
			}

			leaveGroup = group?.join({
				id,
				wake,
				hurry: delayMs => {
					if (wait?.canHurry === true && wait.until > clock.monoNow() + delayMs) {
						startWait(delayMs, { canHurry: true });
					} else if (isUnderWay()) {
						nextWaitAtMost = delayMs;
					}
				},
			});
			beginAttempt();
		},
		stop: () => {
			state = 'stopped';
			leaveGroup?.();
			wait?.cancel();
			wait = undefined;
			rotation.abandon();
			if (primary !== undefined) {
				account(primary);
				primary.close();
				primary = undefined;
			}
		},
		setTopics: wanted => {
			if (state !== 'stopped') {
				topics.setWanted(wanted);
				primary?.setTopics(topics.toAsk());
				rotation.successor()?.setTopics(topics.toAsk());
			}
		},
		resubscribe: topic => primary?.resubscribe(topic),
		replace: (why, { now }) => {
			if (now) {
				restart(why);
			} else if (primary !== undefined && !isUnderWay()) {
				const link = primary;
				link.terminate();
				onEnd(link, { reason: why, kind: 'other', retryAfterMs: undefined });
			}
		},
		wake,
		state: () => state,
		generation: () => primary?.generation ?? generation,
		lastFrameAt: () => latest(lastFrameAt, primary?.lastFrameAt()),
		lastDataAt: topic => latest(topics.lastDataAt(topic), primary?.lastDataAt(topic)),
		isConfirmed: topic => primary?.isConfirmed(topic) ?? false,
		confirmedTopics: () => primary?.confirmedTopics() ?? 0,
		framesReceived: () => pastFrames + (primary?.frames() ?? 0) + (rotation.successor()?.frames() ?? 0),
		bytesReceived: () => pastBytes + (primary?.bytes() ?? 0) + (rotation.successor()?.bytes() ?? 0),
	};
}

function latest(left: number | undefined, right: number | undefined): number | undefined {
	return left === undefined || (right !== undefined && right > left) ? right : left;
}

import type { Cancel, Clock, Net, Random, Socket } from '../lib/seams.js';
import { createHeartbeat, type Heartbeat } from './heartbeat.js';
import { endOfClose, endOfLease, endOfRefusal, type LinkEnd } from './link-end.js';
import { patientTimeout } from './patient-timeout.js';
import type { FrameVerdict, Lease, Protocol } from './protocol.js';
import { createSubscriptions, type SubscriptionState } from './subscriptions.js';
import { createTokenBucket } from './token-bucket.js';

export type LinkPhase = 'token' | 'connecting' | 'welcome' | 'subscribing' | 'live' | 'stale';

export type LinkDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly net: Net;
	readonly protocol: Protocol;
};

export type LinkOptions = {
	readonly socket: string;
	readonly generation: number;
	/** Failures in a row before this attempt. */
	readonly attempt: number;
	readonly compress: boolean;
	readonly canary: string | undefined;
	/** Share of the usual message rate, after the venue found us too fast. */
	readonly rate: number;
	readonly isolateFirst: boolean;
};

/** Nothing is called after `onEnd`, after `close` or after `terminate`. */
export type LinkEvents = {
	readonly onPhase: (phase: LinkPhase) => void;
	/** Called once, in the same tick in which the connection was lost. */
	readonly onEnd: (end: LinkEnd) => void;
	readonly onTopic: (topic: string, state: SubscriptionState, reason: string | undefined) => void;
	readonly onDropped: (topic: string) => void;
	readonly onSlowDown: () => void;
	readonly onMalformed: (topic: string | undefined, reason: string) => void;
	readonly onPong: (rttMs: number) => void;
	/** An error of the venue that belongs to no request. */
	readonly onNotice: (text: string) => void;
	/** Topics were confirmed or given up. */
	readonly onProgress: () => void;
};

/** One attempt at a connection, from asking for a lease to its end. */
export type Link = {
	readonly generation: number;
	readonly start: () => void;
	readonly setTopics: (topics: readonly string[]) => void;
	readonly resubscribe: (topic: string) => void;
	readonly close: () => void;
	readonly terminate: () => void;
	readonly phase: () => LinkPhase;
	readonly startedAt: () => number;
	readonly liveAt: () => number | undefined;
	readonly host: () => string | undefined;
	readonly isComplete: () => boolean;
	readonly isConfirmed: (topic: string) => boolean;
	readonly confirmedTopics: () => number;
	readonly lastFrameAt: () => number | undefined;
	readonly lastDataAt: (topic: string) => number | undefined;
	readonly dataFrames: () => number;
	readonly frames: () => number;
	readonly bytes: () => number;
};

const leaseTimeoutMs = 5000;
const connectTimeoutMs = 10_000;
const welcomeTimeoutMs = 5000;
const maxPayloadBytes = 4 * 1024 * 1024;
/** At most 80 client frames in any 10 s; the venue allows 100. */
const clientFrames = { capacity: 30, perSecond: 5 };
const slowestRate = 1 / 8;

/** Makes one connection. Everything that arrives after its end is dropped here. */
export function createLink(deps: LinkDeps, options: LinkOptions, events: LinkEvents): Link {
	const { clock, net, protocol } = deps;
	const bucket = createTokenBucket(clock, {
		capacity: clientFrames.capacity,
		perSecond: clientFrames.perSecond * options.rate,
	});
	const context = { socket: options.socket, generation: options.generation, receivedAt: 0, now: 0 };
	let hasBursts = false;
	let phase: LinkPhase = 'token';
	let isOver = false;
	let socket: Socket | undefined;
	let heartbeat: Heartbeat | undefined;
	let host: string | undefined;
	let cancelTimeout: Cancel | undefined;
	let startedAt = clock.monoNow();
	let liveAt: number | undefined;
	let rate = options.rate;
	let ids = 0;
	let frames = 0;

	const nextId = () => `${options.generation}-${++ids}`;
	const send = (text: string) => socket?.send(text);

	const toPhase = (next: LinkPhase) => {
		if (!isOver && phase !== next) {
			phase = next;
			events.onPhase(next);
		}
	};

	const expect = (delayMs: number, reason: string) => {
		cancelTimeout?.();
		cancelTimeout = patientTimeout(clock, delayMs, () => end({ reason, kind: 'other', retryAfterMs: undefined }));
	};

	const over = () => {
		isOver = true;
		cancelTimeout?.();
		heartbeat?.stop();
		subscriptions.stop();
	};

	const end = (how: LinkEnd) => {
		if (!isOver) {
			over();
			socket?.terminate();
			events.onEnd(how);
		}
	};

	const slowDown = () => {
		if (rate > slowestRate) {
			rate /= 2;
			bucket.slow(0.5);
			events.onSlowDown();
		}
	};

	const onProgress = () => {
		if (isOver) {
			return;
		}

		if (phase === 'subscribing' && subscriptions.isSettled()) {
			liveAt ??= clock.monoNow();
			toPhase('live');
		}

		events.onProgress();
	};

	const subscriptions = createSubscriptions(
		{
			clock,
			protocol,
			bucket,
			nextId,
			send,
			onTopic: events.onTopic,
			onDropped: events.onDropped,
			onSlowDown: slowDown,
			onStuck: () => end({ reason: 'no ack', kind: 'no-ack', retryAfterMs: undefined }),
			onProgress,
		},
		{ isolateFirst: options.isolateFirst },
	);

	const onWelcome = () => {
		if (phase !== 'welcome') {
			return;
		}

		cancelTimeout?.();
		heartbeat?.start();
		toPhase('subscribing');
		subscriptions.open();
		onProgress();
	};

	const onError = (id: string | undefined, code: number, text: string) => {
		const reaction = protocol.reactToError(code, text);
		if (reaction === 'new-lease') {
			end({ reason: `token ${code}`, kind: 'expired', retryAfterMs: undefined });
			return;
		}

		if (phase === 'welcome') {
			end(endOfRefusal(code, text, reaction));
			return;
		}

		if (id !== undefined && subscriptions.error(id, code, reaction)) {
			return;
		}

		if (reaction === 'slow-down') {
			slowDown();
		}

		if (!isOver) {
			events.onNotice(reaction === 'slow-down' ? 'sub limit' : `error ${code}`);
		}
	};

	/** Readings cost more than most of what is done with a frame: one for all that came together. */
	const readClocks = () => {
		context.now = clock.monoNow();
		context.receivedAt = clock.wallNow();
	};

	const onBurst = () => {
		hasBursts = true;
		readClocks();
	};

	const touch = () => {
		if (!hasBursts) {
			readClocks();
		}

		heartbeat?.touch(context.now);
	};

	const receive = (text: string): FrameVerdict => {
		try {
			return protocol.receive(text, context);
		} catch {
			return { kind: 'malformed', topic: undefined, reason: 'decoder failed' };
		}
	};

	/** Whether the frame was one of those that are read from their bytes. */
	const onBytes = (bytes: Buffer): boolean => {
		if (isOver) {
			return true;
		}

		touch();
		let topic: string | undefined;
		try {
			topic = protocol.receiveBytes?.(bytes, context);
		} catch {
			frames++;
			if (!isOver) {
				events.onMalformed(undefined, 'decoder failed');
			}

			return true;
		}

		if (topic === undefined) {
			return false;
		}

		frames++;
		if (!isOver) {
			subscriptions.data(topic, context.now);
		}

		return true;
	};

	const onText = (text: string) => {
		if (isOver) {
			return;
		}

		frames++;
		touch();
		const verdict = receive(text);
		if (isOver) {
			return;
		}

		switch (verdict.kind) {
			case 'data':
				subscriptions.data(verdict.topic, context.now);
				break;
			case 'welcome':
				onWelcome();
				break;
			case 'ack':
				subscriptions.ack(verdict.id);
				break;
			case 'pong':
				heartbeat?.pong(verdict.id);
				break;
			case 'error':
				onError(verdict.id, verdict.code, verdict.text);
				break;
			case 'malformed':
				events.onMalformed(verdict.topic, verdict.reason);
				if (verdict.fatal === true) {
					end({ reason: 'bad frame', kind: 'bad-frame', retryAfterMs: undefined });
				}

				break;
			case 'ignored':
				break;
		}
	};

	/** One that was promised and has brought nothing yet counts from the moment at which it could. */
	const canaryAt = (): number | undefined => {
		const { canary } = options;
		if (canary === undefined) {
			return undefined;
		}

		return subscriptions.lastDataAt(canary) ?? (subscriptions.isConfirmed(canary) ? liveAt : undefined);
	};

	const connect = (lease: Lease) => {
		host = hostOf(lease.url);
		heartbeat = createHeartbeat(
			{
				clock,
				random: deps.random,
				nextId,
				sendPing: id => {
					bucket.tryTake();
					send(protocol.encodePing(id));
				},
				onPong: events.onPong,
				onSuspicious: suspicious => {
					if (suspicious && phase === 'live') {
						toPhase('stale');
					} else if (!suspicious && phase === 'stale') {
						toPhase('live');
					}
				},
				onDead: reason => end({ reason, kind: 'other', retryAfterMs: undefined }),
				canaryAt,
			},
			{ pingIntervalMs: lease.pingIntervalMs },
		);
		toPhase('connecting');
		expect(connectTimeoutMs, 'connect timeout');
		const opened = net.connect(
			lease.url,
			{ connectTimeoutMs, maxPayloadBytes, compress: options.compress },
			{
				onOpen: () => {
					if (!isOver) {
						expect(welcomeTimeoutMs, 'no welcome');
						toPhase('welcome');
					}
				},
				onBurst,
				onText,
				...(protocol.receiveBytes === undefined ? {} : { onBytes }),
				onBinary: () => {
					if (!isOver) {
						events.onMalformed(undefined, 'binary frame');
						end({ reason: 'bad frame', kind: 'bad-frame', retryAfterMs: undefined });
					}
				},
				onClose: close => {
					if (!isOver && close.failure?.kind === 'protocol') {
						events.onMalformed(undefined, close.failure.text);
					}

					end(endOfClose(close));
				},
			},
		);
		socket = opened;
		if (isOver) {
			opened.terminate();
		}
	};

	return {
		generation: options.generation,
		start: () => {
			startedAt = clock.monoNow();
			expect(leaseTimeoutMs, 'token timeout');
			protocol
				.acquireLease(options.attempt, () => !isOver)
				.then(
					lease => {
						if (!isOver) {
							connect(lease);
						}
					},
					(error: unknown) => end(endOfLease(error)),
				);
		},
		setTopics: subscriptions.setTopics,
		resubscribe: subscriptions.resubscribe,
		close: () => {
			if (!isOver) {
				over();
				socket?.close();
			}
		},
		terminate: () => {
			if (!isOver) {
				over();
				socket?.terminate();
			}
		},
		phase: () => phase,
		startedAt: () => startedAt,
		liveAt: () => liveAt,
		host: () => host,
		isComplete: subscriptions.isComplete,
		isConfirmed: topic => !isOver && subscriptions.isConfirmed(topic),
		confirmedTopics: () => (isOver ? 0 : subscriptions.confirmed()),
		lastFrameAt: () => heartbeat?.lastFrameAt(),
		lastDataAt: subscriptions.lastDataAt,
		dataFrames: subscriptions.dataFrames,
		frames: () => frames,
		bytes: () => socket?.bytesReceived() ?? 0,
	};
}

function hostOf(url: string): string | undefined {
	return URL.canParse(url) ? new URL(url).host : undefined;
}

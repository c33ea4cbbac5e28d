import type { Random } from '../lib/seams.js';
import { type ClientFrame, errorTexts, idText, isTrue, parseFrame } from './client-frame.js';
import type { ConnectionLimits } from './connection-limits.js';
import { createDelayLine } from './delay-line.js';
import type { Faults } from './faults.js';
import type { PublicFeed } from './public-feed.js';
import type { SocketTokens } from './socket-tokens.js';
import { isPrivateTopic, parseTopics, type Topic } from './topics.js';
import type { Venue } from './venue.js';

/** Where the frames of one connection go. */
export type SocketOutput = {
	readonly send: (text: string) => void;
	readonly close: (code: number, reason: string) => void;
};

/** As `SocketOutput`, for frames that are broken on purpose. */
export type RawSocketOutput = SocketOutput & { readonly sendRaw: (frame: string | Uint8Array) => void };

/** One connection, as the feeds see it. */
export type Listener = {
	readonly send: (text: string) => void;
	readonly sendRaw: (frame: string | Uint8Array) => void;
	readonly owner: number | undefined;
};

export type WsSession = {
	readonly receive: (text: string) => void;
	readonly closed: () => void;
	/** Called about once a second: ends a connection whose client has been silent too long. */
	readonly checkIdle: () => void;
};

export const socketLimits = {
	framesPerWindow: 100,
	windowMs: 10_000,
	topicsPerFrame: 100,
	topicsPerSession: 400,
	idleMs: 60_000,
	longestMs: 24 * 3_600_000,
} as const;

export type WsDeps = {
	readonly venue: Venue;
	readonly tokens: SocketTokens;
	readonly connections: ConnectionLimits;
	readonly feed: PublicFeed;
	readonly faults: Faults;
	readonly random: Random;
	/** Runs something a moment later, for acks and pongs that are late on purpose. */
	readonly after: (delayMs: number, callback: () => void) => void;
};

/**
 * One client's connection, message by message.
 *
 * 1. The token is checked; a bad one gets error 401 and the connection ends. So does one too many, with error 509.
 * 2. `welcome` comes before anything else, with the connectId as its id.
 * 3. `subscribe` and `unsubscribe` are acknowledged only with `response: true`; ids come back as strings.
 * 4. More than 100 client frames in 10 s: error 509 with an id of the server's own, close 1000 `Bye`.
 * 5. No client frame for 60 s: close 1000 `Bye`. The same at an age of 24 h.
 *
 * Source: KuCoin docs, Websocket – Introduction, Subscribe, Ping; error texts as seen live.
 */
export function createWsSession(
	deps: WsDeps,
	client: { readonly token: string; readonly connectId: string | undefined },
	output: RawSocketOutput,
): WsSession {
	const { venue, faults } = deps;
	const topics = new Map<string, Topic>();
	const frameTimes: number[] = [];
	const inbound = createDelayLine(deps);
	const openedAt = venue.time();
	let lastFrameAt = openedAt;
	let open = true;
	let admitted = false;

	const serverId = (): string =>
		`${Math.floor(venue.time() / 1000).toString(16)}${Array.from({ length: 16 }, () => Math.floor(deps.random() * 16).toString(16)).join('')}`;
	const send = (text: string): void => {
		if (open) {
			output.send(text);
		}
	};
	const leave = (): void => {
		open = false;
		deps.feed.removeAll(listener);
		if (admitted) {
			admitted = false;
			deps.connections.leave();
		}
	};
	const end = (code: number, reason: string): void => {
		if (open) {
			leave();
			output.close(code, reason);
		}
	};
	const fail = (id: string, code: number, data: string): void => {
		send(`{"id":${JSON.stringify(id)},"type":"error","code":${code},"data":${JSON.stringify(data)}}`);
	};

	const grant = deps.tokens.check(client.token);
	const owner = typeof grant === 'object' ? grant.owner : undefined;
	const listener: Listener = {
		owner,
		send,
		sendRaw: frame => {
			if (open) {
				output.sendRaw(frame);
			}
		},
	};
	const welcomeId = client.connectId ?? serverId().slice(0, 9);
	if (typeof grant !== 'object') {
		fail(welcomeId, 401, grant === 'expired' ? 'token is expired' : 'token is invalid');
		end(1000, 'Bye');
	} else {
		const crowded = deps.connections.enter();
		admitted = crowded === undefined;
		if (crowded !== undefined) {
			fail(welcomeId, 509, crowded);
			end(1000, 'Bye');
		} else if (faults.take('mute.welcome') === undefined) {
			send(`{"id":${JSON.stringify(welcomeId)},"type":"welcome"}`);
		}
	}

	const acknowledge = (id: string, frame: ClientFrame): void => {
		if (frame.response !== true || faults.take('mute.ack') !== undefined) {
			return;
		}

		send(`{"id":${JSON.stringify(id)},"type":"ack"}`);
	};

	const subscribe = (id: string, frame: ClientFrame, text: string): void => {
		const refusal = faults.take('ack.err', fault => fault.topic === undefined || text.startsWith(String(fault.topic)));
		if (refusal !== undefined) {
			const code = Number(refusal.code);
			fail(id, code, errorTexts[code] ?? 'system error');
			return;
		}

		const wanted = parseTopics(text, venue);
		if (wanted === undefined) {
			fail(id, 404, 'topic does not exist');
			return;
		}

		if (isPrivateTopic(text) && (owner === undefined || !isTrue(frame.privateChannel))) {
			fail(id, 403, 'login is required');
			return;
		}

		if (wanted.length > socketLimits.topicsPerFrame) {
			fail(id, 509, `exceed max subscription count limitation of ${socketLimits.topicsPerFrame} per time`);
			return;
		}

		const fresh = wanted.filter(topic => !topics.has(topic.key));
		if (topics.size + fresh.length > socketLimits.topicsPerSession) {
			fail(id, 509, `exceed max subscription count limitation of ${socketLimits.topicsPerSession} per session`);
			return;
		}

		acknowledge(id, frame);
		for (const topic of fresh) {
			topics.set(topic.key, topic);
			deps.feed.add(listener, topic);
		}
	};

	const unsubscribe = (id: string, frame: ClientFrame, text: string): void => {
		const wanted = parseTopics(text, venue);
		if (wanted === undefined) {
			fail(id, 404, 'topic does not exist');
			return;
		}

		for (const topic of wanted) {
			const known = topics.get(topic.key);
			if (known !== undefined) {
				topics.delete(topic.key);
				deps.feed.remove(listener, known);
			}
		}

		acknowledge(id, frame);
	};

	const handle = (text: string): void => {
		const frame = parseFrame(text);
		if (frame === undefined) {
			fail(serverId(), 400, `Unrecognized token '${text.slice(0, 20)}'`);
			return;
		}

		const id = idText(frame.id) ?? serverId();
		switch (frame.type) {
			case 'ping':
				if (faults.active('mute.pong') === undefined) {
					send(`{"id":${JSON.stringify(id)},"type":"pong","timestamp":${venue.stamp(venue.time())}000}`);
				}

				return;
			case 'subscribe':
			case 'unsubscribe':
				if (typeof frame.topic !== 'string' || frame.topic === '') {
					fail(id, 406, 'topic is required');
				} else if (!frame.topic.startsWith('/')) {
					fail(id, 400, 'topic is invalid');
				} else if (frame.type === 'subscribe') {
					subscribe(id, frame, frame.topic);
				} else {
					unsubscribe(id, frame, frame.topic);
				}

				return;
			default:
				fail(id, 415, 'type is not supported');
		}
	};

	return {
		receive: text => {
			if (!open || faults.active('link.blackhole', isUpward) !== undefined) {
				return;
			}

			const now = venue.time();
			lastFrameAt = now;
			while (frameTimes.length > 0 && frameTimes[0]! <= now - socketLimits.windowMs) {
				frameTimes.shift();
			}

			frameTimes.push(now);
			if (frameTimes.length > socketLimits.framesPerWindow) {
				fail(serverId(), 509, 'exceed max permits per second');
				end(1000, 'Bye');
				return;
			}

			inbound(Number(faults.active('ws.latency')?.ms ?? 0), () => handle(text));
		},
		closed: leave,
		checkIdle: () => {
			const now = venue.time();
			if (now - lastFrameAt >= socketLimits.idleMs || now - openedAt >= socketLimits.longestMs) {
				end(1000, 'Bye');
			}
		},
	};
}

const isUpward = (fault: { readonly [name: string]: unknown }): boolean => fault.direction !== 'down';

import type { FrameContext, FrameVerdict } from '../../connection/protocol.js';
import type { Supervisor } from '../../connection/supervisor.js';
import type { FeedPlayback } from '../../market/feed.js';
import type { HealthEvent, SocketEvent, TopicEvent } from '../../model/health-event.js';
import { createSocketSampler, type SocketSampler } from './socket-sampler.js';
import type { Sockets, SocketsDeps } from './sockets.js';

type Recorded = {
	readonly supervisor: Supervisor;
	readonly sampler: SocketSampler;
	readonly confirmed: Set<string>;
	readonly dataAt: Map<string, number>;
	event: SocketEvent | undefined;
	frames: number;
	bytes: number;
	lastFrameAt: number | undefined;
};

const nothing = (): void => {};

/**
 * The sockets of a recording: frames go through the production decoder as if they had just come, and what became of
 * sockets and topics is told as it was. Nothing is connected, and nothing can be changed: the past is what it was.
 */
export function createRecordedSockets(
	deps: Pick<SocketsDeps, 'clock' | 'protocol' | 'publish'>,
	playback: FeedPlayback,
): Sockets {
	const { clock, protocol, publish } = deps;
	const sockets = new Map<string, Recorded>();
	const homes = new Map<string, Recorded>();

	const create = (id: string): Recorded => {
		const socket: Recorded = {
			sampler: createSocketSampler(clock),
			confirmed: new Set(),
			dataAt: new Map(),
			event: undefined,
			frames: 0,
			bytes: 0,
			lastFrameAt: undefined,
			supervisor: {
				id,
				start: nothing,
				stop: nothing,
				setTopics: nothing,
				resubscribe: nothing,
				replace: nothing,
				wake: nothing,
				state: () => socket.event?.state ?? 'idle',
				generation: () => socket.event?.generation ?? 0,
				lastFrameAt: () => socket.lastFrameAt,
				lastDataAt: topic => socket.dataAt.get(topic),
				isConfirmed: topic => socket.confirmed.has(topic),
				confirmedTopics: () => socket.confirmed.size,
				framesReceived: () => socket.frames,
				bytesReceived: () => socket.bytes,
			},
		};
		sockets.set(id, socket);
		return socket;
	};

	const socketOf = (id: string): Recorded => sockets.get(id) ?? create(id);

	const receive = (text: string, context: FrameContext): FrameVerdict => {
		try {
			return protocol.receive(text, context);
		} catch {
			return { kind: 'malformed', topic: undefined, reason: 'decoder failed' };
		}
	};

	const frame = (text: string, context: Omit<FrameContext, 'now'>): void => {
		const socket = socketOf(context.socket);
		socket.frames += 1;
		socket.bytes += text.length;
		socket.lastFrameAt = clock.monoNow();
		const verdict = receive(text, { ...context, now: socket.lastFrameAt });
		if (verdict.kind === 'data') {
			socket.dataAt.set(verdict.topic, socket.lastFrameAt);
		} else if (verdict.kind === 'malformed') {
			const { topic, reason } = verdict;
			publish({ type: 'malformed', socket: context.socket, topic, reason, receivedAt: context.receivedAt });
		}
	};

	/** A topic lives where it was asked for first; the canary is asked for on every socket. */
	const noteTopic = ({ topic, socket: id, state }: TopicEvent): void => {
		const socket = socketOf(id);
		if (state === 'confirmed') {
			socket.confirmed.add(topic);
		} else {
			socket.confirmed.delete(topic);
		}

		if (state !== 'removed') {
			homes.set(topic, homes.get(topic) ?? socket);
		} else if (homes.get(topic) === socket) {
			homes.delete(topic);
		}
	};

	const health = (event: HealthEvent): void => {
		if (event.type === 'socket') {
			socketOf(event.socket).event = event;
		} else if (event.type === 'topic') {
			noteTopic(event);
		}

		publish(event);
	};

	const stop = playback.play({ frame, health });
	return {
		setTopics: nothing,
		useCanary: nothing,
		supervisorOf: topic => homes.get(topic)?.supervisor,
		samplerOf: id => sockets.get(id)?.sampler,
		move: nothing,
		all: () => [...sockets.values()].map(({ supervisor }) => supervisor),
		reconnect: nothing,
		stop,
	};
}

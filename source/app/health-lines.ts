import type { Clock } from '../lib/seams.js';
import { selectTopics } from '../store/selectors/health.js';
import type { State } from '../store/state.js';
import type { TopicHealth } from '../store/views.js';
import type { EventWriter } from './event-writer.js';
import { encodeHealth, type HealthLine } from './events-json.js';
import type { SocketTally } from './socket-ledger.js';

export type HealthLines = {
	/** Writes the line of one socket as it is now. */
	readonly write: (tally: SocketTally) => void;
};

/** Health lines of sockets with their topics. */
export function createHealthLines(deps: {
	readonly clock: Clock;
	readonly state: State;
	readonly writer: EventWriter;
}): HealthLines {
	const { clock, state, writer } = deps;

	return {
		write: tally => {
			const encode = (): string => {
				const wall = Math.floor(clock.wallNow());
				const at = { wall, mono: clock.monoNow() };
				return encodeHealth({
					socket: tally.socket,
					state: tally.state,
					reconnects: tally.reconnects,
					gaps: tally.gaps,
					malformed: tally.malformed,
					latencyMs: tally.latencyMs,
					topics: selectTopics(state, ({ socket }) => socket === tally.socket, at).map(describeTopic),
					receivedAt: wall,
				});
			};
			writer.writeNewest(`health ${tally.socket}`, encode);
		},
	};
}

/** `pending` or `failed` where the exchange has not confirmed the topic or has refused it, else the state of its data. */
function describeTopic({ topic, state, data, ageMs }: TopicHealth): HealthLine['topics'][number] {
	return { topic, state: state === 'pending' || state === 'failed' ? state : data.toLowerCase(), ageMs };
}

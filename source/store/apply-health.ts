import { isSocketUp } from '../market/freshness.js';
import { noteBreak, noteProbe, noteTopic, type StreamFacts } from '../market/stream-facts.js';
import type {
	ClockEvent,
	MalformedEvent,
	PongEvent,
	ProbeEvent,
	SocketEvent,
	SocketSampleEvent,
	StreamName,
	TopicEvent,
	VenueEvent,
} from '../model/health-event.js';
import { createSocketRecord } from './initial-state.js';
import { cleanReason, setProblem } from './problem.js';
import type { SocketRecord, State, SymbolState } from './state.js';

const recordOf = (state: State, socket: string): SocketRecord => {
	let record = state.sockets.get(socket);
	if (record === undefined) {
		record = createSocketRecord(socket);
		state.sockets.set(socket, record);
	}

	return record;
};

export function applySocket(state: State, event: SocketEvent, now: number): void {
	const record = recordOf(state, event.socket);
	const before = record.event;
	if (before !== undefined && event.generation < before.generation) {
		return;
	}

	const wasUp = before !== undefined && isSocketUp(before.state);
	const isUp = isSocketUp(event.state);
	record.event = event.reason === undefined ? event : { ...event, reason: cleanReason(event.reason) };
	if (event.state === 'live') {
		record.liveSince ??= now;
	} else if (!isUp) {
		record.liveSince = undefined;
		record.messagesPerSecond = 0;
	}

	// A new generation that took over within one event has broken the data as well.
	if (!isUp || (wasUp && before.generation !== event.generation && event.state !== 'live')) {
		breakStreams(state, event.socket, now);
	}

	if (event.reason !== undefined && event.reason !== '' && !isUp) {
		setProblem(state, `${event.socket}: ${event.reason}`);
	}
}

function breakStreams(state: State, socket: string, now: number): void {
	if (state.board.facts.socket === socket) {
		noteBreak(state.board.facts, now);
	}

	for (const symbol of state.symbols.values()) {
		const { ticker, trades, book, stats, candles } = symbol.streams;
		for (const facts of [ticker, trades, book, stats, candles]) {
			if (facts.socket === socket) {
				noteBreak(facts, now);
			}
		}
	}
}

export function applySocketSample(state: State, event: SocketSampleEvent, now: number): void {
	const record = recordOf(state, event.socket);
	const seconds = record.sampledAt === undefined ? 0 : (now - record.sampledAt) / 1000;
	if (record.sample !== undefined && seconds > 0) {
		record.messagesPerSecond = Math.max(0, event.frames - record.sample.frames) / seconds;
	}

	record.sample = event;
	record.sampledAt = now;
	if (event.latencyP50 !== undefined) {
		record.latencies.push(event.latencyP50);
	}
}

export function applyTopic(state: State, event: TopicEvent, now: number): void {
	const reason = cleanReason(event.reason);
	if (event.state === 'removed') {
		state.topics.delete(event.topic);
	} else {
		state.topics.set(event.topic, event.reason === undefined ? event : { ...event, reason });
	}

	if (event.state === 'failed' || event.state === 'silent') {
		setProblem(state, `${event.topic}: ${reason === '' ? event.state : reason}`);
	}

	const symbol = event.symbol === undefined ? undefined : state.symbols.get(event.symbol);
	const ofSymbol = symbol === undefined ? undefined : streamOf(symbol, event.stream);
	const facts = event.stream === 'board' ? state.board.facts : ofSymbol;
	if (facts !== undefined) {
		// A topic that left one socket after it joined another is still there.
		if (event.state === 'removed' && facts.socket !== undefined && facts.socket !== event.socket) {
			return;
		}

		// A book may come by either of two topics: what becomes of one says nothing while the other brings it.
		const other = event.state === 'removed' && event.stream === 'book' ? otherTopicOf(state, event) : undefined;
		if (other !== undefined) {
			noteTopic(facts, other.state, other.socket, other.reason ?? '', now);
			return;
		}

		// The topic of an interval that is left says nothing of the one that is shown.
		if (event.interval === undefined || event.interval === state.candleInterval) {
			noteTopic(facts, event.state, event.socket, reason, now);
		}
	}
}

/** Another topic of the same stream, the best of them. */
function otherTopicOf(state: State, { symbol, stream }: TopicEvent): TopicEvent | undefined {
	let found: TopicEvent | undefined;
	for (const topic of state.topics.values()) {
		if (topic.symbol === symbol && topic.stream === stream && (found === undefined || topic.state === 'confirmed')) {
			found = topic;
		}
	}

	return found;
}

export function applyProbe(state: State, event: ProbeEvent, now: number): void {
	const symbol = state.symbols.get(event.symbol);
	const facts = symbol === undefined ? undefined : streamOf(symbol, event.stream);
	if (facts !== undefined) {
		// An answer that took its time says that nothing was newer when it was asked for.
		noteProbe(facts, event.verdict, event.verdict === 'quiet' ? now - (event.ageMs ?? 0) : now);
	}
}

export function applyMalformed(state: State, event: MalformedEvent): void {
	state.counters.malformed += 1;
	setProblem(state, `bad frame on ${event.topic ?? event.socket}: ${event.reason}`);
}

export function applyClock(state: State, event: ClockEvent): void {
	state.clockOffsetMs = event.offsetMs;
	state.restRttMs = event.rttMs;
}

export function applyPong(state: State, event: PongEvent): void {
	recordOf(state, event.socket).pingRttMs = event.rttMs;
}

export function applyVenue(state: State, event: VenueEvent): void {
	const message = cleanReason(event.message);
	state.venue = { ...event, message };
	if (event.status !== 'open') {
		setProblem(state, `venue ${event.status}${message === '' ? '' : `: ${message}`}`);
	}
}

/** Undefined for the account's streams, which belong to no symbol. */
export function streamOf(symbol: SymbolState, stream: StreamName): StreamFacts | undefined {
	return stream === 'orders' || stream === 'balances' || stream === 'board' ? undefined : symbol.streams[stream];
}

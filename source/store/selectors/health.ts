import { formatAge } from '../../lib/format.js';
import { describeSocket } from '../../market/freshness.js';
import type { TopicEvent } from '../../model/health-event.js';
import { frameAge, judgeSockets, judgeStream } from '../judge.js';
import type { SocketRecord, State, SymbolState } from '../state.js';
import type { DataState, HealthView, Instant, SocketHealth, TopicHealth } from '../views.js';

/** Every socket, and the topics: those of one symbol, then those of the account and of all pairs, then of other symbols. */
export function selectHealth(
	state: State,
	symbol: string,
	at: Instant,
	mostTopics = Number.POSITIVE_INFINITY,
): HealthView {
	const sockets = [...state.sockets.values()]
		.sort((a, b) => a.socket.localeCompare(b.socket, 'en', { numeric: true }))
		.map(record => describeRecord(record, at.mono));
	let frames = 0;
	let duplicates = state.counters.duplicates;
	for (const { sample } of state.sockets.values()) {
		frames += sample?.frames ?? 0;
		duplicates += sample?.duplicates ?? 0;
	}

	return Object.freeze({
		freshness: judgeSockets(state, at.mono),
		sockets,
		topics: topicsAround(state, symbol)
			.slice(0, mostTopics)
			.map(topic => describeTopic(state, topic, at)),
		topicCount: state.topics.size,
		gaps: state.counters.gaps,
		malformed: state.counters.malformed,
		duplicates,
		// A feed without sockets, as in a replay, is counted by its events.
		messages: state.sockets.size > 0 ? frames : state.counters.events,
		messagesPerSecond: sockets.reduce((sum, socket) => sum + socket.messagesPerSecond, 0),
		lastProblem: state.lastProblem,
		clockOffsetMs: state.clockOffsetMs,
		restRttMs: state.restRttMs,
		venue: state.venue?.status ?? 'unknown',
		loopDelayP99Ms: state.process?.loopDelayP99Ms,
		signalLatency: state.signals.latency(),
		rssMb: state.process?.rssMb,
		terminalBytesPerSecond: state.process?.terminalBytesPerSecond,
	});
}

/** The topics that pass the filter, in the order of their first news. */
export function selectTopics(
	state: State,
	filter: (topic: TopicEvent) => boolean,
	at: Instant,
): readonly TopicHealth[] {
	const topics: TopicHealth[] = [];
	for (const topic of state.topics.values()) {
		if (filter(topic)) {
			topics.push(describeTopic(state, topic, at));
		}
	}

	return topics;
}

function topicsAround(state: State, symbol: string): readonly TopicEvent[] {
	const own: TopicEvent[] = [];
	const ofNone: TopicEvent[] = [];
	const others: TopicEvent[] = [];
	for (const topic of state.topics.values()) {
		(topic.symbol === symbol ? own : topic.symbol === undefined ? ofNone : others).push(topic);
	}

	return [...own, ...ofNone, ...others];
}

function describeRecord(record: SocketRecord, now: number): SocketHealth {
	const { event, sample } = record;
	return {
		socket: record.socket,
		state: event?.state ?? 'idle',
		host: event?.host,
		uptimeMs: record.liveSince === undefined ? undefined : now - record.liveSince,
		ageMs: frameAge(record, now),
		attempt: event?.attempt ?? 0,
		nextAttemptInMs: event?.nextAttemptAt === undefined ? undefined : Math.max(0, event.nextAttemptAt - now),
		reason: event?.reason,
		reconnects: event?.reconnects ?? 0,
		latencyP50: sample?.latencyP50,
		latencyP99: sample?.latencyP99,
		latencyLine: record.latencies.toArray(),
		pingRttMs: record.pingRttMs,
		messagesPerSecond: record.messagesPerSecond,
		topics: sample?.topics ?? 0,
	};
}

function describeTopic(state: State, topic: TopicEvent, at: Instant): TopicHealth {
	const now = at.mono;
	const known = topic.symbol === undefined ? undefined : state.symbols.get(topic.symbol);
	const common = { topic: topic.topic, socket: topic.socket, state: topic.state };
	if (known === undefined || topic.stream === 'orders' || topic.stream === 'balances' || topic.stream === 'board') {
		const socket = state.sockets.get(topic.socket)?.event;
		const isLive = topic.state === 'confirmed' && socket?.state === 'live';
		const data: DataState = isLive ? 'LIVE' : topic.state === 'pending' ? 'SYNC' : 'STALE';
		const note = socket === undefined || isLive ? (topic.reason ?? '') : describeSocket(socket, now);
		return { ...common, data, ageMs: undefined, note };
	}

	const freshness = judgeStream(state, known, topic.stream, now);
	return {
		...common,
		data: freshness.state,
		ageMs: freshness.ageMs,
		note: freshness.note || auditNote(known, topic, at),
	};
}

/** How long ago the venue's own book agreed with ours. */
function auditNote(symbol: SymbolState, topic: TopicEvent, at: Instant): string {
	return topic.stream !== 'book' || symbol.auditedAt === undefined
		? ''
		: `audit ✓ ${formatAge(at.wall - symbol.auditedAt)}`;
}

import type { ProbeEvent, StreamName, TopicState } from '../model/health-event.js';

/** What is known of one stream of one symbol. Changed in place by the `note…` functions; times are monotonic ms. */
export type StreamFacts = {
	readonly stream: StreamName;
	lastDataAt: number | undefined;
	/** Venue time → received of the last data that told it; 0 where unknown or unusable. */
	lagMs: number;
	measuredLagMs: number;
	lagMeasuredAt: number;
	/** Exponentially weighted mean of the time between data; undefined before the second one. */
	gapMs: number | undefined;
	/** When the data was last known to be cut off: its socket was down or its topic not there. */
	brokenAt: number | undefined;
	socket: string | undefined;
	topic: TopicState | undefined;
	topicReason: string;
	/** When the topic was last called silent. */
	silentAt: number | undefined;
	confirmedAt: number | undefined;
	probe: ProbeEvent['verdict'] | undefined;
	probeAt: number | undefined;
	/** Age at the program's start of data saved by an earlier run, and when that was read; until fresh data comes. */
	restored: { readonly ageMs: number; readonly at: number } | undefined;
};

const gapWeight = 0.1;

/** A venue time that is older than this is no clock that can be used: a replay, or a venue that sends no time. */
const usableLagMs = 3_600_000;

/** Less than this is the offset's own error and the network. */
const ignoredLagMs = 1000;

const lagHoldsMs = 10_000;

export function createStreamFacts(stream: StreamName): StreamFacts {
	return {
		stream,
		lastDataAt: undefined,
		lagMs: 0,
		measuredLagMs: 0,
		lagMeasuredAt: Number.NEGATIVE_INFINITY,
		gapMs: undefined,
		brokenAt: undefined,
		socket: undefined,
		topic: undefined,
		topicReason: '',
		silentAt: undefined,
		confirmedAt: undefined,
		probe: undefined,
		probeAt: undefined,
		restored: undefined,
	};
}

/**
 * Data came. `lagMs` is venue time → received, corrected by the clock offset; undefined where the payload tells none: what
 * was measured last then holds for ten seconds, as a connection that was late rarely stops being so at once.
 */
export function noteData(facts: StreamFacts, at: number, lagMs: number | undefined): void {
	if (facts.lastDataAt !== undefined) {
		const gap = at - facts.lastDataAt;
		facts.gapMs = facts.gapMs === undefined ? gap : facts.gapMs + gapWeight * (gap - facts.gapMs);
	}

	facts.lastDataAt = at;
	if (lagMs !== undefined) {
		facts.measuredLagMs = lagMs > ignoredLagMs && lagMs < usableLagMs ? lagMs : 0;
		facts.lagMeasuredAt = at;
	}

	facts.lagMs = at - facts.lagMeasuredAt <= lagHoldsMs ? facts.measuredLagMs : 0;

	facts.restored = undefined;
}

/** An answer came that was so at `at`, or later. Data that came since is newer; the pace of pushes it does not tell. */
export function noteAnswer(facts: StreamFacts, at: number): void {
	facts.restored = undefined;
	if (facts.lastDataAt === undefined || at > facts.lastDataAt) {
		facts.lastDataAt = at;
		facts.lagMs = 0;
	}
}

/** The standing of the stream's topic changed. Anything but confirmed cuts the data off. */
export function noteTopic(facts: StreamFacts, state: TopicState, socket: string, reason: string, at: number): void {
	facts.topic = state;
	facts.socket = socket;
	facts.topicReason = reason;
	facts.silentAt = state === 'silent' ? at : undefined;
	if (state === 'confirmed') {
		facts.confirmedAt ??= at;
	} else if (state === 'failed' || state === 'removed') {
		noteBreak(facts, at);
	}
}

/** The socket under the stream is down: what came before is no longer known to be current, and how late it came says nothing of the next. */
export function noteBreak(facts: StreamFacts, at: number): void {
	facts.brokenAt = at;
	facts.confirmedAt = undefined;
	facts.gapMs = undefined;
	facts.measuredLagMs = 0;
}

export function noteProbe(facts: StreamFacts, verdict: ProbeEvent['verdict'], at: number): void {
	// A probe that failed says nothing of the topic, so the last verdict stands.
	if (verdict !== 'failed') {
		facts.probe = verdict;
		facts.probeAt = at;
	}
}

import type { SocketState } from '../model/health-event.js';
import type { BookSource, BookStatus } from '../model/market-event.js';
import type { StreamFacts } from './stream-facts.js';

export type DataState = 'LIVE' | 'AGEING' | 'STALE' | 'GAP' | 'SYNC';

/** The data state of a pane with what explains it. */
export type Freshness = {
	readonly state: DataState;
	/** Since the last data; undefined when there was none yet. */
	readonly ageMs: number | undefined;
	/** Few words: `quiet ✓ 12s`, `17 missing`, `dead socket`, `try 4 in 6s`, `top 50`. Empty when there is nothing to add. */
	readonly note: string;
};

/** The socket under a stream. */
export type SocketFacts = {
	readonly state: SocketState;
	readonly attempt: number;
	/** Monotonic ms. */
	readonly nextAttemptAt: number | undefined;
	readonly reason: string | undefined;
};

export type BookFacts = { readonly status: BookStatus; readonly reason: string; readonly source: BookSource };

/** What only the candles' own cadence can be judged by. Monotonic ms. */
export type CandleFacts = {
	/** When the newest bar ended or will end. */
	readonly barEndsAt: number;
	readonly lastTradeAt: number | undefined;
};

export const freshnessLimits = {
	ageingAfterMs: 3000,
	ageingAtMostMs: 10_000,
	/** AGEING after so many of the stream's usual gaps. */
	ageingGaps: 6,
	staleUnverifiedMs: 30_000,
	/** How long a `quiet` verdict keeps a silent stream LIVE: the probe's own interval of 10 s, and its journey. */
	quietHoldsMs: 15_000,
	movedGraceMs: 2000,
	statsAgeingMs: 5000,
	statsStaleMs: 8000,
	candlesAgeingMs: 5000,
	candlesStaleMs: 20_000,
} as const;

/** Whether data of a confirmed topic can come over a socket in this state. */
export const isSocketUp = (state: SocketState): boolean =>
	state === 'live' || state === 'draining' || state === 'subscribing' || state === 'stale';

/**
 * Judges one stream at one moment. LIVE only when age, continuity, topic and socket all agree; the worst finding wins.
 * Pure: `now` is monotonic ms, as are all times in the facts.
 */
export function judgeFreshness(
	facts: StreamFacts,
	socket: SocketFacts | undefined,
	extra: { readonly book?: BookFacts | undefined; readonly candles?: CandleFacts | undefined },
	now: number,
): Freshness {
	const ageMs = ageOf(facts, now);
	// A suspected socket is not yet a dead one, but nothing on it may say LIVE.
	const suspected = socket?.state === 'stale';
	const make = (state: DataState, note: string): Freshness =>
		suspected && state === 'LIVE' ? { state: 'AGEING', ageMs, note: socket.reason ?? '' } : { state, ageMs, note };

	if (facts.topic === 'failed') {
		return make('STALE', facts.topicReason === '' ? 'no such topic' : facts.topicReason);
	}

	const socketUp = socket === undefined || isSocketUp(socket.state);
	if (facts.lastDataAt === undefined) {
		const note = socketUp || socket === undefined ? '' : describeSocket(socket, now);
		if (facts.restored !== undefined) {
			return make('STALE', note === '' ? 'saved' : note);
		}

		if (facts.stream === 'trades' && facts.topic === 'confirmed' && socketUp) {
			return hasHistory(facts) ? make('LIVE', 'no trades yet') : make('SYNC', 'reading prints');
		}

		const bookNote = extra.book === undefined || note !== '' ? note : extra.book.reason;
		return make(extra.book?.status === 'gap' && socketUp ? 'GAP' : 'SYNC', bookNote);
	}

	if (!socketUp) {
		return make('STALE', describeSocket(socket, now));
	}

	if (facts.topic === 'removed') {
		return make('STALE', 'not subscribed');
	}

	if (extra.book !== undefined && extra.book.status !== 'live') {
		return make(extra.book.status === 'gap' ? 'GAP' : 'SYNC', extra.book.reason);
	}

	if (facts.stream === 'trades') {
		return judgeTape(facts, now, make);
	}

	const quietAt = isFoundNewest(facts, facts.lastDataAt) ? facts.probeAt : undefined;
	if (!isSinceBreak(facts, facts.lastDataAt) && !isSinceBreak(facts, quietAt)) {
		return make('STALE', 'no data since the break');
	}

	if (facts.stream === 'stats') {
		return judgeStats(ageMs as number, make);
	}

	if (facts.stream === 'candles') {
		return judgeCandles(extra.candles, now, make);
	}

	return judgeOnChange(facts, ageMs as number, quietAt, now, (state, note) =>
		make(state, note === '' && extra.book !== undefined ? describeSource(extra.book.source) : note),
	);
}

type Make = (state: DataState, note: string) => Freshness;

/** Ticker and book: sent on change only, so silence alone proves nothing and a probe decides. */
function judgeOnChange(
	facts: StreamFacts,
	ageMs: number,
	quietAt: number | undefined,
	now: number,
	make: Make,
): Freshness {
	const movedAt = facts.probe === 'moved' && isAfter(facts.probeAt, facts.lastDataAt) ? facts.probeAt : undefined;
	if (movedAt !== undefined) {
		return make(now - movedAt >= freshnessLimits.movedGraceMs ? 'STALE' : 'AGEING', 'feed is behind');
	}

	if (ageMs <= ageingLimit(facts.gapMs) && facts.topic !== 'silent') {
		return make('LIVE', '');
	}

	const verifiedMs = quietAt === undefined ? Number.POSITIVE_INFINITY : now - quietAt;
	if (verifiedMs <= freshnessLimits.quietHoldsMs) {
		return make('LIVE', `quiet ✓ ${Math.floor(verifiedMs / 1000)}s`);
	}

	if (facts.topic === 'silent') {
		return make('STALE', facts.topicReason === '' ? 'topic silent' : facts.topicReason);
	}

	if (Math.min(ageMs, verifiedMs) >= freshnessLimits.staleUnverifiedMs) {
		return make('STALE', 'unverified');
	}

	return make('AGEING', facts.lagMs > 0 ? `lag ${(facts.lagMs / 1000).toFixed(1)}s` : '');
}

/** The tape goes with its socket and topic: a market without trades is silent for hours and still current. */
function judgeTape(facts: StreamFacts, now: number, make: Make): Freshness {
	if (facts.topic === 'silent') {
		return make('STALE', facts.topicReason === '' ? 'topic silent' : facts.topicReason);
	}

	if (facts.topic === 'pending') {
		return make('SYNC', 'subscribing');
	}

	if (facts.topic === undefined && !isSinceBreak(facts, facts.lastDataAt)) {
		return make('STALE', 'no data since the break');
	}

	if (facts.topic === 'confirmed' && !hasHistory(facts)) {
		return make('SYNC', 'reading prints');
	}

	// A queue that drains brings old trades; once nothing more comes the tape has caught up.
	const draining = now - (facts.lastDataAt as number) < freshnessLimits.ageingAfterMs;
	if (draining && facts.lagMs > freshnessLimits.ageingAfterMs) {
		const stale = facts.lagMs > freshnessLimits.staleUnverifiedMs;
		return make(stale ? 'STALE' : 'AGEING', `lag ${(facts.lagMs / 1000).toFixed(1)}s`);
	}

	return make('LIVE', '');
}

/** The prints of before the subscription were read: until then the tape may lack some. */
const hasHistory = (facts: StreamFacts): boolean =>
	facts.probe === 'quiet' && facts.probeAt !== undefined && facts.probeAt >= (facts.confirmedAt ?? 0);

/** 24 h statistics come every two seconds, changed or not. */
function judgeStats(ageMs: number, make: Make): Freshness {
	if (ageMs > freshnessLimits.statsStaleMs) {
		return make('STALE', '');
	}

	return make(ageMs > freshnessLimits.statsAgeingMs ? 'AGEING' : 'LIVE', '');
}

/** A candle moves on trades only: it is late when its bar is over and trades were seen since. */
function judgeCandles(candles: CandleFacts | undefined, now: number, make: Make): Freshness {
	const overdue = candles === undefined ? 0 : now - candles.barEndsAt;
	const tradesSince = candles?.lastTradeAt !== undefined && candles.lastTradeAt > candles.barEndsAt;
	if (overdue <= freshnessLimits.candlesAgeingMs || !tradesSince) {
		return make('LIVE', '');
	}

	return make(overdue > freshnessLimits.candlesStaleMs ? 'STALE' : 'AGEING', '');
}

const severity: Readonly<Record<DataState, number>> = { LIVE: 0, AGEING: 1, SYNC: 2, GAP: 3, STALE: 4 };

/** The worst of several, the first of equals. Undefined without any. */
export function worstFreshness(all: readonly Freshness[]): Freshness | undefined {
	let worst: Freshness | undefined;
	for (const freshness of all) {
		if (worst === undefined || severity[freshness.state] > severity[worst.state]) {
			worst = freshness;
		}
	}

	return worst;
}

/** When a stream of this usual gap begins to age. */
export const ageingLimit = (gapMs: number | undefined): number =>
	Math.min(
		freshnessLimits.ageingAtMostMs,
		Math.max(freshnessLimits.ageingAfterMs, (gapMs ?? 0) * freshnessLimits.ageingGaps),
	);

function ageOf(facts: StreamFacts, now: number): number | undefined {
	if (facts.lastDataAt !== undefined) {
		return Math.max(0, now - facts.lastDataAt) + facts.lagMs;
	}

	return facts.restored === undefined ? undefined : facts.restored.ageMs + Math.max(0, now - facts.restored.at);
}

function isAfter(time: number | undefined, reference: number | undefined): boolean {
	return time !== undefined && (reference === undefined || time >= reference);
}

/** Whether the venue was asked behind the data, and since the topic fell silent, and had nothing newer. */
const isFoundNewest = (facts: StreamFacts, lastDataAt: number): boolean =>
	facts.probe === 'quiet' && isAfter(facts.probeAt, lastDataAt) && isAfter(facts.probeAt, facts.silentAt);

/** What came in the same instant as the break came before it. */
const isSinceBreak = (facts: StreamFacts, time: number | undefined): boolean =>
	time !== undefined && (facts.brokenAt === undefined || time > facts.brokenAt);

/** Why a socket is not live, and when it is tried again: `refused · try 4 in 6s`. */
export function describeSocket(socket: SocketFacts, now: number): string {
	const parts: string[] = [];
	if (socket.reason !== undefined && socket.reason !== '') {
		parts.push(socket.reason);
	}

	if (socket.state === 'waiting') {
		const inMs = socket.nextAttemptAt === undefined ? 0 : Math.max(0, socket.nextAttemptAt - now);
		parts.push(`try ${socket.attempt + 1} in ${Math.ceil(inMs / 1000)}s`);
	} else if (parts.length === 0) {
		parts.push(socket.state === 'stopped' || socket.state === 'idle' ? 'not connected' : 'connecting');
	}

	return parts.join(' · ');
}

const describeSource = (source: BookSource): string =>
	source === 'level2' ? '' : source === 'depth50' ? 'top 50' : 'top 5';

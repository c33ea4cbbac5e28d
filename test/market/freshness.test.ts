import { describe, expect, test } from 'vitest';
import {
	ageingLimit,
	type BookFacts,
	type Freshness,
	judgeFreshness,
	type SocketFacts,
	worstFreshness,
} from '../../source/market/freshness.js';
import {
	createStreamFacts,
	noteAnswer,
	noteBreak,
	noteData,
	noteProbe,
	noteTopic,
	type StreamFacts,
} from '../../source/market/stream-facts.js';
import type { SocketState, StreamName } from '../../source/model/health-event.js';

const live: SocketFacts = { state: 'live', attempt: 0, nextAttemptAt: undefined, reason: undefined };

const factsOf = (stream: StreamName, lastDataAt = 10_000): StreamFacts => {
	const facts = createStreamFacts(stream);
	noteTopic(facts, 'confirmed', 'public-1', '', 9000);
	noteData(facts, lastDataAt, 0);
	return facts;
};

/** Of a tape whose history was read. */
const tapeOf = (): StreamFacts => {
	const facts = factsOf('trades');
	noteProbe(facts, 'quiet', 9500);
	return facts;
};

const judge = (facts: StreamFacts, now: number, socket: SocketFacts | undefined = live, book?: BookFacts): Freshness =>
	judgeFreshness(facts, socket, { book }, now);

const say = (freshness: Freshness): string => `${freshness.state} ${freshness.note}`.trim();

describe('a ticker that usually comes ten times a second', () => {
	test.each([
		[10_000, 'LIVE', 0],
		[13_000, 'LIVE', 3000],
		[13_001, 'AGEING', 3001],
		[39_999, 'AGEING', 29_999],
		[40_000, 'STALE unverified', 30_000],
	])('is at %i ms %s', (now, expected, ageMs) => {
		const freshness = judge(factsOf('ticker'), now);

		expect(say(freshness)).toBe(expected);
		expect(freshness.ageMs).toBe(ageMs);
	});

	test.each([
		[24_000, 'LIVE quiet ✓ 0s'],
		[36_500, 'LIVE quiet ✓ 12s'],
		[39_000, 'LIVE quiet ✓ 15s'],
		[39_001, 'AGEING'],
		[54_000, 'STALE unverified'],
	])('that a probe found quiet is at %i ms %s', (now, expected) => {
		const facts = factsOf('ticker');
		noteProbe(facts, 'quiet', 24_000);

		expect(say(judge(facts, now))).toBe(expected);
	});

	test('that a probe found behind is STALE two seconds later, until data comes', () => {
		const facts = factsOf('ticker');
		noteProbe(facts, 'moved', 11_000);

		expect(say(judge(facts, 11_000))).toBe('AGEING feed is behind');
		expect(say(judge(facts, 12_999))).toBe('AGEING feed is behind');
		expect(say(judge(facts, 13_000))).toBe('STALE feed is behind');
		noteData(facts, 13_500, 0);
		expect(say(judge(facts, 13_600))).toBe('LIVE');
	});

	test('over a new connection is not held for as late as that of the lost one was (simulation seed 2560)', () => {
		const facts = factsOf('ticker');
		noteData(facts, 10_000, 35_000);
		noteData(facts, 10_100, undefined);
		expect(say(judge(facts, 10_100))).toBe('STALE unverified');

		noteTopic(facts, 'removed', 'public-1', '', 10_200);
		noteTopic(facts, 'confirmed', 'public-1', '', 10_400);
		noteData(facts, 10_500, undefined);
		expect(say(judge(facts, 10_600))).toBe('LIVE');
	});

	test('of a silent topic is LIVE by a verdict of after it fell silent alone', () => {
		const facts = factsOf('ticker');
		noteProbe(facts, 'quiet', 10_050);
		noteTopic(facts, 'silent', 'public-1', 'format changed', 11_000);
		expect(say(judge(facts, 11_100))).toBe('STALE format changed');

		noteProbe(facts, 'quiet', 12_000);
		expect(say(judge(facts, 12_100))).toBe('LIVE quiet ✓ 0s');
	});

	test('what was the newest before a break proves nothing after it', () => {
		const facts = factsOf('ticker');
		noteProbe(facts, 'quiet', 9900);
		noteTopic(facts, 'removed', 'public-1', '', 10_000);
		noteTopic(facts, 'confirmed', 'public-1', '', 10_050);
		noteData(facts, 10_100, 40_000);

		expect(say(judge(facts, 10_200))).toBe('STALE unverified');
	});

	test('a probe that failed proves nothing', () => {
		const facts = factsOf('ticker');
		noteProbe(facts, 'quiet', 12_000);
		noteProbe(facts, 'failed', 14_000);

		expect(say(judge(facts, 15_000))).toBe('LIVE quiet ✓ 3s');
	});
});

test.each([
	[undefined, 3000],
	[100, 3000],
	[1000, 6000],
	[60_000, 10_000],
])('a usual gap of %s ms ages after %i ms', (gapMs, limit) => {
	expect(ageingLimit(gapMs)).toBe(limit);
});

test('a slow symbol is given its own pace', () => {
	const facts = createStreamFacts('ticker');
	for (let at = 0; at <= 20_000; at += 2000) {
		noteData(facts, at, 0);
	}

	expect(say(judge(facts, 30_000))).toBe('LIVE');
	expect(say(judge(facts, 30_001))).toBe('AGEING');
});

test.each([
	['waiting', 'STALE refused · try 4 in 6s'],
	['token', 'STALE refused'],
	['connecting', 'STALE refused'],
	['welcome', 'STALE refused'],
	['stopped', 'STALE refused'],
	['idle', 'STALE refused'],
	['stale', 'AGEING refused'],
	['subscribing', 'LIVE'],
	['draining', 'LIVE'],
	['live', 'LIVE'],
] as const)('on a socket that is %s a fresh stream is %s', (state: SocketState, expected) => {
	const socket = { state, attempt: 3, nextAttemptAt: 16_000, reason: 'refused' };
	for (const stream of ['ticker', 'trades', 'book', 'stats', 'candles'] as const) {
		const book = stream === 'book' ? ({ status: 'live', reason: '', source: 'level2' } as const) : undefined;
		const facts = stream === 'trades' ? tapeOf() : factsOf(stream);
		expect(say(judge(facts, 10_100, socket, book))).toBe(expected);
	}
});

test('after a reconnect only new data, or a probe, makes a stream LIVE again', () => {
	for (const stream of ['ticker', 'stats'] as const) {
		const facts = factsOf(stream);
		noteBreak(facts, 10_500);

		expect(say(judge(facts, 11_000))).toBe('STALE no data since the break');
		noteData(facts, 11_500, 0);
		expect(say(judge(facts, 11_600))).toBe('LIVE');
	}

	const probed = factsOf('ticker');
	noteBreak(probed, 10_500);
	noteProbe(probed, 'quiet', 14_000);
	expect(say(judge(probed, 14_500))).toBe('LIVE quiet ✓ 0s');
});

test.each([
	[undefined, 'SYNC', 'SYNC'],
	['waiting', 'SYNC refused · try 4 in 6s', 'SYNC refused · try 4 in 6s'],
] as const)('without any data yet, on a socket %s, a stream is in SYNC', (state, expected, tape) => {
	const socket = state === undefined ? undefined : { state, attempt: 3, nextAttemptAt: 16_000, reason: 'refused' };

	expect(say(judge(createStreamFacts('ticker'), 10_100, socket))).toBe(expected);
	expect(say(judge(createStreamFacts('trades'), 10_100, socket))).toBe(tape);
	expect(judge(createStreamFacts('ticker'), 10_100, socket).ageMs).toBeUndefined();
});

describe('a tape', () => {
	test('is LIVE with its socket, however long nobody traded', () => {
		expect(say(judge(tapeOf(), 3_600_000))).toBe('LIVE');
	});

	test('is in SYNC until the prints of before its subscription were read, after a break too', () => {
		const facts = factsOf('trades');
		expect(say(judge(facts, 10_100))).toBe('SYNC reading prints');

		noteProbe(facts, 'quiet', 10_200);
		expect(say(judge(facts, 10_300))).toBe('LIVE');

		noteBreak(facts, 11_000);
		noteTopic(facts, 'confirmed', 'public-1', '', 12_000);
		noteData(facts, 12_100, 0);
		expect(say(judge(facts, 12_200))).toBe('SYNC reading prints');

		noteProbe(facts, 'quiet', 12_300);
		expect(say(judge(facts, 12_400))).toBe('LIVE');
	});

	test('is LIVE without a single trade once its topic is confirmed', () => {
		const facts = createStreamFacts('trades');
		noteTopic(facts, 'pending', 'public-1', '', 0);
		expect(say(judge(facts, 100))).toBe('SYNC');

		noteTopic(facts, 'confirmed', 'public-1', '', 200);
		expect(say(judge(facts, 250))).toBe('SYNC reading prints');

		noteProbe(facts, 'quiet', 260);

		expect(say(judge(facts, 300))).toBe('LIVE no trades yet');
	});

	test('is STALE when its topic is found silent', () => {
		const facts = factsOf('trades');
		noteTopic(facts, 'silent', 'public-1', '', 20_000);

		expect(say(judge(facts, 20_000))).toBe('STALE topic silent');
	});

	test('ages while it drains old trades, and has caught up when none are left', () => {
		const facts = tapeOf();
		noteData(facts, 20_000, 5000);

		expect(say(judge(facts, 20_100))).toBe('AGEING lag 5.0s');
		expect(say(judge(facts, 24_000))).toBe('LIVE');
	});
});

test.each([
	['gap', '17 missing', 'GAP 17 missing'],
	['sync', 'snapshot old ×3', 'SYNC snapshot old ×3'],
	['live', '', 'LIVE'],
] as const)('a book whose continuity is %s says so', (status, reason, expected) => {
	expect(say(judge(factsOf('book'), 10_100, live, { status, reason, source: 'level2' }))).toBe(expected);
});

test('a book from whole pictures names its depth', () => {
	expect(say(judge(factsOf('book'), 10_100, live, { status: 'live', reason: '', source: 'depth50' }))).toBe(
		'LIVE top 50',
	);
});

test('a lost socket outweighs a gap', () => {
	const socket: SocketFacts = { ...live, state: 'waiting', reason: 'reset', attempt: 0, nextAttemptAt: 10_200 };

	expect(say(judge(factsOf('book'), 10_100, socket, { status: 'gap', reason: 'x', source: 'level2' }))).toBe(
		'STALE reset · try 1 in 1s',
	);
});

test.each([
	[15_000, 'LIVE'],
	[15_001, 'AGEING'],
	[18_000, 'AGEING'],
	[18_001, 'STALE'],
])('statistics of every two seconds are at %i ms %s', (now, expected) => {
	expect(say(judge(factsOf('stats'), now))).toBe(expected);
});

test.each([
	['no trades since', 61_000, undefined, 'LIVE'],
	['trades since, in time', 35_000, 31_000, 'LIVE'],
	['trades since, late', 35_001, 31_000, 'AGEING'],
	['trades since, too late', 50_001, 31_000, 'STALE'],
] as const)('a bar that ended with %s is judged so', (_, now, lastTradeAt, expected) => {
	const candles = { barEndsAt: 30_000, lastTradeAt };

	expect(judgeFreshness(factsOf('candles'), live, { candles }, now).state).toBe(expected);
});

test.each([
	[900, 'LIVE', 100],
	[2000, 'LIVE', 2100],
	[4000, 'AGEING lag 4.0s', 4100],
	[40_000, 'STALE unverified', 40_100],
	[3_600_000, 'LIVE', 100],
	[-5000, 'LIVE', 100],
])('a venue time %i ms behind counts as age where it can be believed', (lagMs, expected, ageMs) => {
	const facts = factsOf('book');
	noteData(facts, 10_000, lagMs);
	const freshness = judge(facts, 10_100, live, { status: 'live', reason: '', source: 'level2' });

	expect(say(freshness)).toBe(expected);
	expect(freshness.ageMs).toBe(ageMs);
});

test('a lag that was measured holds for 10 s of data that tells none (simulation seed 459)', () => {
	const facts = factsOf('ticker');
	noteData(facts, 10_200, 3500);
	const pushEach200Ms = (from: number, to: number): void => {
		for (let at = from; at <= to; at += 200) {
			noteData(facts, at, undefined);
		}
	};
	pushEach200Ms(10_400, 15_000);
	// An answer between them is as old as its question; the pushes after it come as late as those before.
	noteAnswer(facts, 15_100);
	expect(say(judge(facts, 15_150))).toBe('LIVE');
	pushEach200Ms(15_200, 20_200);

	expect(say(judge(facts, 20_250))).toBe('AGEING lag 3.5s');
	pushEach200Ms(20_400, 20_400);
	expect(say(judge(facts, 20_450))).toBe('LIVE');
});

test('an answer is as old as its question, and never makes what was pushed older', () => {
	const facts = factsOf('ticker');
	noteAnswer(facts, 9000);
	expect(judge(facts, 11_000).ageMs).toBe(1000);
	noteAnswer(facts, 12_000);

	expect(judge(facts, 16_000).ageMs).toBe(4000);
	expect(say(judge(facts, 16_000))).toBe('AGEING');
});

test('a topic that the venue does not have, or that is not asked for, is not LIVE', () => {
	const failed = factsOf('ticker');
	noteTopic(failed, 'failed', 'public-1', 'no such topic', 10_050);
	const removed = factsOf('ticker');
	noteTopic(removed, 'removed', 'public-1', '', 10_050);

	expect(say(judge(failed, 10_100))).toBe('STALE no such topic');
	expect(say(judge(removed, 10_100))).toBe('STALE not subscribed');
});

test('saved data of an earlier run is STALE with its age', () => {
	const facts = createStreamFacts('ticker');
	facts.restored = { ageMs: 60_000, at: 100 };

	expect(judge(facts, 1100, undefined)).toEqual({ state: 'STALE', ageMs: 61_000, note: 'saved' });
	noteData(facts, 2000, 0);
	expect(say(judge(facts, 2000))).toBe('LIVE');
});

test('the worst finding wins', () => {
	const of = (state: Freshness['state']): Freshness => ({ state, ageMs: 0, note: '' });

	expect(worstFreshness([of('LIVE'), of('AGEING'), of('SYNC')])?.state).toBe('SYNC');
	expect(worstFreshness([of('GAP'), of('STALE'), of('SYNC')])?.state).toBe('STALE');
	expect(worstFreshness([])).toBeUndefined();
});

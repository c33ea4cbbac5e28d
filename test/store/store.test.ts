import { expect, test } from 'vitest';
import type { SocketEvent, SocketState, StreamName, TopicEvent, TopicState } from '../../source/model/health-event.js';
import type { Instrument } from '../../source/model/instrument.js';
import type { StatsEvent } from '../../source/model/market-event.js';
import type { Signal } from '../../source/model/signal-event.js';
import type { Outcome } from '../../source/signals/score.js';
import { judgeStream } from '../../source/store/judge.js';
import { selectBook } from '../../source/store/selectors/book.js';
import { selectHealth, selectTopics } from '../../source/store/selectors/health.js';
import { selectLadder } from '../../source/store/selectors/ladder.js';
import { selectSignalFacets, selectSignals } from '../../source/store/selectors/signals.js';
import { selectStatus } from '../../source/store/selectors/status.js';
import { selectTape } from '../../source/store/selectors/tape.js';
import { selectTicker } from '../../source/store/selectors/ticker.js';
import { ownWatchlist, selectWatchlist } from '../../source/store/selectors/watchlist.js';
import { createStore, type Store } from '../../source/store/store.js';
import type { Instant, SignalFilter, WatchRequest } from '../../source/store/views.js';
import { delta, snapshot, ticker, trade } from '../market/events.js';
import { createManualClock, type ManualClock } from './manual-clock.js';

const symbol = 'BTC-USDT';

const socketEvent = (state: SocketState, rest: Partial<SocketEvent> = {}): SocketEvent => ({
	type: 'socket',
	socket: 'public-1',
	state,
	generation: 1,
	attempt: 0,
	nextAttemptAt: undefined,
	reason: undefined,
	host: 'ws-api.kucoin.com',
	reconnects: 0,
	receivedAt: 0,
	...rest,
});

const topicEvent = (stream: StreamName, state: TopicState, rest: Partial<TopicEvent> = {}): TopicEvent => ({
	type: 'topic',
	topic: `/market/${stream}:${symbol}`,
	symbol,
	stream,
	socket: 'public-1',
	state,
	reason: undefined,
	receivedAt: 0,
	...rest,
});

const stats: StatsEvent = {
	type: 'stats',
	symbol,
	last: '100.5',
	changeRate: '-0.0014',
	changePrice: '-0.1',
	open: '101',
	high: '110',
	low: '90',
	volume: '1234.5',
	quoteVolume: '123450',
	time: 1000,
	receivedAt: 1000,
};

const at = (clock: ManualClock): Instant => ({ wall: clock.wallNow(), mono: clock.monoNow() });

const historyRead = { type: 'probe', symbol, stream: 'trades', verdict: 'quiet', receivedAt: 0 } as const;

const open = (): { readonly clock: ManualClock; readonly store: Store; readonly now: () => Instant } => {
	const clock = createManualClock();
	const store = createStore(clock, [symbol, 'ETH-USDT']);
	store.apply(socketEvent('live'));
	for (const stream of ['ticker', 'trades', 'book', 'stats'] as const) {
		store.apply(topicEvent(stream, 'confirmed'));
	}

	store.apply(historyRead);
	clock.advance(10);
	return { clock, store, now: () => at(clock) };
};

const fill = (store: Store): void => {
	store.apply(ticker('1'));
	store.apply(stats);
	store.apply(trade('1'));
	store.apply(snapshot(10, [['100', '1']], [['101', '2']]));
	store.apply({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: 0 });
};

const stateOf = (store: Store, now: Instant): Record<string, string> => ({
	ticker: selectTicker(store.state, symbol, now).freshness.state,
	ladder: selectLadder(store.state, symbol, { rows: 4, groupTicks: 1, anchor: undefined }, now).freshness.state,
	tape: selectTape(store.state, symbol, { rows: 5, minFunds: 0 }, now).freshness.state,
	health: selectHealth(store.state, symbol, now).freshness.state,
	signals: selectSignals(store.state, { rows: 5 }, now).freshness.state,
	status: selectStatus(store.state, { mode: 'PAPER', venue: 'KuCoin' }, now).freshness.state,
});

test('the high and low of the day hold the last price, also before the statistics do', () => {
	const { store, now } = open();
	const day = () => {
		const { high, low } = selectTicker(store.state, symbol, now());
		return { high, low };
	};
	store.apply(stats);
	store.apply({ ...ticker('1'), price: '111.5', time: 1500 });
	expect(day()).toEqual({ high: '111.5', low: '90' });
	store.apply({ ...ticker('2'), price: '89.9', time: 1600 });
	expect(day()).toEqual({ high: '110', low: '89.9' });
	// A price from before the statistics has no say: it may have left the day.
	store.apply({ ...stats, time: 2000 });
	expect(day()).toEqual({ high: '110', low: '90' });
});

test('shows what was applied in every view', () => {
	const { store, now } = open();
	fill(store);

	expect(selectTicker(store.state, symbol, now())).toMatchObject({
		last: '100.5',
		bestBid: '100',
		bestAsk: '101',
		spread: '1',
		changeRate: -0.0014,
		high: '110',
		baseCurrency: 'BTC',
		quoteCurrency: 'USDT',
	});
	expect(selectTicker(store.state, symbol, now()).spreadBps).toBeCloseTo((1 / 100.5) * 1e4, 9);
	expect(selectBook(store.state, symbol, 5, now())).toMatchObject({
		sequence: '10',
		bids: [['100', '1']],
		asks: [['101', '2']],
		freshness: { state: 'LIVE' },
	});
	expect(selectLadder(store.state, symbol, { rows: 2, groupTicks: 1, anchor: undefined }, now())).toMatchObject({
		rows: [
			{ price: '101', askSize: 2 },
			{ price: '100', bidSize: 1, tradedVolume: 1 },
		],
		spreadIndex: 1,
		mid: 100.5,
		spread: '1',
		sequence: '10',
		source: 'level2',
	});
	expect(selectTape(store.state, symbol, { rows: 5, minFunds: 0 }, now())).toMatchObject({
		rows: [{ price: '100', size: '1', side: 'buy', own: false }],
		cvd: 1,
	});
	expect(selectTape(store.state, symbol, { rows: 5, minFunds: 101 }, now()).rows).toEqual([]);
	expect(selectWatchlist(store.state, now())).toMatchObject({
		focused: symbol,
		rows: [
			{ symbol, last: '100.5' },
			{ symbol: 'ETH-USDT', last: undefined },
		],
	});
	expect(new Set(Object.values(stateOf(store, now())))).toEqual(new Set(['LIVE']));
});

test('views of a symbol that nobody knows are empty, not errors', () => {
	const { store, now } = open();

	expect(selectTicker(store.state, 'NO-SUCH', now())).toMatchObject({ last: undefined, freshness: { state: 'SYNC' } });
	expect(selectLadder(store.state, 'NO-SUCH', { rows: 9, groupTicks: 1, anchor: undefined }, now()).rows).toEqual([]);
	expect(selectTape(store.state, 'NO-SUCH', { rows: 9, minFunds: 0 }, now()).rows).toEqual([]);
	store.apply(ticker('1', { symbol: 'NO-SUCH' }));
	expect(store.state.symbols.has('NO-SUCH')).toBe(false);
});

test('a socket that closes turns everything on it STALE in the same event', () => {
	const { store, now } = open();
	fill(store);

	store.apply(socketEvent('waiting', { attempt: 3, nextAttemptAt: 6010, reason: 'refused' }));

	expect(new Set(Object.values(stateOf(store, now())))).toEqual(new Set(['STALE']));
	expect(selectTicker(store.state, symbol, now()).freshness.note).toBe('refused · try 4 in 6s');
	expect(selectStatus(store.state, { mode: 'PAPER', venue: 'KuCoin' }, now()).banner).toBe(
		'refused · try 4 in 6s · kcmon --demo works offline',
	);
	expect(selectStatus(store.state, { mode: 'DEMO', venue: 'x' }, now()).banner).toBe('refused · try 4 in 6s');
});

test('after a reconnect what came before it is not LIVE until it is confirmed', () => {
	const { clock, store, now } = open();
	fill(store);
	store.apply(socketEvent('waiting', { reason: 'reset' }));
	clock.advance(100);
	store.apply(socketEvent('live', { generation: 2, reconnects: 1 }));
	clock.advance(10);

	expect(stateOf(store, now())).toMatchObject({ ticker: 'STALE', ladder: 'STALE', health: 'LIVE' });

	store.apply(ticker('2'));
	expect(stateOf(store, now())).toMatchObject({ ticker: 'LIVE', ladder: 'STALE' });
	store.apply(snapshot(20, [['100', '1']], [['101', '2']]));
	expect(stateOf(store, now()).ladder).toBe('LIVE');
});

test('late news of an older generation changes nothing', () => {
	const { store, now } = open();
	fill(store);
	store.apply(socketEvent('live', { generation: 5 }));

	store.apply(socketEvent('waiting', { generation: 4, reason: 'reset' }));

	expect(stateOf(store, now()).ticker).toBe('LIVE');
});

test('one silent topic makes its own pane STALE and no other', () => {
	const { store, now } = open();
	fill(store);

	store.apply(topicEvent('trades', 'silent'));

	expect(stateOf(store, now())).toMatchObject({
		ticker: 'LIVE',
		ladder: 'LIVE',
		tape: 'STALE',
		health: 'LIVE',
		signals: 'LIVE',
	});
});

test('a topic that moved to another socket does not go with its former one', () => {
	const { store, now } = open();
	fill(store);
	store.apply(socketEvent('live', { socket: 'public-2' }));
	store.apply(topicEvent('ticker', 'confirmed', { socket: 'public-2' }));

	store.apply(topicEvent('ticker', 'removed', { socket: 'public-1' }));
	store.apply(socketEvent('waiting', { reason: 'reset' }));

	expect(stateOf(store, now())).toMatchObject({ ticker: 'LIVE', tape: 'STALE' });
});

test.each([
	['is missing one before it', delta(12, 12, [], []), 'missing'],
	['holds no number', delta(11, 11, [['x', '1', '11']], []), 'bad level'],
	['crosses the book', delta(11, 11, [['101', '1', '11']], []), 'crossed'],
])('an increment that %s puts the book in GAP at once and counts once', (_, event, reason) => {
	const { store, now } = open();
	fill(store);

	store.apply(event);
	store.apply({ type: 'book-status', symbol, status: 'gap', reason, receivedAt: 0 });

	const { freshness } = selectLadder(store.state, symbol, { rows: 4, groupTicks: 1, anchor: undefined }, now());
	expect(freshness).toMatchObject({ state: 'GAP', note: reason });
	expect(selectHealth(store.state, symbol, now())).toMatchObject({ gaps: 1, lastProblem: `BTC-USDT book: ${reason}` });
	expect(stateOf(store, now())).toMatchObject({ ticker: 'LIVE', tape: 'LIVE' });

	store.apply(snapshot(30, [['100', '1']], [['101', '2']]));
	store.apply({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: 0 });
	expect(stateOf(store, now()).ladder).toBe('LIVE');
});

test('a book that was never seeded cannot be called live', () => {
	const { store, now } = open();

	store.apply({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: 0 });

	expect(stateOf(store, now()).ladder).toBe('SYNC');
});

test('an audit that finds another book makes a GAP, also when the book comes to its sequence later', () => {
	const audit = { type: 'book-audit' as const, symbol, receivedAt: 0, asks: [] };
	const early = open();
	fill(early.store);
	early.store.apply({ ...audit, sequence: 12, bids: [['100', '9']] });
	expect(stateOf(early.store, early.now()).ladder).toBe('LIVE');
	early.store.apply(delta(11, 11, [['99', '1', '11']], []));
	expect(stateOf(early.store, early.now()).ladder).toBe('LIVE');

	early.store.apply(delta(12, 12, [['98', '1', '12']], []));

	expect(stateOf(early.store, early.now()).ladder).toBe('GAP');

	const good = open();
	fill(good.store);
	good.store.apply({ ...audit, sequence: 10, bids: [['100', '1']], receivedAt: 77 });
	expect(stateOf(good.store, good.now()).ladder).toBe('LIVE');
	expect(good.store.state.symbols.get(symbol)?.auditedAt).toBe(77);
	const [book] = selectTopics(good.store.state, topic => topic.stream === 'book', { wall: 12_077, mono: 10 });
	expect(book?.note).toBe('audit ✓ 12s');
});

test('duplicates and refused frames are counted, and change nothing', () => {
	const { store, now } = open();
	fill(store);
	const before = selectTape(store.state, symbol, { rows: 9, minFunds: 0 }, now());

	store.apply(trade('1'));
	store.apply(ticker('1', { price: '55' }));
	store.apply(ticker('0', { price: '55' }));
	store.apply(delta(9, 10, [['100', '55', '10']], []));
	store.apply({ type: 'malformed', socket: 'public-1', topic: undefined, reason: 'not JSON', receivedAt: 0 });

	expect(selectTape(store.state, symbol, { rows: 9, minFunds: 0 }, now())).toEqual(before);
	expect(selectTicker(store.state, symbol, now()).last).toBe('100.5');
	expect(selectBook(store.state, symbol, 1, now()).bids).toEqual([['100', '1']]);
	expect(selectHealth(store.state, symbol, now())).toMatchObject({
		duplicates: 4,
		malformed: 1,
		lastProblem: 'bad frame on public-1: not JSON',
	});
});

test('a slow answer is as old as its question: it makes LIVE only what was so a moment ago (simulation seeds 299, 371 and 397)', () => {
	const { clock, store, now } = open();
	fill(store);
	clock.advance(20_000);
	store.apply({ ...ticker('2'), ageMs: 5000 });
	store.apply({ ...snapshot(11, [['100', '1']], [['101', '2']]), ageMs: 5000 });
	expect(stateOf(store, now())).toMatchObject({ ticker: 'AGEING', ladder: 'AGEING' });
	store.apply({ ...ticker('3'), ageMs: 200 });
	store.apply({ ...snapshot(12, [['100', '1']], [['101', '2']]), ageMs: 200 });
	expect(stateOf(store, now())).toMatchObject({ ticker: 'LIVE', ladder: 'LIVE' });

	clock.advance(20_000);
	const quiet = { type: 'probe', symbol, stream: 'ticker', verdict: 'quiet', receivedAt: 0 } as const;
	store.apply({ ...quiet, ageMs: 5000 });
	expect(selectTicker(store.state, symbol, now()).freshness).toMatchObject({ state: 'LIVE', note: 'quiet ✓ 5s' });
	store.apply({ ...quiet, ageMs: 16_000 });
	expect(selectTicker(store.state, symbol, now()).freshness.state).toBe('AGEING');
});

test('an older ticker does not pass for new data', () => {
	const { clock, store, now } = open();
	store.apply(ticker('5'));
	clock.advance(4000);

	store.apply(ticker('4'));

	expect(selectTicker(store.state, symbol, now()).freshness).toMatchObject({ state: 'AGEING', ageMs: 4000 });
});

test('only a ticker that moves its trade time tells how late it is', () => {
	const { clock, store, now } = open();
	const wall = clock.wallNow();
	store.apply(ticker('1', { time: wall - 600_000, receivedAt: wall }));
	expect(selectTicker(store.state, symbol, now()).freshness).toMatchObject({ state: 'LIVE', ageMs: 0 });

	store.apply(ticker('2', { time: wall - 5000, receivedAt: wall }));
	expect(selectTicker(store.state, symbol, now()).freshness).toMatchObject({ state: 'AGEING', ageMs: 5000 });

	store.apply({ type: 'clock', offsetMs: -5000, rttMs: 20, receivedAt: wall });
	store.apply(ticker('3', { time: wall - 4900, receivedAt: wall }));
	expect(selectTicker(store.state, symbol, now()).freshness).toMatchObject({ state: 'LIVE', ageMs: 0 });
});

test('a fetched history of trades does not make the tape late, a queue that drains does', () => {
	const { clock, store, now } = open();
	const history = clock.wallNow();
	store.apply(trade('1', { time: history - 300_000, receivedAt: history }));
	expect(stateOf(store, now()).tape).toBe('LIVE');

	clock.advance(60_000);
	const late = clock.wallNow();
	store.apply(trade('2', { time: late - 6000, receivedAt: late }));

	expect(stateOf(store, now()).tape).toBe('AGEING');
});

test('health joins what sockets, topics and samples say', () => {
	const { clock, store, now } = open();
	const sample = {
		type: 'socket-sample' as const,
		socket: 'public-1',
		frames: 100,
		bytes: 1,
		topics: 4,
		duplicates: 2,
		ageMs: 20,
		latencyP50: 12,
		latencyP99: 40,
		receivedAt: 0,
	};
	store.apply(sample);
	clock.advance(1000);
	store.apply({ ...sample, frames: 350, latencyP50: 14 });
	store.apply({ type: 'pong', socket: 'public-1', rttMs: 33, receivedAt: 0 });
	store.apply({ type: 'clock', offsetMs: -120, rttMs: 25, receivedAt: 0 });
	store.apply({ type: 'venue', status: 'cancelonly', message: 'Up\u001b[2Jgrade', receivedAt: 0 });
	store.apply({ type: 'process-sample', loopDelayP99Ms: 3, rssMb: 90, terminalBytesPerSecond: 9000, receivedAt: 0 });
	clock.advance(500);

	const health = selectHealth(store.state, symbol, now());
	expect(health).toMatchObject({
		messages: 350,
		messagesPerSecond: 250,
		duplicates: 2,
		clockOffsetMs: -120,
		restRttMs: 25,
		venue: 'cancelonly',
		loopDelayP99Ms: 3,
		rssMb: 90,
		terminalBytesPerSecond: 9000,
		lastProblem: 'venue cancelonly: Up␛[2Jgrade',
	});
	expect(health.sockets).toMatchObject([
		{ socket: 'public-1', state: 'live', uptimeMs: 1510, ageMs: 520, latencyLine: [12, 14], pingRttMs: 33, topics: 4 },
	]);
	expect(health.topics.map(topic => topic.topic)).toEqual([
		'/market/ticker:BTC-USDT',
		'/market/trades:BTC-USDT',
		'/market/book:BTC-USDT',
		'/market/stats:BTC-USDT',
	]);
	expect(selectTopics(store.state, topic => topic.socket === 'public-2', now())).toEqual([]);
	expect(selectStatus(store.state, { mode: 'LIVE', venue: 'KuCoin' }, now())).toMatchObject({
		banner: 'VENUE CANCEL-ONLY · Up␛[2Jgrade',
		armed: 'DISARMED',
		now: clock.wallNow() - 120,
	});
});

test('the price line takes a point a second and stops when the price is gone', () => {
	const { clock, store, now } = open();
	store.apply(ticker('1'));
	store.sample();
	clock.advance(1000);
	store.apply(ticker('2', { bestBid: '102', bestAsk: '104' }));
	store.sample();
	store.apply(socketEvent('waiting', { reason: 'reset' }));
	store.sample();

	expect(selectTicker(store.state, symbol, now()).line).toEqual([100.5, 103]);
});

test('the first attempt has no banner, a failed one has', () => {
	const clock = createManualClock();
	const store = createStore(clock, [symbol]);
	const banner = (): string | undefined =>
		selectStatus(store.state, { mode: 'PAPER', venue: 'KuCoin' }, at(clock)).banner;
	expect(banner()).toBeUndefined();

	store.apply(socketEvent('token', { attempt: 1 }));
	expect(banner()).toBeUndefined();
	store.apply(socketEvent('waiting', { attempt: 1, reason: 'DNS ENOTFOUND', nextAttemptAt: 200 }));
	expect(banner()).toBe('DNS ENOTFOUND · try 2 in 1s · kcmon --demo works offline');
	store.apply(socketEvent('token', { attempt: 2, generation: 2, reason: 'DNS ENOTFOUND' }));
	expect(banner()).toBe('DNS ENOTFOUND · try 2 now · kcmon --demo works offline');
	store.apply(socketEvent('live', { generation: 2 }));
	expect(banner()).toBeUndefined();
});

const signal = (id: string, rest: Partial<Signal> = {}): Signal => ({
	timestamp: 1_700_000_000_000,
	symbol,
	signalType: 'long_breakout',
	confidence: 0.7,
	id,
	source: 'voiceofchain',
	side: 'buy',
	entryLow: '100',
	entryHigh: '101',
	stop: '99',
	targets: ['103'],
	ttlMs: undefined,
	horizon: undefined,
	reason: undefined,
	features: undefined,
	schemaVersion: undefined,
	receivedAt: 1_700_000_000_000,
	lagMs: 0,
	verified: 'none',
	duplicateOf: undefined,
	...rest,
});

test('the signal log tells new, repeated, expired, future, unknown and quarantined apart', () => {
	const { clock, store, now } = open();
	const take = (one: Signal): void => store.apply({ type: 'signal', signal: one, receivedAt: one.receivedAt });
	take(signal('a'));
	take(signal('b', { ttlMs: 5000, entryHigh: undefined }));
	take(signal('c', { timestamp: clock.wallNow() + 60_000 }));
	take(signal('a', { duplicateOf: 'a' }));
	take(signal('a'));
	take(signal('d', { symbol: 'NO-SUCH' }));
	store.apply({
		type: 'signal-quarantined',
		source: 'stdin',
		field: 'confidence',
		problem: 'was "high"',
		receivedAt: 0,
	});
	store.apply({ type: 'instruments', instruments: [{ symbol, priceIncrement: '0.1' } as Instrument], receivedAt: 0 });
	clock.advance(5001);

	const view = selectSignals(store.state, { rows: 10 }, now());
	expect(view.rows.map(row => [row.id, row.state, row.reason])).toEqual([
		['', 'quarantined', 'confidence: was "high"'],
		['d', 'quarantined', 'unknown symbol'],
		['c', 'clock?', undefined],
		['b', 'expired', undefined],
		['a', 'dup ×3', undefined],
	]);
	expect(view.rows.at(-1)).toMatchObject({ entry: '100-101', ageMs: 5011 });
	expect(view.rows.at(-2)).toMatchObject({ entry: '100' });
	expect(view).toMatchObject({ received: 4, duplicates: 2, quarantined: 1 });
	expect(view.sources).toEqual([
		{ name: 'voiceofchain', state: '4 received · 2 dup' },
		{ name: 'stdin', state: '0 received · 1 quarantined' },
	]);
	expect(selectSignals(store.state, { rows: 2 }, now()).rows).toHaveLength(2);
	store.state.signals.outcomeOf = (source, id) =>
		source === 'voiceofchain' && (id === 'a' || id === 'b')
			? ({ first: id === 'a' ? 'target' : 'stop' } as Outcome)
			: undefined;
	const states = selectSignals(store.state, { rows: 10 }, now()).rows.map(({ id, state, reached }) => [
		id,
		state,
		reached,
	]);
	expect(states.slice(-2)).toEqual([
		['b', 'stopped out', 'stop'],
		['a', 'target hit · dup ×3', 'target'],
	]);
	const only = (filter: SignalFilter) =>
		selectSignals(store.state, { rows: 10, filter }, now()).rows.map(({ id }) => id);
	expect(only({ symbol: 'NO-SUCH' })).toEqual(['d']);
	expect(only({ source: 'stdin' })).toEqual(['']);
	expect(only({ source: 'voiceofchain', type: 'momentum_up' })).toEqual([]);
	expect(selectSignalFacets(store.state).slice(0, 3)).toEqual([
		{ field: 'source', value: 'voiceofchain', count: 4 },
		{ field: 'source', value: 'stdin', count: 1 },
		{ field: 'type', value: 'long_breakout', count: 4 },
	]);
});

test('the instrument decides decimals and tick', () => {
	const { store, now } = open();
	fill(store);
	const instrument = { symbol, priceIncrement: '0.5', baseIncrement: '0.0001' } as Instrument;
	store.apply({ type: 'instruments', instruments: [instrument], receivedAt: 0 });

	const ladder = selectLadder(store.state, symbol, { rows: 4, groupTicks: 2, anchor: undefined }, now());
	expect(ladder).toMatchObject({ group: '1.0', groupTicks: 2, sizeDecimals: 4 });
});

test('the last state of one run is shown STALE with its age by the next, until fresh data comes', () => {
	const first = open();
	first.store.apply(ticker('7', { receivedAt: first.clock.wallNow() }));
	first.store.apply({ ...stats, receivedAt: first.clock.wallNow() });
	const saved = JSON.parse(JSON.stringify(first.store.export())) as unknown;
	const clock = createManualClock(first.clock.wallNow() + 60_000);
	const second = createStore(clock, [symbol]);

	second.restore(saved, clock.wallNow());
	clock.advance(500);

	expect(selectTicker(second.state, symbol, at(clock))).toMatchObject({
		last: '100.5',
		bestBid: '100',
		high: '110',
		freshness: { state: 'STALE', ageMs: 60_500, note: 'saved' },
	});
	second.apply(ticker('1', { price: '3' }));
	expect(selectTicker(second.state, symbol, at(clock))).toMatchObject({ last: '3', freshness: { state: 'LIVE' } });
});

test.each([
	['nothing', undefined],
	['a text', 'x'],
	['another version', { version: 2, symbols: [] }],
	['no list', { version: 1, symbols: {} }],
	['strange entries', { version: 1, symbols: [null, 3, {}, { symbol: 'BTC-USDT', ticker: 5, stats: [] }] }],
	[
		'a price that is none',
		{ version: 1, symbols: [{ symbol: 'BTC-USDT', ticker: { ...ticker('1'), price: '\u001b[2J' } }] },
	],
	[
		'the ticker of another symbol',
		{ version: 1, symbols: [{ symbol: 'BTC-USDT', ticker: ticker('1', { symbol: 'X-Y' }) }] },
	],
	[
		'a time that is none',
		{ version: 1, symbols: [{ symbol: 'BTC-USDT', ticker: { ...ticker('1'), receivedAt: null } }] },
	],
])('a saved state that holds %s restores nothing', (_, saved) => {
	const clock = createManualClock();
	const store = createStore(clock, [symbol]);

	store.restore(saved, clock.wallNow());

	expect(selectTicker(store.state, symbol, at(clock))).toMatchObject({
		last: undefined,
		freshness: { state: 'SYNC', ageMs: undefined },
	});
});

test('a saved state never replaces data of this run', () => {
	const { clock, store, now } = open();
	store.apply(ticker('9', { price: '42' }));

	store.restore({ version: 1, savedAt: 0, symbols: [{ symbol, ticker: ticker('1'), stats }] }, clock.wallNow());

	expect(selectTicker(store.state, symbol, now())).toMatchObject({ last: '42', freshness: { state: 'LIVE' } });
});

test('everything raises the revision', () => {
	const { store } = open();
	const before = store.revision();

	store.apply(ticker('1'));
	store.sample();

	expect(store.revision()).toBe(before + 2);
});

test('the topic of an interval that is left does not age the one that is shown', () => {
	const { store, now } = open();
	const candles = () => judgeStream(store.state, store.state.symbols.get(symbol)!, 'candles', now().mono).state;
	store.apply(topicEvent('candles', 'confirmed', { interval: '1min' }));
	store.setCandleInterval('1hour');
	store.apply(topicEvent('candles', 'confirmed', { interval: '1hour' }));
	store.apply({
		type: 'candle',
		symbol,
		interval: '1hour',
		open: '1',
		close: '1',
		high: '1',
		low: '1',
		volume: '1',
		turnover: '1',
		start: now().wall,
		receivedAt: now().wall,
	});
	store.apply(topicEvent('candles', 'removed', { interval: '1min' }));
	expect(candles()).toBe('LIVE');

	store.apply(topicEvent('candles', 'removed', { interval: '1hour' }));
	expect(candles()).toBe('STALE');
});

test('the watchlist sorts by every column, unknown figures last, and filters', () => {
	const { store, now } = open();
	store.wantBoard(true);
	const row = (name: string, last: string, changeRate: string | undefined, quoteVolume: string, ask: string) => ({
		symbol: name,
		last,
		bestBid: last,
		bestAsk: ask,
		changeRate,
		volume: quoteVolume,
		quoteVolume,
	});
	store.apply({
		type: 'board',
		rows: [
			row('A-USDT', '10', '0.1', '500', '10.1'),
			row('B-USDT', '9', '-0.3', '7000', '9.01'),
			row('C-BTC', '0.5', undefined, '60', '0.6'),
		],
		receivedAt: 0,
	});
	const order = (request: Partial<WatchRequest>) =>
		selectWatchlist(store.state, now(), {
			group: 'all',
			sort: 'symbol',
			isDescending: false,
			filter: '',
			from: 0,
			count: 10,
			...request,
		})
			.order.map(name => name[0])
			.join('');

	expect(order({ sort: 'last' })).toBe('CBA');
	expect(order({ sort: 'last', isDescending: true })).toBe('ABC');
	expect(order({ sort: 'change' })).toBe('BAC');
	expect(order({ sort: 'change', isDescending: true })).toBe('ABC');
	expect(order({ sort: 'value', isDescending: true })).toBe('BAC');
	expect(order({ sort: 'volume' })).toBe('CAB');
	expect(order({ sort: 'spread' })).toBe('BAC');
	expect(order({ sort: 'symbol', isDescending: true })).toBe('CBA');
	expect(order({ group: 'BTC' })).toBe('C');
	expect(order({ filter: 'b-' })).toBe('B');

	// 60 BTC are more than 7000 USDT, as soon as it is known what a BTC costs.
	store.apply({ type: 'board', rows: [row('BTC-USDT', '60000', '0', '1', '60001')], receivedAt: 0 });
	expect(order({ sort: 'value', isDescending: true, filter: '-' })).toBe('CBAB');
	expect(order({ group: 'BTC', sort: 'value', isDescending: true })).toBe('C');
	store.apply({ type: 'board', rows: [{ symbol: 'A-USDT', last: '11' }], receivedAt: 0 });
	expect(selectWatchlist(store.state, now(), { ...ownWatchlist, group: 'all', filter: 'A-' }).rows[0]).toMatchObject({
		last: '11',
		changeRate: 0.1,
	});
	store.wantBoard(false);
	expect(order({})).toBe('');
});

test('movers are the fifty pairs that traded and moved most, either way, the first of them first; a column sorts these', () => {
	const { store, now } = open();
	store.wantBoard(true);
	const row = (name: string, changeRate: string, quoteVolume: string) => ({
		symbol: `${name}-USDT`,
		last: '1',
		changeRate,
		volume: quoteVolume,
		quoteVolume,
	});
	store.apply({
		type: 'board',
		rows: [
			row('STILL', '0', '900'),
			row('DEAD', '9', '0'),
			row('DOWN', '-0.9', '30'),
			row('UP', '0.8', '10'),
			row('SOME', '0.5', '20'),
			...Array.from({ length: 60 }, (_, index) => row(`S${index}`, String(0.001 * (index + 1)), '1')),
		],
		receivedAt: 0,
	});
	const order = (request: Partial<WatchRequest> = {}) =>
		selectWatchlist(store.state, now(), { ...ownWatchlist, group: 'movers', ...request }).order.map(
			name => name.split('-')[0],
		);

	expect(order()).toHaveLength(50);
	expect(order().slice(0, 4)).toEqual(['DOWN', 'UP', 'SOME', 'S59']);
	expect(order().at(-1)).toBe('S13');
	expect(order({ isDescending: true }).at(-1)).toBe('DOWN');
	expect(order({ sort: 'value', isDescending: true }).slice(0, 3)).toEqual(['DOWN', 'SOME', 'UP']);
	expect(order({ sort: 'change', isDescending: true }).slice(0, 2)).toEqual(['UP', 'SOME']);
	expect(order({ sort: 'change', isDescending: true })).not.toContain('STILL');
});

test('a book whose pictures are no longer needed stays LIVE by its increments (simulation seed 201)', () => {
	const { store, now } = open();
	fill(store);
	const pictures = { ...topicEvent('book', 'confirmed'), topic: `/spotMarket/level2Depth50:${symbol}` };
	store.apply(pictures);
	expect(stateOf(store, now()).ladder).toBe('LIVE');

	store.apply({ ...pictures, state: 'removed' });
	expect(stateOf(store, now()).ladder).toBe('LIVE');

	store.apply(topicEvent('book', 'removed'));
	expect(stateOf(store, now()).ladder).toBe('STALE');
});

test('HEALTH has every topic: of the symbol, of the account, of the others', () => {
	const { store, now } = open();
	store.apply(topicEvent('ticker', 'confirmed', { topic: '/market/ticker:ETH-USDT', symbol: 'ETH-USDT' }));
	store.apply(topicEvent('orders', 'confirmed', { topic: '/spotMarket/tradeOrdersV2', symbol: undefined }));
	const topicsOf = (most?: number) => selectHealth(store.state, symbol, now(), most).topics.map(({ topic }) => topic);

	expect(topicsOf().slice(-3)).toEqual([
		'/market/stats:BTC-USDT',
		'/spotMarket/tradeOrdersV2',
		'/market/ticker:ETH-USDT',
	]);
	expect(topicsOf(2)).toHaveLength(2);
	expect(selectHealth(store.state, symbol, now(), 0).topicCount).toBe(6);
});

test('TICKER has prices as the exchange sent them, WATCHLIST with the decimals of their increment', () => {
	const { store, now } = open();
	store.apply({ type: 'instruments', instruments: [{ symbol, priceIncrement: '0.01' } as Instrument], receivedAt: 0 });
	store.apply(ticker('1', { price: '49015', bestBid: '49014.9', bestAsk: '49015.005' }));

	expect(selectTicker(store.state, symbol, now())).toMatchObject({
		last: '49015',
		bestBid: '49014.9',
		bestAsk: '49015.005',
	});
	expect(selectWatchlist(store.state, now()).rows[0]?.last).toBe('49015.00');
});

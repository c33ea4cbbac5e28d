import { expect, test } from 'vitest';
import type { Signal } from '../../source/model/signal-event.js';
import { readScorecard } from '../../source/signals/read-scorecard.js';
import { createScorecard } from '../../source/signals/scorecard.js';

const start = 1_729_000_000_000;

const signalOf = (fields: Partial<Signal> = {}): Signal => ({
	timestamp: start,
	symbol: 'BTC-USDT',
	signalType: 'long_breakout',
	confidence: 0.65,
	id: 's1',
	source: 'kcmon',
	side: 'buy',
	entryLow: undefined,
	entryHigh: undefined,
	stop: undefined,
	targets: [],
	ttlMs: undefined,
	horizon: undefined,
	reason: undefined,
	features: undefined,
	schemaVersion: 1,
	receivedAt: start,
	lagMs: 0,
	verified: 'local',
	duplicateOf: undefined,
	...fields,
});

/** A spread of 0.2 around the mid. */
function setUp(fields: Partial<Signal> = {}) {
	const scorecard = createScorecard();
	const quotes = scorecard.quotesOf('BTC-USDT');
	const quote = (time: number, mid: number): void => quotes.quote(start + time, mid - 0.1, mid + 0.1);
	quote(0, 100);
	const signal = signalOf(fields);
	scorecard.track(signal);
	return { scorecard, quotes, quote, signal, outcome: () => scorecard.outcomeOf(signal.source, signal.id) };
}

test('marks are the mids that stood at 5, 30 and 300 s, in basis points, by hand', () => {
	const { quote, outcome, scorecard } = setUp();
	quote(4000, 100.1);
	// Stands at 5 s; what comes after 5 s does not count.
	quote(5001, 150);
	quote(29_000, 99.8);
	quote(30_000, 100.2);
	quote(200_000, 101);
	expect(outcome()?.marks).toEqual([10, 20, null]);
	quote(300_001, 90);

	expect(outcome()?.marks).toEqual([10, 20, 100]);
	expect(outcome()).toMatchObject({ first: 'none', hit: true });
	// In at 100.1, out at 100.9: 79.92 bps, less two fees of 10.
	expect(outcome()?.netBps).toBeCloseTo((0.8 / 100.1) * 1e4 - 20, 6);
	expect(scorecard.rowOf('kcmon', 'long_breakout')).toMatchObject({
		signals: 1,
		outcomes: 1,
		hitRate: 1,
		meanBps: { '5s': 10, '30s': 20, '300s': 100 },
		isCalibrated: false,
	});
});

test('a sale is signed the other way', () => {
	const { quote, outcome } = setUp({ side: 'sell', signalType: 'exit_breakdown' });
	quote(5000, 99.9);
	quote(30_000, 100.1);
	quote(300_000, 99);

	expect(outcome()?.marks).toEqual([10, -10, 100]);
	// Out at the bid 99.9, bought back at the ask 99.1.
	expect(outcome()?.netBps).toBeCloseTo((0.8 / 99.9) * 1e4 - 20, 6);
});

test.each([
	['target first', [100.4, 101, 98], 'target', true, ((101 - 100.1) / 100.1) * 1e4 - 20],
	['stop first', [99.6, 99.4, 102], 'stop', false, ((99.3 - 100.1) / 100.1) * 1e4 - 20],
] as const)('%s', (_, mids, first, hit, netBps) => {
	const { quote, outcome, scorecard } = setUp({ stop: '99.5', targets: ['101', '102'] });
	for (const [index, mid] of mids.entries()) {
		quote(1000 * (index + 1), mid);
	}

	expect(outcome()).toMatchObject({ first, hit });
	expect(outcome()?.netBps).toBeCloseTo(netBps, 6);
	expect(scorecard.rowOf('kcmon', 'long_breakout')).toMatchObject({
		stopFirst: first === 'stop' ? 1 : 0,
		targetFirst: first === 'target' ? 1 : 0,
		hitRate: hit ? 1 : 0,
	});
});

test.each([
	['past its target', { stop: '98', targets: ['99.9'] }, 'buy'],
	['past its stop', { stop: '100.5', targets: ['101'] }, 'buy'],
	['past its target, of a sale', { stop: '102', targets: ['100.5'] }, 'sell'],
] as const)('a signal that comes when the market is %s is late: neither hit nor miss', (_name, fields, side) => {
	const { quote, outcome, scorecard } = setUp({ ...fields, side });
	quote(1000, 100);
	quote(300_000, 101);

	const sign = side === 'buy' ? 1 : -1;
	expect(outcome()).toMatchObject({ first: 'late', hit: null, netBps: null, marks: [0, 0, sign * 100] });
	expect(scorecard.rowOf('kcmon', 'long_breakout')).toMatchObject({
		signals: 1,
		late: 1,
		outcomes: 0,
		stopFirst: 0,
		targetFirst: 0,
		hitRate: undefined,
		brier: undefined,
	});
});

test('a saved scorecard of before, without a count of late signals, is read', () => {
	const { scorecard } = setUp();
	const saved = JSON.parse(JSON.stringify(scorecard.state())) as { tallies: Record<string, unknown>[] };
	delete saved.tallies[0]!.late;

	const read = readScorecard(saved);
	expect(read).toBeDefined();
	expect(createScorecard({ saved: read! }).rowOf('kcmon', 'long_breakout')).toMatchObject({ signals: 1, late: 0 });
});

test('a type is calibrated from 200 outcomes on', () => {
	const { scorecard, quote } = setUp({ id: '0' });
	for (let index = 1; index < 200; index += 1) {
		if (index === 50 || index === 100 || index === 150) {
			quote(index * 400_000, 100);
		}

		scorecard.track(signalOf({ id: `${index}` }));
	}

	expect(scorecard.isCalibrated('kcmon', 'long_breakout')).toBe(false);
	quote(200 * 400_000, 100);
	expect(scorecard.rowOf('kcmon', 'long_breakout')).toMatchObject({ outcomes: 200 });
	expect(scorecard.isCalibrated('kcmon', 'long_breakout')).toBe(true);
	expect(scorecard.isCalibrated('kcmon', 'momentum_up')).toBe(false);
});

test('neither stop nor target within an hour is no hit', () => {
	const { quote, outcome } = setUp({ stop: '99.5', targets: ['101'] });
	quote(300_000, 100);
	quote(3_600_001, 105);

	expect(outcome()).toMatchObject({ first: 'neither', hit: false });
});

test('a horizon that passes while the book is lost is missing, not guessed', () => {
	const { quote, quotes, outcome, scorecard } = setUp();
	quote(4000, 100.1);
	quotes.lose();
	quote(40_000, 105);
	quote(300_000, 101);

	expect(outcome()?.marks).toEqual([null, null, 100]);
	expect(scorecard.rowOf('kcmon', 'long_breakout')?.meanBps).toEqual({
		'5s': undefined,
		'30s': undefined,
		'300s': 100,
	});
});

test('a signal counts once, a repeated one not at all, one without a side is not followed', () => {
	const { scorecard, signal, outcome } = setUp();
	scorecard.track(signal);
	scorecard.track({ ...signal, id: 's2', duplicateOf: 's1' });
	scorecard.track({ ...signal, id: 's3', side: undefined });

	expect(scorecard.rowOf('kcmon', 'long_breakout')?.signals).toBe(2);
	expect(outcome()).toBeDefined();
	expect(scorecard.outcomeOf('kcmon', 's3')).toBeUndefined();
});

test('sources and types are kept apart', () => {
	const { scorecard, signal } = setUp();
	scorecard.track({ ...signal, source: 'voiceofchain' });
	scorecard.track({ ...signal, id: 's2', signalType: 'volume_surge' });

	expect(scorecard.rows().map(({ source, signalType }) => [source, signalType])).toEqual([
		['kcmon', 'long_breakout'],
		['voiceofchain', 'long_breakout'],
		['kcmon', 'volume_surge'],
	]);
});

test('confidence is calibrated from 200 outcomes on, and compared by tenths', () => {
	const scorecard = createScorecard();
	const quotes = scorecard.quotesOf('BTC-USDT');
	for (let index = 0; index < 200; index += 1) {
		const at = start + index * 400_000;
		quotes.quote(at, 99.9, 100.1);
		scorecard.track(signalOf({ id: `s${index}`, confidence: index % 2 === 0 ? 0.62 : 0.25 }));
		// Of those that state 0.62 every second one goes up; of those that state 0.25 none does.
		const mid = index % 4 === 0 ? 101 : 99;
		quotes.quote(at + 300_000, mid - 0.1, mid + 0.1);
		expect(scorecard.rowOf('kcmon', 'long_breakout')?.isCalibrated).toBe(index === 199);
	}

	const row = scorecard.rowOf('kcmon', 'long_breakout')!;
	expect(row.hitRate).toBe(0.25);
	expect(row.calibration).toHaveLength(2);
	expect(row.calibration[0]).toMatchObject({ from: 0.2, to: 0.3, count: 100, hitRate: 0 });
	expect(row.calibration[1]).toMatchObject({ from: 0.6, to: 0.7, count: 100, hitRate: 0.5 });
	expect(row.calibration[1]?.stated).toBeCloseTo(0.62, 9);
	// 50·0.38² + 50·0.62² + 100·0.25², over 200.
	expect(row.brier).toBeCloseTo((50 * 0.38 ** 2 + 50 * 0.62 ** 2 + 100 * 0.25 ** 2) / 200, 9);
});

test('a saved scorecard goes on where it stopped, with what passed meanwhile missing', () => {
	const first = setUp({ stop: '99.5', targets: ['101'] });
	first.quote(5000, 100.1);
	const text = JSON.stringify(first.scorecard.state());

	const saved = readScorecard(JSON.parse(text))!;
	const second = createScorecard({ saved });
	expect(JSON.stringify(second.state())).toBe(text);
	const quotes = second.quotesOf('BTC-USDT');
	quotes.quote(start + 60_000, 100.4, 100.6);
	quotes.quote(start + 300_000, 100.9, 101.1);

	expect(second.outcomeOf('kcmon', 's1')).toMatchObject({ marks: [10, null, 100], first: 'target' });
	second.track(first.signal);
	expect(second.rowOf('kcmon', 'long_breakout')?.signals).toBe(1);
});

test.each([
	[undefined],
	[{}],
	[{ version: 2, tallies: [], recent: [], open: [] }],
	[{ version: 1, tallies: [{ source: 'x' }], recent: [], open: [] }],
	[{ version: 1, tallies: [], recent: [null], open: [] }],
	[{ version: 1, tallies: [], recent: [], open: [{ outcome: {}, settled: 0 }] }],
])('a damaged scorecard is refused, %#', value => {
	expect(readScorecard(value)).toBeUndefined();
});

test('what is kept is bounded', () => {
	const scorecard = createScorecard();
	scorecard.quotesOf('BTC-USDT').quote(start, 99.9, 100.1);
	for (let index = 0; index < 1500; index += 1) {
		scorecard.track(signalOf({ id: `s${index}`, source: `source${index % 700}` }));
	}

	const state = scorecard.state();
	expect(state.open.length).toBeLessThanOrEqual(100);
	expect(state.recent.length).toBeLessThanOrEqual(500);
	expect(state.tallies.length).toBeLessThanOrEqual(500);
});

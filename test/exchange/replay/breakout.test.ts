import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createEngine } from '../../../source/engine/engine.js';
import { createKucoin } from '../../../source/exchange/kucoin/venue.js';
import { createPlayer } from '../../../source/exchange/replay/player.js';
import { openRecording } from '../../../source/exchange/replay/read-recording.js';
import { createReplayNet } from '../../../source/exchange/replay/replay-net.js';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import type { Signal } from '../../../source/model/signal-event.js';
import { openRecordingLines } from '../../../source/platform/recording-file.js';
import { settlePromises } from '../../../source/platform/settle.js';
import { createScorecard } from '../../../source/signals/scorecard.js';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';
import { runKcmon } from '../../helpers/with-simulator.js';

const file = resolve(import.meta.dirname, '../../fixtures/recordings/breakout.ndjson.gz');

/** A machine whose time passes as fast as it is waited for: ×1 takes no two minutes. `jitter`: how late its timers are, ms. */
function createHastyMachine(jitter: () => number) {
	let mono = 0;
	return {
		monoNow: () => mono,
		after: (ms: number, callback: () => void) => {
			setImmediate(() => {
				mono += ms + jitter();
				callback();
			});
			return () => {};
		},
	};
}

/** Plays the shipped recording through the production adapter, store and rules. */
async function play(speed: number, seed: number) {
	const recording = await openRecording(file, openRecordingLines(file));
	const clock = createVirtualClock({ wall: recording.header.started, settle: settlePromises });
	const net = createReplayNet(clock);
	const random = createSeededRandom(seed);
	const player = createPlayer(
		{
			clock,
			machine: createHastyMachine(() => random() * 20),
			records: recording.records,
			net,
			settle: settlePromises,
		},
		{ speed },
	);
	const kucoin = createKucoin(
		{ clock, random: createSeededRandom(1), net },
		{ restUrl: 'https://api.kucoin.com', credentials: undefined, compress: false, userAgent: 'kcmon/test' },
	);
	const scorecard = createScorecard();
	const engine = createEngine(
		{
			clock,
			createFeed: publish => kucoin.createFeed(publish, { playback: player.playback }),
			signals: { scorecard },
		},
		{
			symbols: recording.header.symbols,
			streams: { tickers: true, trades: true, books: true, stats: true, candles: true },
			depthOf: 'all',
		},
	);
	const hash = createHash('sha256');
	const signals: Signal[] = [];
	const problems: string[] = [];
	let events = 0;
	engine.subscribe(event => {
		events += 1;
		hash.update(JSON.stringify(event));
		if (event.type === 'signal') {
			signals.push(event.signal);
		} else if (event.type === 'malformed' || (event.type === 'book-status' && event.status === 'gap')) {
			problems.push(JSON.stringify(event));
		}
	});
	engine.start();
	const { ended } = await player.play({ onSignal: engine.publish, onLost: () => problems.push('lost') });
	await engine.stop();
	expect(ended).toBe(true);
	expect(recording.ending().isCut).toBe(false);
	const scores = JSON.stringify(scorecard.state());
	return { digest: hash.update(scores).digest('hex'), scores, signals, events, problems, rows: scorecard.rows() };
}

test('the shipped recording gives the same events and the same scorecard at ×1, at ×50 and at full speed', async () => {
	const first = await play(1, 11);
	const again = await play(1, 12);
	const fast = await play(50, 13);
	const fastest = await play(Number.POSITIVE_INFINITY, 14);

	expect(first.events).toBeGreaterThan(2500);
	expect(first.problems).toEqual([]);
	expect(again.digest).toBe(first.digest);
	expect(fast.digest).toBe(first.digest);
	expect(fastest.digest).toBe(first.digest);
	expect(fast.scores).toBe(first.scores);
}, 120_000);

test('its breakout fires once, with entry, stop and targets of the book that stood then, and reaches its target', async () => {
	const { signals, rows } = await play(Number.POSITIVE_INFINITY, 1);

	const breakouts = signals.filter(({ signalType }) => signalType === 'long_breakout');
	expect(breakouts).toHaveLength(1);
	const [breakout] = breakouts as [Signal];
	// The scenario's third book after the jump: its mid is 67470.05 + 2, its best ask 0.05 above.
	expect(breakout).toMatchObject({ side: 'buy', entryLow: '67472.1', entryHigh: '67472.1', symbol: 'BTC-USDT' });
	const risk = 67_472.1 - Number(breakout.stop);
	expect(Number(breakout.targets[0])).toBeCloseTo(67_472.1 + risk, 1);
	expect(Number(breakout.targets[1])).toBeCloseTo(67_472.1 + 2 * risk, 1);
	expect(rows.find(({ signalType }) => signalType === 'long_breakout')).toMatchObject({
		signals: 1,
		outcomes: 1,
		hitRate: 1,
		targetFirst: 1,
		stopFirst: 0,
	});
}, 60_000);

test('the built program prints the same lines at ×50 and at full speed, and the backtest of the interface', async () => {
	const digestOf = async (...flags: readonly string[]): Promise<string> => {
		const { code, stdout, stderr } = await runKcmon(['replay', file, '--stream', ...flags]);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(stdout).toContain('"signal_type":"long_breakout"');
		return createHash('sha256').update(stdout).digest('hex');
	};
	expect(await digestOf('--speed', '50')).toBe(await digestOf());

	const { code, stdout } = await runKcmon(['backtest', file, '--json']);
	expect(code).toBe(0);
	const report = JSON.parse(stdout);
	expect(Object.keys(report)).toEqual(['recording', 'from', 'to', 'messages', 'rules']);
	expect(report).toMatchObject({ recording: file, messages: 2245 });
	expect((report.to - report.from) / 1000).toBeCloseTo(130, 0);
	const [rule] = report.rules;
	expect(Object.keys(rule)).toEqual([
		'source',
		'signal_type',
		'signals',
		'hit_rate',
		'mean_bps',
		'stop_first',
		'target_first',
		'net_bps_after_fees',
	]);
	expect(Object.keys(rule.mean_bps)).toEqual(['5s', '30s', '300s']);
	expect(rule).toMatchObject({
		source: 'kcmon',
		signal_type: 'long_breakout',
		signals: 1,
		hit_rate: 1,
		stop_first: 0,
		target_first: 1,
	});
	// In at the ask, out by a limit order at the target 67680.9, a fee of 0.1 % of each.
	const entry = 67_472.1;
	const target = 67_680.9;
	const byHand = ((target * 0.999 - entry * 1.001) / entry) * 1e4;
	expect(Math.abs(rule.net_bps_after_fees - byHand)).toBeLessThan(1);
	expect(rule.mean_bps['300s']).toBeNull();

	const table = await runKcmon(['backtest', file, '--csv']);
	const [header, first] = table.stdout.split('\n');
	expect(header).toMatch(
		/^recording,source,signal_type,signals,hit_rate,mean_bps_5s,mean_bps_30s,mean_bps_300s,stop_first/,
	);
	expect(first).toBe(
		[
			file,
			'kcmon',
			'long_breakout',
			1,
			1,
			rule.mean_bps['5s'],
			rule.mean_bps['30s'],
			'',
			0,
			1,
			rule.net_bps_after_fees,
		].join(','),
	);
}, 120_000);

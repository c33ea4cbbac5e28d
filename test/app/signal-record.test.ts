import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AppIo } from '../../source/app/io.js';
import type { RunOptions } from '../../source/app/options.js';
import { openSignalRecord, scorecardPath, signalFolderOf, signalLogPath } from '../../source/app/signal-record.js';
import { runSignals } from '../../source/app/signals-command.js';
import type { Signal, SignalReceivedEvent } from '../../source/model/signal-event.js';
import { createFiles } from '../../source/platform/files.js';
import { acquireLock } from '../../source/platform/lock.js';
import { createManualClock } from '../store/manual-clock.js';

let dataDir: string;
let folder: string;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-signals-'));
	folder = signalFolderOf({ mode: 'paper', restUrl: undefined, tradeDir: dataDir });
});

afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

async function open() {
	const clock = createManualClock();
	const said: string[] = [];
	const log = { info: (text: string) => said.push(text), warn: (text: string) => said.push(text) };
	const record = await openSignalRecord({ clock, files: createFiles(), acquireLock, log }, { folder, takerFee: 0.001 });
	record.start();
	return { clock, record, said };
}

const event = (id: string, changes: Partial<Signal> = {}): SignalReceivedEvent => ({
	type: 'signal',
	receivedAt: 1_729_000_000_000,
	signal: {
		timestamp: 1_729_000_000_000,
		symbol: 'BTC-USDT',
		signalType: 'long_breakout',
		confidence: 0.7,
		id,
		source: 'kcmon',
		side: 'buy',
		entryLow: '100',
		entryHigh: '100',
		stop: '99',
		targets: ['101', '102'],
		ttlMs: 60_000,
		horizon: '5m',
		reason: 'a break',
		features: undefined,
		schemaVersion: 1,
		receivedAt: 1_729_000_000_000,
		lagMs: 0,
		verified: 'local',
		duplicateOf: undefined,
		...changes,
	},
});

/** One signal at a mid of 100 that reaches its first target, as the engine would tell it. */
function playWinner(record: Awaited<ReturnType<typeof open>>['record'], id: string, from: number): void {
	const quotes = record.scorecard.quotesOf('BTC-USDT');
	quotes.quote(from, 99.99, 100.01);
	const told = event(id);
	record.scorecard.track(told.signal);
	record.note(told);
	quotes.quote(from + 5000, 100.19, 100.21);
	quotes.quote(from + 30_000, 101.09, 101.11);
	quotes.quote(from + 300_000, 100.99, 101.01);
}

function print(part: string | undefined, how: Partial<RunOptions> = {}) {
	const out: string[] = [];
	const err: string[] = [];
	const io = { stdout: (text: string) => out.push(text), stderr: (text: string) => err.push(text) };
	const options = { mode: 'paper', restUrl: undefined, tradeDir: dataDir, json: false, csv: false, ...how };
	expect(runSignals(options as RunOptions, io as unknown as AppIo, part)).toBe(0);
	return { out: out.join(''), err: err.join('') };
}

test('what was said and what it was worth outlives the run', async () => {
	const first = await open();
	playWinner(first.record, 'a', 1000);
	first.record.stop();

	const second = await open();
	expect(second.record.scorecard.rowOf('kcmon', 'long_breakout')).toMatchObject({ signals: 1, hitRate: 1 });
	playWinner(second.record, 'b', 1_000_000);
	second.record.stop();

	const { scorecard, log } = JSON.parse(print(undefined, { json: true }).out) as {
		scorecard: Record<string, unknown>[];
		log: Record<string, unknown>[];
	};
	expect(scorecard).toMatchObject([
		{
			source: 'kcmon',
			signal_type: 'long_breakout',
			signals: 2,
			outcomes: 2,
			hit_rate: 1,
			// From a mid of 100 to 100.20, 101.10 and 101.00.
			mean_bps: { '5s': 20, '30s': 110, '300s': 100 },
			target_first: 2,
			stop_first: 0,
			calibrated: false,
		},
	]);
	expect(log.map(({ id }) => id)).toEqual(['a', 'b']);
	expect(log[0]).toMatchObject({ type: 'signal', entry_low: '100', targets: ['101', '102'] });
});

test('the tables say uncalibrated, and each part can be had alone, as CSV too', async () => {
	const { record } = await open();
	playWinner(record, 'a', 1000);
	record.note({ type: 'signal-quarantined', source: 'x', field: 'side', problem: 'was "up"', receivedAt: 1 });
	record.stop();

	const { out } = print(undefined);
	expect(out).toMatch(
		/kcmon +long_breakout +1 +1 +100 +20\.0 +110\.0 +100\.0 +0 +1 +0 +\d+\.\d +uncalibrated \(1 of 200\)/,
	);
	expect(out).toMatch(
		/2024-10-15 13:46:40 +kcmon +local +BTC-USDT +long_breakout +buy +0\.70 +100 +99 +101 102 +a break/,
	);
	expect(out).toContain('side: was "up"');
	expect(print('scorecard').out).not.toContain('a break');
	expect(print('log', { csv: true }).out.split('\n')[1]).toBe(
		'1729000000000,1729000000000,kcmon,local,BTC-USDT,long_breakout,buy,0.7,100,100,99,101 102,60000,5m,a,,,,,a break',
	);
	expect(print('scorecard', { csv: true }).out).toContain('kcmon,long_breakout,1,1,1,20,110,100,0,1,0,');
});

test('without any signal it says where it looked, and prints what is empty', () => {
	expect(print(undefined)).toEqual({ out: '', err: `kcmon: No signals are recorded yet in ${folder}\n` });
	expect(print(undefined, { json: true }).out).toBe('{"scorecard":[],"log":[]}\n');
});

test('a second process counts nothing twice: it goes on from what is saved and writes nothing', async () => {
	const first = await open();
	playWinner(first.record, 'a', 1000);
	first.clock.advance(10_000);
	const second = await open();
	playWinner(second.record, 'b', 1000);
	second.record.stop();
	first.record.stop();

	expect(second.said.join()).toContain('by another process');
	expect(second.record.scorecard.rowOf('kcmon', 'long_breakout')).toMatchObject({ signals: 2 });
	expect(readFileSync(scorecardPath(folder), 'utf8')).toContain('"signals":1');
	expect(readFileSync(signalLogPath(folder), 'utf8')).not.toContain('"id":"b"');
});

test('a damaged scorecard is set aside for the one before, and a torn line of the log is left out', async () => {
	for (const id of ['a', 'b']) {
		const { record } = await open();
		playWinner(record, id, id === 'a' ? 1000 : 1_000_000);
		record.stop();
	}

	writeFileSync(scorecardPath(folder), '{"version":1,"tallies":[{}]');
	writeFileSync(signalLogPath(folder), `${readFileSync(signalLogPath(folder), 'utf8')}{"type":"sig`);

	const { record, said } = await open();
	expect(said.join()).toContain(`${scorecardPath(folder)} was not used`);
	expect(record.scorecard.rowOf('kcmon', 'long_breakout')).toMatchObject({ signals: 1 });
	record.stop();
	expect((JSON.parse(print('log', { json: true }).out) as unknown[]).length).toBe(2);
});

test('the log of a flood stays bounded, and holds the newest whole lines', async () => {
	const { clock, record } = await open();
	for (let index = 0; index < 12_000; index += 1) {
		record.note(event(`s${index}`, { reason: 'x'.repeat(280) }));
		if (index % 500 === 0) {
			clock.advance(250);
		}
	}

	record.stop();
	const text = readFileSync(signalLogPath(folder), 'utf8');
	expect(text.length).toBeLessThanOrEqual(4_000_000);
	const ids = text
		.trimEnd()
		.split('\n')
		.map(line => (JSON.parse(line) as { id: string }).id);
	expect(ids.at(-1)).toBe('s11999');
	expect(ids.length).toBeGreaterThan(2000);
});

test('signals of the demo and of another address have folders of their own', () => {
	const of = (mode: RunOptions['mode'], restUrl?: string) => signalFolderOf({ mode, restUrl, tradeDir: '/d' });

	expect(of('paper')).toBe('/d/signals/kucoin');
	expect(of('live', 'https://api.kucoin.com')).toBe('/d/signals/kucoin');
	expect(of('demo')).toBe('/d/signals/demo');
	expect(of('paper', 'http://127.0.0.1:8080')).toBe('/d/signals/127.0.0.1-8080');
});

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveAlertUse } from '../../source/app/alert-use.js';
import { compose, dashboardStreams } from '../../source/app/compose.js';
import type { AppIo } from '../../source/app/io.js';
import type { RunOptions } from '../../source/app/options.js';
import { resolveSignalUse } from '../../source/app/signal-use.js';
import { settingOf } from '../../source/config/schema.js';
import type { EngineEvent } from '../../source/engine/engine.js';
import { UsageError } from '../../source/lib/errors.js';
import { resolveRuleSettings } from '../../source/signals/rule-settings.js';
import { waitUntil } from '../helpers/wait-until.js';
import { withSimulator } from '../helpers/with-simulator.js';

const makeOptions = (changes: Partial<RunOptions>): RunOptions => ({
	mode: 'paper',
	symbols: ['BTC-USDT'],
	areSymbolsNamed: true,
	restUrl: undefined,
	dataDir: join(tmpdir(), 'kcmon-never-made'),
	credentialsFile: undefined,
	durationMs: undefined,
	json: false,
	csv: false,
	logLevel: 'info',
	seed: 1,
	scenario: undefined,
	fps: 15,
	lowBandwidth: 'off',
	theme: 'dark',
	color: 'none',
	plain: false,
	ascii: false,
	signals: [],
	metrics: undefined,
	channels: [],
	depth: 20,
	interval: '1min',
	port: 0,
	exchangeSymbols: 8,
	tradeDir: join(tmpdir(), 'kcmon-never-made'),
	trading: {
		limits: {
			maxOrderFunds: 1000,
			maxDayFunds: 10_000,
			maxOpenOrders: 50,
			maxOrdersPerMinute: 60,
			priceBandBps: 500,
			maxSessionLoss: 500,
			symbols: [],
		},
		oneKey: false,
		presetFunds: '100',
		onQuit: 'ask',
		onTerm: 'keep',
		onHangup: 'keep',
		paperBalances: { USDT: '10000' },
		paperLatencyMs: 0,
		allowOtherProducts: false,
	},
	signalUse: resolveSignalUse('paper', { settings: { get: key => settingOf(key).default as never }, env: {} }),
	alertUse: resolveAlertUse({ get: key => settingOf(key).default as never }, {}),
	...changes,
});

const makeIo = (): AppIo => ({
	stdout: () => true,
	onDrain: () => () => {},
	stderr: () => {},
	hide: () => {},
	onStop: () => () => {},
	onRestoreTerminal: () => () => {},
	onInterrupt: () => () => {},
	onHalt: () => () => {},
	stop: () => {},
	stopping: new AbortController().signal,
	stdoutIsTty: false,
	stdinIsTty: false,
});

const plan = { streams: dashboardStreams, depthOf: 'all' } as const;

async function withDataDir(use: (folder: string) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'kcmon-compose-'));
	try {
		await use(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

test.each([
	[['stdin', 'stdin?source=b'], /twice/],
	[['webhook:0.0.0.0:9000'], /others can reach it/],
	[['ws://example.com/'], /loopback/],
	[['file:'], /path/],
])('refuses the signal sources %j before anything is opened', async (signals, message) => {
	const failed = compose(makeOptions({ signals }), makeIo(), plan);

	await expect(failed).rejects.toThrow(message);
	await expect(failed).rejects.toBeInstanceOf(UsageError);
});

test('a price alert of the settings is a signal when trades cross it, and one that nobody watches is said', async () => {
	await withDataDir(async dataDir => {
		await withSimulator(async exchange => {
			const told: string[] = [];
			const alert = (symbol: string, price: string) =>
				({ id: `${symbol}>${price}`, symbol, price, when: 'at-or-above', repeat: false }) as const;
			const run = await compose(
				makeOptions({
					dataDir,
					restUrl: exchange.restUrl,
					ownSignals: { rules: resolveRuleSettings(), alerts: [alert('BTC-USDT', '70000'), alert('XRP-USDT', '1')] },
				}),
				{ ...makeIo(), stderr: text => told.push(text) },
				plan,
			);
			const events: EngineEvent[] = [];
			run.engine.subscribe(event => {
				events.push(event);
			});
			run.engine.start();
			expect(told.join('')).toContain('alert XRP-USDT>1: XRP-USDT is not on the watchlist');
			await waitUntil(() => events.some(event => event.type === 'trade'));
			const symbol = 'BTC-USDT';
			exchange.control({ fault: 'market.quiet', symbol });
			exchange.control({ fault: 'market.book', symbol, bids: [['69000', '1']], asks: [['70000', '1']] });
			exchange.control({ fault: 'trade.print', symbol, side: 'buy', price: '70000', size: '0.01' });
			await waitUntil(() => events.some(event => event.type === 'signal' && event.signal.signalType === 'price_alert'));
			await run.stop();

			const alerts = events.filter(event => event.type === 'signal' && event.signal.signalType === 'price_alert');
			expect(alerts).toHaveLength(1);
			expect(alerts[0]).toMatchObject({
				signal: {
					symbol: 'BTC-USDT',
					reason: 'traded at 70000, at or above 70000',
					verified: 'local',
					source: 'kcmon',
				},
			});
		});
	});
});

test('joins market data and signals in one engine, and logs what happened without a token', async () => {
	await withDataDir(async dataDir => {
		await withSimulator(async exchange => {
			const file = join(dataDir, 'signals.ndjson');
			writeFileSync(file, '', { mode: 0o600 });
			const options = makeOptions({ dataDir, restUrl: exchange.restUrl, signals: [`file:${file}?source=desk`] });
			const run = await compose(options, makeIo(), plan);
			const events: EngineEvent[] = [];
			run.engine.subscribe(event => {
				events.push(event);
			});
			run.engine.start();
			await waitUntil(() => run.engine.store.state.symbols.get('BTC-USDT')?.bookStatus === 'live');
			await waitUntil(() => run.engine.store.state.instruments.size > 0);
			const signal = { timestamp: Date.now(), symbol: 'BTC-USDT', signal_type: 'x', confidence: 1 };
			appendFileSync(file, `${JSON.stringify(signal)}\n${JSON.stringify({ ...signal, symbol: 'NO-PE' })}\n`);

			await waitUntil(() => events.some(event => event.type === 'signal-quarantined'));
			await run.stop();
			await run.stop();

			expect(events.find(event => event.type === 'signal')).toMatchObject({ signal: { source: 'desk' } });
			const log = readFileSync(join(dataDir, 'kcmon.log'), 'utf8');
			expect(log).toContain('public-1 live');
			expect(log).not.toContain('token=');
			await waitUntil(() => exchange.connections() === 0);
		});
	});
});

test('runs the embedded exchange in demo mode and ends it with the run', async () => {
	await withDataDir(async dataDir => {
		const run = await compose(makeOptions({ mode: 'demo', dataDir }), makeIo(), plan);
		run.engine.start();
		await waitUntil(() => run.engine.store.state.symbols.get('BTC-USDT')?.bookStatus === 'live');

		await run.stop();

		expect(run.venueName).toBe('demo exchange');
		await expect(run.data.ticker('BTC-USDT')).rejects.toThrow(/refused/);
	});
});

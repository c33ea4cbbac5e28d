import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveDataDir, resolveOptions, resolveSetting } from '../../source/app/options.js';
import { parseArguments } from '../../source/app/parse.js';
import { loadSettings } from '../../source/config/settings.js';
import { isKcmonError } from '../../source/lib/errors.js';
import { resolveRuleSettings } from '../../source/signals/rule-settings.js';

type Machine = { readonly env?: Readonly<Record<string, string>>; readonly settings?: object; readonly tty?: boolean };

let dataDir: string;

beforeAll(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-options-'));
});

afterAll(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

function read(line: string, { env = {}, settings = {}, tty = true }: Machine = {}) {
	writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
	const invocation = parseArguments(line === '' ? [] : line.split(' '));
	const loaded = loadSettings(dataDir);
	return {
		invocation,
		loaded,
		options: resolveOptions(invocation, { env, settings: loaded, dataDir, stdoutIsTty: tty }),
	};
}

const resolve = (line: string, machine?: Machine) => read(line, machine).options;

function refusalOf(line: string, machine?: Machine): string {
	try {
		resolve(line, machine);
	} catch (error) {
		expect(isKcmonError(error) && error.exitCode).toBe(2);
		return (error as Error).message;
	}

	throw new Error(`Accepted ${line}`);
}

const alertUse = {
	rules: [],
	terminal: { bell: true, notify: 'off', isTmux: false },
	hook: { command: [], timeoutMs: 10_000 },
};

const signalUse = {
	requireVerified: true,
	riskPercent: '1',
	alerts: { bell: false, notify: 'off', isTmux: false },
	hook: { command: [], timeoutMs: 10_000, minConfidence: 0, types: [] },
	auto: undefined,
};

test('without anything the interface has its defaults', () => {
	expect(resolve('stream')).toEqual({
		mode: 'paper',
		symbols: ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'],
		restUrl: undefined,
		dataDir,
		credentialsFile: undefined,
		durationMs: undefined,
		json: false,
		csv: false,
		logLevel: 'info',
		seed: 1,
		scenario: undefined,
		fps: 15,
		lowBandwidth: 'auto',
		theme: 'dark',
		layout: 'full',
		ownLayouts: {},
		color: 'none',
		plain: false,
		ascii: false,
		signals: [],
		signalProviders: {},
		largeFunds: 10_000,
		metrics: undefined,
		channels: ['ticker', 'trades', 'book', 'health'],
		depth: 20,
		interval: '1min',
		port: 0,
		exchangeSymbols: 8,
		areSymbolsNamed: false,
		tradeDir: dataDir,
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
			paperLatencyMs: 50,
			allowOtherProducts: false,
		},
		signalUse,
		alertUse,
		tour: false,
		ownSignals: { rules: resolveRuleSettings(), alerts: [] },
	});
});

test('every flag has its effect', () => {
	const line =
		'stream btc-usdt --live --rest-url http://127.0.0.1:9/ --credentials /k.json --duration 2m --json --log-level debug ' +
		'--seed 7 --scenario /s.json --fps 4 --low-bandwidth --theme light --layout tiny --no-color --plain --ascii --signals stdin ' +
		'--signals file:/x?source=desk --channels book,candles --channels signals --depth 5 --interval 1hour';

	const { trading, ...options } = resolve(line);

	expect(trading).toMatchObject({ onTerm: 'cancel-mine', onHangup: 'cancel-mine' });
	expect(options).toEqual({
		mode: 'live',
		symbols: ['BTC-USDT'],
		restUrl: 'http://127.0.0.1:9',
		dataDir,
		credentialsFile: '/k.json',
		durationMs: 120_000,
		json: true,
		csv: false,
		logLevel: 'debug',
		seed: 7,
		scenario: '/s.json',
		fps: 4,
		lowBandwidth: 'on',
		theme: 'light',
		layout: 'tiny',
		ownLayouts: {},
		color: 'none',
		plain: true,
		ascii: true,
		signals: ['stdin', 'file:/x?source=desk'],
		signalProviders: {},
		largeFunds: 10_000,
		metrics: undefined,
		channels: ['book', 'candles', 'signals'],
		depth: 5,
		interval: '1hour',
		port: 0,
		exchangeSymbols: 8,
		signalUse,
		alertUse,
		tour: false,
		ownSignals: { rules: resolveRuleSettings(), alerts: [] },
		areSymbolsNamed: true,
		tradeDir: dataDir,
	});
	expect(resolve('exchange --port 8080').port).toBe(8080);
	expect(resolve('exchange --symbols 1000').exchangeSymbols).toBe(1000);
	expect(() => resolve('exchange --symbols 0')).toThrow(/--symbols/);
	expect(resolve('probe').durationMs).toBe(30_000);
});

test('a flag comes before the environment, that before the settings, those before the default', () => {
	const settings = { restUrl: 'https://settings.example.com', fps: 5, theme: 'light', watchlist: ['KCS-USDT'] };
	const env = { KCMON_REST_URL: 'https://env.example.com' };

	expect(resolve('--rest-url https://flag.example.com', { env, settings }).restUrl).toBe('https://flag.example.com');
	expect(resolve('', { env, settings }).restUrl).toBe('https://env.example.com');
	expect(resolve('', { env: { KCMON_REST_URL: '' }, settings }).restUrl).toBe('https://settings.example.com');
	expect(resolve('--fps 6', { settings })).toMatchObject({ fps: 6, theme: 'light', symbols: ['KCS-USDT'] });
});

test('the settings decide what else is told, and how', () => {
	const { alertUse: use } = resolve('', {
		env: { TMUX: '/tmp/tmux' },
		settings: {
			'alerts.when': ['connection', 'order filled repeat', 'connection'],
			'alerts.bell': false,
			'alerts.notify': 'osc777',
			'alerts.exec': ['act'],
			'alerts.execTimeoutSeconds': 2,
		},
	});

	expect(use).toMatchObject({
		rules: [{ text: 'connection' }, { text: 'order filled repeat', repeats: true }],
		terminal: { bell: false, notify: 'osc777', isTmux: true },
		hook: { command: ['act'], timeoutMs: 2000 },
	});
});

test('low bandwidth is chosen by itself, or by settings or flag', () => {
	expect(resolve('--full-bandwidth', { settings: { lowBandwidth: 'on' } }).lowBandwidth).toBe('off');
	expect(resolve('', { settings: { lowBandwidth: 'off' } }).lowBandwidth).toBe('off');
	expect(() => resolve('--full-bandwidth --low-bandwidth')).toThrow('exclude each other');
});

test('the tour is of the demo', () => {
	expect(resolve('--demo --tour').tour).toBe(true);
	expect(() => resolve('--tour')).toThrow('--tour: the tour is of the demo');
});

test('the settings decide rules and price alerts', () => {
	const { ownSignals } = resolve('', {
		settings: {
			'signals.rules.breakout.surgeZ': 2.5,
			'alerts.price': ['BTC-USDT>70000', 'ETH-USDT<2999.5 repeat', 'BTC-USDT>70000'],
		},
	});

	expect(ownSignals!.rules).toEqual(resolveRuleSettings({ 'breakout.surgeZ': 2.5 }));
	expect(ownSignals!.alerts).toEqual([
		{ id: 'BTC-USDT>70000', symbol: 'BTC-USDT', when: 'at-or-above', price: '70000', repeat: false },
		{ id: 'ETH-USDT<2999.5 repeat', symbol: 'ETH-USDT', when: 'at-or-below', price: '2999.5', repeat: true },
	]);
});

test('a setting knows where it came from', () => {
	const env = { KCMON_REST_URL: 'https://env.example.com' };
	const { invocation, loaded } = read('--fps 6', { settings: { theme: 'light' } });
	const sources = { flags: invocation.flags, env, settings: loaded };

	expect(resolveSetting('fps', sources)).toEqual({ value: 6, origin: '--fps' });
	expect(resolveSetting('restUrl', sources)).toEqual({ value: 'https://env.example.com', origin: 'KCMON_REST_URL' });
	expect(resolveSetting('theme', sources)).toEqual({ value: 'light', origin: `${dataDir}/settings.json:1` });
	expect(resolveSetting('ascii', sources)).toEqual({ value: false, origin: 'default' });
});

test.each([
	['--demo --live', '--demo and --live exclude each other'],
	['--paper --read-only', '--paper and --read-only exclude each other'],
	['--duration 30', '--duration: Expected a time such as 500ms, 30s, 5m or 2h, at most 576h, was "30"'],
	['--duration --json', '--duration: Expected a time'],
	['--fps 0', '--fps: Expected a whole number from 1 to 60, was "0"'],
	['--fps fast', '--fps: Expected a whole number from 1 to 60, was "fast"'],
	['--seed -1', '--seed: Expected a whole number'],
	['--layout scalpel', '--layout: Expected one of full, scalper, watcher, signals, tiny, was "scalpel"'],
	['--theme drak', '--theme: Expected one of dark, light, high-contrast, blue-orange, cyan-red, mono, was "drak"'],
	['--log-level loud', '--log-level: Expected one of trace, debug, info, warn, error, was "loud"'],
	['--metrics 0', '--metrics: Expected PORT or HOST:PORT'],
	['--signals stdout', '--signals: Expected stdin, file:PATH'],
	['--signals stdin --signals ws://example.com', '--signals: Expected wss://'],
	['--rest-url http://example.com', '--rest-url: Expected https://'],
	['--rest-url ws://127.0.0.1', '--rest-url: Expected a URL that begins with https://'],
	['--demo --rest-url https://api.kucoin.com', '--rest-url: Expected a loopback address with --demo'],
	['--interval 1m', '--interval: Expected one of 1min'],
	['stream --channels book,tcker', '--channels: Expected one of ticker'],
	['stream --channels book,', '--channels: Expected one of ticker'],
	['stream --depth 0', '--depth: Expected a whole number from 1 to 5000, was "0"'],
	['exchange --port 70000', '--port: Expected a whole number from 0 to 65535, was "70000"'],
])('refuses %s and names the flag and its value', (line, words) => {
	expect(refusalOf(line)).toContain(words);
});

test('refuses a bad variable by its name', () => {
	expect(refusalOf('', { env: { KCMON_REST_URL: 'http://10.0.0.1' } })).toMatch(
		/^KCMON_REST_URL: .*was "http:\/\/10\.0\.0\.1"$/,
	);
});

test('the demo is the embedded exchange, whatever the environment and the settings name', () => {
	const env = { KCMON_REST_URL: 'https://env.example.com' };

	expect(resolve('--demo', { env, settings: { restUrl: 'https://settings.example.com' } }).restUrl).toBeUndefined();
	expect(resolve('--demo --rest-url http://127.0.0.1:8080', { env }).restUrl).toBe('http://127.0.0.1:8080');
});

test('metrics are on loopback unless a host is named', () => {
	expect(resolve('--metrics 9100').metrics).toEqual({ host: '127.0.0.1', port: 9100 });
	expect(resolve('--metrics 0.0.0.0:9100').metrics).toEqual({ host: '0.0.0.0', port: 9100 });
});

test('what the settings say of orders is taken over', () => {
	const settings = {
		risk: { maxOrderFunds: 5, symbols: ['BTC-USDT'] },
		trading: { oneKey: true, presetFunds: 0.5, onQuit: 'keep', onTerm: 'keep', onHangup: 'cancel-mine' },
		paper: { balances: ['USDT:12.5', 'BTC:1'], latencyMs: 0 },
		credentials: { allowOtherProducts: true },
	};

	expect(resolve('--live', { settings }).trading).toMatchObject({
		limits: { maxOrderFunds: 5, maxDayFunds: 10_000, symbols: ['BTC-USDT'] },
		oneKey: true,
		presetFunds: '0.5',
		onQuit: 'keep',
		onTerm: 'keep',
		onHangup: 'cancel-mine',
		paperBalances: { USDT: '12.5', BTC: '1' },
		paperLatencyMs: 0,
		allowOtherProducts: true,
	});
});

test.each([
	['', true, ''],
	['--demo', true, '/demo'],
	['--demo', false, ''],
	['--live', true, ''],
])(
	'orders with %o are kept in the data directory, of a demo that named none in a part of it',
	(line, isDefault, part) => {
		const { invocation, loaded } = read(line);
		const options = resolveOptions(invocation, {
			env: {},
			settings: loaded,
			dataDir,
			isDefaultDataDir: isDefault,
			stdoutIsTty: true,
		});

		expect(options.tradeDir).toBe(`${dataDir}${part}`);
	},
);

const terminal = { TERM: 'xterm-256color', COLORTERM: 'truecolor' };

test.each([
	[terminal, '', true, 'truecolor'],
	[{ TERM: 'xterm-256color' }, '', true, '256'],
	[{ TERM: 'xterm' }, '', true, '16'],
	[{ TERM: 'xterm-kitty' }, '', true, 'truecolor'],
	[{ ...terminal, NO_COLOR: '1' }, '', true, 'none'],
	[{ ...terminal, NO_COLOR: '' }, '', true, 'truecolor'],
	[terminal, '--no-color', true, 'none'],
	[{ ...terminal, TERM: 'dumb' }, '', true, 'none'],
	[{}, '', true, 'none'],
	[terminal, '', false, 'none'],
])('%o with %o on a terminal (%o) has the colors %s', (env, line, tty, color) => {
	expect(resolve(line, { env, tty }).color).toBe(color);
});

test('the data directory is the flag, the variable or the default, and absolute', () => {
	const facts = { platform: 'linux', homeDir: '/home/me', cwd: '/here', env: { KCMON_DATA_DIR: 'from-env' } };
	const of = (line: string, env = facts.env) =>
		resolveDataDir(parseArguments(line.split(' ').filter(Boolean)).flags, { ...facts, env });

	expect(of('--data-dir /flag')).toEqual({ value: '/flag', origin: '--data-dir' });
	expect(of('')).toEqual({ value: '/here/from-env', origin: 'KCMON_DATA_DIR' });
	expect(of('', { KCMON_DATA_DIR: '' })).toEqual({ value: '/home/me/.local/share/kcmon', origin: 'default' });
	expect(() => of('--data-dir=')).toThrow('--data-dir: Expected a folder');
});

test.each([
	['--demo', true],
	['--paper', true],
	['--live', false],
	['--read-only', false],
])('automatic orders in %s are there: %o', (line, isThere) => {
	const settings = { signals: { auto: { enabled: true, sources: ['desk'], maxAgeSeconds: 2 } } };

	const { auto } = resolve(line, { settings }).signalUse;

	expect(auto === undefined).toBe(!isThere);
	if (isThere) {
		expect(auto).toMatchObject({ sources: ['desk'], maxAgeMs: 2000, maxOrderFunds: '100', riskPercent: '1' });
	}
});

test('live has automatic orders only where the settings say so once more, and without the first never', () => {
	const withLive = (enabled: boolean) =>
		resolve('--live', { settings: { signals: { auto: { enabled, live: true } } } }).signalUse.auto;

	expect(withLive(true)).toBeDefined();
	expect(withLive(false)).toBeUndefined();
});

test('a layout may be one of the settings, and a name that is nowhere is refused with its line', () => {
	const ownLayouts = { mine: 'depth | tape' };

	expect(resolve('--layout mine', { settings: { ownLayouts } })).toMatchObject({ layout: 'mine', ownLayouts });
	expect(resolve('', { settings: { ownLayouts, layout: 'mine' } }).layout).toBe('mine');
	expect(() => resolve('', { settings: { ownLayouts, layout: 'mime' } })).toThrow(
		`${dataDir}/settings.json:1: layout was "mime", expected one of full, scalper, watcher, signals, tiny, mine`,
	);
	expect(() => resolve('', { settings: { ownLayouts: { mine: 'depht' } } })).toThrow(
		'ownLayouts.mine was "depht", expected panes such as ticker=3 / depth*2 | (tape / orders): ' +
			'one of ticker, depth, tape, signals, health, orders, watchlist, chart for depht (nearest: depth)',
	);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSettingsApply, type ReadSettings } from '../../source/app/apply-settings.js';
import { resolveOptions } from '../../source/app/options.js';
import { parseArguments } from '../../source/app/parse.js';
import { createSettingsWatch } from '../../source/app/settings-watch.js';
import { settingKeys, whenApplied } from '../../source/config/schema.js';
import { loadSettings, settingsPath, settingsStamp } from '../../source/config/settings.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

let dataDir: string;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-reload-'));
});

afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

const write = (text: string): void => writeFileSync(settingsPath(dataDir), text, { mode: 0o600 });

function read(line = '--demo'): ReadSettings {
	const settings = loadSettings(dataDir);
	return {
		settings,
		options: resolveOptions(parseArguments(line.split(' ')), { env: {}, settings, dataDir, stdoutIsTty: true }),
	};
}

function open(line?: string) {
	const clock = createVirtualClock();
	const targets = {
		dashboard: { setLook: vi.fn() },
		screen: { setFps: vi.fn() },
		engine: {
			execute: vi.fn(),
			trading: { tightenLimits: vi.fn((): readonly string[] => []) },
		},
		alerts: { set: vi.fn() },
		ring: vi.fn(),
	};
	const told: (string | undefined)[] = [];
	const refused: string[] = [];
	const apply = createSettingsApply(targets as never, read(line));
	const watch = createSettingsWatch({
		clock,
		stamp: () => settingsStamp(dataDir),
		read: () => read(line),
		apply: next => told.push(apply(next)),
		refuse: (problem, hint) => refused.push(`${problem} ${hint ?? ''}`),
	});
	return { clock, told, refused, watch, ...targets, tightenLimits: targets.engine.trading.tightenLimits };
}

test('a change counts once the file has stayed the same from one look to the next', async () => {
	const { clock, told, dashboard } = open();

	write('{"theme": ');
	await clock.advance(1000);
	write('{"theme": "light"}');
	await clock.advance(1000);
	expect(told).toEqual([]);
	await clock.advance(1000);

	expect(told).toEqual(['theme changed']);
	expect(dashboard.setLook).toHaveBeenLastCalledWith({ theme: 'light' });
	await clock.advance(10_000);
	expect(told).toHaveLength(1);
});

test('look, frame rate and alerts change at once; the rest is named and waits for the next start', async () => {
	const { clock, told, dashboard, screen, alerts, ring, engine } = open();

	write(
		'{"layout": "mine", "ownLayouts": {"mine": "depth"}, "fps": 5, "signals.bell": true, ' +
			'"alerts.price": ["BTC-USDT>70000"], "alerts.when": ["connection"], "watchlist": ["KCS-USDT", "BTC-USDT"], "paper.latencyMs": 1}',
	);
	await clock.advance(2000);

	expect(told).toEqual([
		'watchlist, layout, ownLayouts, fps, signals.bell, alerts.price, alerts.when changed · paper.latencyMs from the next start on',
	]);
	expect(dashboard.setLook).toHaveBeenCalledWith({ layout: 'mine', layouts: expect.any(Map) });
	expect(engine.execute.mock.calls.map(([command]) => `${command.type} ${command.symbol}`)).toEqual([
		'symbol.add KCS-USDT',
		'symbol.remove ETH-USDT',
		'symbol.remove SOL-USDT',
	]);
	expect(screen.setFps).toHaveBeenCalledWith(5);
	expect(alerts.set).toHaveBeenCalledWith({
		prices: [expect.objectContaining({ price: '70000' })],
		rules: [expect.objectContaining({ kind: 'connection' })],
	});
	expect(ring.mock.lastCall?.[0]).toMatchObject({
		signalUse: { alerts: { bell: true, notify: 'off', isTmux: false } },
		alertUse: { terminal: { bell: true, notify: 'off', isTmux: false } },
	});
});

test('a limit on risk counts at once where it is tighter, and is named for the next start where it is not', async () => {
	const { clock, told, tightenLimits } = open();
	tightenLimits.mockReturnValue(['maxOrderFunds']);

	write('{"risk": {"maxOrderFunds": 10, "maxDayFunds": 99999}}');
	await clock.advance(2000);

	expect(tightenLimits).toHaveBeenCalledWith(expect.objectContaining({ maxOrderFunds: 10, maxDayFunds: 99_999 }));
	expect(told).toEqual(['risk.maxOrderFunds changed · risk.maxDayFunds from the next start on']);
});

test('a flag outranks the file while it runs, too', async () => {
	const { clock, dashboard } = open('--demo --theme mono');

	write('{"theme": "light"}');
	await clock.advance(2000);

	expect(dashboard.setLook).toHaveBeenCalledWith({});
});

test.each([
	['{\n"theme": "drak"}', `settings.json:2: theme was "drak", expected one of dark, light,`],
	['{\n"layout": "nowhere"}', 'settings.json:2: layout was "nowhere", expected one of full, scalper,'],
	['{\n\n"fpps": 3}', 'settings.json:3: Unknown setting "fpps", was 3 Did you mean fps?'],
	['{"fps": 99}', 'settings.json:1: fps was 99, expected a whole number from 1 to 60'],
	['{"fps": ', 'settings.json:1: '],
])('%j changes nothing and says file, line, key, value and what is allowed', async (text, words) => {
	const { clock, told, refused, dashboard } = open();

	write(text);
	await clock.advance(2000);

	expect(refused).toEqual([expect.stringContaining(words)]);
	expect(told).toEqual([]);
	expect(dashboard.setLook).not.toHaveBeenCalled();
	// Mended, all of the file counts.
	write('{"theme": "light"}');
	await clock.advance(2000);
	expect(told).toEqual(['theme changed']);
});

test('what is taken away goes back to its default', async () => {
	write('{"theme": "light"}');
	const { clock, told, dashboard } = open();

	rmSync(settingsPath(dataDir));
	await clock.advance(2000);

	expect(told).toEqual(['theme changed']);
	expect(dashboard.setLook).toHaveBeenCalledWith({ theme: 'dark' });
});

test('the program that has written the file itself need not wait', () => {
	const { told, watch } = open();

	write('{"theme": "light"}');
	watch.check();

	expect(told).toEqual(['theme changed']);
});

test('every limit on risk is one that can be tightened at once', () => {
	const tighter = settingKeys.filter(key => whenApplied(key) === 'at once where tighter');

	expect(tighter).toEqual(settingKeys.filter(key => key.startsWith('risk.')));
	for (const key of tighter) {
		expect(Object.keys(read().options.trading.limits)).toContain(key.slice('risk.'.length));
	}
});

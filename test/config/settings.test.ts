import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Conf, { type Schema } from 'conf';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseSettings, SettingsError } from '../../source/config/check-settings.js';
import { createJsonSchema, type SettingKey, settingKeys, settingOf } from '../../source/config/schema.js';
import { loadSettings, settingsBackupPath, settingsPath, writeSetting } from '../../source/config/settings.js';
import { ruleSettingTable } from '../../source/lib/rule-setting-table.js';
import { candleIntervals } from '../../source/model/market-event.js';
import { themeNames } from '../../source/ui/theme/themes.js';

let dataDir: string;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-settings-'));
});

afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

function write(text: string, mode = 0o600): void {
	writeFileSync(settingsPath(dataDir), text, { mode });
	chmodSync(settingsPath(dataDir), mode);
}

function failureOf(text: string): SettingsError {
	try {
		parseSettings(text, 'settings.json');
	} catch (error) {
		expect(error).toBeInstanceOf(SettingsError);
		return error as SettingsError;
	}

	throw new Error(`Accepted ${text}`);
}

/** `risk.maxOrderFunds` → `{"risk":{"maxOrderFunds":value}}`, the value alone on line 3. */
function nest(key: string, value: unknown): string {
	const groups = key.split('.');
	const last = groups.pop()!;
	const open = groups.map(group => `{"${group}": `).join('');
	return `${open}{\n\n"${last}": ${JSON.stringify(value)}\n}${'}'.repeat(groups.length)}`;
}

/** Of every threshold of the rules, the most that it allows; of every switch, off. */
const ruleValues = Object.fromEntries(
	Object.entries(ruleSettingTable).map(([key, spec]) => [
		`signals.rules.${key}`,
		spec.type === 'boolean' ? false : spec.maximum,
	]),
) as Readonly<Record<Extract<SettingKey, `signals.rules.${string}`>, unknown>>;

const goodValues: Readonly<Record<SettingKey, unknown>> = {
	...ruleValues,
	'alerts.price': ['BTC-USDT>70000', 'ETH-USDT<2999.5 repeat'],
	'alerts.when': ['BTC-USDT spread>5', 'order filled repeat'],
	'alerts.bell': false,
	'alerts.notify': 'osc777',
	'alerts.exec': ['notify-send', 'kcmon'],
	'alerts.execTimeoutSeconds': 5,
	watchlist: ['KCS-USDT'],
	restUrl: 'https://api.example.com',
	lowBandwidth: 'on',
	theme: 'light',
	layout: 'scalper',
	ownLayouts: { mine: 'ticker=3 / depth | tape' },
	ascii: true,
	plain: true,
	fps: 4,
	logLevel: 'debug',
	'candles.interval': '1hour',
	'tape.largeFunds': 2500.5,
	'signals.sources': ['stdin', 'file:/tmp/x?source=desk'],
	'signals.requireVerified': false,
	'signals.riskPercent': 0.5,
	'signals.providers': { desk: { map: 'tradingview', bodySecretField: 'secret' } },
	'signals.bell': true,
	'signals.notify': 'osc777',
	'signals.exec': ['notify-send', 'a signal'],
	'signals.execTimeoutSeconds': 2.5,
	'signals.execMinConfidence': 0.5,
	'signals.execTypes': ['momentum_up'],
	'signals.auto.enabled': true,
	'signals.auto.live': true,
	'signals.auto.sources': ['desk'],
	'signals.auto.types': ['long_breakout'],
	'signals.auto.minConfidence': 0.9,
	'signals.auto.maxAgeSeconds': 2.5,
	'signals.auto.maxOrdersPerDay': 3,
	'signals.auto.maxOrderFunds': 50,
	'signals.auto.maxDayFunds': 150,
	'credentials.command': 'pass show kucoin',
	'credentials.allowOtherProducts': true,
	'risk.maxOrderFunds': 100,
	'risk.maxDayFunds': 1000,
	'risk.maxOpenOrders': 5,
	'risk.maxOrdersPerMinute': 6,
	'risk.priceBandBps': 50,
	'risk.maxSessionLoss': 20,
	'risk.symbols': ['BTC-USDT'],
	'trading.oneKey': true,
	'trading.presetFunds': 25,
	'trading.onQuit': 'keep',
	'trading.onTerm': 'cancel-mine',
	'trading.onHangup': 'keep',
	'paper.balances': ['USDT:2500.5', 'BTC:1'],
	'paper.latencyMs': 0,
};

const wrongValues = (key: SettingKey): readonly unknown[] => {
	const always = [null, {}, { a: 1 }];
	switch (settingOf(key).type) {
		case 'boolean':
			return [...always, 'true', 1, []];
		case 'integer':
			return [...always, '4', true, 1.5, -1, 1e300, []];
		case 'number':
			return [...always, '4', true, -1, 1e300, []];
		case 'text':
			return [...always, 1, true, '', 'no such thing \u0007', []];
		case 'texts':
			return [...always, 1, true, 'BTC-USDT', [1], [null], ['no such thing \u0007'], [['BTC-USDT']]];
		case 'record':
			return [null, 1, true, 'desk', []];
	}
};

test('without a file everything is the default of the interface', () => {
	const settings = loadSettings(dataDir);

	expect(settings.get('watchlist')).toEqual(['BTC-USDT', 'ETH-USDT', 'SOL-USDT']);
	expect(settingKeys.filter(key => key.startsWith('risk.')).map(key => [key, settings.get(key)])).toEqual([
		['risk.maxOrderFunds', 1000],
		['risk.maxDayFunds', 10_000],
		['risk.maxOpenOrders', 50],
		['risk.maxOrdersPerMinute', 60],
		['risk.priceBandBps', 500],
		['risk.maxSessionLoss', 500],
		['risk.symbols', []],
	]);
	expect(settingKeys.filter(key => settings.lineOf(key) !== undefined)).toEqual([]);
});

test('a number is shown as it was written, in a list too', () => {
	expect(failureOf('{"fps": 1e400}').message).toBe(
		'settings.json:1: fps was 1e400, expected a whole number from 1 to 60',
	);
	expect(failureOf('{"watchlist": ["BTC-USDT", 1e400]}').message).toContain('watchlist was ["BTC-USDT",1e400]');
});

test.each(settingKeys)('reads %s, nested or dotted, and knows its line', key => {
	const nested = parseSettings(nest(key, goodValues[key]), 'settings.json');
	const dotted = parseSettings(`{\n"${key}": ${JSON.stringify(goodValues[key])}}`, 'settings.json');

	expect(nested.get(key)).toEqual({ value: goodValues[key], line: 3 });
	expect(dotted.get(key)).toEqual({ value: goodValues[key], line: 2 });
});

test.each(settingKeys)('refuses every wrong value of %s with file, line, key and what is allowed', key => {
	for (const wrong of wrongValues(key)) {
		const { message, exitCode } = failureOf(nest(key, wrong));

		expect(message).toMatch(/^settings\.json:3: /);
		expect(message).toContain(`${key} was ${JSON.stringify(wrong).slice(0, 60)}`);
		expect(message).toMatch(/expected \S+/);
		expect(exitCode).toBe(2);
	}
});

test.each(settingKeys)('refuses a misspelt %s and names it', key => {
	const misspelt = `${key.slice(0, -2)}${key.at(-1)}`;
	const { message, hint } = failureOf(nest(misspelt, goodValues[key]));

	expect(message).toContain(`Unknown setting "${misspelt}"`);
	expect(message).toMatch(/^settings\.json:3: /);
	expect(hint).toBe(`Did you mean ${key}?`);
});

test.each(settingKeys)('the published JSON schema takes a good %s and refuses one of a wrong type', key => {
	const { properties } = createJsonSchema() as { readonly properties: Schema<Record<string, unknown>> };
	const conf = new Conf<Record<string, unknown>>({
		cwd: dataDir,
		projectName: 'kcmon',
		schema: properties,
		rootSchema: { additionalProperties: false },
	});

	expect(() => conf.set(key, goodValues[key])).not.toThrow();
	expect(() => conf.set(key, { a: 1 })).toThrow(/must be/);
	expect(() => conf.set(`${key}x`, goodValues[key])).toThrow(/must NOT have additional properties/);
	expect(() => conf.set('$schema', './settings.schema.json')).not.toThrow();
});

test('refuses a key that is given twice, nested and dotted', () => {
	const { message } = failureOf('{"risk": {"maxOrderFunds": 1},\n"risk.maxOrderFunds": 2}');

	expect(message).toBe('settings.json:2: risk.maxOrderFunds appears twice, first on line 1');
});

test('refuses a group that is no object, and a file that is none', () => {
	expect(failureOf('{\n"risk": 5}').message).toBe('settings.json:2: risk was 5, expected an object in braces');
	expect(failureOf('[]').message).toBe('settings.json:1: The settings was [], expected an object in braces');
	expect(failureOf('{"risk": {"maxOrderFunds": 1,}}').message).toMatch(/^settings\.json:1: Expected a name/);
	expect(failureOf('').message).toMatch(/^settings\.json:1: Expected a value/);
});

test('says what a group holds when its name alone is asked for', () => {
	expect(failureOf('{"tape": {"large": 1}}').hint).toBe('Did you mean tape.largeFunds?');
});

test('takes the reference to a schema that editors add', () => {
	expect(parseSettings('{"$schema": "settings.schema.json", "fps": 3}', 'settings.json').get('fps')?.value).toBe(3);
});

test('the choices are those of the rooms that use them', () => {
	expect(settingOf('theme')).toMatchObject({ choices: themeNames });
	expect(settingOf('candles.interval')).toMatchObject({ choices: candleIntervals });
});

test('writes a setting, private, and leaves the others alone', async () => {
	write('{"risk.maxDayFunds": 5, "risk": {"maxOrderFunds": 1}, "theme": "light"}');

	await writeSetting(dataDir, 'risk.maxOrderFunds', '250');
	await writeSetting(dataDir, 'risk.maxDayFunds', '750');
	await writeSetting(dataDir, 'watchlist', 'KCS-USDT,BTC-USDT');
	await writeSetting(dataDir, 'credentials.command', 'pass show kucoin');
	await writeSetting(dataDir, 'signals.auto.enabled', 'true');
	await writeSetting(dataDir, 'signals.auto.sources', 'desk');
	await writeSetting(dataDir, 'signals.auto.enabled', 'false');

	const settings = loadSettings(dataDir);
	expect(settings.get('risk.maxOrderFunds')).toBe(250);
	expect(settings.get('risk.maxDayFunds')).toBe(750);
	expect(settings.get('watchlist')).toEqual(['KCS-USDT', 'BTC-USDT']);
	expect(settings.get('credentials.command')).toBe('pass show kucoin');
	expect(settings.get('signals.auto.enabled')).toBe(false);
	expect(settings.get('signals.auto.sources')).toEqual(['desk']);
	expect(settings.get('theme')).toBe('light');
	expect(statSync(settingsPath(dataDir)).mode & 0o777).toBe(0o600);
});

test('creates a private folder for the first setting', async () => {
	const folder = join(dataDir, 'new', 'kcmon');

	await writeSetting(folder, 'fps', '10');

	expect(statSync(folder).mode & 0o777).toBe(0o700);
	expect(statSync(settingsPath(folder)).mode & 0o777).toBe(0o600);
	expect(loadSettings(folder).get('fps')).toBe(10);
});

test('mends the one wrong value, and writes nothing while another is wrong', async () => {
	write('{"fps": "fast"}');
	await writeSetting(dataDir, 'fps', '10');
	expect(loadSettings(dataDir).get('fps')).toBe(10);

	write('{"fps": "fast"}');
	await expect(writeSetting(dataDir, 'theme', 'light')).rejects.toThrow(/fps was "fast"/);
	expect(readFileSync(settingsPath(dataDir), 'utf8')).toBe('{"fps": "fast"}');
});

test.each([
	['fps', 'ten', /fps was "ten", expected a whole number from 1 to 60/],
	['fpps', '10', /Unknown setting "fpps"/],
	['theme', 'drak', /nearest: dark/],
	['risk', '1', /Unknown setting "risk"/],
	['watchlist', '', /expected a list/],
	['__proto__', '1', /Unknown setting/],
])('does not write %s = %o', async (key, value, words) => {
	await expect(writeSetting(dataDir, key, value)).rejects.toThrow(words);
	expect(() => statSync(settingsPath(dataDir))).toThrow();
});

test('keeps a copy of the last good file', () => {
	write('{"fps": 7}');
	loadSettings(dataDir);
	write('{"fps": 777}');

	expect(() => loadSettings(dataDir)).toThrow(SettingsError);
	expect(readFileSync(settingsBackupPath(dataDir), 'utf8')).toBe('{"fps": 7}');
	expect(statSync(settingsBackupPath(dataDir)).mode & 0o777).toBe(0o600);
});

test('refuses a file that others can write, with the chmod that mends it', () => {
	write('{}', 0o666);

	expect(() => loadSettings(dataDir)).toThrow(
		expect.objectContaining({
			message: expect.stringContaining('mode 666'),
			hint: `chmod 600 ${settingsPath(dataDir)}`,
		}),
	);
});

test.each([
	[{ map: 'trendify' }, 'map was "trendify", expected one of tradingview, 3commas, trendfi, botely'],
	[{ map: [] }, 'map was [], expected an object'],
	[{ map: { fields: {}, more: 1 } }, 'map.more was 1, expected only fields, only here'],
	[{ map: { fields: { price: { path: 'a' } } } }, 'map.fields.price was {"path":"a"}, expected a field of a signal'],
	[{ map: { fields: { id: 'a' } } }, 'map.fields.id was "a", expected an object'],
	[{ map: { fields: { id: { path: 'a b' } } } }, 'map.fields.id.path was "a b", expected a path'],
	[{ map: { fields: { id: { path: 'a', as: 'magic' } } } }, 'map.fields.id.as was "magic", expected one of'],
	[{ map: { fields: { id: [{ as: 'text' }] } } }, 'map.fields.id.0 was {"as":"text"}, expected "path", "value"'],
	[{ map: { fields: { id: { path: 'a', words: { High: 1 } } } } }, 'words.High was 1, expected "high" for "High"'],
	[{ map: { fields: { id: { path: 'a', sed: 1 } } } }, 'map.fields.id.sed was 1, expected only path, value, words, as'],
	[{ map: { fields: {}, only: { path: 'a', equals: 1 } } }, 'map.only.equals was 1, expected a text'],
	[{ map: {} }, 'map.fields was missing, expected an object'],
	[{ bodySecretField: 7 }, 'bodySecretField was 7, expected the name of a field'],
	[{ subscribe: {} }, 'subscribe was {}, expected the text of the first frame'],
	[{ secret: 'hunter2' }, 'secret was "hunter2", expected only map, bodySecretField, subscribe'],
])('refuses the provider %j by file, line and part', (provider, message) => {
	const text = `{"signals": {"providers": {\n\n"desk":\n${JSON.stringify(provider)}}}}`;

	expect(failureOf(text).message).toMatch(/^settings\.json:4: signals\.providers\.desk\./);
	expect(failureOf(text).message).toContain(message);
});

test('refuses a provider of no name, and writes one that is right', async () => {
	expect(failureOf('{"signals.providers": {"a b": {}}}').message).toContain("expected a source's name");
	expect(failureOf('{"signals.providers": {"kcmon": {}}}').message).toContain('not kcmon');
	await expect(writeSetting(dataDir, 'signals.providers', '{"tv": {"map": "x"}}')).rejects.toThrow(/at tv\.map/);

	await writeSetting(dataDir, 'signals.providers', '{"tv": {"map": "tradingview"}}');

	expect(loadSettings(dataDir).get('signals.providers')).toEqual({ tv: { map: 'tradingview' } });
});

test('writes a setting of a group in a group where the file has it, nested or dotted', async () => {
	const key = 'signals.rules.breakout.surgeZ';
	const start = { signals: { 'rules.surge': { z: 5 }, rules: { breakout: { surgeZ: 2 } } } };
	write(JSON.stringify(start));
	await writeSetting(dataDir, key, '2.5');
	await writeSetting(dataDir, 'signals.rules.surge.z', '6');
	await writeSetting(dataDir, 'signals.rules.liquidity.share', '0.4');

	expect(JSON.parse(readFileSync(settingsPath(dataDir), 'utf8'))).toEqual({
		signals: {
			'rules.surge': { z: 6 },
			rules: { breakout: { surgeZ: 2.5 }, liquidity: { share: 0.4 } },
		},
	});
	expect(loadSettings(dataDir).get(key)).toBe(2.5);
});

test.each([
	'BTC-USDT',
	'btc-usdt>1',
	'BTC-USDT>0',
	'BTC-USDT>-1',
	'BTC-USDT>1e5',
	'BTC-USDT=1',
	'BTC-USDT>1 often',
	'BTC-USDT > 1',
])('refuses the price alert %j and shows the form', text => {
	expect(failureOf(`{"alerts.price": [${JSON.stringify(text)}]}`).message).toContain('an alert such as BTC-USDT>70000');
});

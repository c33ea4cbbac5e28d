import { isAbsolute, join, resolve } from 'node:path';
import { SettingsError } from '../config/check-settings.js';
import { defaultDataDir } from '../config/data-dir.js';
import { type SettingKey, type SettingValues, settingOf } from '../config/schema.js';
import type { Settings } from '../config/settings.js';
import { checkSignalSpec } from '../config/signal-spec.js';
import {
	isLoopbackHost,
	type Parsed,
	parseDuration,
	parseHostPort,
	parseInteger,
	parseRestUrl,
	parseSpeed,
} from '../config/values.js';
import type { SourceSettings } from '../intake/open-sources.js';
import { readProviders } from '../intake/read-providers.js';
import { UsageError } from '../lib/errors.js';
import { nearestName } from '../lib/nearest.js';
import type { CandleInterval } from '../model/market-event.js';
import type { RiskLimits } from '../trading/risk.js';
import { presetNames } from '../ui/layouts.js';
import { chooseColorDepth } from '../ui/screen/colors.js';
import { type AlertUse, resolveAlertUse } from './alert-use.js';
import { type FlagName, flagOf } from './flags.js';
import { type OwnSignalOptions, resolveOwnSignals } from './own-signals.js';
import type { GivenFlags, Invocation } from './parse.js';
import { resolveSignalUse, type SignalUse } from './signal-use.js';

export type Mode = 'demo' | 'paper' | 'live' | 'read-only';

/** Everything the command line, the environment and the settings decided, checked. One record for every command. */
export type RunOptions = {
	readonly mode: Mode;
	/** Those named, else the watchlist; never empty. */
	readonly symbols: readonly string[];
	/** Somebody named them on the command line. */
	readonly areSymbolsNamed: boolean;
	/**
	 * Undefined: KuCoin's own. In demo mode the embedded exchange's, once it runs; one that `--demo --rest-url` names
	 * on loopback is used in its place.
	 */
	readonly restUrl: string | undefined;
	/** Absolute. It need not exist yet. */
	readonly dataDir: string;
	/** Where lock, journal and paper account of the mode are: the data directory; of a demo that named none, a part of it. */
	readonly tradeDir: string;
	readonly credentialsFile: string | undefined;
	/** A shell command that prints the credentials, from the settings. */
	readonly credentialsCommand?: string;
	readonly durationMs: number | undefined;
	readonly json: boolean;
	readonly csv: boolean;
	/** How a ticker is printed. */
	readonly format?: string | undefined;
	readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error';
	readonly seed: number;
	readonly scenario: string | undefined;
	readonly fps: number;
	/** `auto`: fewer frames while the line to the terminal shows to be slow. */
	readonly lowBandwidth: 'auto' | 'on' | 'off';
	readonly theme: string;
	/** A preset, or a name in `ownLayouts`. @default full */
	readonly layout?: string;
	/** The person's own, by name, as texts. */
	readonly ownLayouts?: Readonly<Record<string, unknown>>;
	readonly color: 'truecolor' | '256' | '16' | 'none';
	readonly plain: boolean;
	/** Starts the tour of the demo. */
	readonly tour?: boolean;
	readonly ascii: boolean;
	/** Checked in form; each source's adapter reads its own. */
	readonly signals: readonly string[];
	/** How the events of a source are read, by its name. */
	readonly signalProviders?: Readonly<Record<string, SourceSettings>>;
	/** Rules and price alerts. */
	readonly ownSignals?: OwnSignalOptions;
	/** Prints from this many quote units are marked. */
	readonly largeFunds?: number;
	readonly metrics: { readonly host: string; readonly port: number } | undefined;
	readonly channels: readonly string[];
	readonly depth: number;
	readonly interval: CandleInterval;
	readonly port: number;
	/** Of a replay, times real time; infinite for `max`. */
	readonly speed?: number | undefined;
	/** Pairs of the embedded exchange. */
	readonly exchangeSymbols?: number;
	readonly trading: TradingSettings;
	readonly signalUse: SignalUse;
	readonly alertUse: AlertUse;
};

/** What becomes of working orders when nobody can be asked. */
export type ExitPolicy = 'cancel-mine' | 'keep';

/** What the settings say of orders. */
export type TradingSettings = {
	readonly limits: RiskLimits;
	/** `B` and `S` place an order at once. */
	readonly oneKey: boolean;
	/** Quote currency, a plain decimal. */
	readonly presetFunds: string;
	readonly onQuit: 'ask' | ExitPolicy;
	readonly onTerm: ExitPolicy;
	readonly onHangup: ExitPolicy;
	/** Of a new paper account: currency → plain decimal. */
	readonly paperBalances: Readonly<Record<string, string>>;
	readonly paperLatencyMs: number;
	/** A key that may also trade margin, futures or earn is taken. */
	readonly allowOtherProducts: boolean;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** A value in force and where it came from: `--fps`, `KCMON_REST_URL`, `FILE:LINE` or `default`. */
export type Effective<Value> = { readonly value: Value; readonly origin: string };

const modes: readonly Mode[] = ['demo', 'paper', 'live', 'read-only'];
const defaultChannels = ['ticker', 'trades', 'book', 'health'];
const replayChannels = ['ticker', 'trades', 'book', 'signals'];

/** `--data-dir`, `KCMON_DATA_DIR`, or the platform's place for a program's data; absolute. */
export function resolveDataDir(
	flags: GivenFlags,
	facts: Parameters<typeof defaultDataDir>[0] & { readonly cwd: string },
): Effective<string> {
	const flag = flags.get('data-dir') as string | undefined;
	if (flag === '') {
		throw new UsageError('--data-dir: Expected a folder, was ""');
	}

	const env = facts.env.KCMON_DATA_DIR || undefined;
	const named = flag ?? env;
	if (named === undefined) {
		return { value: defaultDataDir(facts), origin: 'default' };
	}

	return {
		value: isAbsolute(named) ? named : resolve(facts.cwd, named),
		origin: flag === undefined ? 'KCMON_DATA_DIR' : '--data-dir',
	};
}

/** Settings that a flag can override for one run, with the flag and how its text is read. */
const overrides = {
	fps: ['fps', text => parseInteger(text, { min: 1, max: 60 })],
	theme: ['theme', undefined],
	layout: ['layout', undefined],
	ascii: ['ascii', undefined],
	plain: ['plain', undefined],
	logLevel: ['log-level', undefined],
	restUrl: ['rest-url', parseRestUrl],
	'signals.sources': ['signals', checkSignalSpec],
	'candles.interval': ['interval', undefined],
} as const satisfies Partial<Record<SettingKey, readonly [FlagName, ((text: string) => Parsed<unknown>) | undefined]>>;

/** The value of a setting by precedence: flag, environment, settings file, default. Throws a `UsageError` for a bad one. */
export function resolveSetting<Key extends SettingKey>(
	key: Key,
	sources: { readonly flags: GivenFlags; readonly env: Environment; readonly settings: Settings },
): Effective<SettingValues[Key]> {
	const { flags, env, settings } = sources;
	const override = (overrides as Partial<Record<SettingKey, (typeof overrides)[keyof typeof overrides]>>)[key];
	if (override !== undefined) {
		const [name, read] = override;
		const variable = flagOf(name).env;
		const given = flags.get(name) ?? (variable === undefined ? undefined : env[variable] || undefined);
		if (given !== undefined) {
			const spec = settingOf(key);
			const origin = flags.has(name) ? `--${name}` : variable!;
			for (const text of given === true ? [] : [given].flat()) {
				checkText(origin, text, read, 'choices' in spec ? spec.choices : undefined);
			}

			return { value: (spec.type === 'integer' ? Number(given) : given) as SettingValues[Key], origin };
		}
	}

	const line = settings.lineOf(key);
	return { value: settings.get(key), origin: line === undefined ? 'default' : `${settings.file}:${line}` };
}

/** Decides everything, or throws: a `UsageError` that names the flag or variable and its value. */
export function resolveOptions(
	invocation: Invocation,
	machine: {
		readonly env: Environment;
		readonly settings: Settings;
		readonly dataDir: string;
		/** Nobody named a data directory. */
		readonly isDefaultDataDir?: boolean;
		readonly stdoutIsTty: boolean;
	},
): RunOptions {
	const { flags, command } = invocation;
	const { env, settings } = machine;
	const sources = { flags, env, settings };
	const mode = resolveMode(flags);
	const restUrl = resolveRestUrl(mode, sources);
	const credentialsCommand = settings.get('credentials.command');
	const readNumber = (name: FlagName, fallback: number, max: number, min = 0): number =>
		readFlag(flags, name, text => parseInteger(text, { min, max })) ?? fallback;
	return {
		mode,
		symbols: invocation.symbols.length > 0 ? invocation.symbols : settings.get('watchlist'),
		areSymbolsNamed: invocation.symbols.length > 0,
		restUrl,
		dataDir: machine.dataDir,
		tradeDir: mode === 'demo' && machine.isDefaultDataDir === true ? demoDirOf(machine.dataDir) : machine.dataDir,
		credentialsFile: flags.get('credentials') as string | undefined,
		...(credentialsCommand === undefined ? {} : { credentialsCommand }),
		durationMs: readFlag(flags, 'duration', parseDuration) ?? (command.name === 'probe' ? 30_000 : undefined),
		json: flags.has('json'),
		csv: flags.has('csv'),
		...(flags.has('format') ? { format: flags.get('format') as string } : {}),
		logLevel: resolveSetting('logLevel', sources).value as RunOptions['logLevel'],
		seed: readNumber('seed', 1, 4_294_967_295),
		scenario: flags.get('scenario') as string | undefined,
		fps: resolveSetting('fps', sources).value,
		lowBandwidth: resolveLowBandwidth(flags, settings),
		theme: resolveSetting('theme', sources).value,
		// Only a dashboard has one: a wrong name must not keep anything else from its work.
		layout:
			command.name === '' || command.name === 'replay'
				? resolveLayout(sources)
				: resolveSetting('layout', sources).value,
		ownLayouts: settings.get('ownLayouts'),
		color: chooseColorDepth(env, { isTerminal: machine.stdoutIsTty, noColorFlag: flags.has('no-color') }),
		plain: resolveSetting('plain', sources).value,
		tour: resolveTour(mode, flags),
		ascii: resolveSetting('ascii', sources).value,
		signals: resolveSetting('signals.sources', sources).value,
		signalProviders: readProviders(settings.get('signals.providers')),
		ownSignals: resolveOwnSignals(settings),
		largeFunds: settings.get('tape.largeFunds'),
		metrics: readFlag(flags, 'metrics', parseHostPort),
		channels: resolveChannels(flags, command.name === 'replay' ? replayChannels : defaultChannels),
		speed: readFlag(flags, 'speed', parseSpeed),
		depth: readNumber('depth', 20, 5000, 1),
		interval: resolveSetting('candles.interval', sources).value as CandleInterval,
		port: readNumber('port', 0, 65_535),
		exchangeSymbols: readNumber('symbols', 8, 2000, 1),
		trading: resolveTrading(mode, settings),
		signalUse: resolveSignalUse(mode, { settings, env }),
		alertUse: resolveAlertUse(settings, env),
	};
}

function resolveLowBandwidth(flags: GivenFlags, settings: Settings): RunOptions['lowBandwidth'] {
	if (flags.has('low-bandwidth') && flags.has('full-bandwidth')) {
		throw new UsageError(
			'--low-bandwidth and --full-bandwidth exclude each other',
			'With neither, kcmon chooses by itself',
		);
	}

	return flags.has('low-bandwidth')
		? 'on'
		: flags.has('full-bandwidth')
			? 'off'
			: (settings.get('lowBandwidth') as RunOptions['lowBandwidth']);
}

function resolveTour(mode: Mode, flags: GivenFlags): boolean {
	if (flags.has('tour') && mode !== 'demo') {
		throw new UsageError('--tour: the tour is of the demo', 'Use kcmon --demo --tour');
	}

	return flags.has('tour');
}

/** Where a demo is that named no data directory: its orders are no part of what paper and live remember. */
export const demoDirOf = (dataDir: string): string => join(dataDir, 'demo');

function resolveTrading(mode: Mode, settings: Settings): TradingSettings {
	const policyOf = (key: 'trading.onTerm' | 'trading.onHangup'): ExitPolicy => {
		const policy = settings.get(key) as 'auto' | ExitPolicy;
		return policy === 'auto' ? (mode === 'live' ? 'cancel-mine' : 'keep') : policy;
	};
	return {
		limits: {
			maxOrderFunds: settings.get('risk.maxOrderFunds'),
			maxDayFunds: settings.get('risk.maxDayFunds'),
			maxOpenOrders: settings.get('risk.maxOpenOrders'),
			maxOrdersPerMinute: settings.get('risk.maxOrdersPerMinute'),
			priceBandBps: settings.get('risk.priceBandBps'),
			maxSessionLoss: settings.get('risk.maxSessionLoss'),
			symbols: settings.get('risk.symbols'),
		},
		oneKey: settings.get('trading.oneKey'),
		presetFunds: String(settings.get('trading.presetFunds')),
		onQuit: settings.get('trading.onQuit') as TradingSettings['onQuit'],
		onTerm: policyOf('trading.onTerm'),
		onHangup: policyOf('trading.onHangup'),
		paperBalances: Object.fromEntries(settings.get('paper.balances').map(text => text.split(':') as [string, string])),
		paperLatencyMs: settings.get('paper.latencyMs'),
		allowOtherProducts: settings.get('credentials.allowOtherProducts'),
	};
}

function resolveMode(flags: GivenFlags): Mode {
	const [first = 'paper', second] = modes.filter(mode => flags.has(mode));
	if (second !== undefined) {
		throw new UsageError(
			`--${first} and --${second} exclude each other`,
			'Name one of --demo, --paper, --live, --read-only',
		);
	}

	return first;
}

/** Throws a `SettingsError` for a layout that is neither a preset nor one of the same settings. */
export function checkLayoutName(name: string, settings: Settings): void {
	const problem = problemOfLayout(name, settings);
	if (problem !== undefined) {
		throw new SettingsError(`layout was ${JSON.stringify(name)}, ${problem.expected}`, problem.hint);
	}
}

/** A layout is one of the presets, or of the same settings. */
function resolveLayout(sources: Parameters<typeof resolveSetting>[1]): string {
	const { value, origin } = resolveSetting('layout', sources);
	const problem = problemOfLayout(value, sources.settings);
	if (problem === undefined) {
		return value;
	}

	const { expected, hint } = problem;
	throw origin.startsWith('--')
		? new UsageError(`${origin}: E${expected.slice(1)}, was ${JSON.stringify(value)}`, hint)
		: new SettingsError(`${origin}: layout was ${JSON.stringify(value)}, ${expected}`, hint);
}

function problemOfLayout(
	name: string,
	settings: Settings,
): { readonly expected: string; readonly hint: string } | undefined {
	const names = [...new Set([...presetNames, ...Object.keys(settings.get('ownLayouts'))])];
	if (names.includes(name)) {
		return undefined;
	}

	const nearest = nearestName(name, names)!;
	const hint = nearest.likely
		? `Did you mean ${nearest.name}?`
		: 'ownLayouts in the settings holds layouts of your own';
	return { expected: `expected one of ${names.join(', ')}`, hint };
}

function resolveRestUrl(mode: Mode, sources: Parameters<typeof resolveSetting>[1]): string | undefined {
	const { value, origin } = resolveSetting('restUrl', sources);
	const parsed = value === undefined ? undefined : parseRestUrl(value);
	if (parsed?.ok !== true) {
		return undefined;
	}

	if (mode !== 'demo') {
		return parsed.value;
	}

	// The embedded exchange is what --demo means; only who names both on one line wants another.
	if (origin !== '--rest-url') {
		return undefined;
	}

	if (!isLoopbackHost(new URL(parsed.value).hostname)) {
		throw new UsageError(`--rest-url: Expected a loopback address with --demo, was ${JSON.stringify(value)}`);
	}

	return parsed.value;
}

function resolveChannels(flags: GivenFlags, fallback: readonly string[]): readonly string[] {
	const given = flags.get('channels') as readonly string[] | undefined;
	if (given === undefined) {
		return fallback;
	}

	const names = [...new Set(given.flatMap(list => list.split(',')).map(name => name.trim()))];
	for (const name of names) {
		checkText('--channels', name, undefined, flagOf('channels').choices);
	}

	return names;
}

function readFlag<Value>(flags: GivenFlags, name: FlagName, read: (text: string) => Parsed<Value>): Value | undefined {
	const text = flags.get(name);
	if (text === undefined) {
		return undefined;
	}

	const parsed = read(text as string);
	if (!parsed.ok) {
		throw new UsageError(`--${name}: Expected ${parsed.expected}, was ${JSON.stringify(text)}`);
	}

	return parsed.value;
}

function checkText(
	origin: string,
	text: string,
	read: ((text: string) => Parsed<unknown>) | undefined,
	choices: readonly string[] | undefined,
): void {
	const parsed = read?.(text);
	if (parsed?.ok === false) {
		throw new UsageError(`${origin}: Expected ${parsed.expected}, was ${JSON.stringify(text)}`);
	}

	if (choices !== undefined && !choices.includes(text)) {
		const nearest = nearestName(text, choices)!;
		const hint = nearest.likely ? `Did you mean ${nearest.name}?` : undefined;
		throw new UsageError(`${origin}: Expected one of ${choices.join(', ')}, was ${JSON.stringify(text)}`, hint);
	}
}

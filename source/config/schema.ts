import { type PartProblem, problemOfProviders } from '../intake/check-providers.js';
import { alertExpected } from '../lib/alert-text.js';
import { ruleSettingTable } from '../lib/rule-setting-table.js';
import { layoutsExpected, problemOfLayouts } from './layouts.js';
import { checkOtherAlert, checkPriceAlert } from './price-alert.js';
import { checkSignalSpec } from './signal-spec.js';
import { type Parsed, parseRestUrl } from './values.js';

type Shared<Type extends string, Value> = {
	readonly type: Type;
	readonly default: Value;
	readonly summary: string;
};

type TextRules = {
	readonly choices?: readonly string[];
	/** JavaScript's and JSON Schema's regular expression. */
	readonly pattern?: string;
	/** What a schema cannot say. */
	readonly check?: (text: string) => Parsed<unknown>;
	/** Where there is a pattern or a check: what it wants, for a person. */
	readonly expected?: string;
};

/** One setting, as data: checking, the JSON schema, `kcmon config` and the documentation are drawn from it. */
export type SettingSpec =
	| Shared<'boolean', boolean>
	/** Bounds are included. */
	| (Shared<'integer' | 'number', number> & { readonly minimum: number; readonly maximum: number })
	/** A default of undefined: not set. */
	| (Shared<'text', string | undefined> & TextRules)
	| (Shared<'texts', readonly string[]> & TextRules & { readonly minItems: number; readonly maxItems: number })
	/** Objects by name; what is in them is checked as a whole. */
	| (Shared<'record', Readonly<Record<string, unknown>>> & {
			readonly expected: string;
			/** Of each of them, for the JSON schema. */
			readonly holds: 'object' | 'string';
			readonly problemOf: (value: unknown) => PartProblem | undefined;
	  });

const symbolPattern = '^[A-Z0-9]{1,20}-[A-Z0-9]{1,20}$';
const maxFunds = 1_000_000_000;

/** Names of `ui/theme/themes.ts`, which this room may not import; a test holds them together. */
const themeNames = ['dark', 'light', 'high-contrast', 'blue-orange', 'cyan-red', 'mono'];

type RuleTable = {
	readonly [Key in keyof typeof ruleSettingTable as `signals.rules.${Key}`]: (typeof ruleSettingTable)[Key];
};

/** The rules' own table, each key below `signals.rules`. */
const ruleTable = Object.fromEntries(
	Object.entries(ruleSettingTable).map(([key, spec]) => [`signals.rules.${key}`, spec]),
) as RuleTable;

const table = {
	watchlist: {
		type: 'texts',
		default: ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'],
		pattern: symbolPattern,
		expected: 'a symbol of the form BASE-QUOTE in capitals',
		minItems: 1,
		maxItems: 100,
		summary: 'symbols to watch when none is named',
	},
	restUrl: {
		type: 'text',
		default: undefined,
		check: parseRestUrl,
		expected: 'an https: URL (http: for loopback addresses only)',
		summary: "another base than KuCoin's own",
	},
	lowBandwidth: {
		type: 'text',
		default: 'auto',
		choices: ['auto', 'on', 'off'],
		summary: 'fewer frames: on (with compressed sockets), off, or auto while the line to the terminal is slow',
	},
	theme: { type: 'text', default: 'dark', choices: themeNames, summary: 'color theme' },
	layout: {
		type: 'text',
		default: 'full',
		pattern: '^[a-z][a-z0-9-]{0,31}$',
		expected: 'full, scalper, watcher, signals, tiny, or a name in ownLayouts',
		summary: 'where the panes are: full, scalper, watcher, signals, tiny, or one of ownLayouts',
	},
	ownLayouts: {
		type: 'record',
		default: {},
		holds: 'string',
		problemOf: problemOfLayouts,
		expected: layoutsExpected,
		summary: 'layouts of your own, by name',
	},
	ascii: { type: 'boolean', default: false, summary: 'no character beyond ASCII in frames and bars' },
	plain: { type: 'boolean', default: false, summary: 'lines instead of frames' },
	fps: { type: 'integer', default: 15, minimum: 1, maximum: 60, summary: 'frames a second at most' },
	logLevel: {
		type: 'text',
		default: 'info',
		choices: ['trace', 'debug', 'info', 'warn', 'error'],
		summary: 'least level of the log file',
	},
	'candles.interval': {
		type: 'text',
		default: '1min',
		choices: [
			'1min',
			'3min',
			'5min',
			'15min',
			'30min',
			'1hour',
			'2hour',
			'4hour',
			'6hour',
			'8hour',
			'12hour',
			'1day',
			'1week',
			'1month',
		],
		summary: 'candle interval of the chart',
	},
	'tape.largeFunds': {
		type: 'number',
		default: 10_000,
		minimum: 0,
		maximum: maxFunds,
		summary: 'prints from this many quote units are marked',
	},
	'signals.sources': {
		type: 'texts',
		default: [],
		check: checkSignalSpec,
		expected: 'a source such as stdin, file:PATH or webhook:PORT',
		minItems: 0,
		maxItems: 20,
		summary: 'outside signals, as --signals spells them',
	},
	'signals.requireVerified': {
		type: 'boolean',
		default: true,
		summary: 'no ticket from a signal whose source has no secret (standard input and files are yours)',
	},
	'signals.riskPercent': {
		type: 'number',
		default: 1,
		minimum: 0.01,
		maximum: 100,
		summary: 'share of the account that a ticket from a signal risks to its stop, per cent',
	},
	'signals.providers': {
		type: 'record',
		default: {},
		holds: 'object',
		problemOf: problemOfProviders,
		expected: 'sources by name, each with map, bodySecretField or subscribe',
		summary: 'how the events of a source are read: its field map, the field that holds a secret, the first frame',
	},
	'signals.bell': { type: 'boolean', default: false, summary: 'ring the terminal for a new signal' },
	'signals.notify': {
		type: 'text',
		default: 'off',
		choices: ['off', 'osc9', 'osc777'],
		summary: 'ask the terminal for a notification of a new signal, by OSC 9 or OSC 777',
	},
	'signals.exec': {
		type: 'texts',
		default: [],
		pattern: '^[^\\u0000-\\u001f]{1,1000}$',
		expected: 'a program or an argument',
		minItems: 0,
		maxItems: 50,
		summary:
			'program and arguments, run without a shell for each new signal, with the event as JSON on its standard input',
	},
	'signals.execTimeoutSeconds': {
		type: 'number',
		default: 10,
		minimum: 0.1,
		maximum: 300,
		summary: 'after which that program is killed',
	},
	'signals.execMinConfidence': {
		type: 'number',
		default: 0,
		minimum: 0,
		maximum: 1,
		summary: 'least confidence of a signal that it is run for',
	},
	'signals.execTypes': {
		type: 'texts',
		default: [],
		pattern: '^[a-z][a-z0-9_]{0,63}$',
		expected: 'a type of signal such as long_breakout',
		minItems: 0,
		maxItems: 50,
		summary: 'types of signals that it is run for; none listed means all',
	},
	'signals.auto.enabled': {
		type: 'boolean',
		default: false,
		summary: 'orders from signals without a person, in demo and paper; sources must be named',
	},
	'signals.auto.live': {
		type: 'boolean',
		default: false,
		summary: 'with signals.auto.enabled: in live too, once turned on by key and while ARMED',
	},
	'signals.auto.sources': {
		type: 'texts',
		default: [],
		pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$',
		expected: 'the name of a source',
		minItems: 0,
		maxItems: 20,
		summary: 'sources whose signals may become orders by themselves; none listed means none',
	},
	'signals.auto.types': {
		type: 'texts',
		default: [],
		pattern: '^[a-z][a-z0-9_]{0,63}$',
		expected: 'a type of signal such as long_breakout',
		minItems: 0,
		maxItems: 50,
		summary: 'types of signals that may; none listed means all',
	},
	'signals.auto.minConfidence': {
		type: 'number',
		default: 0.7,
		minimum: 0,
		maximum: 1,
		summary: 'least confidence of a signal that may',
	},
	'signals.auto.maxAgeSeconds': {
		type: 'number',
		default: 10,
		minimum: 0.1,
		maximum: 3600,
		summary: 'an older signal is left to a person',
	},
	'signals.auto.maxOrdersPerDay': {
		type: 'integer',
		default: 10,
		minimum: 0,
		maximum: 1000,
		summary: 'automatic orders a day at most',
	},
	'signals.auto.maxOrderFunds': {
		type: 'number',
		default: 100,
		minimum: 0.000_001,
		maximum: maxFunds,
		summary: 'largest automatic order, quote currency',
	},
	'signals.auto.maxDayFunds': {
		type: 'number',
		default: 500,
		minimum: 0.000_001,
		maximum: maxFunds,
		summary: 'largest sum of automatic orders a day, quote currency',
	},
	'alerts.price': {
		type: 'texts',
		default: [],
		check: checkPriceAlert,
		expected: 'an alert such as BTC-USDT>70000, BTC-USDT<60000 or BTC-USDT>70000 repeat',
		minItems: 0,
		maxItems: 200,
		summary: 'prices whose crossing is a signal, once or, with repeat, each time',
	},
	'alerts.when': {
		type: 'texts',
		default: [],
		check: checkOtherAlert,
		expected: alertExpected,
		minItems: 0,
		maxItems: 200,
		summary:
			'what else to be told of: spread, volume of a minute, signals, orders, connection; once or, with repeat, each time',
	},
	'alerts.bell': { type: 'boolean', default: true, summary: 'ring the terminal when an alert goes off' },
	'alerts.notify': {
		type: 'text',
		default: 'off',
		choices: ['off', 'osc9', 'osc777'],
		summary: 'ask the terminal for a notification when an alert goes off, by OSC 9 or OSC 777',
	},
	'alerts.exec': {
		type: 'texts',
		default: [],
		pattern: '^[^\\u0000-\\u001f]{1,1000}$',
		expected: 'a program or an argument',
		minItems: 0,
		maxItems: 50,
		summary:
			'program and arguments, run without a shell for each alert that goes off, with it as JSON on its standard input',
	},
	'alerts.execTimeoutSeconds': {
		type: 'number',
		default: 10,
		minimum: 0.1,
		maximum: 300,
		summary: 'after which that program is killed',
	},
	'credentials.command': {
		type: 'text',
		default: undefined,
		pattern: '^[^\\u0000-\\u001f]{1,1000}$',
		expected: 'a command line',
		summary: 'prints the credentials as JSON, such as a password manager',
	},
	'credentials.allowOtherProducts': {
		type: 'boolean',
		default: false,
		summary: 'take a key that may also trade margin, futures or earn; never one that can move money',
	},
	'risk.maxOrderFunds': {
		type: 'number',
		default: 1000,
		minimum: 0,
		maximum: maxFunds,
		summary: 'largest order, quote currency',
	},
	'risk.maxDayFunds': {
		type: 'number',
		default: 10_000,
		minimum: 0,
		maximum: maxFunds,
		summary: 'largest sum of orders a day, quote currency',
	},
	'risk.maxOpenOrders': { type: 'integer', default: 50, minimum: 0, maximum: 200, summary: 'working orders at most' },
	'risk.maxOrdersPerMinute': {
		type: 'integer',
		default: 60,
		minimum: 0,
		maximum: 600,
		summary: 'orders a minute at most',
	},
	'risk.priceBandBps': {
		type: 'number',
		default: 500,
		minimum: 0,
		maximum: 5000,
		summary: 'largest distance of a price from the middle, basis points',
	},
	'risk.maxSessionLoss': {
		type: 'number',
		default: 500,
		minimum: 0,
		maximum: maxFunds,
		summary: 'loss that ends trading, quote currency',
	},
	'risk.symbols': {
		type: 'texts',
		default: [],
		pattern: symbolPattern,
		expected: 'a symbol of the form BASE-QUOTE in capitals',
		minItems: 0,
		maxItems: 1000,
		summary: 'symbols that may be traded; none listed means all',
	},
	'trading.oneKey': {
		type: 'boolean',
		default: false,
		summary: 'B and S place the preset size with one key (in live only while armed)',
	},
	'trading.presetFunds': {
		type: 'number',
		default: 100,
		minimum: 0.000_001,
		maximum: maxFunds,
		summary: 'size of a one-key order, quote currency',
	},
	'trading.onQuit': {
		type: 'text',
		default: 'ask',
		choices: ['ask', 'cancel-mine', 'keep'],
		summary: 'what q and Ctrl+C do with working orders',
	},
	'trading.onTerm': {
		type: 'text',
		default: 'auto',
		choices: ['auto', 'cancel-mine', 'keep'],
		summary: 'what SIGTERM and a crash do with working orders; auto cancels mine in live and keeps otherwise',
	},
	'trading.onHangup': {
		type: 'text',
		default: 'auto',
		choices: ['auto', 'cancel-mine', 'keep'],
		summary: 'what a vanished terminal does with working orders; auto cancels mine in live and keeps otherwise',
	},
	'paper.balances': {
		type: 'texts',
		default: ['USDT:10000'],
		pattern: '^[A-Z0-9]{1,20}:(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,12})?$',
		expected: 'CURRENCY:AMOUNT, such as USDT:10000',
		minItems: 1,
		maxItems: 50,
		summary: 'what a new paper account starts with',
	},
	'paper.latencyMs': {
		type: 'integer',
		default: 50,
		minimum: 0,
		maximum: 10_000,
		summary: 'how long a paper order is on its way, ms',
	},
	...ruleTable,
} as const satisfies Readonly<Record<string, SettingSpec>>;

export type SettingKey = keyof typeof table;

type Widened<Spec extends SettingSpec> = Spec['type'] extends 'boolean'
	? boolean
	: Spec['type'] extends 'integer' | 'number'
		? number
		: Spec['type'] extends 'texts'
			? readonly string[]
			: Spec['type'] extends 'record'
				? Readonly<Record<string, unknown>>
				: undefined extends Spec['default']
					? string | undefined
					: string;

/** The value of every setting, by its dotted key. */
export type SettingValues = { readonly [Key in SettingKey]: Widened<(typeof table)[Key]> };
export type SettingValue = SettingValues[SettingKey];

export const settingKeys = Object.keys(table) as readonly SettingKey[];

export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(table, key);

export const settingOf = (key: SettingKey): SettingSpec => table[key];

const atOnce: ReadonlySet<string> = new Set([
	'watchlist',
	'theme',
	'layout',
	'ownLayouts',
	'fps',
	'alerts.price',
	'alerts.when',
	'alerts.bell',
	'alerts.notify',
	'signals.bell',
	'signals.notify',
]);

/** When a change of the file counts for a run: limits on risk only ever become tighter under an open desk. */
export const whenApplied = (key: SettingKey): 'at once' | 'at once where tighter' | 'at the next start' =>
	atOnce.has(key) ? 'at once' : key.startsWith('risk.') ? 'at once where tighter' : 'at the next start';

/** What a key allows, for a person. */
export function describeAllowed(spec: SettingSpec): string {
	switch (spec.type) {
		case 'boolean':
			return 'true or false';
		case 'integer':
		case 'number':
			return `a ${spec.type === 'integer' ? 'whole number' : 'number'} from ${spec.minimum} to ${spec.maximum}`;
		case 'text':
			return spec.choices === undefined ? (spec.expected ?? 'a text') : `one of ${spec.choices.join(', ')}`;
		case 'texts':
			return `a list of ${spec.minItems} to ${spec.maxItems} texts, each ${spec.expected ?? 'a text'}`;
		case 'record':
			return spec.expected;
	}
}

/** The schema of the settings file, JSON Schema 2020-12, as nested objects. */
export function createJsonSchema(): Readonly<Record<string, unknown>> {
	const group = groupOf(settingKeys.map(key => [key.split('.'), settingOf(key)]));
	return {
		$schema: 'https://json-schema.org/draft/2020-12/schema',
		title: 'Settings of kcmon',
		...group,
		properties: { $schema: { type: 'string', description: 'where an editor finds this schema' }, ...group.properties },
	};
}

type Placed = readonly [path: readonly string[], spec: SettingSpec];

function groupOf(placed: readonly Placed[]) {
	const properties: Record<string, unknown> = {};
	for (const [path, spec] of placed) {
		const [name, ...below] = path as [string, ...string[]];
		properties[name] ??=
			below.length === 0
				? leafOf(spec)
				: groupOf(placed.filter(([[first]]) => first === name).map(([[, ...rest], each]) => [rest, each]));
	}

	return { type: 'object', additionalProperties: false, properties };
}

function leafOf(spec: SettingSpec): Readonly<Record<string, unknown>> {
	const start = { description: spec.summary, ...(spec.default === undefined ? {} : { default: spec.default }) };
	switch (spec.type) {
		case 'boolean':
			return { type: 'boolean', ...start };
		case 'integer':
		case 'number':
			return { type: spec.type, minimum: spec.minimum, maximum: spec.maximum, ...start };
		case 'text':
			return { ...textSchema(spec), ...start };
		case 'texts':
			return { type: 'array', items: textSchema(spec), minItems: spec.minItems, maxItems: spec.maxItems, ...start };
		case 'record':
			return { type: 'object', additionalProperties: { type: spec.holds }, ...start };
	}
}

const textSchema = ({ choices, pattern }: TextRules): Readonly<Record<string, unknown>> => ({
	type: 'string',
	...(choices === undefined ? {} : { enum: choices }),
	...(pattern === undefined ? {} : { pattern }),
});

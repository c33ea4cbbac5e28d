import { candleIntervals } from '../model/market-event.js';

export const flagGroups = ['Mode', 'Command', 'Connection', 'Output', 'Screen', 'Signals', 'General'] as const;
export type FlagGroup = (typeof flagGroups)[number];

/** One flag of the command line, as data: parsing, help, completions and hints are drawn from it. */
export type FlagSpec = {
	/** Without the dashes. */
	readonly name: string;
	readonly short?: string;
	/** The value's name in the help; a flag without one is a switch. */
	readonly value?: string;
	readonly summary: string;
	readonly group: FlagGroup;
	/** Environment variable that says the same, below the flag in rank. */
	readonly env?: string;
	/** May be given several times; the values add up. Of other flags the last one counts. */
	readonly repeatable?: true;
	/** Every value there is, where they can be listed. */
	readonly choices?: readonly string[];
	/** What a shell should offer for the value. */
	readonly completes?: 'files' | 'folders';
};

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export const streamChannels = [
	'ticker',
	'trades',
	'book',
	'candles',
	'orders',
	'balances',
	'signals',
	'health',
] as const;

/** Those of the settings' schema, which is not loaded for a help text; a test holds them together. */
const themes = ['dark', 'light', 'high-contrast', 'blue-orange', 'cyan-red', 'mono'] as const;

/** The presets of `ui/layouts.ts`; a test holds them together. */
const layouts = ['full', 'scalper', 'watcher', 'signals', 'tiny'] as const;

const table = {
	demo: { group: 'Mode', summary: 'market and orders of an embedded exchange of its own; no network, no account' },
	paper: { group: 'Mode', summary: 'KuCoin market data, orders filled on paper (default)' },
	live: { group: 'Mode', summary: 'KuCoin market data and KuCoin orders; needs a key, starts disarmed' },
	'read-only': { group: 'Mode', summary: 'KuCoin market data, order keys off' },

	channels: {
		group: 'Command',
		value: 'LIST',
		summary: `what to print, separated by commas: ${streamChannels.join(' ')} (default ticker,trades,book,health; of a replay ticker,trades,book,signals)`,
		choices: streamChannels,
		repeatable: true,
	},
	depth: { group: 'Command', value: 'N', summary: 'book levels a side (default 20)' },
	interval: {
		group: 'Command',
		value: 'NAME',
		summary: `candle interval: ${candleIntervals.join(' ')} (default 1min)`,
		choices: candleIntervals,
	},
	port: { group: 'Command', value: 'N', summary: 'port to listen on, 0 for any free one (default 0)' },
	speed: { group: 'Command', value: 'N', summary: 'times real time, or max (default 1; with --stream max)' },
	stream: { group: 'Command', summary: 'print the events as JSON lines instead of drawing them' },
	symbols: {
		group: 'Command',
		value: 'N',
		summary: 'how many pairs the embedded exchange lists, 1 to 2000 (default 8)',
	},
	symbol: { group: 'Command', value: 'SYMBOL', summary: 'all of mine in this symbol' },
	mine: { group: 'Command', summary: 'every order that kcmon placed with this data directory' },
	account: { group: 'Command', summary: "every order of the account, other programs' too" },
	format: {
		group: 'Command',
		value: 'TEMPLATE',
		summary: "one line a symbol such as '{symbol} {price} {change}'; a wrong field names them all",
	},
	csv: { group: 'Command', summary: 'print comma-separated values instead of a table' },
	duration: { group: 'Command', value: 'TIME', summary: 'stop after 500ms, 30s, 5m or 2h' },

	'rest-url': {
		group: 'Connection',
		value: 'URL',
		env: 'KCMON_REST_URL',
		summary: "another base than KuCoin's; http: for loopback addresses only",
	},
	credentials: { group: 'Connection', value: 'FILE', summary: 'key file of mode 0600', completes: 'files' },
	'low-bandwidth': {
		group: 'Connection',
		summary: 'compressed sockets and fewer frames; by itself, frames alone become fewer while the terminal is slow',
	},
	'full-bandwidth': { group: 'Connection', summary: 'all frames, however slow the terminal' },
	seed: { group: 'Connection', value: 'N', summary: 'seed of the embedded exchange (default 1)' },
	scenario: { group: 'Connection', value: 'FILE', summary: 'faults for the embedded exchange', completes: 'files' },

	json: { group: 'Output', summary: 'print JSON instead of a table' },

	fps: { group: 'Screen', value: 'N', summary: 'frames a second at most, 1 to 60 (default 15)' },
	theme: {
		group: 'Screen',
		value: 'NAME',
		summary: `color theme: ${themes.join(' ')} (default dark)`,
		choices: themes,
	},
	layout: {
		group: 'Screen',
		value: 'NAME',
		summary: `where the panes are: ${layouts.join(' ')}, or one of the settings' ownLayouts (default full)`,
	},
	'no-color': { group: 'Screen', summary: 'no color, as NO_COLOR in the environment' },
	plain: { group: 'Screen', summary: 'lines instead of frames: screen readers, dumb terminals' },
	tour: { group: 'Screen', summary: 'with --demo: start the tour of five minutes, as T does' },
	ascii: { group: 'Screen', summary: 'no character beyond ASCII in frames and bars' },

	signals: {
		group: 'Signals',
		value: 'SPEC',
		summary:
			'stdin, file:PATH, webhook:[HOST:]PORT, ws(s)://… or sse+http(s)://…, each with ?source=NAME; a file also with from=start',
		repeatable: true,
	},

	'data-dir': {
		group: 'General',
		value: 'DIR',
		env: 'KCMON_DATA_DIR',
		summary: 'where settings, credentials, journal and log live',
		completes: 'folders',
	},
	'log-level': {
		group: 'General',
		value: 'NAME',
		summary: `${logLevels.join(' ')} (default info)`,
		choices: logLevels,
	},
	metrics: {
		group: 'General',
		value: '[HOST:]PORT',
		summary: 'Prometheus text at /metrics, on loopback unless a host is named',
	},
	help: { group: 'General', short: 'h', summary: 'print this and exit' },
	version: { group: 'General', summary: 'print the version and exit' },
} as const satisfies Readonly<Record<string, Omit<FlagSpec, 'name'>>>;

export type FlagName = keyof typeof table;

export const flags: readonly (FlagSpec & { readonly name: FlagName })[] = Object.entries(table).map(([name, spec]) => ({
	name: name as FlagName,
	...spec,
}));

export function flagOf(name: FlagName): FlagSpec {
	return { name, ...table[name] };
}

/** Flags of every command. */
export const commonFlags: readonly FlagName[] = flags
	.filter(({ group, name }) => group !== 'Command' || name === 'duration')
	.map(({ name }) => name);

/** How a flag is written, with its value: `-h, --help`, `--fps N`. */
export function formatFlag({ name, short, value }: FlagSpec): string {
	return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

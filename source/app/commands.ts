import { commonFlags, type FlagName } from './flags.js';

/** What follows the command's name on the line. */
export type CommandWords =
	| { readonly kind: 'none' }
	/** Any number of symbols; none means the watchlist. */
	| { readonly kind: 'symbols' }
	| { readonly kind: 'symbol' }
	/** Any number of words that the command itself understands; `name` is what the usage calls one. */
	| { readonly kind: 'words'; readonly name: string }
	/** A recording, and what may follow: `symbols` to record, more `files`, or nothing. */
	| { readonly kind: 'file'; readonly more: 'symbols' | 'files' | 'nothing' }
	/** One of a list of words, with its own words after it; `optional`: none at all is fine too. */
	| { readonly kind: 'actions'; readonly actions: readonly CommandAction[]; readonly optional: boolean };

export type CommandAction = {
	readonly name: string;
	/** Names of the words after it, `[KEY]` when it may be missing. */
	readonly words: readonly string[];
	readonly summary: string;
};

export type CommandExample = { readonly line: string; readonly what: string };

/** One command, as data: parsing, help, completions, hints and the documentation are drawn from it. */
export type CommandSpec = {
	readonly name: string;
	readonly words: CommandWords;
	readonly summary: string;
	/** Flags beyond the common ones. */
	readonly flags: readonly FlagName[];
	readonly examples: readonly CommandExample[];
};

/** The command without a name. */
export const dashboard = {
	name: '',
	words: { kind: 'symbols' },
	summary: 'watch the market in the terminal',
	flags: ['interval'],
	examples: [
		{ line: 'kcmon --demo', what: 'the dashboard on the embedded exchange: no network, no account' },
		{ line: 'kcmon BTC-USDT ETH-USDT', what: "two symbols, KuCoin's public data" },
		{ line: 'kcmon stream BTC-USDT --channels book', what: 'the book as JSON lines, for a script' },
	],
} as const satisfies CommandSpec;

const table = [
	{
		name: 'stream',
		words: { kind: 'symbols' },
		summary: 'print events as JSON lines',
		flags: ['channels', 'depth', 'interval'],
		examples: [
			{ line: 'kcmon stream BTC-USDT', what: 'ticker, trades, book and health of one symbol' },
			{ line: 'kcmon stream BTC-USDT --channels trades | jq -r .price', what: 'prices of the prints' },
			{ line: 'kcmon stream --demo --duration 10s', what: 'ten seconds of the embedded exchange' },
		],
	},
	{
		name: 'probe',
		words: { kind: 'symbols' },
		summary: "measure this machine's connection and print one report",
		flags: [],
		examples: [
			{ line: 'kcmon probe', what: 'half a minute of the default symbols' },
			{ line: 'kcmon probe --demo --duration 5s --json', what: 'what the program itself costs' },
		],
	},
	{
		name: 'ticker',
		words: { kind: 'symbols' },
		summary: 'print prices, spread and 24 h statistics once',
		flags: ['format'],
		examples: [
			{ line: "kcmon ticker BTC-USDT --format '{symbol} {price} {change}'", what: 'a line for a status bar' },
			{ line: 'kcmon ticker BTC-USDT ETH-USDT', what: 'a table' },
			{ line: 'kcmon ticker BTC-USDT --json', what: 'one JSON object a line' },
		],
	},
	{
		name: 'book',
		words: { kind: 'symbol' },
		summary: 'print the order book once',
		flags: ['depth'],
		examples: [{ line: 'kcmon book BTC-USDT --depth 10', what: 'the best ten levels a side' }],
	},
	{
		name: 'trades',
		words: { kind: 'symbol' },
		summary: 'print the latest trades once',
		flags: [],
		examples: [{ line: 'kcmon trades BTC-USDT --json', what: 'the latest trades as JSON' }],
	},
	{
		name: 'candles',
		words: { kind: 'symbol' },
		summary: 'print candles once',
		flags: ['interval'],
		examples: [{ line: 'kcmon candles BTC-USDT --interval 1hour', what: 'hourly bars' }],
	},
	{
		name: 'balances',
		words: { kind: 'none' },
		summary: 'print what the account of the mode holds',
		flags: ['csv'],
		examples: [
			{ line: 'kcmon balances', what: 'the paper account, as a table' },
			{ line: 'kcmon balances --live --json', what: "KuCoin's trading account, as a JSON list" },
		],
	},
	{
		name: 'orders',
		words: { kind: 'none' },
		summary: 'print the working orders of the account of the mode',
		flags: ['csv'],
		examples: [
			{ line: 'kcmon orders --live', what: "every working order at KuCoin, other programs' too" },
			{ line: "kcmon orders --live --json | jq -r '.[].order_id'", what: 'their ids' },
		],
	},
	{
		name: 'fills',
		words: { kind: 'symbols' },
		summary: 'print the executions of the last seven days in the account of the mode',
		flags: ['csv'],
		examples: [
			{ line: 'kcmon fills --live', what: 'of every symbol that kcmon traded or that is watched' },
			{ line: 'kcmon fills BTC-USDT --live --csv', what: 'of one symbol, for a spreadsheet' },
		],
	},
	{
		name: 'cancel',
		words: { kind: 'words', name: 'ID' },
		summary: 'cancel orders in the account of the mode; the scope is always named',
		flags: ['symbol', 'mine', 'account'],
		examples: [
			{
				line: 'kcmon cancel 67a1b2c3d4e5f60007a1b2c3 --live',
				what: 'orders by their id, or by the id kcmon gave them',
			},
			{ line: 'kcmon cancel --symbol BTC-USDT --live', what: 'mine in one symbol' },
			{ line: 'kcmon cancel --mine --live', what: 'all of mine' },
			{ line: 'kcmon cancel --account --live', what: "everything on the account, other programs' orders too" },
		],
	},
	{
		name: 'kill',
		words: { kind: 'none' },
		summary: 'halt the kcmon that runs on this data directory and cancel its orders',
		flags: [],
		examples: [
			{ line: 'kcmon kill', what: 'works whatever its screen does, and needs no key' },
			{ line: 'kcmon kill --live', what: 'with none running: cancel what the journal says is ours at KuCoin' },
		],
	},
	{
		name: 'journal',
		words: {
			kind: 'actions',
			optional: false,
			actions: [
				{ name: 'verify', words: [], summary: 'check the chain; exit 1 names file, line and seq of a break' },
				{ name: 'export', words: [], summary: 'print the entries, or with --csv the orders and fills' },
				{ name: 'repair', words: [], summary: 'set aside what follows a break, so that trading may go on' },
			],
		},
		summary: 'check, print or mend the record of every order',
		flags: ['csv'],
		examples: [
			{ line: 'kcmon journal verify', what: 'says how many lines hold' },
			{ line: 'kcmon journal export --json | jq -c \'select(.kind == "fill")\'', what: 'every execution' },
		],
	},
	{
		name: 'record',
		words: { kind: 'file', more: 'symbols' },
		summary: 'write everything that comes in to a file, to be replayed',
		flags: [],
		examples: [
			{ line: 'kcmon record btc.ndjson.zst BTC-USDT --duration 1h', what: "an hour of KuCoin's public data" },
			{ line: 'kcmon record demo.ndjson.gz --demo', what: 'the embedded exchange, until Ctrl+C' },
		],
	},
	{
		name: 'replay',
		words: { kind: 'file', more: 'nothing' },
		summary: 'play a recording in the dashboard, or print its events',
		flags: ['speed', 'stream', 'channels', 'depth'],
		examples: [
			{ line: 'kcmon replay btc.ndjson.zst --speed 10', what: 'the dashboard, ten times as fast; orders are on paper' },
			{ line: 'kcmon replay btc.ndjson.zst --stream --channels signals', what: 'the same signals, every time' },
		],
	},
	{
		name: 'backtest',
		words: { kind: 'file', more: 'files' },
		summary: 'say what the signals in recordings were worth, after fees',
		flags: ['csv'],
		examples: [
			{ line: 'kcmon backtest btc.ndjson.zst', what: 'a table: signals, hit rate, mark-outs, net of fees and spread' },
			{ line: 'kcmon backtest *.zst --json | jq .rules', what: 'a line of JSON for each recording' },
		],
	},
	{
		name: 'doctor',
		words: { kind: 'none' },
		summary: 'check terminal, data directory, clock, connection and what live needs, and say what to do',
		flags: [],
		examples: [
			{ line: 'kcmon doctor', what: 'a table; exit 1 or 4 when something essential fails' },
			{ line: 'kcmon doctor --live', what: 'what is missing for live is a failure' },
		],
	},
	{
		name: 'exchange',
		words: { kind: 'none' },
		summary: 'run the embedded exchange as a server on loopback',
		flags: ['port', 'symbols'],
		examples: [
			{ line: 'kcmon exchange --port 8080 --seed 7', what: 'prints {"rest":"http://127.0.0.1:8080"} first' },
			{ line: 'kcmon exchange --symbols 1000', what: 'as many pairs as KuCoin, most of them quiet' },
			{ line: 'kcmon stream --rest-url http://127.0.0.1:8080', what: 'a client of it' },
		],
	},
	{
		name: 'config',
		words: {
			kind: 'actions',
			optional: true,
			actions: [
				{ name: 'get', words: ['[KEY]'], summary: 'print one setting, or all' },
				{ name: 'set', words: ['KEY', 'VALUE'], summary: 'write one setting' },
				{ name: 'path', words: [], summary: 'print where the file is' },
				{ name: 'schema', words: [], summary: 'print the JSON schema of the file' },
			],
		},
		summary: 'print or change the settings, and where each came from',
		flags: [],
		examples: [
			{ line: 'kcmon config', what: 'every setting with its origin' },
			{ line: 'kcmon config set fps 10', what: 'write one' },
		],
	},
	{
		name: 'credentials',
		words: {
			kind: 'actions',
			optional: true,
			actions: [
				{ name: 'check', words: [], summary: 'check them, and ask the exchange what the key may do' },
				{ name: 'path', words: [], summary: 'print where the file is looked for' },
			],
		},
		summary: 'check the API key without showing it',
		flags: [],
		examples: [{ line: 'kcmon credentials check', what: 'shape, mode, owner, permissions; exit 3 when refused' }],
	},
	{
		name: 'keys',
		words: { kind: 'none' },
		summary: 'print the key map',
		flags: [],
		examples: [{ line: 'kcmon keys', what: 'every key of the dashboard' }],
	},
	{
		name: 'signals',
		words: {
			kind: 'actions',
			optional: true,
			actions: [
				{ name: 'scorecard', words: [], summary: 'only what they were worth, by source and type' },
				{ name: 'log', words: [], summary: 'only what was said, newest last' },
			],
		},
		summary: 'print the scorecard and the log of signals',
		flags: ['csv'],
		examples: [
			{ line: 'kcmon signals', what: 'hit rates, mark-outs and the last signals, as tables' },
			{ line: 'kcmon signals log --csv', what: 'every signal that is kept, for a spreadsheet' },
		],
	},
	{
		name: 'reset-term',
		words: { kind: 'none' },
		summary: 'give the terminal back after a kcmon that was killed with SIGKILL',
		flags: [],
		examples: [{ line: 'kcmon reset-term', what: 'main screen, cursor and line mode, as the shell had them' }],
	},
	{
		name: 'completions',
		words: {
			kind: 'actions',
			optional: false,
			actions: [
				{ name: 'bash', words: [], summary: 'for bash' },
				{ name: 'zsh', words: [], summary: 'for zsh' },
				{ name: 'fish', words: [], summary: 'for fish' },
			],
		},
		summary: 'print shell completions',
		flags: [],
		examples: [
			{ line: 'source <(kcmon completions bash)', what: 'in ~/.bashrc' },
			{ line: 'source <(kcmon completions zsh)', what: 'in ~/.zshrc, behind compinit' },
			{ line: 'kcmon completions fish > ~/.config/fish/completions/kcmon.fish', what: 'for fish' },
		],
	},
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof table)[number]['name'] | '';

export const commands: readonly (CommandSpec & { readonly name: CommandName })[] = table;

/** All flags of a command, the common ones included. */
export function flagsOf(command: CommandSpec): readonly FlagName[] {
	return [...new Set([...command.flags, ...commonFlags])];
}

/** How a command is called: `kcmon config [get|set|path|schema]`. */
export function formatUsage(command: CommandSpec): string {
	const start = command.name === '' ? 'kcmon' : `kcmon ${command.name}`;
	const { words } = command;
	switch (words.kind) {
		case 'none':
			return start;
		case 'symbols':
			return `${start} [SYMBOL…]`;
		case 'symbol':
			return `${start} SYMBOL`;
		case 'words':
			return `${start} [${words.name}…]`;
		case 'file':
			return `${start} ${{ symbols: 'FILE [SYMBOL…]', files: 'FILE…', nothing: 'FILE' }[words.more]}`;
		case 'actions': {
			const names = words.actions.map(({ name }) => name).join('|');
			return words.optional ? `${start} [${names}]` : `${start} ${names}`;
		}
	}
}

import { Command, CommanderError, Option } from 'commander';
import { UsageError } from '../lib/errors.js';
import { nearestName } from '../lib/nearest.js';
import { isSymbol } from '../model/instrument.js';
import { type CommandName, type CommandSpec, commands, dashboard, flagsOf, formatUsage } from './commands.js';
import { type FlagName, flagOf, formatFlag } from './flags.js';
import { locateCommand } from './locate.js';

/** The value of each flag that was given: text, texts of a repeatable one, `true` of a switch. */
export type GivenFlags = ReadonlyMap<FlagName, string | readonly string[] | true>;

/** A command line that is right in form. What the values mean is checked by `resolveOptions`. */
export type Invocation = {
	readonly command: CommandSpec & { readonly name: CommandName };
	/** In capitals; empty where the command takes none or none was given. */
	readonly symbols: readonly string[];
	/** The action and its words, of commands that have actions; files; the words of commands that understand them themselves. */
	readonly words: readonly string[];
	readonly flags: GivenFlags;
};

/**
 * Reads a command line without the program's name. Throws a `UsageError` that names the nearest command, flag or word.
 */
export function parseArguments(argv: readonly string[]): Invocation {
	const { command, rest, firstWord, strangeFlag } = locateCommand(argv);

	// Before the flags: those of a mistyped command would be refused as unknown, which helps nobody.
	if (firstWord !== undefined && strangeFlag === undefined && !isSymbol(firstWord.toUpperCase())) {
		throw unknownCommand(firstWord);
	}

	const parser = createParser(command);
	try {
		parser.parse([...rest], { from: 'user' });
	} catch (error) {
		throw error instanceof CommanderError ? translate(error, command) : error;
	}

	const given = readFlags(parser, command);
	const { args: words } = parser;
	if (command.words.kind === 'actions') {
		return { command, symbols: [], words: checkAction(command, command.words, words), flags: given };
	}

	if (command.words.kind === 'file') {
		return { command, ...checkFiles(command, command.words.more, words), flags: given };
	}

	if (command.words.kind === 'words') {
		return { command, symbols: [], words, flags: given };
	}

	return { command, symbols: checkSymbols(command, words), words: [], flags: given };
}

function createParser(command: CommandSpec): Command {
	const parser = new Command('kcmon')
		.exitOverride()
		.configureOutput({ writeErr: () => {}, writeOut: () => {}, outputError: () => {} })
		.helpOption(false)
		.helpCommand(false)
		.showSuggestionAfterError(false)
		.argument('[words...]')
		.action(() => {});
	for (const name of flagsOf(command)) {
		const spec = flagOf(name);
		const option = new Option(`--${name}${spec.value === undefined ? '' : ' <value>'}`);
		if (spec.repeatable === true) {
			option.argParser((value: string, former: string[] | undefined) => [...(former ?? []), value]);
		}

		parser.addOption(option);
	}

	return parser;
}

function readFlags(parser: Command, command: CommandSpec): GivenFlags {
	const given = new Map<FlagName, string | readonly string[] | true>();
	for (const name of flagsOf(command)) {
		const option = parser.options.find(({ long }) => long === `--${name}`)!;
		const key = option.attributeName();
		if (parser.getOptionValueSource(key) === 'cli') {
			const value: unknown = parser.getOptionValue(key);
			given.set(name, typeof value === 'boolean' ? true : (value as string | readonly string[]));
		}
	}

	return given;
}

/** Commander names the flag in its message only. */
function translate(error: CommanderError, command: CommandSpec): UsageError {
	const flag = /'(?:-\w, )?(-[^' ]*)/.exec(error.message)?.[1] ?? '';
	if (error.code === 'commander.optionMissingArgument') {
		return new UsageError(`${flag} needs a value: ${formatFlag(flagOf(flag.slice(2) as FlagName))}`);
	}

	if (error.code !== 'commander.unknownOption') {
		return new UsageError(error.message.replace(/^error: /, ''));
	}

	const [name] = flag.split('=', 1) as [string];
	const owner = commands.find(each => flagsOf(each).some(known => `--${known}` === name));
	const own = flagsOf(command).map(known => `--${known}`);
	if (own.includes(name)) {
		return new UsageError(`${name} takes no value, was ${JSON.stringify(flag)}`);
	}

	if (owner !== undefined) {
		return new UsageError(
			`${name} does not belong to ${command.name === '' ? 'the dashboard' : `kcmon ${command.name}`}`,
			`It is a flag of: ${formatUsage(owner)}`,
		);
	}

	return new UsageError(`Unknown flag: ${name}`, suggest(name, sameLetter(name, own), 'flag'));
}

/** Of a flag of one letter, the names that begin with it, where there are any: `-v` means `--version`, not `--live`. */
function sameLetter(name: string, names: readonly string[]): readonly string[] {
	const alike = name.length === 2 ? names.filter(known => known.startsWith(`-${name.toLowerCase()}`)) : [];
	return alike.length === 0 ? names : alike;
}

function unknownCommand(word: string): UsageError {
	return new UsageError(`Unknown command: ${word}`, symbolHint(word) ?? suggestCommand(word));
}

/** A pair written in another manner, `BTCUSDT` or `btc/usdt`, in the venue's. */
function symbolHint(word: string): string | undefined {
	const pair = /^([A-Z0-9]{2,10})[/_:]?(USDT|USDC|BTC|ETH|KCS|EUR|USD|TRX|DAI)$/.exec(word.toUpperCase());
	return pair === null ? undefined : `Did you mean ${pair[1]}-${pair[2]}?`;
}

const suggestCommand = (word: string): string =>
	suggest(
		word,
		commands.map(({ name }) => name),
		'command',
	);

function suggest(word: string, names: readonly string[], kind: 'command' | 'flag'): string {
	const nearest = nearestName(word, names)!;
	const shown = kind === 'command' ? `kcmon ${nearest.name}` : nearest.name;
	return nearest.likely ? `Did you mean ${shown}?` : `The nearest ${kind} is ${shown}; see kcmon --help`;
}

function checkSymbols(command: CommandSpec, words: readonly string[]): readonly string[] {
	const usage = `Usage: ${formatUsage(command)}`;
	if (command.words.kind === 'none' && words.length > 0) {
		throw new UsageError(`kcmon ${command.name} takes no argument, was ${JSON.stringify(words[0])}`, usage);
	}

	const symbols = words.map(word => word.toUpperCase());
	const wrong = symbols.findIndex(symbol => !isSymbol(symbol));
	if (wrong !== -1) {
		throw command === dashboard
			? unknownCommand(words[wrong]!)
			: new UsageError(
					`Expected a symbol of the form BASE-QUOTE, was ${JSON.stringify(words[wrong])}`,
					symbolHint(words[wrong]!) ?? 'A symbol is written like BTC-USDT',
				);
	}

	if (command.words.kind === 'symbol' && symbols.length !== 1) {
		throw new UsageError(`kcmon ${command.name} takes one symbol, was given ${symbols.length}`, usage);
	}

	return [...new Set(symbols)];
}

/** The recording that is named, or all of them; symbols after it where the command takes them. */
function checkFiles(
	command: CommandSpec,
	more: 'symbols' | 'files' | 'nothing',
	words: readonly string[],
): Pick<Invocation, 'symbols' | 'words'> {
	const [file, ...rest] = words;
	const usage = `Usage: ${formatUsage(command)}`;
	if (file === undefined || file === '') {
		throw new UsageError(`kcmon ${command.name} needs a file`, usage);
	}

	if (more === 'nothing' && rest.length > 0) {
		throw new UsageError(`kcmon ${command.name} takes one file, was given ${words.length}`, usage);
	}

	return more === 'symbols'
		? { words: [file], symbols: checkSymbols(command, rest) }
		: { words: [file, ...rest], symbols: [] };
}

function checkAction(
	command: CommandSpec,
	{ actions, optional }: Extract<CommandSpec['words'], { readonly kind: 'actions' }>,
	words: readonly string[],
): readonly string[] {
	const [name, ...after] = words;
	const usage = `Usage: ${formatUsage(command)}`;
	if (name === undefined) {
		if (optional) {
			return words;
		}

		throw new UsageError(`kcmon ${command.name} needs one of ${actions.map(each => each.name).join(', ')}`, usage);
	}

	const action = actions.find(each => each.name === name);
	if (action === undefined) {
		const names = actions.map(each => each.name);
		const nearest = nearestName(name, names)!;
		throw new UsageError(
			`Unknown action of kcmon ${command.name}: ${name}`,
			nearest.likely ? `Did you mean ${nearest.name}?` : `It is one of ${names.join(', ')}`,
		);
	}

	const needed = action.words.filter(word => !word.startsWith('[')).length;
	if (after.length < needed || after.length > action.words.length) {
		const line = ['kcmon', command.name, name, ...action.words].join(' ');
		throw new UsageError(`Wrong number of words after ${name}: ${after.length}`, `Usage: ${line}`);
	}

	return words;
}

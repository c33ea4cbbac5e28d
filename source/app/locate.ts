import { type CommandName, type CommandSpec, commands, dashboard } from './commands.js';
import { flags } from './flags.js';

/** What a command line asks for, as far as its first word and the two flags that end everything tell. */
export type Located = {
	readonly command: CommandSpec & { readonly name: CommandName };
	/** The arguments without the command's name. */
	readonly rest: readonly string[];
	readonly wants: 'run' | 'help' | 'version';
	/** The first word, where it names no command: a symbol, a mistake, or the value of a mistyped flag before it. */
	readonly firstWord: string | undefined;
	/** A flag before the first word that no command has. */
	readonly strangeFlag: string | undefined;
};

const knownFlags = new Set(flags.map(({ name }) => `--${name}`));
const flagsWithValue = new Set(flags.filter(({ value }) => value !== undefined).map(({ name }) => `--${name}`));

/** Finds the command, and `--help` or `--version`, with no more than the tables: nothing else is loaded for them. */
export function locateCommand(argv: readonly string[]): Located {
	let wants: Located['wants'] = 'run';
	let strangeFlag: string | undefined;
	const wordAt: number[] = [];
	for (let index = 0; index < argv.length; index += 1) {
		const word = argv[index]!;
		if (word === '--') {
			wordAt.push(...Array.from(argv.slice(index + 1), (_, offset) => index + 1 + offset));
			break;
		}

		if (word === '-h' || word === '--help') {
			wants = 'help';
		} else if (word === '--version' && wants === 'run') {
			wants = 'version';
		} else if (flagsWithValue.has(word)) {
			index += 1;
		} else if (!word.startsWith('-')) {
			wordAt.push(index);
		} else if (wordAt.length === 0 && !knownFlags.has(word.split('=', 1)[0]!)) {
			strangeFlag ??= word;
		}
	}

	let named = wordAt[0];
	if (named !== undefined && argv[named] === 'help') {
		wants = 'help';
		named = wordAt[1];
	}

	const firstWord = named === undefined ? undefined : argv[named];
	const command = commands.find(({ name }) => name === firstWord);
	return {
		command: command ?? dashboard,
		rest: command === undefined ? argv : argv.filter((_, index) => index !== named),
		wants,
		firstWord: command === undefined ? firstWord : undefined,
		strangeFlag,
	};
}

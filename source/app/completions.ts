import { type CommandSpec, commands, dashboard, flagsOf } from './commands.js';
import { type FlagSpec, flagOf, flags } from './flags.js';

export type Shell = 'bash' | 'zsh' | 'fish';

/** A completion script of a shell, made from the tables of commands and flags. */
export function formatCompletions(shell: Shell): string {
	switch (shell) {
		case 'bash':
			return bash();
		case 'zsh':
			return zsh();
		case 'fish':
			return fish();
	}
}

const defaultSymbols = ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'];

/** What may follow a command's name. */
function wordsOf({ words }: CommandSpec): readonly string[] {
	switch (words.kind) {
		case 'none':
		case 'words':
		case 'file':
			return [];
		case 'symbols':
		case 'symbol':
			return defaultSymbols;
		case 'actions':
			return words.actions.map(({ name }) => name);
	}
}

const dashedFlags = (command: CommandSpec): readonly string[] => flagsOf(command).map(name => `--${name}`);

/** A word behind one of these is its value, not a command. */
const valueFlags = flags
	.filter(({ value }) => value !== undefined)
	.flatMap(({ name, short }) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])])
	.join('|');

function bash(): string {
	const valueCases = flags.flatMap(flag => {
		const offer = bashOffer(flag);
		return flag.value === undefined ? [] : [`\t\t--${flag.name}) ${offer}; return ;;`];
	});
	const commandCases = commands.map(
		command => `\t\t${command.name}) words="${[...wordsOf(command), ...dashedFlags(command)].join(' ')}" ;;`,
	);
	const start = [...commands.map(({ name }) => name), ...defaultSymbols, ...dashedFlags(dashboard)].join(' ');
	return `# bash completion of kcmon
_kcmon() {
	local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" skip="" word words
	case "$previous" in
${valueCases.join('\n')}
	esac
	for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		if [[ -n "$skip" ]]; then
			# Bash takes --flag=value apart.
			[[ "$word" == "=" ]] || skip=""
			continue
		fi
		case "$word" in
			${valueFlags}) skip=1 ;;
			-*) ;;
			*) command="$word"; break ;;
		esac
	done
	case "$command" in
${commandCases.join('\n')}
		*) words="${start}" ;;
	esac
	COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _kcmon kcmon
`;
}

function bashOffer({ choices, completes }: FlagSpec): string {
	if (choices !== undefined) {
		return `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current"))`;
	}

	return completes === undefined
		? 'COMPREPLY=()'
		: `COMPREPLY=($(compgen -${completes === 'files' ? 'f' : 'd'} -- "$current"))`;
}

/** Text inside single quotes of zsh's `_arguments`, where brackets and colons mean something. */
const zshText = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''");

function zsh(): string {
	const cases = commands.map(
		command => `\t\t${command.name}) _arguments -s ${zshFlags(command)} '*:word:${zshWords(command)}' ;;`,
	);
	const described = commands.map(({ name, summary }) => `\t\t'${name}:${zshText(summary)}'`);
	return `#compdef kcmon
_kcmon() {
	local -a commands
	commands=(
${described.join('\n')}
	)
	local word command="" skip=""
	for word in "\${(@)words[2,CURRENT-1]}"; do
		if [[ -n "$skip" ]]; then skip=""; continue; fi
		case "$word" in
			${valueFlags}) skip=1 ;;
			-*) ;;
			*) command="$word"; break ;;
		esac
	done
	case "$command" in
${cases.join('\n')}
		*)
			_describe command commands
			_arguments -s ${zshFlags(dashboard)} '*:symbol:(${defaultSymbols.join(' ')})'
			;;
	esac
}
compdef _kcmon kcmon
`;
}

const zshWords = (command: CommandSpec): string =>
	command.words.kind === 'file' ? '_files' : `(${wordsOf(command).join(' ')})`;

function zshFlags(command: CommandSpec): string {
	return flagsOf(command)
		.map(name => {
			const { value, summary, choices, completes } = flagOf(name);
			const offer =
				choices === undefined
					? { files: '_files', folders: '_files -/', none: '' }[completes ?? 'none']
					: `(${choices.join(' ')})`;
			return `'--${name}${value === undefined ? '' : '='}[${zshText(summary)}]${value === undefined ? '' : `:${zshText(value)}:${offer}`}'`;
		})
		.join(' ');
}

const fishText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fish(): string {
	const names = commands.map(({ name }) => name).join(' ');
	const lines = ['# fish completion of kcmon', 'complete -c kcmon -f'];
	for (const command of commands) {
		const summary = fishText(command.summary);
		lines.push(`complete -c kcmon -n 'not __fish_seen_subcommand_from ${names}' -a ${command.name} -d ${summary}`);
		if (command.words.kind === 'file') {
			lines.push(`complete -c kcmon -n '__fish_seen_subcommand_from ${command.name}' -F`);
		}

		const words = wordsOf(command);
		if (words.length > 0) {
			lines.push(`complete -c kcmon -n '__fish_seen_subcommand_from ${command.name}' -a ${fishText(words.join(' '))}`);
		}
	}

	lines.push(
		`complete -c kcmon -n 'not __fish_seen_subcommand_from ${names}' -a ${fishText(defaultSymbols.join(' '))}`,
	);
	for (const flag of flags) {
		const owners = commands.filter(command => flagsOf(command).includes(flag.name)).map(({ name }) => name);
		const everywhere = owners.length === commands.length;
		const when = everywhere ? '' : ` -n '__fish_seen_subcommand_from ${owners.join(' ')}'`;
		lines.push(`complete -c kcmon${when} ${fishFlag(flag)} -d ${fishText(flag.summary)}`);
	}

	return `${lines.join('\n')}\n`;
}

function fishFlag({ name, short, value, choices, completes }: FlagSpec): string {
	const names = `${short === undefined ? '' : `-s ${short} `}-l ${name}`;
	if (value === undefined) {
		return names;
	}

	if (choices !== undefined) {
		return `${names} -x -a ${fishText(choices.join(' '))}`;
	}

	return completes === undefined ? `${names} -x` : `${names} -r -F`;
}

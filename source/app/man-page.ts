import { type CommandSpec, commands, dashboard, flagsOf, formatUsage } from './commands.js';
import { commonFlags, type FlagName, flagOf } from './flags.js';

const environment = [
	[
		'KUCOIN_API_KEY, KUCOIN_API_SECRET, KUCOIN_API_PASSPHRASE',
		'The key of KuCoin, where no --credentials names a file. A file or credentials.command is safer.',
	],
	['KCMON_WEBHOOK_SECRET', 'Secret of every posting source of signals that has none in the credentials.'],
	['NO_COLOR', 'Not empty: no color.'],
] as const;

const files = [
	['settings.json', 'Settings; kcmon config path names it, kcmon config schema says what it may hold.'],
	['credentials.json', 'The key of KuCoin and secrets of webhooks, mode 0600.'],
	['journal/', 'The record of every order; kcmon journal verify checks it.'],
	['paper.json', 'The paper account.'],
	['kcmon.log', 'The log, without secrets.'],
] as const;

/**
 * The manual page, section 1, in the man macros, made from the tables of commands and flags.
 * Source: groff_man(7).
 */
export function formatManPage(): string {
	const lines = [
		'.TH KCMON 1 "" "kcmon" "User Commands"',
		'.SH NAME',
		'kcmon \\- KuCoin spot in a terminal, for active traders',
		'.SH SYNOPSIS',
		`.B ${roff(formatUsage(dashboard))}`,
		'.RI [ FLAGS ]',
		'.br',
		'.B kcmon',
		'.IR COMMAND \\ [ FLAGS ]',
		'.SH DESCRIPTION',
		`Without a command: ${roff(dashboard.summary)}.`,
		'Data go to standard output, words for a person to standard error.',
		'.SH COMMANDS',
		...commands.filter(({ name }) => name !== '').flatMap(commandLines),
		'.SH FLAGS',
		...flagsOf(dashboard).flatMap(flagLines),
		'.SH ENVIRONMENT',
		'Beside those that stand with their flags:',
		...environment.flatMap(([names, what]) => ['.TP', `.B ${roff(names)}`, roff(what)]),
		'.SH FILES',
		'In the data directory: ~/.local/share/kcmon, or kcmon in',
		'.BR XDG_DATA_HOME ;',
		'on macOS ~/Library/Application Support/kcmon.',
		...files.flatMap(([name, what]) => ['.TP', `.I ${roff(name)}`, roff(what)]),
		'.SH EXIT STATUS',
		'0 done; 1 the command failed; 2 usage or settings; 3 credentials; 4 exchange unreachable; 5 exchange refused;',
		'70 a bug; 129 SIGHUP; 130 SIGINT; 143 SIGTERM.',
		'.SH EXAMPLES',
		...dashboard.examples.flatMap(({ line, what }) => ['.TP', `.B ${roff(line)}`, roff(what)]),
		'.SH SEE ALSO',
		roff('kcmon COMMAND --help, kcmon keys, kcmon config schema'),
	];
	return `${lines.join('\n')}\n`;
}

function commandLines(command: CommandSpec): string[] {
	const { words } = command;
	const own = flagsOf(command).filter(name => !commonFlags.includes(name));
	return [
		'.SS',
		`.B ${roff(formatUsage(command))}`,
		'.PP',
		`${roff(capitalize(command.summary))}.`,
		...(words.kind === 'actions'
			? words.actions.flatMap(({ name, words: more, summary }) => [
					'.TP',
					`.B ${roff([name, ...more].join(' '))}`,
					roff(summary),
				])
			: []),
		...own.flatMap(flagLines),
		...command.examples.flatMap(({ line, what }) => ['.TP', `.I ${roff(line)}`, roff(what)]),
	];
}

function flagLines(name: FlagName): string[] {
	const { short, value, summary, env } = flagOf(name);
	const spelled = `\\fB${roff(`${short === undefined ? '' : `-${short}, `}--${name}`)}\\fR${value === undefined ? '' : ` \\fI${roff(value)}\\fR`}`;
	return ['.TP', spelled, roff(`${capitalize(summary)}${env === undefined ? '' : ` (environment: ${env})`}.`)];
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Text that troff takes literally: hyphens that can be copied, no control line. */
function roff(text: string): string {
	const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
	return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

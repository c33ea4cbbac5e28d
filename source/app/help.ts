import { type CommandSpec, commands, flagsOf, formatUsage } from './commands.js';
import { flagGroups, flagOf, flags, formatFlag } from './flags.js';
import { locateCommand } from './locate.js';

const width = 100;

/** The program's name and version, one line. */
export const versionText = (): string => `kcmon ${__KCMON_VERSION__}\n`;

/** The help of one command: usage, examples, then flags by group. The unnamed command's also lists the others. */
export function formatHelp(command: CommandSpec): string {
	const lines = [`Usage: ${formatUsage(command)} [flags]`];
	if (command.name === '') {
		lines.push('       kcmon COMMAND [flags]');
	}

	lines.push('', `${capitalize(command.summary)}.`, '', 'Examples:');
	for (const { line, what } of command.examples) {
		lines.push(`  $ ${line}`, `    ${what}`);
	}

	if (command.name === '') {
		lines.push('', 'Commands:', ...formatRows(commands.map(each => [eachUsage(each), each.summary])));
	}

	if (command.words.kind === 'actions') {
		const { actions } = command.words;
		lines.push('', 'Actions:');
		lines.push(...formatRows(actions.map(({ name, words, summary }) => [[name, ...words].join(' '), summary])));
	}

	const names = new Set<string>(flagsOf(command));
	for (const group of flagGroups) {
		const inGroup = flags.filter(flag => flag.group === group && names.has(flag.name));
		if (inGroup.length > 0) {
			const title = group === 'Command' ? 'Flags' : group;
			lines.push('', `${title}:`, ...formatRows(inGroup.map(({ name }) => [formatFlag(flagOf(name)), describe(name)])));
		}
	}

	lines.push(
		'',
		'Precedence: flag, environment, settings, default. Exit codes: 0 done, 1 failed, 2 usage or settings,',
	);
	lines.push('3 credentials, 4 unreachable, 5 refused, 70 a bug, 129 SIGHUP, 130 SIGINT, 143 SIGTERM.');
	if (command.name === '') {
		lines.push('More on a command: kcmon COMMAND --help');
	}

	return `${lines.join('\n')}\n`;
}

/** The answer to `--help` and `--version`; undefined where there is something to run, or to refuse. */
export function answerEarly(argv: readonly string[]): string | undefined {
	const { command, wants, firstWord } = locateCommand(argv);
	if (wants === 'run' || firstWord?.includes('-') === false) {
		return undefined;
	}

	return wants === 'help' ? formatHelp(command) : versionText();
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const eachUsage = (command: CommandSpec): string => formatUsage(command).replace(/^kcmon /, '');

function describe(name: (typeof flags)[number]['name']): string {
	const { summary, env, repeatable } = flagOf(name);
	const notes = [env === undefined ? '' : `env ${env}`, repeatable === true ? 'repeatable' : ''].filter(Boolean);
	return notes.length === 0 ? summary : `${summary} [${notes.join(', ')}]`;
}

/** Two columns, the second wrapped at the page's width. */
function formatRows(rows: readonly (readonly [string, string])[]): string[] {
	const left = Math.min(28, Math.max(...rows.map(([name]) => name.length)));
	return rows.flatMap(([name, text]) => {
		const wrapped = wrap(text, width - left - 4);
		const first = name.length > left ? [`  ${name}`] : [];
		return [
			...first,
			...wrapped.map((line, index) => {
				const label = index === 0 && first.length === 0 ? name : '';
				return `  ${label.padEnd(left)}  ${line}`;
			}),
		];
	});
}

function wrap(text: string, columns: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > columns) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}

	return [...lines, line];
}

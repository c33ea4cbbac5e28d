import { expect, test } from 'vitest';
import { commands, dashboard, flagsOf, formatUsage } from '../../source/app/commands.js';
import { formatCompletions } from '../../source/app/completions.js';
import { flagOf, flags } from '../../source/app/flags.js';
import { answerEarly, formatHelp } from '../../source/app/help.js';
import { formatManPage } from '../../source/app/man-page.js';
import { settingOf } from '../../source/config/schema.js';
import { presetNames } from '../../source/ui/layouts.js';

const everyCommand = [dashboard, ...commands];

test.each(everyCommand.map(command => [formatUsage(command), command] as const))(
	'help of %s has its usage, examples and every flag',
	(usage, command) => {
		const text = formatHelp(command);

		expect(text).toContain(`Usage: ${usage} [flags]\n`);
		for (const { line, what } of command.examples) {
			expect(text).toContain(`  $ ${line}\n    ${what}\n`);
		}

		for (const name of flagsOf(command)) {
			expect(text).toMatch(new RegExp(`^  (?:-\\w, )?--${name}(?: |$)`, 'm'));
		}

		for (const { name } of flags.filter(flag => !flagsOf(command).includes(flag.name))) {
			expect(text).not.toMatch(new RegExp(`^  --${name}(?: |$)`, 'm'));
		}
	},
);

test('no line of a help text is wider than 100 columns', () => {
	const wide = everyCommand.flatMap(command => formatHelp(command).split('\n')).filter(line => line.length > 100);

	expect(wide).toEqual([]);
});

test('the help without a command lists all of them', () => {
	const text = formatHelp(dashboard);

	for (const { name, summary } of commands) {
		expect(text).toContain(`  ${name}`);
		expect(text.replaceAll(/\s+/g, ' ')).toContain(summary);
	}
});

test.each([
	['--help', 'Usage: kcmon [SYMBOL…]'],
	['-h', 'Usage: kcmon [SYMBOL…]'],
	['help', 'Usage: kcmon [SYMBOL…]'],
	['help stream', 'Usage: kcmon stream'],
	['stream --help', 'Usage: kcmon stream'],
	['--help stream', 'Usage: kcmon stream'],
	['stream BTC-USDT --channels x -h', 'Usage: kcmon stream'],
	['config set --help', 'Usage: kcmon config'],
	['BTC-USDT --help', 'Usage: kcmon [SYMBOL…]'],
	['--version', 'kcmon 0.0.0-test\n'],
	['stream --version', 'kcmon 0.0.0-test\n'],
	['--version --help', 'Usage: kcmon [SYMBOL…]'],
])('%s is answered at once', (line, start) => {
	expect(answerEarly(line.split(' '))?.startsWith(start)).toBe(true);
});

test.each(['', 'stream', 'strem --help', '--data-dir --help', '-- --help'])(
	'%o is not answered before it is understood',
	line => {
		expect(answerEarly(line === '' ? [] : line.split(' '))).toBeUndefined();
	},
);

test.each(['bash', 'zsh', 'fish'] as const)('%s completions hold every command, action and flag', shell => {
	const script = formatCompletions(shell);

	for (const { name, words } of commands) {
		expect(script).toMatch(new RegExp(`\\b${name}\\b`));
		for (const action of words.kind === 'actions' ? words.actions : []) {
			expect(script).toMatch(new RegExp(`\\b${action.name}\\b`));
		}
	}

	for (const { name } of flags) {
		expect(script).toContain(shell === 'fish' ? `-l ${name} ` : `--${name}`);
	}
});

test('the manual page has every command and flag, and what the environment and the files of a user are', () => {
	const page = formatManPage().replaceAll('\\-', '-');

	for (const command of everyCommand) {
		expect(page).toContain(`.B ${formatUsage(command)}\n`);
	}

	for (const { name, env } of flags) {
		expect(page).toContain(`--${name}\\fR`);
		expect(page).toContain(env ?? '');
	}

	for (const name of [
		'KUCOIN_API_PASSPHRASE',
		'KCMON_WEBHOOK_SECRET',
		'NO_COLOR',
		'settings.json',
		'credentials.json',
	]) {
		expect(page).toContain(name);
	}
});

test('the themes of the flag are those of the settings', () => {
	expect(settingOf('theme')).toMatchObject({ choices: flagOf('theme').choices });
	for (const name of presetNames) {
		expect(flagOf('layout').summary).toMatch(new RegExp(`\\b${name}\\b`));
		expect(settingOf('layout').summary).toMatch(new RegExp(`\\b${name}\\b`));
	}

	expect(settingOf('logLevel')).toMatchObject({ choices: flagOf('log-level').choices });
	expect(settingOf('candles.interval')).toMatchObject({ choices: flagOf('interval').choices });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatCompletions } from '../../source/app/completions.js';
import { startInPty } from '../helpers/pty.js';

let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-completions-'));
	for (const shell of ['bash', 'zsh', 'fish'] as const) {
		writeFileSync(join(folder, `kcmon.${shell}`), formatCompletions(shell));
	}
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const missing = (shell: string): string => (has(shell) ? '' : ` (SKIPPED: ${shell} is not installed)`);

/** What is typed before the tab, and what stands there after it. */
const typed = [
	['kcmon st', 'kcmon stream'],
	['kcmon --theme dark st', 'kcmon --theme dark stream'],
	['kcmon --theme=dark st', 'kcmon --theme=dark stream'],
	['kcmon --theme hi', 'kcmon --theme high-contrast'],
	['kcmon config sc', 'kcmon config schema'],
	['kcmon stream --cha', 'kcmon stream --channels'],
] as const;

const escaped = (text: string): RegExp => new RegExp(`${text.replace(/[.*+?^${}()|[\]\\=]/g, '\\$&')}`);

async function completeInTerminal(command: string, args: readonly string[], setUp: readonly string[]): Promise<void> {
	const shell = startInPty(command, args, { env: { HOME: folder, PS1: 'ready> ', HISTFILE: undefined }, cwd: folder });
	try {
		for (const line of setUp) {
			shell.press(`${line}\r`);
		}

		shell.press('echo set-$((1 + 1))\r');
		await shell.waitForText(/^set-2$/m, 30_000);
		for (const [before, after] of typed) {
			// Ctrl+U: an empty line.
			shell.press(`\u0015${before}`);
			await shell.waitForText(escaped(before), 30_000);
			shell.press('tab');
			await shell.waitForText(escaped(after), 30_000);
		}
	} finally {
		await shell.cleanup();
	}
}

describe.skipIf(!has('bash'))(`bash${missing('bash')}`, () => {
	test('completes commands, also behind the value of a flag, flags and values at a prompt', { timeout: 120_000 }, () =>
		completeInTerminal(
			'bash',
			['--norc', '--noprofile'],
			['bind "set enable-bracketed-paste off"', `source ${folder}/kcmon.bash`],
		),
	);
});

describe.skipIf(!has('zsh'))(`zsh${missing('zsh')}`, () => {
	test('completes the same', { timeout: 120_000 }, () =>
		completeInTerminal(
			'zsh',
			['-f'],
			['unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D', `source ${folder}/kcmon.zsh`],
		),
	);
});

describe.skipIf(!has('fish'))(`fish${missing('fish')}`, () => {
	test.each(typed)('%s: %s', (before, after) => {
		const { stdout, stderr } = spawnSync(
			'fish',
			['--no-config', '-c', `source ${folder}/kcmon.fish; complete -C '${before}'`],
			{ encoding: 'utf8', env: { ...process.env, HOME: folder } },
		);

		expect(stderr).toBe('');
		expect(stdout.split('\n').map(line => line.split('\t')[0])).toContain(after.split(' ').at(-1));
	});
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../source/app/commands.js';
import { formatKeyTable } from '../source/ui/keymap/cheatsheet.js';

const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

test('the README has the key table as the bindings draw it', () => {
	const [, table] = /<!-- keys:[^>]*-->\n([\s\S]*?)<!-- \/keys -->/.exec(readme) ?? [];

	expect(table?.trim()).toBe(formatKeyTable().trim());
});

test('the README names every command', () => {
	const missing = commands
		.map(({ name }) => name)
		.filter(name => !readme.includes(`\`${name}\``) && !readme.includes(`kcmon ${name}`));

	expect(missing).toEqual([]);
});

test('the documentation of dependencies has a row for every runtime package, at its version', () => {
	const { dependencies } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8')) as {
		dependencies: Record<string, string>;
	};
	const text = readFileSync(resolve(import.meta.dirname, '../docs/dependencies.md'), 'utf8');
	const missing = Object.entries(dependencies).filter(([name, version]) => !text.includes(`| ${name} ${version} |`));

	expect(missing).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { fillDoc, generatedDocs } from '../scripts/generated-docs.js';
import { commands } from '../source/app/commands.js';

const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

test.each(generatedDocs)('$file has its $marker part as the source draws it (npm run docs)', doc => {
	const text = readFileSync(resolve(import.meta.dirname, '..', doc.file), 'utf8');

	expect(doc.make().length).toBeGreaterThan(100);
	expect(text).toBe(fillDoc(doc, text));
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

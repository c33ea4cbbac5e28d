import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type DocCommand = { readonly file: string; readonly line: string };

const root = resolve(import.meta.dirname, '../..');

/** Every command line with kcmon in the shell blocks of README and docs, comments taken off, continued lines joined. */
export function listDocCommands(): readonly DocCommand[] {
	const files = [
		'README.md',
		...readdirSync(join(root, 'docs'))
			.filter(name => name.endsWith('.md'))
			.map(name => `docs/${name}`),
	];
	return files.flatMap(file => {
		// Recipes have tests of their own.
		const text = readFileSync(join(root, file), 'utf8').replace(/<!-- recipe:[\s\S]*?<!-- \/recipe -->/g, '');
		return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
			.flatMap(([, block]) => block!.replace(/\\\n\s*/g, '').split('\n'))
			.map(line => line.replace(/\s+#\s.*$/, '').trim())
			.filter(line => /(?:^|[|;&(]\s*)kcmon\b/.test(line) || /\|\s*kcmon\b/.test(line))
			.map(line => ({ file, line }));
	});
}

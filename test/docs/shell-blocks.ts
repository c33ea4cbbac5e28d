import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type DocCommand = { readonly file: string; readonly line: string };

const root = resolve(import.meta.dirname, '../..');

const documents = [
	'README.md',
	...readdirSync(join(root, 'docs'))
		.filter(name => name.endsWith('.md'))
		.map(name => `docs/${name}`),
];

/** Every command line with kcmon or curl in the shell blocks of README and docs, comments taken off, continued lines joined. */
export function listDocCommands(): readonly DocCommand[] {
	return documents.flatMap(file => {
		// Recipes have tests of their own.
		const text = readFileSync(join(root, file), 'utf8').replace(/<!-- recipe:[\s\S]*?<!-- \/recipe -->/g, '');
		return [...commandsOfTmux(text), ...commandsOfCron(text), ...commandsOfShell(text)].map(line => ({ file, line }));
	});
}

function commandsOfShell(text: string): readonly string[] {
	return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
		.flatMap(([, block]) => block!.replace(/\\\n\s*/g, '').split('\n'))
		.map(line => line.replace(/\s+#\s.*$/, '').trim())
		.filter(line => /^curl\b/.test(line) || /(?:^|[|;&(]\s*)kcmon\b/.test(line) || /\|\s*kcmon\b/.test(line));
}

/** What a status line of tmux runs: within `#(…)`. */
const commandsOfTmux = (text: string): readonly string[] =>
	blocksOf('tmux', text).flatMap(block => [...block.matchAll(/#\((.*?)\)/g)].map(([, line]) => line!));

/** What a line of crontab runs: behind its five fields, where a percent sign has a backslash before it. */
const commandsOfCron = (text: string): readonly string[] =>
	blocksOf('crontab', text).flatMap(block =>
		[...block.matchAll(/^(?:\S+ ){5}(.*)$/gm)].map(([, line]) => line!.replaceAll('\\%', '%')),
	);

const blocksOf = (kind: string, text: string): readonly string[] =>
	[...text.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block]) => block!);

/** Every script of package.json that the documents say to run: `npm run NAME`, `npm start`, `npm test`. */
export function listDocScripts(): readonly { readonly file: string; readonly script: string }[] {
	return ['CONTRIBUTING.md', ...documents].flatMap(file =>
		[...readFileSync(join(root, file), 'utf8').matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:-]+)/g)].map(
			([, script]) => ({ file, script: script! }),
		),
	);
}

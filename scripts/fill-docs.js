// Writes what the documents draw from the source: the key table of the README. Usage: npm run docs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'kcmon-docs-'));
try {
	const outfile = join(folder, 'cheatsheet.mjs');
	await build({
		entryPoints: ['source/ui/keymap/cheatsheet.ts'],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
	});
	const { formatKeyTable } = await import(outfile);
	const readme = readFileSync('README.md', 'utf8').replace(
		/(<!-- keys:[^>]*-->\n)[\s\S]*?(<!-- \/keys -->)/,
		(_, start, end) => `${start}${formatKeyTable().trim()}\n${end}`,
	);
	writeFileSync('README.md', readme);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

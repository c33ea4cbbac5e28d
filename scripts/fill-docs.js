// Writes what the documents draw from the source (generated-docs.ts). Usage: npm run docs
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'kcmon-docs-'));
try {
	const outfile = join(folder, 'generated-docs.mjs');
	await build({
		entryPoints: ['scripts/generated-docs.ts'],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		define: { __KCMON_VERSION__: '"0"' },
		banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
	});
	const { generatedDocs, fillDoc } = await import(outfile);
	for (const doc of generatedDocs) {
		writeFileSync(doc.file, fillDoc(doc, existsSync(doc.file) ? readFileSync(doc.file, 'utf8') : ''));
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}

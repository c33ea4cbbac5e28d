// Makes media/ anew: npm run pictures [-- SCENE …]. See pictures/pictures.ts.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

// Beside the packages that it loads.
const outfile = resolve('node_modules/.kcmon-pictures.mjs');
try {
	await build({
		entryPoints: ['scripts/pictures/pictures.ts'],
		outfile,
		bundle: true,
		packages: 'external',
		platform: 'node',
		format: 'esm',
		define: { __KCMON_VERSION__: '"0"' },
	});
	const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
	process.exitCode = status ?? 1;
} finally {
	rmSync(outfile, { force: true });
}

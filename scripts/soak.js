// Runs the soak: npm run soak [-- --minutes N --rate N]. See soak/soak.ts. Outside CI.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

// Beside the packages that it loads.
const outfile = resolve(`node_modules/.kcmon-soak-${process.pid}.mjs`);
try {
	await build({
		entryPoints: ['scripts/soak/soak.ts'],
		outfile,
		bundle: true,
		packages: 'external',
		platform: 'node',
		format: 'esm',
		logLevel: 'error',
	});
	const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
	process.exitCode = status ?? 1;
} finally {
	rmSync(outfile, { force: true });
}

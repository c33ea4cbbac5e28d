// Bundles the program into dist/: the command line (split, so that --help never loads Ink), and the library.
// Usage: node scripts/build.js [--watch | --no-types]
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { context } from 'esbuild';
import { stubDevtools } from './stub-devtools.js';

const watch = process.argv.includes('--watch');
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

// The tests' quick build leaves what is there: a program that still runs loads its chunks when it needs them.
if (!process.argv.includes('--no-types')) {
	rmSync('dist', { recursive: true, force: true });
}

const bundle = await context({
	entryPoints: { cli: 'source/cli.ts', index: 'source/index.ts' },
	outdir: 'dist',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node22',
	sourcemap: watch ? 'inline' : false,
	minifySyntax: true,
	chunkNames: 'chunks/[name]-[hash]',
	define: { 'process.env.NODE_ENV': '"production"', __KCMON_VERSION__: JSON.stringify(version) },
	// CommonJS packages in an ESM bundle still call require for Node's own modules.
	banner: {
		js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
	},
	plugins: [stubDevtools],
	logLevel: 'warning',
});

if (watch) {
	await bundle.watch();
} else {
	await bundle.rebuild();
	await bundle.dispose();
	if (process.argv.includes('--no-types')) {
		process.exit(0);
	}

	const types = spawnSync('tsc', ['-p', 'tsconfig.json'], { stdio: 'inherit' });
	if (types.status !== 0) {
		process.exit(types.status ?? 1);
	}
}

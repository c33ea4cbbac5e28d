// Bundles the program into dist/: the command line (split, so that --help never loads Ink), and the library.
// Usage: node scripts/build.js [--watch | --no-types]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { context } from 'esbuild';
import { leanBuiltins } from './lean-builtins.js';
import { stubDevtools } from './stub-devtools.js';
import { yogaWithoutFetch } from './yoga-without-fetch.js';

const watch = process.argv.includes('--watch');
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * CommonJS packages in an ESM bundle still call require for Node's own modules, through a helper of esbuild's that stands
 * in one file. Making a require takes a millisecond or two, so the others do without.
 */
const bringRequire = {
	name: 'bring-require',
	setup(build) {
		build.onEnd(({ outputFiles = [] }) => {
			for (const { path, text } of outputFiles) {
				mkdirSync(dirname(path), { recursive: true });
				writeFileSync(path, /typeof require\b/.test(text) ? `${requireBanner}\n${text}` : text);
			}
		});
	},
};
const requireBanner =
	"import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

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
	plugins: [stubDevtools, leanBuiltins, yogaWithoutFetch, bringRequire],
	write: false,
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

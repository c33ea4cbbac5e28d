import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { stubDevtools } from '../stub-devtools.js';

export const folder = mkdtempSync(join(tmpdir(), 'kcmon-bench-'));
export const removeFolder = () => rmSync(folder, { recursive: true, force: true });

/** A number of the command line: `--runs 5`. */
export function optionOf(flag, fallback) {
	const index = process.argv.indexOf(flag);
	return index === -1 ? fallback : Number(process.argv[index + 1]);
}

/** A text of the command line: `--only=keys`. */
export const textOf = flag => process.argv.find(word => word.startsWith(`${flag}=`))?.slice(flag.length + 1);

/** Of a list that the call may keep: the middle one, the upper of two. */
export const median = values => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
export const round = (value, decimals = 2) => Number(value.toFixed(decimals));

/** One file of test/bench, with everything that it imports, as the build would bundle it. */
export async function bundle(name) {
	const outfile = join(folder, `${name}.mjs`);
	await build({
		entryPoints: [`test/bench/${name}.ts`],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node22',
		define: { __KCMON_VERSION__: '"bench"', 'process.env.NODE_ENV': '"production"' },
		banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
		plugins: [stubDevtools],
		logLevel: 'error',
	});
	return outfile;
}

/** Starts a bench process of which standard output is read. */
export const start = (...args) => spawn(process.execPath, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });

/** The first line that a bench process prints, as JSON. */
export function firstLine(child) {
	return new Promise((resolveLine, reject) => {
		createInterface({ input: child.stdout }).once('line', line => resolveLine(JSON.parse(line)));
		child.once('exit', code => reject(new Error(`A bench process ended with ${code} before it printed`)));
	});
}

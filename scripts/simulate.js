// Runs the client and the exchange in virtual time under seeded faults:
//   node scripts/simulate.js [--seeds N] [--first S] [--minutes M] [--workers W] [--lines FILE] [--json]
//   node scripts/simulate.js --seed S [--minutes M | --days D] [--trace]
// `--lines FILE` keeps each seed's report as it comes, and goes on after those that FILE has already.
// `--days D` runs D days of a quiet market with little trouble, until tokens, connections and arming grow old.
// Exits 1 when an invariant was broken, 2 when a row of the table of faults never fired (of 200 seeds and more) or a goal of
// recovery, measured a hundred times or more, was missed (of 1,000 seeds and more), no pane was LIVE, or one
// showed a planned exchange of a connection.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

const argv = process.argv.slice(2);
const flag = name => argv.includes(`--${name}`);
const numberOf = (name, fallback) => {
	const index = argv.indexOf(`--${name}`);
	const value = index === -1 ? fallback : Number(argv[index + 1]);
	if (value !== undefined && !(Number.isFinite(value) && value > 0)) {
		console.error(`--${name} should be a number above 0, was ${argv[index + 1]}`);
		process.exit(64);
	}

	return value;
};

const one = numberOf('seed', undefined);
const seeds = one === undefined ? numberOf('seeds', 200) : 1;
const first = one ?? numberOf('first', 1);
const days = numberOf('days', undefined);
const minutes = days === undefined ? numberOf('minutes', 10) : days * 1440;
const pace = days === undefined ? 'minutes' : 'days';
const workers = Math.min(seeds, numberOf('workers', Math.max(1, Math.min(4, availableParallelism()))));
const json = flag('json');
const linesFile = argv.includes('--lines') ? argv[argv.indexOf('--lines') + 1] : undefined;
const rowsFireBySeeds = 200;
const goalsHoldBySeeds = 1000;
const goalSamples = 100;

const folder = mkdtempSync(join(tmpdir(), 'kcmon-simulate-'));
const bundle = join(folder, 'simulation.mjs');

async function makeBundle() {
	await build({
		entryPoints: ['test/simulation/main.ts'],
		outfile: bundle,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node22',
		define: { __KCMON_VERSION__: '"simulation"', 'process.env.NODE_ENV': '"production"' },
		banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
		external: ['react-devtools-core'],
		sourcemap: 'inline',
		logLevel: 'error',
	});
}

/** Runs seeds one after another; resolves with those that were left when the worker ended. */
function runWorker(list, onReport) {
	const args = [minutes, pace, list.join(','), ...(flag('trace') ? ['trace'] : [])].map(String);
	const child = spawn(process.execPath, ['--enable-source-maps', bundle, 'run', ...args], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const left = [...list];
	createInterface({ input: child.stdout }).on('line', line => {
		left.shift();
		onReport(line);
	});
	return new Promise(done => {
		child.once('close', (code, signal) => {
			if (left.length > 0) {
				console.error(`a worker ended with ${signal ?? code} in seed ${left[0]}`);
			}

			done(left);
		});
	});
}

/** A worker that dies takes no result with it; a seed that kills it twice is given up. */
async function runShard(list, onReport) {
	let left = list;
	let deaths = 0;
	while (left.length > 0) {
		const before = left[0];
		left = await runWorker(left, onReport);
		deaths = left[0] === before ? deaths + 1 : 0;
		if (deaths === 2) {
			throw new Error(`Seed ${before} cannot be run`);
		}
	}
}

function summarize(lines) {
	const child = spawn(process.execPath, [bundle, 'report', String(minutes)], { stdio: ['pipe', 'pipe', 'inherit'] });
	let text = '';
	child.stdout.setEncoding('utf8').on('data', part => {
		text += part;
	});
	child.stdin.end(lines.join('\n'));
	return new Promise(done => {
		child.once('close', () => done(JSON.parse(text)));
	});
}

function tellViolation({ seed, violation }) {
	console.log(`\nseed ${seed} at ${(violation.atMs / 1000).toFixed(3)} s: ${violation.text}`);
	console.log(violation.tail.slice(-40).join('\n'));
	console.log(
		`again: npm run simulate -- --seed ${seed} ${days === undefined ? `--minutes ${minutes}` : `--days ${days}`} --trace`,
	);
}

const started = Date.now();
const lines =
	linesFile !== undefined && existsSync(linesFile) ? readFileSync(linesFile, 'utf8').split('\n').filter(Boolean) : [];
const known = new Set(lines.map(line => JSON.parse(line).seed));
const todo = Array.from({ length: seeds }, (_, index) => first + index).filter(seed => !known.has(seed));
try {
	await makeBundle();
	await Promise.all(
		Array.from({ length: workers }, (_, index) =>
			runShard(
				todo.filter((_seed, place) => place % workers === index),
				line => {
					lines.push(line);
					if (linesFile !== undefined) {
						appendFileSync(linesFile, `${line}\n`);
					}

					const report = JSON.parse(line);
					if (!json && report.violation !== undefined) {
						tellViolation(report);
					}
				},
			),
		),
	);
	const report = await summarize(lines);
	const hashes = lines.map(line => JSON.parse(line)).sort((a, b) => a.seed - b.seed);
	const silent = report.rows.filter(({ missing }) => missing.length > 0);
	if (json) {
		console.log(JSON.stringify({ ...report, hashes: hashes.map(({ seed, hash }) => ({ seed, hash })) }));
	} else {
		console.log(`\nRecovery, ms of virtual time (faults that were alone)`);
		console.table(report.recovery.map(({ isMet, slowest, ...row }) => ({ ...row, met: isMet ? 'yes' : 'NO' })));
		for (const { event, isMet, slowest } of report.recovery) {
			if (!isMet) {
				const where = slowest.map(({ ms, seed, atMs }) => `${ms} (seed ${seed}, ${(atMs / 1000).toFixed(1)} s)`);
				console.log(`slowest ${event}: ${where.join(', ')}`);
			}
		}

		console.log('Rows of the table of faults');
		console.table(
			report.rows.map(({ row, fault, missing }) => ({
				row,
				fault,
				fired: missing.length === 0 ? 'yes' : missing.join('; '),
			})),
		);
		const { facts } = report;
		console.log(
			[
				`${report.seeds} seeds × ${minutes} min in ${Math.round((Date.now() - started) / 1000)} s`,
				`${report.faults} faults`,
				`${facts['orders sent'] ?? 0} orders`,
				`${facts['fills counted'] ?? 0} fills`,
				`${facts['frames LIVE'] ?? 0} frames LIVE, ${facts['frames LIVE, truth older than 2 s'] ?? 0} of them older than 2 s`,
				`${facts.rotations ?? 0} rotations, ${facts['rotations that a pane showed'] ?? 0} of them to be seen`,
				`STALE without trouble ${facts['STALE without trouble'] ?? 0} times`,
				`${report.violations.length} violations`,
			].join(' · '),
		);
		if (hashes.length === 1) {
			console.log(`hash ${hashes[0].hash}`);
		}
	}

	const shown = report.facts['rotations that a pane showed'] ?? 0;
	const missed = report.recovery.filter(({ isMet, n }) => !isMet && n >= goalSamples);
	const isIncomplete =
		report.facts['frames LIVE'] === undefined ||
		shown > 0 ||
		(silent.length > 0 && report.seeds >= rowsFireBySeeds) ||
		(missed.length > 0 && report.seeds >= goalsHoldBySeeds);
	process.exitCode = report.violations.length > 0 ? 1 : isIncomplete ? 2 : 0;
} finally {
	rmSync(folder, { recursive: true, force: true });
}

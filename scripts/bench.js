// Runs a bench: node scripts/bench.js [ingest|start|backtest] [--runs N] [--json]
// Each figure is a ratio to a floor measured in the same run; absolute figures are of this machine and hour.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

const names = process.argv.slice(2).filter(word => !word.startsWith('--') && Number.isNaN(Number(word)));
const optionOf = (flag, fallback) => {
	const index = process.argv.indexOf(flag);
	return index === -1 ? fallback : Number(process.argv[index + 1]);
};
const runs = optionOf('--runs', 3);
const json = process.argv.includes('--json');
const folder = mkdtempSync(join(tmpdir(), 'kcmon-bench-'));
const report = {};

const median = values => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
const round = (value, decimals = 2) => Number(value.toFixed(decimals));

async function bundle(name) {
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
		external: ['react-devtools-core'],
		logLevel: 'error',
	});
	return outfile;
}

function firstLine(child) {
	return new Promise((resolveLine, reject) => {
		createInterface({ input: child.stdout }).once('line', resolveLine);
		child.once('exit', code => reject(new Error(`A bench process ended with ${code} before it printed`)));
	});
}

async function runClient(files, client, symbols, messages) {
	const server = spawn(process.execPath, [files.server, symbols, messages], { stdio: ['ignore', 'pipe', 'inherit'] });
	try {
		const { rest } = JSON.parse(await firstLine(server));
		const child = spawn(process.execPath, [files.client, client, rest, symbols, messages], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		return JSON.parse(await firstLine(child));
	} finally {
		server.kill();
	}
}

async function benchIngest() {
	const files = { server: await bundle('load-server'), client: await bundle('ingest-client') };
	const messages = optionOf('--messages', 300_000);
	const rows = [];
	for (const symbols of [1, 20]) {
		const results = new Map();
		for (let run = 0; run < runs; run += 1) {
			// Interleaved, so that a machine that changes its speed changes it for all.
			for (const client of ['receive', 'parse', 'book', 'kcmon']) {
				const result = await runClient(files, client, String(symbols), String(messages));
				results.set(client, [...(results.get(client) ?? []), result]);
			}
		}

		const reference = median(results.get('book').map(({ cpuUsPerMessage }) => cpuUsPerMessage));
		for (const [client, list] of results) {
			const cpu = median(list.map(({ cpuUsPerMessage }) => cpuUsPerMessage));
			rows.push({
				symbols,
				client,
				'us/msg': round(cpu),
				'ratio to parse+book': round(cpu / reference),
				'msg/s': Math.round(median(list.map(({ messagesPerSecond }) => messagesPerSecond))),
				'rss MB': Math.round(median(list.map(({ rssMb }) => rssMb))),
			});
		}
	}

	return rows;
}

function benchStart() {
	const commands = {
		'bare node': ['-e', '0'],
		'kcmon --help': ['bin/kcmon.js', '--help'],
		'kcmon --version': ['bin/kcmon.js', '--version'],
	};
	const times = new Map(Object.keys(commands).map(name => [name, []]));
	for (let run = 0; run < Math.max(runs, 9); run += 1) {
		for (const [name, args] of Object.entries(commands)) {
			const started = performance.now();
			const child = spawnSync(
				process.execPath,
				args.map(word => (word.startsWith('bin/') ? resolve(word) : word)),
			);
			if (child.status !== 0) {
				throw new Error(`${name} exited ${child.status}: ${child.stderr}`);
			}

			times.get(name).push({ wall: performance.now() - started });
		}
	}

	const floor = median(times.get('bare node').map(({ wall }) => wall));
	return [...times].map(([name, list]) => {
		const wall = median(list.map(entry => entry.wall));
		return { command: name, 'wall ms': round(wall, 1), 'ratio to bare node': round(wall / floor) };
	});
}

/** An hour of the embedded exchange is recorded in virtual time, then backtested by the built program. */
async function benchBacktest() {
	const child = spawnSync(process.execPath, [await bundle('backtest')], { encoding: 'utf8' });
	if (child.status !== 0) {
		throw new Error(child.stderr);
	}

	return [JSON.parse(child.stdout)];
}

const benches = { ingest: benchIngest, start: benchStart, backtest: benchBacktest };
try {
	for (const name of names.length === 0 ? Object.keys(benches) : names) {
		if (benches[name] === undefined) {
			throw new Error(`No bench named ${name}; there are ${Object.keys(benches).join(', ')}`);
		}

		report[name] = await benches[name]();
		if (!json) {
			console.log(`\n${name} (Node ${process.version}, medians of ${runs} interleaved runs)`);
			console.table(report[name]);
		}
	}

	if (json) {
		console.log(JSON.stringify({ node: process.version, runs, ...report }));
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}

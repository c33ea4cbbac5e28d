import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { recordWorld } from './record-world.js';

// An hour of the embedded exchange, recorded in virtual time, through the built program: how long `kcmon backtest` takes.
const minutes = Number(process.argv[2] ?? 60);
const kept = process.argv[3];
const folder = kept === undefined ? mkdtempSync(join(tmpdir(), 'kcmon-hour-')) : undefined;
const file = kept ?? join(folder as string, 'hour.ndjson.gz');
if (!existsSync(file)) {
	const from = performance.now();
	const { frames } = await recordWorld(file, { symbols: ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'], minutes, seed: 7 });
	process.stderr.write(`${frames} frames recorded in ${Math.round((performance.now() - from) / 1000)} s: ${file}\n`);
}

const started = performance.now();
const { stdout, stderr, status } = spawnSync(process.execPath, [resolve('bin/kcmon.js'), 'backtest', file, '--json'], {
	encoding: 'utf8',
});
const seconds = (performance.now() - started) / 1000;
if (status !== 0) {
	throw new Error(stderr);
}

const { messages, from, to } = JSON.parse(stdout) as { messages: number; from: number; to: number };
process.stdout.write(
	`${JSON.stringify({
		recorded_s: (to - from) / 1000,
		seconds: Number(seconds.toFixed(2)),
		times_faster: Math.round((to - from) / 1000 / seconds),
		messages,
		us_per_message: Number(((seconds * 1e6) / messages).toFixed(1)),
		file_bytes: statSync(file).size,
	})}\n`,
);
if (folder !== undefined) {
	rmSync(folder, { recursive: true });
}

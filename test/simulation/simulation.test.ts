import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { RunReport } from './report.js';

type Output = RunReport & {
	readonly commands: readonly string[];
	readonly hashes: readonly { readonly seed: number; readonly hash: string }[];
};

const minutes = 10;
const seeds = Number(process.env.KCMON_SIMULATION_SEEDS ?? 200);
const rowsFireBySeeds = 200;
/** Of fewer the slowest in a hundred is the slowest. */
const goalSamples = 100;
const patienceMs = 3_600_000;

function simulate(...args: readonly string[]): Output {
	const run = spawnSync(process.execPath, ['scripts/simulate.js', '--json', ...args], {
		encoding: 'utf8',
		maxBuffer: 1e9,
	});
	if (run.stdout === '') {
		throw new Error(`The simulation said nothing, and on stderr: ${run.stderr.slice(-2000)}`);
	}

	return JSON.parse(run.stdout) as Output;
}

const tell = ({ violations, commands }: Output): readonly string[] =>
	violations.map(
		({ seed, violation }, index) =>
			`seed ${seed} at ${violation!.atMs} ms: ${violation!.text}\n${violation!.tail.slice(-30).join('\n')}\nagain: ${commands[index]}`,
	);

test(`no invariant breaks in ${seeds} seeds of ${minutes} simulated minutes of faults`, { timeout: patienceMs }, () => {
	const report = simulate('--seeds', String(seeds), '--minutes', String(minutes), '--workers', '2');

	expect(tell(report)).toEqual([]);
	expect(report.seeds).toBe(seeds);
	expect(report.faults).toBeGreaterThan(seeds * 10);
	expect(report.facts['frames LIVE']).toBeGreaterThan(seeds * 1000);
	// Fewer seeds cannot be asked to have drawn everything.
	if (seeds >= rowsFireBySeeds) {
		expect(report.rows.filter(({ missing }) => missing.length > 0)).toEqual([]);
	}

	const measured = report.recovery.filter(({ n }) => n >= goalSamples);
	expect(measured.filter(({ isMet }) => !isMet)).toEqual([]);
	// Or nothing was held to anything.
	if (seeds >= rowsFireBySeeds) {
		expect(measured.map(({ event }) => event)).toContain('private loss: compared');
	}
});

test('the same seed twice is the same run, event for event', { timeout: patienceMs }, () => {
	const once = simulate('--seeds', '3', '--minutes', '3', '--workers', '1');
	const again = simulate('--seeds', '3', '--minutes', '3', '--workers', '1');

	expect(again.hashes).toEqual(once.hashes);
	expect(new Set(once.hashes.map(({ hash }) => hash)).size).toBe(3);
});

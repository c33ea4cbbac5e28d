import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cpuNanos, startInTerminal } from './terminal.js';
import { folder, median, round } from './tools.js';

const launcher = resolve(process.env.KCMON_BENCH_LAUNCHER ?? 'bin/kcmon.js');
const commands = {
	'bare node': ['-e', '0'],
	'kcmon --help': [launcher, '--help'],
	'kcmon --version': [launcher, '--version'],
};
const milestones = ['first paint', 'keys answered', 'first LIVE price'];

/** From the start of the process to its exit. */
function runToEnd(args) {
	const startedAt = performance.now();
	const child = spawnSync(process.execPath, args);
	if (child.status !== 0) {
		throw new Error(`${args.join(' ')} exited ${child.status}: ${child.stderr}`);
	}

	return { ms: performance.now() - startedAt, cpuMs: Number.NaN };
}

/** From the start of the process to what a person sees of `kcmon --demo`, with an exchange of its own in it. */
async function openDemo() {
	const program = startInTerminal([launcher, '--demo', '--data-dir', mkdtempSync(join(folder, 'data-'))]);
	try {
		const paintedAt = await program.waitFor(lines => lines.some(line => line.includes('TICKER')), 'first frame');
		// A person tries until it works: what is typed before anybody reads it is read then.
		const typing = setInterval(() => program.press('\t'), 20);
		const answered = program.waitFor(lines => lines.some(line => /▸ (?!TICKER|DEPTH)/.test(line)), 'focus that moved');
		answered.finally(() => clearInterval(typing)).catch(() => {});
		const live = program.waitFor(lines => lines.some(line => /TICKER .*? LIVE/.test(line)), 'live price');
		const reached = [{ at: paintedAt, cpu: cpuNanos(program.pid) }];
		for (const milestone of [answered, live]) {
			reached.push({ at: await milestone, cpu: cpuNanos(program.pid) });
		}

		return reached.map(({ at, cpu }) => ({ ms: at - program.startedAt, cpuMs: cpu / 1e6 }));
	} finally {
		await program.end();
	}
}

/** The program from its command line to its exit, and to what it shows, against bare Node. */
export async function benchStart(runs) {
	const times = new Map([...Object.keys(commands), ...milestones].map(name => [name, []]));
	for (let run = 0; run < Math.max(runs, 9); run += 1) {
		for (const [name, args] of Object.entries(commands)) {
			times.get(name).push(runToEnd(args));
		}

		for (const [index, time] of (await openDemo()).entries()) {
			times.get(milestones[index]).push(time);
		}
	}

	const middle = (name, figure) => median(times.get(name).map(time => time[figure]));
	const floor = middle('bare node', 'ms');
	return [...times].map(([name, list]) => ({
		what: milestones.includes(name) ? `kcmon --demo, ${name}` : name,
		ms: round(middle(name, 'ms'), 1),
		'ratio to bare node': round(middle(name, 'ms') / floor),
		fastest: round(Math.min(...list.map(({ ms }) => ms)), 1),
		...(milestones.includes(name) ? { 'CPU ms, all threads': round(middle(name, 'cpuMs'), 0) } : {}),
	}));
}

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { median, round } from './tools.js';

/** The program from its command line to its exit, against bare Node. */
export function benchStart(runs) {
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

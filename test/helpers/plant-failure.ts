import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a program can fail where nobody catches it. */
export type Failure = 'exception' | 'rejection';

export type PlantedFailure = ReturnType<typeof plantFailure>;

/** Code that a program can be made to load before its own (`--import`), and that fails when SIGURG comes. Lives in `folder`. */
export function plantFailure(folder: string) {
	const path = join(folder, 'planted.mjs');
	const rejects = join(folder, 'rejects');
	writeFileSync(
		path,
		`import { existsSync } from 'node:fs';
process.once('SIGURG', () => {
	if (existsSync(${JSON.stringify(rejects)})) {
		void Promise.reject(new Error('planted'));
	} else {
		throw new Error('planted');
	}
});\n`,
	);
	return {
		path,
		fail(pid: number, how: Failure): void {
			if (how === 'rejection') {
				writeFileSync(rejects, '');
			}

			process.kill(pid, 'SIGURG');
		},
	};
}

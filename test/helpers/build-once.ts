import { spawnSync } from 'node:child_process';

/** Builds dist/ once before the run: the end-to-end tests start the program as a user does. */
export function setup(): void {
	const built = spawnSync(process.execPath, ['scripts/build.js', '--no-types'], {
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	if (built.status !== 0) {
		throw new Error(`The build failed with status ${built.status}`);
	}
}

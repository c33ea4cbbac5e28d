import { spawnSync } from 'node:child_process';
import { bundle } from './tools.js';

/** An hour of the embedded exchange is recorded in virtual time, then backtested by the built program. */
export async function benchBacktest() {
	const child = spawnSync(process.execPath, [await bundle('backtest')], { encoding: 'utf8' });
	if (child.status !== 0) {
		throw new Error(child.stderr);
	}

	return [JSON.parse(child.stdout)];
}

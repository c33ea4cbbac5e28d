import { type Credentials, requireCredentials } from '../config/credentials.js';
import { refuseUnsafeLive } from './live-safety.js';
import type { Environment, RunOptions } from './options.js';

/**
 * The user's key in live mode; undefined in every other: paper never loads one. Throws a `CredentialsError`, or what
 * `refuseUnsafeLive` throws.
 */
export async function openLiveKey(options: RunOptions, env: Environment): Promise<Credentials | undefined> {
	if (options.mode !== 'live') {
		return undefined;
	}

	refuseUnsafeLive({ execArgv: process.execArgv, env });
	return requireCredentials({
		dataDir: options.dataDir,
		file: options.credentialsFile,
		command: options.credentialsCommand,
		env,
	});
}

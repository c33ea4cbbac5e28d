import {
	type Credentials,
	type CredentialsRequest,
	findWebhookSecrets,
	requireCredentials,
	type WebhookSecrets,
} from '../config/credentials.js';
import { refuseUnsafeLive } from './live-safety.js';
import type { Environment, RunOptions } from './options.js';

/** What a run was entrusted with. */
export type Access = {
	/** In live mode, where signed calls are wanted. */
	readonly credentials: Credentials | undefined;
	/** Where a source of signals comes over the network. */
	readonly webhookSecrets: WebhookSecrets | undefined;
};

/**
 * Asks for it, once: the command that prints credentials may ask a person. Throws a `CredentialsError`, or what
 * `refuseUnsafeLive` throws.
 */
export async function openAccess(
	options: RunOptions,
	env: Environment,
	{ wantsKey }: { readonly wantsKey: boolean },
): Promise<Access> {
	const request = requestOf(options, env);
	const found = wantsKey && options.mode === 'live' ? await findLiveKey(request) : undefined;
	const isRemote = options.signals.some(spec => !/^(?:stdin|file:)/.test(spec));
	return {
		credentials: found?.credentials,
		webhookSecrets: isRemote ? await findWebhookSecrets(request, found) : undefined,
	};
}

/** The user's key in live mode; undefined in every other: paper never keeps one. Throws as `openAccess`. */
export async function openLiveKey(options: RunOptions, env: Environment): Promise<Credentials | undefined> {
	return options.mode === 'live' ? (await findLiveKey(requestOf(options, env))).credentials : undefined;
}

function findLiveKey(request: CredentialsRequest): ReturnType<typeof requireCredentials> {
	refuseUnsafeLive({ execArgv: process.execArgv, env: request.env });
	return requireCredentials(request);
}

const requestOf = (options: RunOptions, env: Environment): CredentialsRequest => ({
	dataDir: options.dataDir,
	file: options.credentialsFile,
	command: options.credentialsCommand,
	env,
});

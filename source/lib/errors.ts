import type { NetFailure } from './seams.js';

/** The process's exit codes, as the command-line contract lists them. */
export const exitCodes = {
	done: 0,
	failed: 1,
	usage: 2,
	credentials: 3,
	unreachable: 4,
	refused: 5,
	bug: 70,
	hangup: 129,
	interrupted: 130,
	terminated: 143,
} as const;

export type ErrorOptions = {
	/** Stable and documented, `ERR_…`. */
	readonly code: string;
	/** What the user can do about it. */
	readonly hint?: string;
	readonly exitCode?: number;
	readonly cause?: unknown;
};

/** Base of every error that kcmon throws on purpose. A message names what failed, with what, and where; it never holds a secret. */
export class KcmonError extends Error {
	readonly code: string;
	readonly hint: string | undefined;
	readonly exitCode: number;

	constructor(message: string, options: ErrorOptions) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = new.target.name;
		this.code = options.code;
		this.hint = options.hint;
		this.exitCode = options.exitCode ?? exitCodes.failed;
	}
}

/** A wrong flag, argument or command. Exits 2. */
export class UsageError extends KcmonError {
	constructor(message: string, hint?: string) {
		super(message, { code: 'ERR_USAGE', exitCode: exitCodes.usage, ...(hint === undefined ? {} : { hint }) });
	}
}

/** A request or connection that failed below HTTP. */
export class NetError extends KcmonError {
	readonly failure: NetFailure;

	constructor(message: string, failure: NetFailure) {
		super(message, { code: `ERR_NET_${failure.kind.toUpperCase()}`, exitCode: exitCodes.unreachable });
		this.failure = failure;
	}
}

export const isKcmonError = (error: unknown): error is KcmonError => error instanceof KcmonError;

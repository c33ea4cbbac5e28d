import { exitCodes, KcmonError } from '../lib/errors.js';
import type { LeaseFailure } from './protocol.js';

/** A permission to connect that could not be had; what `Protocol.acquireLease` rejects with. */
export class LeaseError extends KcmonError {
	readonly failure: LeaseFailure;

	constructor(failure: LeaseFailure, cause?: unknown) {
		super(`Asking for a socket token failed: ${failure.reason}`, {
			code: 'ERR_LEASE',
			exitCode: exitCodes.unreachable,
			...(cause === undefined ? {} : { cause }),
		});
		this.failure = failure;
	}
}

import type { NetFailure } from '../lib/seams.js';
import { LeaseError } from './lease-error.js';
import type { ErrorReaction, LeaseFailure } from './protocol.js';

/** Why a connection came to its end, and what that means for the next attempt. */
export type LinkEnd = {
	/** For a person. */
	readonly reason: string;
	/**
	 * `throttled`: the venue said that it is busy or that we are too fast. `refused`: the server's door was shut though the venue
	 * gave a token. `expired`: the token is no longer good. `bad-frame`, `no-ack` and `other` as they say.
	 */
	readonly kind: 'throttled' | 'refused' | 'expired' | 'bad-frame' | 'no-ack' | 'other';
	/** As the venue said. */
	readonly retryAfterMs: number | undefined;
};

/** What a lease that could not be had means. */
export function endOfLease(error: unknown): LinkEnd {
	const failure: LeaseFailure =
		error instanceof LeaseError ? error.failure : { reason: 'token failed', retryAfterMs: undefined };

	return {
		reason: failure.reason,
		kind: failure.throttled === true ? 'throttled' : 'other',
		retryAfterMs: failure.retryAfterMs,
	};
}

const shortWords = (text: string): string => text.replace(/[^\x20-\x7e]/g, '').slice(0, 40);

/**
 * What an error in place of the welcome means: nothing was asked yet, so the connection itself is refused. The close that
 * follows has no such reason.
 */
export function endOfRefusal(code: number, text: string, reaction: ErrorReaction): LinkEnd {
	return {
		reason: `refused ${code} ${shortWords(text)}`.trim(),
		kind: reaction === 'slow-down' ? 'throttled' : 'refused',
		retryAfterMs: undefined,
	};
}

const busyStatuses: readonly (number | undefined)[] = [429, 503, 509];

/** What the close of a socket means. */
export function endOfClose(close: { code: number; reason: string; failure?: NetFailure }): LinkEnd {
	const { failure } = close;
	if (failure === undefined) {
		return {
			reason: `closed ${close.code} ${shortWords(close.reason)}`.trim(),
			kind: 'other',
			retryAfterMs: undefined,
		};
	}

	switch (failure.kind) {
		case 'protocol':
			return { reason: 'bad frame', kind: 'bad-frame', retryAfterMs: undefined };
		case 'rejected':
			return {
				reason: failure.text,
				kind: busyStatuses.includes(failure.status) ? 'throttled' : 'refused',
				retryAfterMs: undefined,
			};
		case 'refused':
			return { reason: failure.text, kind: 'refused', retryAfterMs: undefined };
		default:
			return { reason: failure.text, kind: 'other', retryAfterMs: undefined };
	}
}

import type { Side } from './market-event.js';

/**
 * How it is known who made a signal: a signature, a shared secret or token, nothing, or this machine: computed here, or
 * read from standard input or a file that only its user can have written.
 */
export type SignalVerification = 'hmac' | 'secret' | 'none' | 'local';

/** One structured signal, computed here or received. Texts are cleaned; prices are decimal strings. */
export type Signal = {
	/** When the signal was made, ms since the epoch, by its maker's clock. */
	readonly timestamp: number;
	readonly symbol: string;
	/** `snake_case`, e.g. `long_breakout`. */
	readonly signalType: string;
	/** 0 to 1. */
	readonly confidence: number;
	/** The maker's id, or a digest of the other fields. */
	readonly id: string;
	readonly source: string;
	readonly side: Side | undefined;
	readonly entryLow: string | undefined;
	readonly entryHigh: string | undefined;
	readonly stop: string | undefined;
	/** Nearest first, at most 8. */
	readonly targets: readonly string[];
	readonly ttlMs: number | undefined;
	readonly horizon: string | undefined;
	readonly reason: string | undefined;
	readonly features: Readonly<Record<string, number>> | undefined;
	readonly schemaVersion: number | undefined;
	readonly receivedAt: number;
	/** receivedAt − timestamp. */
	readonly lagMs: number;
	readonly verified: SignalVerification;
	/** The id of the signal that this one repeats. */
	readonly duplicateOf: string | undefined;
};

export type SignalReceivedEvent = { readonly type: 'signal'; readonly signal: Signal; readonly receivedAt: number };

/** Something sent as a signal that could not be taken; the row is kept, nothing is coerced. */
export type SignalQuarantinedEvent = {
	readonly type: 'signal-quarantined';
	readonly source: string;
	/** The field that is wrong, in the sender's spelling; empty when the whole line is not JSON. */
	readonly field: string;
	readonly problem: string;
	readonly receivedAt: number;
};

export type SignalEvent = SignalReceivedEvent | SignalQuarantinedEvent;

/** What an order keeps of the signal that it came from, beside the id. */
export type SignalOrigin = {
	readonly source: string;
	/** Checked whenever the order is reviewed and when it is sent; undefined for exits, which follow their entry. */
	readonly terms: { readonly verified: SignalVerification; readonly expiresAt: number | undefined } | undefined;
};

/** An id is its maker's own: two sources may use the same. */
export const signalKeyOf = (source: string, id: string): string => `${source}\n${id}`;

/** Venue time, ms; undefined for a signal that does not expire. */
export const signalExpiryOf = ({ timestamp, ttlMs }: Pick<Signal, 'timestamp' | 'ttlMs'>): number | undefined =>
	ttlMs === undefined ? undefined : timestamp + ttlMs;

/** Further ahead than this, its maker's clock cannot be trusted. */
export const signalFutureMs = 5000;

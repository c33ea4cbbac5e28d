import { backoffMs } from '../lib/backoff.js';
import type { Clock, Random } from '../lib/seams.js';
import type { LinkEnd } from './link-end.js';

export type RetryPolicy = {
	/** Failures in a row, the n of the backoff. */
	readonly failures: () => number;
	/** Books the end of a connection and tells how long to wait. `canHurry`: another socket's luck may shorten it. */
	readonly waitAfter: (how: LinkEnd) => { readonly ms: number; readonly canHurry: boolean };
	/** The venue let us in. */
	readonly welcomed: () => void;
	/** A connection was long enough of use. */
	readonly forgive: () => void;
	/** The world has changed: all that was learned of it no longer counts. */
	readonly reset: () => void;
};

const firstRetryMs = 250;
const baseRetryMs = 500;
const capMs = 15_000;
const longCapMs = 60_000;
const patientRefusalsMs = 60_000;
const longestVenueWaitMs = 300_000;

/**
 * How long to wait before the next attempt: U(0, 250 ms), then U(0, min(15 s, 0.5 s·2ⁿ)).
 * - The venue's own wait is honored (at most 5 min of it), and nobody hurries it.
 * - A token that is no longer good: at once, but only once until a connection was of use.
 * - The venue is busy, or has refused connections for a minute though it hands out tokens: the bound grows to 60 s. Where
 *   not even a token could be had it stays at 15 s, so that the end of an outage is noticed.
 */
export function createRetryPolicy({ clock, random }: { readonly clock: Clock; readonly random: Random }): RetryPolicy {
	let failures = 0;
	let refusedSince: number | undefined;
	let retriedExpired = false;

	const capFor = (how: LinkEnd) => {
		const refusedForLong = refusedSince !== undefined && clock.monoNow() - refusedSince > patientRefusalsMs;
		return how.kind === 'throttled' || (how.kind === 'refused' && refusedForLong) ? longCapMs : capMs;
	};

	return {
		failures: () => failures,
		waitAfter: how => {
			failures++;
			if (how.kind === 'refused') {
				refusedSince ??= clock.monoNow();
			}

			if (how.kind === 'expired' && !retriedExpired) {
				retriedExpired = true;
				return { ms: 0, canHurry: true };
			}

			if (how.retryAfterMs !== undefined) {
				const venueWait = Math.min(Math.max(0, how.retryAfterMs), longestVenueWaitMs);
				return { ms: venueWait + random() * firstRetryMs, canHurry: false };
			}

			const options = { firstMs: firstRetryMs, baseMs: baseRetryMs, capMs: capFor(how) };
			return { ms: backoffMs(random, failures, options), canHurry: how.kind !== 'throttled' };
		},
		welcomed: () => {
			refusedSince = undefined;
		},
		forgive: () => {
			failures = 0;
			retriedExpired = false;
		},
		reset: () => {
			failures = 0;
			refusedSince = undefined;
			retriedExpired = false;
		},
	};
}

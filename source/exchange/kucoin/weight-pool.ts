import type { Clock } from '../../lib/seams.js';

/** What one reply says of its pool. */
export type RateHeaders = {
	readonly limit: number;
	readonly remaining: number;
	/** Until the window resets, ms. */
	readonly resetMs: number;
};

/**
 * One of the venue's quotas of weight in fixed windows of 30 s that start with the first request. Half of it is ours to
 * spend, by our own count and by what the venue says is left. Source: KuCoin docs, Rate Limit.
 */
export type WeightPool = {
	/** Books `weight` and returns 0, or returns the ms to wait before asking again. */
	readonly take: (weight: number) => number;
	readonly learn: (headers: RateHeaders) => void;
	/** Nothing is sent from the pool for so long. */
	readonly block: (ms: number) => void;
};

const windowMs = 30_000;
const share = 0.5;

export function createWeightPool(clock: Clock, defaultLimit: number): WeightPool {
	let limit = defaultLimit;
	let windowEnd = 0;
	let spent = 0;
	let blockedUntil = 0;
	return {
		take: weight => {
			const now = clock.monoNow();
			if (now < blockedUntil) {
				return blockedUntil - now;
			}

			if (now >= windowEnd) {
				windowEnd = now + windowMs;
				spent = 0;
			}

			if (spent > 0 && spent + weight > limit * share) {
				return windowEnd - now;
			}

			spent += weight;
			return 0;
		},
		learn: headers => {
			const now = clock.monoNow();
			if (headers.limit > 0) {
				({ limit } = headers);
			}

			// Others behind the same address spend from the same quota.
			spent = Math.max(spent, headers.limit - headers.remaining);
			windowEnd = now + Math.min(headers.resetMs, windowMs);
		},
		block: ms => {
			blockedUntil = Math.max(blockedUntil, clock.monoNow() + ms);
		},
	};
}

const numberOf = (text: string | undefined): number | undefined => {
	const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
	return Number.isFinite(value) && value >= 0 ? value : undefined;
};

/** The `gw-ratelimit-*` headers; undefined unless all three are there. */
export function parseRateHeaders(headers: Readonly<Record<string, string | undefined>>): RateHeaders | undefined {
	const limit = numberOf(headers['gw-ratelimit-limit']);
	const remaining = numberOf(headers['gw-ratelimit-remaining']);
	const resetMs = numberOf(headers['gw-ratelimit-reset']);
	return limit === undefined || remaining === undefined || resetMs === undefined
		? undefined
		: { limit, remaining, resetMs };
}

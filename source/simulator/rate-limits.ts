export type PoolName = 'Spot' | 'Management' | 'Public';

/** Quotas of VIP level 0, in weight units per window. Source: KuCoin docs, Rate Limit. */
export const poolQuotas: Readonly<Record<PoolName, number>> = { Spot: 4000, Management: 2000, Public: 2000 };

export const poolWindowMs = 30_000;

export type RateLimits = {
	/** Charges a pool; `allowed` is false when its quota was used up already. */
	readonly charge: (
		pool: PoolName,
		owner: number,
		weight: number,
	) => { readonly allowed: boolean; readonly headers: Readonly<Record<string, string>> };
	/** Replaces a quota; undefined = as published. */
	readonly setQuota: (pool: PoolName, quota: number | undefined) => void;
};

/** One fixed window of 30 s a pool and account, that begins with its first request. */
export function createRateLimits(deps: { readonly time: () => number }): RateLimits {
	const windows = new Map<string, { startedAt: number; used: number }>();
	const quotas = new Map<PoolName, number>();

	return {
		charge: (pool, owner, weight) => {
			const key = `${pool}:${owner}`;
			const now = deps.time();
			let window = windows.get(key);
			if (window === undefined || now - window.startedAt >= poolWindowMs) {
				window = { startedAt: now, used: 0 };
				windows.set(key, window);
			}

			const quota = quotas.get(pool) ?? poolQuotas[pool];
			const allowed = window.used + weight <= quota;
			window.used += allowed ? weight : 0;
			return {
				allowed,
				headers: {
					'gw-ratelimit-limit': String(quota),
					'gw-ratelimit-remaining': String(Math.max(0, quota - window.used)),
					'gw-ratelimit-reset': String(window.startedAt + poolWindowMs - now),
				},
			};
		},
		setQuota: (pool, quota) => {
			if (quota === undefined) {
				quotas.delete(pool);
			} else {
				quotas.set(pool, quota);
			}
		},
	};
}

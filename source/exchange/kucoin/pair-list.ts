import type { Clock } from '../../lib/seams.js';

/** Which pairs the venue has. */
export type PairList = {
	/** Undefined for every pair until a list was read. */
	readonly has: (symbol: string) => boolean | undefined;
	/** Whether any list that was read had it. */
	readonly had: (symbol: string) => boolean;
	/** The list was read. Tells whether some that were known are missing: it is to be read again after `againMs`. */
	readonly take: (symbols: readonly string[]) => boolean;
	/** The venue says that it has no such pair: whether the list is to be read for that now. */
	readonly suspect: (symbol: string) => boolean;
};

export const againMs = 10_000;
const longestPauseMs = 600_000;

/**
 * One list may be wrong: a pair is gone when another that is read ten seconds later lacks it too. Where an answer contradicts the
 * list, it is read for that ever more rarely, from once in ten seconds to once in ten minutes.
 */
export function createPairList(clock: Pick<Clock, 'monoNow'>): PairList {
	let known: ReadonlySet<string> | undefined;
	const ever = new Set<string>();
	/** By pair that was known: when a list lacked it first, monotonic ms. */
	const missingSince = new Map<string, number>();
	let suspectedAt = Number.NEGATIVE_INFINITY;
	let pauseMs = againMs;

	return {
		has: symbol => known?.has(symbol),
		had: symbol => ever.has(symbol),
		take(symbols) {
			const now = clock.monoNow();
			const listed = new Set(symbols);
			const doubtful = [...(known ?? [])].filter(symbol => {
				const since = missingSince.get(symbol) ?? now;
				if (!listed.has(symbol)) {
					missingSince.set(symbol, since);
				}

				return !listed.has(symbol) && now - since < againMs;
			});
			for (const symbol of listed) {
				ever.add(symbol);
				missingSince.delete(symbol);
			}

			known = new Set([...listed, ...doubtful]);
			return doubtful.length > 0;
		},
		suspect(symbol) {
			const now = clock.monoNow();
			const pausedMs = now - suspectedAt;
			if (known?.has(symbol) !== true || pausedMs < pauseMs) {
				return false;
			}

			pauseMs = pausedMs > longestPauseMs ? againMs : Math.min(2 * pauseMs, longestPauseMs);
			suspectedAt = now;
			return true;
		},
	};
}

import type { Clock } from '../../lib/seams.js';
import type { Instrument } from '../../model/instrument.js';

/** Which pairs the venue has. */
export type PairList = {
	/** Undefined for every pair until a list was read. */
	readonly has: (symbol: string) => boolean | undefined;
	/** Whether any list that was read had it. */
	readonly had: (symbol: string) => boolean;
	/** The list was read. Returns all pairs, those among them that it lacks and may lack by mistake. */
	readonly take: (instruments: readonly Instrument[]) => readonly Instrument[];
	/** Whether pairs are held on to that the last list lacked: it is to be read again after `againMs`. */
	readonly isDoubtful: () => boolean;
	/** The venue says that it has no such pair: whether the list is to be read for that now. */
	readonly suspect: (symbol: string) => boolean;
};

export const againMs = 10_000;
const longestPauseMs = 600_000;

/**
 * One list may be wrong: a pair is gone when another that is read ten seconds later lacks it too. Where an answer contradicts the
 * list, it is read for that pair ever more rarely, from once in ten seconds to once in ten minutes.
 */
export function createPairList(clock: Pick<Clock, 'monoNow'>): PairList {
	let known: ReadonlyMap<string, Instrument> | undefined;
	const ever = new Set<string>();
	/** By pair that is held on to: when a list lacked it first, monotonic ms. */
	const missingSince = new Map<string, number>();
	const suspicions = new Map<string, { readonly at: number; readonly pauseMs: number }>();

	return {
		has: symbol => known?.has(symbol),
		had: symbol => ever.has(symbol),
		take(instruments) {
			const now = clock.monoNow();
			const pairs = new Map(instruments.map(instrument => [instrument.symbol, instrument]));
			for (const symbol of pairs.keys()) {
				ever.add(symbol);
				missingSince.delete(symbol);
			}

			for (const [symbol, instrument] of known ?? []) {
				const since = missingSince.get(symbol) ?? now;
				if (pairs.has(symbol)) {
					continue;
				}

				if (now - since < againMs) {
					missingSince.set(symbol, since);
					pairs.set(symbol, instrument);
				} else {
					missingSince.delete(symbol);
				}
			}

			known = pairs;
			return [...pairs.values()];
		},
		isDoubtful: () => missingSince.size > 0,
		suspect(symbol) {
			const now = clock.monoNow();
			const { at, pauseMs } = suspicions.get(symbol) ?? { at: Number.NEGATIVE_INFINITY, pauseMs: againMs };
			if (known?.has(symbol) !== true || now - at < pauseMs) {
				return false;
			}

			const isNews = now - at > 2 * longestPauseMs;
			suspicions.set(symbol, { at: now, pauseMs: isNews ? againMs : Math.min(2 * pauseMs, longestPauseMs) });
			return true;
		},
	};
}

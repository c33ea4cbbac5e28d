import type { Clock } from '../../lib/seams.js';

/** Whether the way to the terminal is too slow for full frames, by how long writes had to wait. */
export type SlowLink = {
	/** A write began to wait: the terminal, or the line to it, takes no more. */
	readonly beginStall: () => void;
	/** It was taken. */
	readonly endStall: () => void;
	/** As of now. Asked at every frame. */
	readonly isSlow: () => boolean;
};

const windowMs = 10_000;
/** In the window: so many writes waited, and for so long in all. One long wait is a terminal that stopped reading. */
const leastStalls = 4;
const leastStalledMs = 1500;
/** A shorter wait is the ordinary business of two programs on one machine. */
const leastStallMs = 30;
/** Full frames are tried again after so long without a stall; each time that this was too early, twice as long. */
const calmMs = 60_000;
const longestCalmMs = 16 * 60_000;
const relapseMs = 60_000;

export function createSlowLink(clock: Pick<Clock, 'monoNow'>): SlowLink {
	let stalls: { readonly endedAt: number; readonly ms: number }[] = [];
	let stalledSince: number | undefined;
	let isSlow = false;
	let lastStallAt = Number.NEGATIVE_INFINITY;
	let easedAt = Number.NEGATIVE_INFINITY;
	let calm = calmMs;

	const judge = (now: number): void => {
		stalls = stalls.filter(({ endedAt }) => now - endedAt < windowMs);
		const sum = stalls.reduce((total, { ms }) => total + ms, 0);
		if (!isSlow && stalls.length >= leastStalls && sum >= leastStalledMs) {
			isSlow = true;
			calm = now - easedAt < relapseMs ? Math.min(longestCalmMs, calm * 2) : calmMs;
		}
	};

	return {
		beginStall() {
			stalledSince ??= clock.monoNow();
		},
		endStall() {
			const now = clock.monoNow();
			const ms = stalledSince === undefined ? 0 : now - stalledSince;
			stalledSince = undefined;
			if (ms >= leastStallMs) {
				lastStallAt = now;
				stalls.push({ endedAt: now, ms: Math.min(ms, windowMs / leastStalls) });
				judge(now);
			}
		},
		isSlow() {
			const now = clock.monoNow();
			if (isSlow && stalledSince === undefined && now - lastStallAt >= calm) {
				isSlow = false;
				stalls = [];
				easedAt = now;
			}

			return isSlow;
		},
	};
}

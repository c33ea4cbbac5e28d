import { backoffMs } from '../lib/backoff.js';
import type { Cancel, Clock, Random } from '../lib/seams.js';

/** How a connection ended; a wait that the other side asks for is the least that is waited. */
export type Ended = { readonly text: string; readonly waitMs?: number };

export type KeepOpen = { readonly start: () => void; readonly stop: () => void };

const backoff = { firstMs: 500, baseMs: 1_000, capMs: 60_000 };
const stableMs = 30_000;
const longestWaitMs = 300_000;

/**
 * Keeps one connection open for ever. `connect` opens one, calls `onLive` when it is of use and `onEnd` once when it is
 * over, and returns what drops it. The wait before the next attempt grows with the failures in a row to a minute; half a
 * minute live makes it forget them.
 */
export function createKeepOpen(
	{ clock, random, say }: { readonly clock: Clock; readonly random: Random; readonly say: (text: string) => void },
	connect: (events: { readonly onLive: () => void; readonly onEnd: (how: Ended) => void }) => Cancel,
): KeepOpen {
	let isStopped = false;
	let failures = 0;
	let saidFailure = '';
	let cancelWait: Cancel | undefined;
	let drop: Cancel | undefined;

	const attempt = (): void => {
		let liveAt: number | undefined;
		let isOver = false;
		cancelWait = undefined;
		const dropThis = connect({
			onLive: () => {
				liveAt = clock.monoNow();
				if (saidFailure !== '') {
					saidFailure = '';
					say('connected');
				}
			},
			onEnd: ({ text, waitMs = 0 }) => {
				if (isOver || isStopped) {
					return;
				}

				isOver = true;
				drop = undefined;
				const wasStable = liveAt !== undefined && clock.monoNow() - liveAt >= stableMs;
				failures = wasStable ? 1 : failures + 1;
				if (text !== saidFailure) {
					saidFailure = text;
					say(`${text}; trying again`);
				}

				const leastMs = Math.min(Math.max(0, waitMs), longestWaitMs);
				cancelWait = clock.after(Math.max(leastMs, backoffMs(random, failures, backoff)), attempt);
			},
		});
		if (!isOver) {
			drop = dropThis;
		}
	};

	return {
		start: attempt,
		stop: () => {
			isStopped = true;
			cancelWait?.();
			drop?.();
		},
	};
}

import { backoffMs } from '../lib/backoff.js';
import { formatAge } from '../lib/format.js';
import type { Cancel, Clock, Random } from '../lib/seams.js';

/** How a connection ended; a wait that the other side asks for is the least that is waited. */
export type Ended = { readonly text: string; readonly waitMs?: number };

export type KeepOpen = {
	readonly start: () => void;
	readonly stop: () => void;
	/** Whether the connection is of use, and what becomes of it where it is not. */
	readonly standing: () => { readonly isUp: boolean; readonly text: string };
};

const backoff = { firstMs: 500, baseMs: 1_000, capMs: 60_000 };
const stableMs = 30_000;
const longestWaitMs = 300_000;

/**
 * Keeps one connection open for ever. `connect` opens one, calls `onLive` when it is of use and `onEnd` once when it is
 * over, and returns what drops it. The wait before the next attempt grows with the failures in a row to a minute; half a
 * minute live makes it forget them.
 */
export function createKeepOpen(
	{
		clock,
		random,
		say,
		upWord = 'connected',
	}: {
		readonly clock: Clock;
		readonly random: Random;
		readonly say: (text: string) => void;
		/** What it is when it is of use. */
		readonly upWord?: string;
	},
	connect: (events: { readonly onLive: () => void; readonly onEnd: (how: Ended) => void }) => Cancel,
): KeepOpen {
	let isStopped = false;
	let failures = 0;
	let saidFailure = '';
	let cancelWait: Cancel | undefined;
	let drop: Cancel | undefined;
	let isUp = false;
	/** Of the next attempt, monotonic ms. */
	let nextAt = 0;

	const attempt = (): void => {
		let liveAt: number | undefined;
		let isOver = false;
		cancelWait = undefined;
		const dropThis = connect({
			onLive: () => {
				liveAt = clock.monoNow();
				isUp = true;
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
				isUp = false;
				const wasStable = liveAt !== undefined && clock.monoNow() - liveAt >= stableMs;
				failures = wasStable ? 1 : failures + 1;
				if (text !== saidFailure) {
					saidFailure = text;
					say(`${text}; trying again`);
				}

				const leastMs = Math.min(Math.max(0, waitMs), longestWaitMs);
				const wait = Math.max(leastMs, backoffMs(random, failures, backoff));
				nextAt = clock.monoNow() + wait;
				cancelWait = clock.after(wait, attempt);
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
		standing: () => {
			if (isUp) {
				return { isUp, text: upWord };
			}

			const text =
				cancelWait === undefined
					? 'connecting'
					: `try ${failures + 1} in ${formatAge(Math.max(0, nextAt - clock.monoNow()))}: ${saidFailure}`;
			return { isUp, text };
		},
	};
}

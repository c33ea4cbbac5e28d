import type { Cancel, Clock } from '../../lib/seams.js';
import type { BookDeltaEvent, BookSnapshotEvent, BookStatus, MarketEvent } from '../../model/market-event.js';
import { arrangeDelta, followSnapshot, judgeDelta, sortBuffer } from './book-continuity.js';
import { isApiError } from './errors.js';

/** Which topics bring the book: increments, whole pictures of 50 levels, or both while increments are on trial. */
export type BookMode = 'level2' | 'depth50' | 'both';

export type BookSyncDeps = {
	readonly clock: Clock;
	readonly publish: (event: MarketEvent) => void;
	readonly fetchSnapshot: (symbol: string) => Promise<BookSnapshotEvent>;
	readonly resubscribe: (symbol: string) => void;
	readonly setMode: (symbol: string, mode: BookMode) => void;
};

/** The continuity of one symbol's book. */
export type BookSync = {
	/** The topic of the increments was confirmed. */
	readonly confirmed: () => void;
	/** The subscription that brought the pushes is gone. */
	readonly lost: (reason: string) => void;
	readonly delta: (delta: BookDeltaEvent) => void;
	/** A push of the depth-50 topic. */
	readonly picture: (snapshot: BookSnapshotEvent) => void;
	/** The book is wrong, or with reason `reseed` merely too shallow: then it is replaced in place and stays live. */
	readonly resync: (reason: string) => void;
	readonly mode: () => BookMode;
	/** The last push of the depth-50 topic, while it is what is shown. */
	readonly lastPicture: () => BookSnapshotEvent | undefined;
	readonly sequence: () => number | undefined;
	/** Pushes dropped as already applied. */
	readonly duplicates: () => number;
	readonly stop: () => void;
};

const firstPushWaitMs = 500;
const firstRetryMs = 300;
const longestRetryMs = 5000;
const oldBeforeResubscribe = 5;
const triesBeforeBreaker = 6;
const crossedWindowMs = 600_000;
const crossedBeforeBreaker = 3;
const firstBreakerMs = 60_000;
const longestBreakerMs = 600_000;
const maxBuffered = 5000;
const reseedPauseMs = 2000;

/**
 * Keeps one book in step with the venue:
 *
 * 1. Subscribe to `/market/level2`; from the first push on, keep the pushes.
 * 2. After the ack and one push (or 0.5 s without), read the snapshot; its sequence is S.
 * 3. If the first kept push starts above S + 1, the snapshot is older than the pushes: read again after 0.3, 0.6, … 5 s;
 *    after five times subscribe anew, after six give up on increments and take the depth-50 topic: for one minute, then
 *    two, at most ten.
 * 4. Replay the kept pushes in order, then follow the live ones, each: `sequenceEnd ≤ S` → drop; `sequenceStart > S + 1`
 *    → gap: say so at once and go to 2, keeping this push; else apply, S = `sequenceEnd`.
 * 5. Of a push that straddles S only the rows with a sequence of their own above S are applied; price `"0"` changes only
 *    the sequence, size `"0"` deletes. A row's own sequence says nothing of continuity.
 * 6. A crossed book means a lost push: the book's keeper says so by `resync`; three in ten minutes → depth-50 topic for ten.
 *
 * Source: KuCoin docs, Orderbook – Increment (Calibration procedure).
 */
export function createBookSync(deps: BookSyncDeps, symbol: string): BookSync {
	const { clock, publish } = deps;
	let phase: 'idle' | 'waiting' | 'fetching' | 'live' = 'idle';
	let mode: BookMode = 'level2';
	let sequence = 0;
	let buffer: BookDeltaEvent[] = [];
	let reseedBuffer: BookDeltaEvent[] | undefined;
	let lastReseedAt = Number.NEGATIVE_INFINITY;
	let duplicates = 0;
	let tries = 0;
	let trips = 0;
	let epoch = 0;
	let status: BookStatus = 'sync';
	let isPictureLive = false;
	let lastPicture: BookSnapshotEvent | undefined;
	let isConfirmed = false;
	let crossedAt: number[] = [];
	let timer: Cancel | undefined;
	let breakerTimer: Cancel | undefined;

	function tell(next: BookStatus, reason: string): void {
		status = next;
		// While increments are on trial the pictures are what is shown.
		if (mode === 'level2') {
			publish({ type: 'book-status', symbol, status: next, reason, receivedAt: clock.wallNow() });
		}
	}

	const clearTimer = (): void => {
		timer?.();
		timer = undefined;
	};

	function schedule(delayMs: number, run: () => void): void {
		clearTimer();
		timer = clock.after(delayMs, run);
	}

	function begin(next: BookStatus, reason: string, kept: BookDeltaEvent[]): void {
		epoch += 1;
		clearTimer();
		phase = 'waiting';
		buffer = kept;
		reseedBuffer = undefined;
		tell(next, reason);
		if (tries > 0 && isConfirmed) {
			// Subscribed anew after failures: the next try keeps its distance.
			schedule(retryDelayMs(), fetchSnapshot);
		} else if (kept.length > 0 && isConfirmed) {
			fetchSnapshot();
		} else if (isConfirmed) {
			schedule(firstPushWaitMs, fetchSnapshot);
		}
	}

	function fetchSnapshot(): void {
		clearTimer();
		phase = 'fetching';
		const asked = epoch;
		deps.fetchSnapshot(symbol).then(
			snapshot => {
				if (asked === epoch) {
					onSnapshot(snapshot);
				}
			},
			(error: unknown) => {
				if (asked === epoch) {
					retry(isApiError(error) ? `snapshot ${error.venueCode ?? `HTTP ${error.status}`}` : 'snapshot failed');
				}
			},
		);
	}

	const retryDelayMs = (): number => Math.min(longestRetryMs, firstRetryMs * 2 ** (tries - 1));

	function retry(reason: string): void {
		tries += 1;
		if (tries >= triesBeforeBreaker) {
			trip(Math.min(longestBreakerMs, firstBreakerMs * 2 ** trips));
			return;
		}

		tell(status, `${reason} ×${tries}`);
		if (tries === oldBeforeResubscribe) {
			deps.resubscribe(symbol);
		}

		schedule(retryDelayMs(), fetchSnapshot);
	}

	function onSnapshot(snapshot: BookSnapshotEvent): void {
		const sorted = sortBuffer(buffer);
		const { hole } = followSnapshot(snapshot.sequence, sorted);
		if (hole !== undefined) {
			// What came before the hole cannot help any more: only a snapshot from behind it can.
			buffer = sorted.slice(hole);
			retry('snapshot old');
			return;
		}

		buffer = [];
		phase = 'live';
		tries = 0;
		trips = 0;
		if (mode === 'both') {
			mode = 'level2';
			isPictureLive = false;
			deps.setMode(symbol, 'level2');
		}

		publish(snapshot);
		({ sequence } = snapshot);
		replay(sorted);
		tell('live', '');
	}

	function replay(sorted: readonly BookDeltaEvent[]): void {
		const seed = sequence;
		for (const delta of sorted) {
			if (judgeDelta(delta, sequence) === 'next') {
				applyNext(delta);
			} else if (delta.sequenceEnd > seed) {
				// What the snapshot holds already is no fault of the feed.
				duplicates += 1;
			}
		}
	}

	function applyNext(delta: BookDeltaEvent): void {
		const arranged = arrangeDelta(delta, sequence);
		sequence = delta.sequenceEnd;
		publish(arranged);
	}

	/** Gives up on increments for a while: whole pictures heal themselves. */
	function trip(forMs: number): void {
		const wasPicture = mode !== 'level2';
		epoch += 1;
		trips += 1;
		tries = 0;
		clearTimer();
		phase = 'idle';
		isConfirmed = false;
		buffer = [];
		reseedBuffer = undefined;
		crossedAt = [];
		if (!wasPicture) {
			isPictureLive = false;
			tell('sync', 'L2 → depth50');
		}

		mode = 'depth50';
		deps.setMode(symbol, mode);
		breakerTimer?.();
		breakerTimer = clock.after(forMs, () => {
			mode = 'both';
			deps.setMode(symbol, mode);
		});
	}

	function follow(delta: BookDeltaEvent): void {
		const standing = judgeDelta(delta, sequence);
		if (standing === 'old') {
			duplicates += 1;
		} else if (standing === 'next') {
			reseedBuffer?.push(delta);
			applyNext(delta);
		} else {
			begin('gap', `${delta.sequenceStart - sequence - 1} missing`, [delta]);
		}
	}

	function reseed(attempt: number): void {
		lastReseedAt = clock.monoNow();
		const asked = epoch;
		deps.fetchSnapshot(symbol).then(
			snapshot => {
				if (asked === epoch && phase === 'live' && reseedBuffer !== undefined) {
					onReseed(snapshot, attempt);
				}
			},
			() => {
				if (asked === epoch) {
					reseedBuffer = undefined;
				}
			},
		);
	}

	function onReseed(snapshot: BookSnapshotEvent, attempt: number): void {
		const kept = reseedBuffer ?? [];
		const { end, hole } = followSnapshot(snapshot.sequence, kept);
		if (hole !== undefined || end < sequence) {
			if (attempt >= oldBeforeResubscribe) {
				reseedBuffer = undefined;
			} else {
				schedule(Math.min(longestRetryMs, firstRetryMs * 2 ** attempt), () => reseed(attempt + 1));
			}

			return;
		}

		reseedBuffer = undefined;
		publish(snapshot);
		({ sequence } = snapshot);
		for (const delta of kept) {
			if (judgeDelta(delta, sequence) === 'next') {
				applyNext(delta);
			}
		}
	}

	function noteCrossed(): boolean {
		const now = clock.monoNow();
		crossedAt = [...crossedAt.filter(at => now - at < crossedWindowMs), now];
		return crossedAt.length >= crossedBeforeBreaker;
	}

	return {
		confirmed: () => {
			isConfirmed = true;
			if (mode === 'depth50') {
				return;
			}

			if (phase === 'idle') {
				begin('sync', '', []);
			} else if (phase === 'waiting' && timer === undefined) {
				if (buffer.length > 0) {
					fetchSnapshot();
				} else {
					schedule(firstPushWaitMs, fetchSnapshot);
				}
			}
		},
		lost: reason => {
			if (phase === 'idle' && !isPictureLive) {
				isConfirmed = false;
				return;
			}

			epoch += 1;
			clearTimer();
			phase = 'idle';
			isConfirmed = false;
			isPictureLive = false;
			buffer = [];
			reseedBuffer = undefined;
			status = 'sync';
			if (reason === 'socket lost') {
				tries = 0;
			}

			publish({ type: 'book-status', symbol, status, reason, receivedAt: clock.wallNow() });
		},
		delta: delta => {
			if (phase === 'live') {
				follow(delta);
			} else if (mode !== 'depth50') {
				if (phase === 'idle') {
					begin('sync', '', []);
				}

				buffer.push(delta);
				if (buffer.length > maxBuffered) {
					buffer.splice(0, maxBuffered / 2);
				}

				if (phase === 'waiting' && isConfirmed && tries === 0) {
					fetchSnapshot();
				}
			}
		},
		picture: snapshot => {
			if (mode === 'level2') {
				return;
			}

			lastPicture = snapshot;
			publish(snapshot);
			if (!isPictureLive) {
				isPictureLive = true;
				publish({ type: 'book-status', symbol, status: 'live', reason: 'top 50', receivedAt: clock.wallNow() });
			}
		},
		resync: reason => {
			if (phase !== 'live' || mode !== 'level2') {
				return;
			}

			if (reason === 'reseed') {
				if (reseedBuffer === undefined && clock.monoNow() - lastReseedAt >= reseedPauseMs) {
					reseedBuffer = [];
					reseed(0);
				}
			} else if (reason === 'crossed' && noteCrossed()) {
				trip(longestBreakerMs);
			} else {
				begin('gap', reason, []);
				fetchSnapshot();
			}
		},
		mode: () => mode,
		lastPicture: () => (isPictureLive ? lastPicture : undefined),
		sequence: () => (phase === 'live' ? sequence : undefined),
		duplicates: () => duplicates,
		stop: () => {
			epoch += 1;
			clearTimer();
			breakerTimer?.();
		},
	};
}

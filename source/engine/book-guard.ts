import type { Clock } from '../lib/seams.js';
import type { Feed } from '../market/feed.js';
import type { StoreEvent } from '../store/apply.js';
import type { State, SymbolState } from '../store/state.js';

/** How long a snapshot that replaces a used-up one is waited for before it is asked for again. */
const reseedPatienceMs = 10_000;

const repairPauseMs = 1000;

/** A side that the book lost by itself is suspicious for longer than a market needs to refill it. */
const lostSideMs = 1000;

/** Asking again about an empty side sooner would keep a dead market's book in sync forever. */
const lostSidePauseMs = 30_000;

/** Sends books back to the feed: broken ones at once, used-up ones while they are still shown. */
export type BookGuard = {
	/** After every event that the store has applied. */
	readonly check: (event: StoreEvent) => void;
	/** Once a second. */
	readonly tick: () => void;
};

export function createBookGuard(clock: Clock, state: State, feed: Pick<Feed, 'resyncBook'>): BookGuard {
	const reseedAskedAt = new Map<string, number>();
	const repairAskedAt = new Map<string, number>();
	const lostSideAskedAt = new Map<string, number>();

	/** Asks unless it did so less than `pauseMs` ago. */
	const ask = (asked: Map<string, number>, symbol: string, reason: string, pauseMs: number): boolean => {
		const now = clock.monoNow();
		const before = asked.get(symbol);
		if (before !== undefined && now - before < pauseMs) {
			return false;
		}

		asked.set(symbol, now);
		feed.resyncBook(symbol, reason);
		return true;
	};

	/** A venue that keeps sending broken snapshots must not drive us round in circles: at most one request a second. */
	const repair = (symbol: SymbolState): void => {
		const { resyncReason } = symbol;
		if (resyncReason === undefined) {
			return;
		}

		// Before the feed is asked: it may answer in this very call, and with another broken book.
		symbol.resyncReason = undefined;
		if (!ask(repairAskedAt, symbol.symbol, resyncReason, repairPauseMs)) {
			symbol.resyncReason = resyncReason;
		}
	};

	return {
		check(event) {
			if (
				event.type !== 'book-delta' &&
				event.type !== 'book-snapshot' &&
				event.type !== 'book-audit' &&
				event.type !== 'book-status'
			) {
				return;
			}

			const symbol = state.symbols.get(event.symbol);
			if (symbol === undefined) {
				return;
			}

			if (symbol.resyncReason !== undefined) {
				repair(symbol);
			} else if (event.type === 'book-snapshot') {
				reseedAskedAt.delete(event.symbol);
			} else if (symbol.bookStatus === 'live' && symbol.book.needsReseed()) {
				ask(reseedAskedAt, event.symbol, 'reseed', reseedPatienceMs);
			}
		},
		tick() {
			const now = clock.monoNow();
			for (const symbol of state.symbols.values()) {
				repair(symbol);
				const { lostSideAt } = symbol;
				if (lostSideAt !== undefined && symbol.bookStatus === 'live' && now - lostSideAt >= lostSideMs) {
					ask(lostSideAskedAt, symbol.symbol, 'empty side', lostSidePauseMs);
				}
			}
		},
	};
}

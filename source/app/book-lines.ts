import type { EngineEvent } from '../engine/engine.js';
import type { Clock } from '../lib/seams.js';
import { judgeStream } from '../store/judge.js';
import type { State, SymbolState } from '../store/state.js';
import type { EventWriter } from './event-writer.js';
import { type BookLineState, encodeBook } from './events-json.js';

export type BookLines = {
	/** Looks at the book that an event may have changed, and at all of them after news of connections. */
	readonly note: (event: EngineEvent) => void;
	/** Looks at what time alone has changed. */
	readonly review: () => void;
};

type Watched = {
	readonly symbol: SymbolState;
	readonly key: string;
	readonly encodeNow: () => string;
	state: BookLineState | undefined;
};

/**
 * Writes a book line for every change that was applied while the book is live, and for every change of its state. Behind
 * a slow reader only the newest book of a symbol is kept, yet every change of state.
 */
export function createBookLines(
	{ clock, state, writer }: { readonly clock: Clock; readonly state: State; readonly writer: EventWriter },
	{ depth }: { readonly depth: number },
): BookLines {
	const watched = new Map<string, Watched>();

	const watch = (symbol: SymbolState): Watched => {
		const encodeNow = (): string =>
			encodeBook({
				symbol: symbol.symbol,
				state: entry.state ?? 'sync',
				book: symbol.book,
				depth,
				receivedAt: entry.state === 'live' ? symbol.book.receivedAt : Math.floor(clock.wallNow()),
			});
		const entry: Watched = { symbol, key: `book ${symbol.symbol}`, encodeNow, state: undefined };
		watched.set(symbol.symbol, entry);
		return entry;
	};

	/** True when the state changed, and its line is written. */
	const updateState = (entry: Watched): boolean => {
		const next = bookLineState(state, entry.symbol, clock.monoNow());
		if (next === entry.state) {
			return false;
		}

		entry.state = next;
		writer.writeEach(entry.encodeNow());
		return true;
	};

	const entryOf = (name: string): Watched | undefined => {
		const entry = watched.get(name);
		const symbol = entry?.symbol ?? state.symbols.get(name);
		return entry ?? (symbol === undefined ? undefined : watch(symbol));
	};

	const review = (): void => {
		for (const name of state.symbols.keys()) {
			const entry = entryOf(name);
			if (entry !== undefined) {
				updateState(entry);
			}
		}
	};

	return {
		note: event => {
			switch (event.type) {
				case 'book-delta':
				case 'book-snapshot': {
					const entry = entryOf(event.symbol);
					if (entry === undefined) {
						return;
					}

					// The full judgment is for states that can have changed; a live book that stays in order stays live.
					const mayDiffer = entry.state !== 'live' || entry.symbol.bookStatus !== 'live';
					if ((!mayDiffer || !updateState(entry)) && entry.state === 'live') {
						writer.writeNewest(entry.key, entry.encodeNow);
					}

					return;
				}

				case 'book-status':
				case 'book-audit':
				case 'probe':
				case 'topic': {
					const entry = event.symbol === undefined ? undefined : entryOf(event.symbol);
					if (entry !== undefined) {
						updateState(entry);
					}

					return;
				}

				case 'socket':
					review();
					return;
				default:
			}
		},
		review,
	};
}

const lineStates = { LIVE: 'live', AGEING: 'live', STALE: 'stale', GAP: 'gap', SYNC: 'sync' } as const;

/** An old book is still the exchange's own as long as nothing contradicts it: ageing alone leaves it live. */
function bookLineState(state: State, symbol: SymbolState, now: number): BookLineState {
	return lineStates[judgeStream(state, symbol, 'book', now).state];
}

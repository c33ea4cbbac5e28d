import type { EngineEvent } from '../engine/engine.js';
import type { SocketState } from '../model/health-event.js';
import type { BookStatus } from '../model/market-event.js';
import type { State } from '../store/state.js';

/** What a health line needs to know of one socket. Counters run from the program's start, over reconnects. */
export type SocketTally = {
	readonly socket: string;
	state: SocketState;
	reason: string | undefined;
	attempt: number;
	nextAttemptAt: number | undefined;
	reconnects: number;
	gaps: number;
	malformed: number;
	duplicates: number;
	latencyMs: number | undefined;
};

export type SocketLedger = {
	/** Books one event that the store has applied; returns the socket whose state it changed. */
	readonly note: (event: EngineEvent) => SocketTally | undefined;
	readonly sockets: () => IterableIterator<SocketTally>;
};

/** Sorts what happens to connections by socket. */
export function createSocketLedger(state: State): SocketLedger {
	const tallies = new Map<string, SocketTally>();
	const bookStatus = new Map<string, BookStatus>();

	const tallyOf = (socket: string): SocketTally => {
		let tally = tallies.get(socket);
		if (tally === undefined) {
			tally = {
				socket,
				state: 'idle',
				reason: undefined,
				attempt: 0,
				nextAttemptAt: undefined,
				reconnects: 0,
				gaps: 0,
				malformed: 0,
				duplicates: 0,
				latencyMs: undefined,
			};
			tallies.set(socket, tally);
		}

		return tally;
	};

	/** The store itself can find a gap in any book event, so its word counts, not the event's. */
	const noteBook = (name: string): void => {
		const symbol = state.symbols.get(name);
		if (symbol === undefined || bookStatus.get(name) === symbol.bookStatus) {
			return;
		}

		bookStatus.set(name, symbol.bookStatus);
		const socket = symbol.streams.book.socket ?? tallies.keys().next().value;
		if (symbol.bookStatus === 'gap' && socket !== undefined) {
			tallyOf(socket).gaps += 1;
		}
	};

	return {
		note: event => {
			switch (event.type) {
				case 'book-delta':
				case 'book-snapshot':
				case 'book-status':
				case 'book-audit':
					noteBook(event.symbol);
					return undefined;
				case 'socket': {
					const tally = tallyOf(event.socket);
					const changed = tally.state !== event.state;
					tally.state = event.state;
					tally.reason = event.reason;
					tally.attempt = event.attempt;
					tally.nextAttemptAt = event.nextAttemptAt;
					tally.reconnects = event.reconnects;
					return changed ? tally : undefined;
				}

				case 'socket-sample': {
					const tally = tallyOf(event.socket);
					tally.latencyMs = event.latencyP50;
					tally.duplicates = event.duplicates;
					return undefined;
				}

				case 'malformed':
					tallyOf(event.socket).malformed += 1;
					return undefined;
				default:
					return undefined;
			}
		},
		sockets: () => tallies.values(),
	};
}

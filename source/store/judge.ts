import { intervalMs } from '../market/candles.js';
import {
	type BookFacts,
	type CandleFacts,
	describeSocket,
	type Freshness,
	isSocketUp,
	judgeFreshness,
} from '../market/freshness.js';
import type { SocketRecord, State, Streams, SymbolState } from './state.js';

export type PublicStream = keyof Streams;

/** Freshness of one stream of a symbol. `now` is monotonic ms. */
export function judgeStream(state: State, symbol: SymbolState, stream: PublicStream, now: number): Freshness {
	const facts = symbol.streams[stream];
	const record = facts.socket === undefined ? worstMarketSocket(state) : state.sockets.get(facts.socket);
	return judgeFreshness(
		facts,
		record?.event,
		{
			book: stream === 'book' ? bookFacts(symbol) : undefined,
			candles: stream === 'candles' ? candleFacts(state, symbol) : undefined,
		},
		now,
	);
}

/** Whether any socket of market data is up, and if not, why. */
export function judgeSockets(state: State, now: number): Freshness {
	let down: SocketRecord | undefined;
	let suspected = false;
	let ageMs: number | undefined;
	let isUp = false;
	for (const record of state.sockets.values()) {
		const { event } = record;
		if (event === undefined || !isMarketSocket(record.socket)) {
			continue;
		}

		const age = frameAge(record, now);
		ageMs = age === undefined ? ageMs : Math.min(age, ageMs ?? age);
		if (event.state === 'live' || event.state === 'draining') {
			isUp = true;
		} else if (event.state === 'stale') {
			suspected = true;
		} else {
			down ??= record;
		}
	}

	if (isUp) {
		return { state: 'LIVE', ageMs, note: '' };
	}

	if (suspected) {
		return { state: 'AGEING', ageMs, note: 'no data' };
	}

	const note = down?.event === undefined ? '' : describeSocket(down.event, now);
	const everConnected = ageMs !== undefined || (down?.event?.attempt ?? 0) > 1;
	return { state: everConnected ? 'STALE' : 'SYNC', ageMs, note };
}

/** Since the last frame of a socket, carried on from its last sample. */
export function frameAge(record: SocketRecord, now: number): number | undefined {
	const { sample, sampledAt } = record;
	return sample?.ageMs === undefined || sampledAt === undefined ? undefined : sample.ageMs + (now - sampledAt);
}

export const isMarketSocket = (socket: string): boolean => !socket.startsWith('private');

/** A stream without a topic of its own yet says what its socket will say: nothing while all is well. */
function worstMarketSocket(state: State): SocketRecord | undefined {
	let down: SocketRecord | undefined;
	for (const record of state.sockets.values()) {
		if (record.event === undefined || !isMarketSocket(record.socket)) {
			continue;
		}

		if (isSocketUp(record.event.state)) {
			return undefined;
		}

		down ??= record;
	}

	return down;
}

function bookFacts(symbol: SymbolState): BookFacts {
	return { status: symbol.bookStatus, reason: symbol.bookReason, source: symbol.book.source };
}

function candleFacts(state: State, symbol: SymbolState): CandleFacts | undefined {
	const newest = symbol.candles.get(state.candleInterval)?.newest();
	const { lastDataAt } = symbol.streams.candles;
	if (newest === undefined || lastDataAt === undefined) {
		return undefined;
	}

	// The bar's end on the monotonic clock, by the moment at which the bar was last told.
	const endsInMs = newest.start + intervalMs[state.candleInterval] - (newest.receivedAt + (state.clockOffsetMs ?? 0));
	return { barEndsAt: lastDataAt + endsInMs, lastTradeAt: symbol.lastTradeAt };
}

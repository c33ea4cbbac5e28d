import { createRingBuffer, type RingBuffer } from '../lib/ring-buffer.js';
import { createStreamFacts, noteData, type StreamFacts } from '../market/stream-facts.js';
import type { BoardEvent } from '../model/market-event.js';

/** What is kept of a pair that is not watched: a few texts, their numbers to sort by, and a coarse line. */
export type BoardRecord = {
	readonly symbol: string;
	last: string | undefined;
	price: number;
	bid: number;
	ask: number;
	changeRate: number;
	volume: number;
	quoteVolume: number;
	/** Last prices, one each ten seconds; made with its first point. */
	line: RingBuffer<number> | undefined;
};

/** Every pair of the venue, while somebody looks at it. */
export type Board = {
	isWanted: boolean;
	readonly rows: Map<string, BoardRecord>;
	readonly facts: StreamFacts;
	/** Monotonic ms of the last point of the lines. */
	sampledAt: number;
};

const linePoints = 24;
const sampleMs = 10_000;

export const createBoard = (): Board => ({
	isWanted: false,
	rows: new Map(),
	facts: createStreamFacts('board'),
	sampledAt: Number.NEGATIVE_INFINITY,
});

const numberOf = (text: string | undefined): number => (text === undefined ? Number.NaN : Number(text));

export function applyBoard(board: Board, event: BoardEvent, now: number): void {
	if (!board.isWanted) {
		return;
	}

	for (const row of event.rows) {
		let record = board.rows.get(row.symbol);
		if (record === undefined) {
			record = {
				symbol: row.symbol,
				last: undefined,
				price: Number.NaN,
				bid: Number.NaN,
				ask: Number.NaN,
				changeRate: Number.NaN,
				volume: Number.NaN,
				quoteVolume: Number.NaN,
				line: undefined,
			};
			board.rows.set(row.symbol, record);
		}

		if (row.last !== undefined) {
			record.last = row.last;
			record.price = Number(row.last);
		}

		record.bid = 'bestBid' in row ? numberOf(row.bestBid) : record.bid;
		record.ask = 'bestAsk' in row ? numberOf(row.bestAsk) : record.ask;
		record.changeRate = 'changeRate' in row ? numberOf(row.changeRate) : record.changeRate;
		record.volume = 'volume' in row ? numberOf(row.volume) : record.volume;
		record.quoteVolume = 'quoteVolume' in row ? numberOf(row.quoteVolume) : record.quoteVolume;
	}

	noteData(board.facts, now, 0);
}

/** Called each second: a point of every line each ten. */
export function sampleBoard(board: Board, now: number): void {
	if (!board.isWanted || now - board.sampledAt < sampleMs) {
		return;
	}

	board.sampledAt = now;
	for (const record of board.rows.values()) {
		if (record.price > 0) {
			record.line ??= createRingBuffer(linePoints);
			record.line.push(record.price);
		}
	}
}

/** What nobody looks at takes no room. */
export function wantBoard(board: Board, isWanted: boolean): void {
	board.isWanted = isWanted;
	board.rows.clear();
	board.facts.lastDataAt = undefined;
	board.sampledAt = Number.NEGATIVE_INFINITY;
}

import { decimalsIn } from '../lib/decimal-number.js';
import {
	type BookAuditEvent,
	type BookChange,
	type BookDeltaEvent,
	type BookSnapshotEvent,
	type BookSource,
	type ChangeNumbers,
	numbersPerChange,
} from '../model/market-event.js';
import { type AuditOutcome, compareTop } from './book-audit.js';
import { BookHistory } from './book-history.js';
import { type BookSide, PriceLevels } from './price-levels.js';
import { findNewestRows, isOutdatedRow } from './repeated-rows.js';

/**
 * What became of one message.
 * `duplicate`: nothing of it is new. `unseeded`: there is no snapshot to apply it to. `gap`: messages are missing
 * before it. `invalid`: a number in it is none. `crossed`: applied, and now the best bid is not below the best ask.
 * After `gap`, `invalid` and `crossed` the book is not to be trusted until the next snapshot.
 */
export type BookOutcome = 'applied' | 'duplicate' | 'unseeded' | 'gap' | 'invalid' | 'crossed';

export type Sweep = {
	/** Base currency that the book can give, at most what was asked. */
	readonly size: number;
	/** Quote currency that it costs, or brings. */
	readonly funds: number;
	/** NaN when the side is empty. */
	readonly averagePrice: number;
	/** NaN when the side is empty. */
	readonly worstPrice: number;
	readonly levels: number;
};

/** A book of fewer levels a side is fetched anew, where the venue may have more. */
const minKnownLevels = 50;

/**
 * The book of one symbol: a snapshot, then increments.
 *
 * Increments are applied by the venue's rule: a row whose own sequence is not above the book's before the message is in
 * the snapshot already; of two rows of one price the one with the higher sequence stands; price 0 moves only the
 * sequence; size 0 removes the level. Whether the message is the next one is checked again here, by its range alone.
 * Source: KuCoin docs, Orderbook – Increment.
 *
 * After a snapshot of limited depth the book is known only down to the worst price of each side that was full; rows
 * beyond it are dropped, so that no level is ever shown with unknown ones before it.
 */
export class OrderBook {
	readonly bids = new PriceLevels('bid');
	readonly asks = new PriceLevels('ask');
	readonly #history = new BookHistory();
	#sequence = Number.NaN;
	#source: BookSource = 'level2';
	#time = 0;
	#receivedAt = 0;
	#depthLimit = 0;
	/** Prices beyond these are unknown. */
	#bidFloor = Number.NEGATIVE_INFINITY;
	#askCeiling = Number.POSITIVE_INFINITY;
	/** The touch beyond these asks for a new snapshot: half of the seeded range is used up. */
	#bidReseed = Number.NEGATIVE_INFINITY;
	#askReseed = Number.POSITIVE_INFINITY;
	#emptyBids = false;
	#emptyAsks = false;

	/** Of the last message applied; NaN before a snapshot. */
	get sequence(): number {
		return this.#sequence;
	}

	get source(): BookSource {
		return this.#source;
	}

	/** Venue time of the last message applied, ms; 0 before. */
	get time(): number {
		return this.#time;
	}

	/** Our time of the last message applied, ms; 0 before. */
	get receivedAt(): number {
		return this.#receivedAt;
	}

	get seeded(): boolean {
		return !Number.isNaN(this.#sequence);
	}

	/** Lowest known bid price; −Infinity when the whole side is known. */
	get bidFloor(): number {
		return this.#bidFloor;
	}

	/** Highest known ask price; Infinity when the whole side is known. */
	get askCeiling(): number {
		return this.#askCeiling;
	}

	get crossed(): boolean {
		return this.bids.best >= this.asks.best;
	}

	/** A side is empty that was not so in the snapshot: either a very thin market or a broken book. */
	get lostSide(): BookSide | undefined {
		if (!this.seeded) {
			return undefined;
		}

		if (this.bids.count === 0 && !this.#emptyBids) {
			return 'bid';
		}

		return this.asks.count === 0 && !this.#emptyAsks ? 'ask' : undefined;
	}

	applySnapshot(event: BookSnapshotEvent): BookOutcome {
		const valid = Number.isSafeInteger(event.sequence) && this.bids.load(event.bids) && this.asks.load(event.asks);
		if (!valid) {
			this.clear();
			return 'invalid';
		}

		this.#sequence = event.sequence;
		this.#source = event.source;
		this.#time = event.time;
		this.#receivedAt = event.receivedAt;
		this.#depthLimit = event.depthLimit;
		this.#emptyBids = this.bids.count === 0;
		this.#emptyAsks = this.asks.count === 0;
		this.#setKnownRange(event.depthLimit);
		this.#history.reset(event.sequence);
		return this.crossed ? 'crossed' : 'applied';
	}

	applyDelta(event: BookDeltaEvent): BookOutcome {
		const before = this.#sequence;
		const end = event.sequenceEnd;
		if (!(before >= 0)) {
			return 'unseeded';
		}

		if (!Number.isSafeInteger(end) || !(event.sequenceStart <= end)) {
			return 'invalid';
		}

		if (end <= before) {
			return 'duplicate';
		}

		if (event.sequenceStart > before + 1) {
			return 'gap';
		}

		if (!this.#applySide(true, event) || !this.#applySide(false, event)) {
			return 'invalid';
		}

		this.#sequence = end;
		this.#time = event.time;
		this.#receivedAt = event.receivedAt;
		return this.bids.best >= this.asks.best ? 'crossed' : 'applied';
	}

	/**
	 * Whether a snapshot of limited depth is used up: below 50 known levels on a side (half the snapshot's depth, if
	 * that is less), or the touch has moved through half of the seeded range.
	 */
	needsReseed(): boolean {
		const { bids, asks } = this;
		if (this.#depthLimit === 0 || this.#source !== 'level2') {
			return false;
		}

		const least = Math.min(minKnownLevels, this.#depthLimit / 2);
		return (
			(this.#bidFloor !== Number.NEGATIVE_INFINITY && (bids.count < least || bids.best <= this.#bidReseed)) ||
			(this.#askCeiling !== Number.POSITIVE_INFINITY && (asks.count < least || asks.best >= this.#askReseed))
		);
	}

	/** What taking `size` would do to one side: a buyer sweeps the asks. */
	sweep(side: BookSide, size: number): Sweep {
		const levels = side === 'bid' ? this.bids : this.asks;
		let taken = 0;
		let funds = 0;
		let used = 0;
		let worstPrice = Number.NaN;
		while (used < levels.count && taken < size) {
			const part = Math.min(levels.sizeAt(used), size - taken);
			worstPrice = levels.priceAt(used);
			taken += part;
			funds += part * worstPrice;
			used += 1;
		}

		return { size: taken, funds, averagePrice: taken > 0 ? funds / taken : Number.NaN, worstPrice, levels: used };
	}

	/** Compares the venue's own top with ours at the same sequence. */
	audit(event: BookAuditEvent): AuditOutcome {
		if (!this.seeded || this.#source !== 'level2') {
			return { verdict: 'unknown' };
		}

		if (event.sequence > this.#sequence) {
			return { verdict: 'early' };
		}

		const depth = Math.max(event.bids.length, event.asks.length);
		const top = this.#history.rebuild(this.bids, this.asks, event.sequence, depth);
		if (top === undefined) {
			return { verdict: 'unknown' };
		}

		return (
			compareTop(top.bids, event.bids, this.#bidFloor) ??
			compareTop(top.asks, event.asks, this.#askCeiling) ?? { verdict: 'match' }
		);
	}

	clear(): void {
		this.bids.clear();
		this.asks.clear();
		this.#sequence = Number.NaN;
		this.#time = 0;
		this.#receivedAt = 0;
		this.#depthLimit = 0;
		this.#emptyBids = false;
		this.#emptyAsks = false;
		this.#setKnownRange(0);
		this.#history.reset(Number.POSITIVE_INFINITY);
	}

	#applySide(isBid: boolean, message: BookDeltaEvent): boolean {
		const numbers = isBid ? message.bidNumbers : message.askNumbers;
		if (numbers !== undefined) {
			return this.#applyRows(isBid, numbers, undefined, message);
		}

		const rows = isBid ? message.bids : message.asks;
		return this.#applyRows(isBid, numbersOf(rows), rows, message);
	}

	/** `texts` are the same rows, where they came as such. */
	#applyRows(
		isBid: boolean,
		rows: ChangeNumbers,
		texts: readonly BookChange[] | undefined,
		message: BookDeltaEvent,
	): boolean {
		const end = rows.length;
		if (end === 0) {
			return true;
		}

		const levels = isBid ? this.bids : this.asks;
		const before = this.#sequence;
		const newest = findNewestRows(rows);
		for (let at = 0; at < end; at += numbersPerChange) {
			const price = rows[at] as number;
			const size = rows[at + 2] as number;
			const sequence = rows[at + 4] as number;
			if (
				!(price >= 0 && price < Number.POSITIVE_INFINITY && size >= 0 && size < Number.POSITIVE_INFINITY) ||
				Number.isNaN(sequence)
			) {
				return false;
			}

			if (sequence <= before || price === 0 || (isBid ? price < this.#bidFloor : price > this.#askCeiling)) {
				continue;
			}

			if (end > numbersPerChange && isOutdatedRow(rows, at, price, sequence, newest)) {
				continue;
			}

			const text = texts?.[at / numbersPerChange];
			const replaced = levels.set(price, rows[at + 1] as number, size, rows[at + 3] as number, text?.[0], text?.[1]);
			this.#history.record(isBid, price, replaced, message.sequenceStart, message.sequenceEnd);
		}

		return true;
	}

	#setKnownRange(depthLimit: number): void {
		const { bids, asks } = this;
		// A side with fewer rows than the limit came whole: there is nothing beyond its worst level.
		const bidsCut = depthLimit > 0 && bids.count >= depthLimit;
		const asksCut = depthLimit > 0 && asks.count >= depthLimit;
		this.#bidFloor = bidsCut ? bids.priceAt(bids.count - 1) : Number.NEGATIVE_INFINITY;
		this.#askCeiling = asksCut ? asks.priceAt(asks.count - 1) : Number.POSITIVE_INFINITY;
		this.#bidReseed = bidsCut ? bids.best - (bids.best - this.#bidFloor) / 2 : Number.NEGATIVE_INFINITY;
		this.#askReseed = asksCut ? asks.best + (this.#askCeiling - asks.best) / 2 : Number.POSITIVE_INFINITY;
	}
}

const noNumbers: ChangeNumbers = [];

function numbersOf(rows: readonly BookChange[]): ChangeNumbers {
	if (rows.length === 0) {
		return noNumbers;
	}

	const numbers: number[] = [];
	for (const [price, size, sequence] of rows) {
		numbers.push(Number(price), decimalsIn(price), Number(size), decimalsIn(size), Number(sequence));
	}

	return numbers;
}

import type { Fault, Faults } from './faults.js';
import type { BookDelta, Market } from './market.js';
import { isSuperseded } from './wire.js';

/**
 * Breaks the stream of increments on purpose; the venue's own book stays right.
 *
 * - `l2.drop`: the increment is lost. `l2.dup`: it comes twice. `l2.swap`: it comes after its successor.
 * - `l2.straddle`: it comes again as the first part of its successor, in one overlapping range.
 * - `l2.corrupt`: a bid above the best ask is slipped in. `l2.silentCorrupt`: a size is wrong, the sequence is right.
 */
export function createLevel2Faults(faults: Faults): (market: Market, delta: BookDelta) => readonly BookDelta[] {
	const held = new Map<string, BookDelta>();
	const straddled = new Map<string, BookDelta>();

	return (market, delta) => {
		const { symbol } = market;
		const here = (fault: Fault): boolean => fault.symbol === undefined || fault.symbol === symbol;
		const late = held.get(symbol);
		if (late !== undefined) {
			held.delete(symbol);
			return [delta, late];
		}

		const former = straddled.get(symbol);
		if (former !== undefined) {
			straddled.delete(symbol);
			// While nobody listened the book went on: one range over that would claim what is not in it.
			return delta.sequenceStart > former.sequenceEnd + 1
				? [delta]
				: [{ ...delta, sequenceStart: former.sequenceStart, rows: [...former.rows, ...delta.rows] }];
		}

		if (faults.take('l2.drop', here) !== undefined) {
			return [];
		}

		if (faults.take('l2.dup', here) !== undefined) {
			return [delta, delta];
		}

		if (faults.take('l2.swap', here) !== undefined) {
			held.set(symbol, delta);
			return [];
		}

		if (faults.take('l2.straddle', here) !== undefined) {
			straddled.set(symbol, delta);
			return [delta];
		}

		if (faults.take('l2.corrupt', here) !== undefined) {
			const ask = market.best('sell');
			const row = { side: 'buy' as const, ticks: (ask?.ticks ?? 1) + 5, lots: 1000, sequence: delta.sequenceEnd };
			return [{ ...delta, rows: [...delta.rows, row] }];
		}

		const wrong = delta.rows.findIndex(
			(row, index) => row.ticks > 0 && row.lots > 0 && !isSuperseded(delta.rows, index),
		);
		if (wrong !== -1 && faults.take('l2.silentCorrupt', here) !== undefined) {
			return [
				{ ...delta, rows: delta.rows.map((row, index) => (index === wrong ? { ...row, lots: row.lots * 3 } : row)) },
			];
		}

		return [delta];
	};
}

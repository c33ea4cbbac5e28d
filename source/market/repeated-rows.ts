import type { BookChange } from '../model/market-event.js';

/** From this many rows on, the newest row of each price is found once and not by looking at all others. */
const manyRows = 12;

/** Highest sequence of each price of a long message; undefined for a short one, where looking around is cheaper. */
export function findNewestRows(rows: readonly BookChange[]): ReadonlyMap<number, number> | undefined {
	if (rows.length < manyRows) {
		return undefined;
	}

	const newest = new Map<number, number>();
	for (const row of rows) {
		const price = Number(row[0]);
		const sequence = Number(row[2]);
		const known = newest.get(price);
		if (known === undefined || sequence > known) {
			newest.set(price, sequence);
		}
	}

	return newest;
}

/** Whether another row of the same price has a higher sequence, or the same one and comes later. */
export function isOutdatedRow(
	rows: readonly BookChange[],
	at: number,
	price: number,
	sequence: number,
	newest: ReadonlyMap<number, number> | undefined,
): boolean {
	if (newest !== undefined) {
		// Rows are applied in order, so of equal sequences the later one stands by itself.
		return sequence < (newest.get(price) as number);
	}

	for (let index = 0; index < rows.length; index += 1) {
		const other = rows[index] as BookChange;
		if (index !== at && Number(other[0]) === price) {
			const otherSequence = Number(other[2]);
			if (otherSequence > sequence || (otherSequence === sequence && index > at)) {
				return true;
			}
		}
	}

	return false;
}

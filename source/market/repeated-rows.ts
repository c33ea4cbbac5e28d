import { type ChangeNumbers, numbersPerChange } from '../model/market-event.js';

/** From this many rows on, the newest row of each price is found once and not by looking at all others. */
const manyRows = 12;

/** Highest sequence of each price of a long message; undefined for a short one, where looking around is cheaper. */
export function findNewestRows(rows: ChangeNumbers): ReadonlyMap<number, number> | undefined {
	if (rows.length < manyRows * numbersPerChange) {
		return undefined;
	}

	const newest = new Map<number, number>();
	for (let at = 0; at < rows.length; at += numbersPerChange) {
		const price = rows[at] as number;
		const sequence = rows[at + 4] as number;
		const known = newest.get(price);
		if (known === undefined || sequence > known) {
			newest.set(price, sequence);
		}
	}

	return newest;
}

/** Whether another row of the same price has a higher sequence, or the same one and comes later. `at` is where the row begins. */
export function isOutdatedRow(
	rows: ChangeNumbers,
	at: number,
	price: number,
	sequence: number,
	newest: ReadonlyMap<number, number> | undefined,
): boolean {
	if (newest !== undefined) {
		// Rows are applied in order, so of equal sequences the later one stands by itself.
		return sequence < (newest.get(price) as number);
	}

	for (let other = 0; other < rows.length; other += numbersPerChange) {
		if (other !== at && rows[other] === price) {
			const otherSequence = rows[other + 4] as number;
			if (otherSequence > sequence || (otherSequence === sequence && other > at)) {
				return true;
			}
		}
	}

	return false;
}

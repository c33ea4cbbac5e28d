/** What counts as a large print of one symbol. */
export type PrintScale = {
	readonly isLarge: (funds: number) => boolean;
	readonly add: (funds: number) => void;
	readonly clear: () => void;
};

const window = 256;
const fewest = 50;
/** Sorting the window for every row would cost more than all the rest of the tape. */
const refreshEvery = 128;
const timesMedian = 5;

/**
 * Large is a print of at least `fixed` funds (quote currency). Without a fixed limit: in the top hundredth of the last
 * 256 rows, and at least five times their median, so that an even tape marks nothing; with fewer than 50 rows seen
 * there is no scale yet and nothing is large.
 */
export function createPrintScale(fixed: number | undefined): PrintScale {
	const recent = new Float64Array(window);
	let count = 0;
	let limit = fixed ?? Number.POSITIVE_INFINITY;

	const refresh = (): void => {
		const sorted = recent.slice(0, Math.min(count, window)).sort();
		const highest = sorted[Math.floor(sorted.length * 0.99)] as number;
		const median = sorted[sorted.length >> 1] as number;
		limit = Math.max(highest, median * timesMedian);
	};

	return {
		isLarge: funds => funds >= limit,
		add(funds) {
			recent[count % window] = funds;
			count += 1;
			if (fixed === undefined && count >= fewest && (count === fewest || count % refreshEvery === 0)) {
				refresh();
			}
		},
		clear() {
			count = 0;
			limit = fixed ?? Number.POSITIVE_INFINITY;
		},
	};
}

export type SpreadGate = {
	/** The spread at a venue time, bps. Sampled once a second. */
	readonly update: (time: number, spreadBps: number) => void;
	readonly current: () => number | undefined;
	/** min(cap, rolling median of the symbol), bps. */
	readonly limit: () => number;
};

/** Spread in basis points: 1e4 · (a − b) / mid. */
export const spreadBpsOf = (bid: number, ask: number): number => (20_000 * (ask - bid)) / (ask + bid);

/**
 * How wide a spread is no wider than usual: at most `capBps`, and at most the median of the last `samples` seconds.
 * The median is kept in a sorted list: O(log n) to find a place, once a second.
 */
export function createSpreadGate(capBps = 5, samples = 300): SpreadGate {
	const order: number[] = [];
	const sorted: number[] = [];
	let second: number | undefined;
	let current: number | undefined;

	const placeOf = (value: number): number => {
		let low = 0;
		let high = sorted.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (sorted[middle]! < value) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}

		return low;
	};

	const medianOf = (): number => {
		const middle = sorted.length >>> 1;
		return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
	};

	const limit = (): number => (sorted.length === 0 ? capBps : Math.min(capBps, medianOf()));

	return {
		update(time, spreadBps) {
			current = spreadBps;
			const now = Math.floor(time / 1000);
			if (second !== undefined && now <= second) {
				return;
			}

			second = now;
			order.push(spreadBps);
			sorted.splice(placeOf(spreadBps), 0, spreadBps);
			if (order.length > samples) {
				sorted.splice(placeOf(order.shift()!), 1);
			}
		},
		current: () => current,
		limit,
	};
}

import { createTimeWindow } from './time-window.js';

export type Volatility = {
	/** The mid at a venue time, ms. */
	readonly update: (time: number, mid: number) => void;
	/** √(Σr² · year / covered time), a fraction a year; 0 until ten returns are known. */
	readonly annualized: () => number;
};

const yearMs = 365 * 86_400_000;
const leastReturns = 10;

/**
 * Realized volatility: squared log returns of mid on a grid of `gridMs`, over `windowMs`. A second without a change
 * counts as a return of zero. O(1) per update.
 */
export function createVolatility(gridMs = 1000, windowMs = 300_000): Volatility {
	const squares = createTimeWindow(windowMs, { maxSamples: Math.ceil(windowMs / gridMs) + 1 });
	let slot: number | undefined;
	let gridMid = 0;
	let lastMid = 0;

	return {
		update(time, mid) {
			const now = Math.floor(time / gridMs);
			if (slot === undefined) {
				slot = now;
				gridMid = mid;
			} else if (now > slot) {
				const from = Math.max(slot + 1, now - Math.ceil(windowMs / gridMs));
				for (let at = from; at <= now; at += 1) {
					// The mid that stood at the grid's point is the last one before it.
					const change = Math.log(lastMid / gridMid);
					squares.add(at * gridMs, change ** 2);
					gridMid = lastMid;
				}

				slot = now;
			}

			lastMid = mid;
		},
		annualized() {
			const count = squares.count();
			return count < leastReturns ? 0 : Math.sqrt((squares.sum() / (count * gridMs)) * yearMs);
		},
	};
}

import { createTimeWindow, type TimeWindow } from './time-window.js';

export type Volatility = {
	/** The mid at a venue time, ms. */
	readonly update: (time: number, mid: number) => void;
	/** The book was lost for long: what mid did meanwhile is no return of one second. */
	readonly reset: () => void;
	/** √(Σr² · year / covered time), a fraction a year; NaN until ten returns are known. */
	readonly annualized: () => number;
};

const yearMs = 365 * 86_400_000;
const leastReturns = 10;

/**
 * Realized volatility: squared log returns of mid on a grid of `gridMs`, over `windowMs`. A second without a change
 * counts as a return of zero. O(1) per update.
 */
export const createVolatility = (gridMs = 1000, windowMs = 300_000): Volatility => new GridVolatility(gridMs, windowMs);

class GridVolatility implements Volatility {
	readonly #gridMs: number;
	readonly #windowMs: number;
	readonly #squares: TimeWindow;
	/** The point of the grid that mid was told at last; NaN before. */
	#slot = Number.NaN;
	#slotEnd = Number.NEGATIVE_INFINITY;
	#gridMid = 0;
	#lastMid = 0;

	constructor(gridMs: number, windowMs: number) {
		this.#gridMs = gridMs;
		this.#windowMs = windowMs;
		this.#squares = createTimeWindow(windowMs, { maxSamples: Math.ceil(windowMs / gridMs) + 1 });
	}

	update(time: number, mid: number): void {
		if (time >= this.#slotEnd) {
			this.#roll(Math.floor(time / this.#gridMs), mid);
		}

		this.#lastMid = mid;
	}

	reset(): void {
		this.#slot = Number.NaN;
		this.#slotEnd = Number.NEGATIVE_INFINITY;
	}

	#roll(now: number, mid: number): void {
		if (Number.isNaN(this.#slot)) {
			this.#gridMid = mid;
		} else {
			const from = Math.max(this.#slot + 1, now - Math.ceil(this.#windowMs / this.#gridMs));
			for (let at = from; at <= now; at += 1) {
				// The mid that stood at the grid's point is the last one before it.
				const change = Math.log(this.#lastMid / this.#gridMid);
				this.#squares.add(at * this.#gridMs, change ** 2);
				this.#gridMid = this.#lastMid;
			}
		}

		this.#slot = now;
		this.#slotEnd = (now + 1) * this.#gridMs;
	}

	annualized(): number {
		const count = this.#squares.count();
		return count < leastReturns ? Number.NaN : Math.sqrt((this.#squares.sum() / (count * this.#gridMs)) * yearMs);
	}
}

import { createTimeWindow, type TimeWindow } from './time-window.js';
import type { Print } from './trade-flow.js';

export type Vwap = {
	readonly update: (print: Print) => void;
	readonly advance: (time: number) => void;
	/** Σpv / Σv over the window; undefined without volume. */
	readonly value: () => number | undefined;
	/** (price − VWAP) / σ, σ being the volume-weighted deviation of the window's prices; 0 when σ is, NaN without volume. */
	readonly z: (price: number) => number;
};

/** Prints of one second leave the window together. */
const grainMs = 1000;

/**
 * Volume-weighted average price over `windowMs`, or since the start with `Infinity`. Prices are taken against the
 * first one seen, so that squares of large prices do not eat the digits. O(1) per print.
 */
export const createVwap = (windowMs = 900_000): Vwap => new WindowVwap(windowMs);

class WindowVwap implements Vwap {
	readonly #volume: TimeWindow;
	readonly #first: TimeWindow;
	readonly #second: TimeWindow;
	/** NaN before the first print. */
	#origin = Number.NaN;

	constructor(windowMs: number) {
		this.#volume = createTimeWindow(windowMs, { grainMs });
		this.#first = createTimeWindow(windowMs, { grainMs });
		this.#second = createTimeWindow(windowMs, { grainMs });
	}

	update({ time, price, size }: Print): void {
		if (Number.isNaN(this.#origin)) {
			this.#origin = price;
		}

		const distance = price - this.#origin;
		this.#volume.add(time, size);
		this.#first.add(time, size * distance);
		this.#second.add(time, size * distance ** 2);
	}

	advance(time: number): void {
		this.#volume.advance(time);
		this.#first.advance(time);
		this.#second.advance(time);
	}

	value(): number | undefined {
		const volume = this.#volume.sum();
		return volume > 0 ? this.#origin + this.#first.sum() / volume : undefined;
	}

	z(price: number): number {
		const volume = this.#volume.sum();
		if (!(volume > 0)) {
			return Number.NaN;
		}

		const mean = this.#first.sum() / volume;
		const deviation = Math.sqrt(Math.max(0, this.#second.sum() / volume - mean ** 2));
		return deviation > 0 ? (price - this.#origin - mean) / deviation : 0;
	}
}

import { createTimeWindow } from './time-window.js';
import type { Print } from './trade-flow.js';

export type Vwap = {
	readonly update: (print: Print) => void;
	readonly advance: (time: number) => void;
	/** Σpv / Σv over the window; undefined without volume. */
	readonly value: () => number | undefined;
	/** (price − VWAP) / σ, σ being the volume-weighted deviation of the window's prices; 0 when σ is. */
	readonly z: (price: number) => number;
};

/** Prints of one second leave the window together. */
const grainMs = 1000;

/**
 * Volume-weighted average price over `windowMs`, or since the start with `Infinity`. Prices are taken against the
 * first one seen, so that squares of large prices do not eat the digits. O(1) per print.
 */
export function createVwap(windowMs = 900_000): Vwap {
	let origin: number | undefined;
	const volume = createTimeWindow(windowMs, { grainMs });
	const first = createTimeWindow(windowMs, { grainMs });
	const second = createTimeWindow(windowMs, { grainMs });

	return {
		update({ time, price, size }) {
			origin ??= price;
			const distance = price - origin;
			volume.add(time, size);
			first.add(time, size * distance);
			second.add(time, size * distance ** 2);
		},
		advance(time) {
			volume.advance(time);
			first.advance(time);
			second.advance(time);
		},
		value: () => (origin !== undefined && volume.sum() > 0 ? origin + first.sum() / volume.sum() : undefined),
		z(price) {
			if (origin === undefined || volume.sum() <= 0) {
				return 0;
			}

			const mean = first.sum() / volume.sum();
			const deviation = Math.sqrt(Math.max(0, second.sum() / volume.sum() - mean ** 2));
			return deviation > 0 ? (price - origin - mean) / deviation : 0;
		},
	};
}

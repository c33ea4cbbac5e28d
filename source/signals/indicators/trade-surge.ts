import { createMoments, type Moments, rootOf, tenthOf } from './moments.js';
import { createTimeWindow } from './time-window.js';

export type TradeSurge = {
	/** One print of the side that is watched: venue time, ms, and base size. */
	readonly add: (time: number, size: number) => void;
	/** Closes the seconds that are over at `time`, empty ones too. */
	readonly advance: (time: number) => void;
	/**
	 * Nobody looked from one time to another: those seconds are no sample, and neither are the ones open then.
	 * What was usual before a hole longer than the half-life says nothing of now.
	 */
	readonly skip: (from: number, to: number) => void;
	/** z-score of the last 1000 ms of volume; NaN until a minute has been seen. */
	readonly volumeZ: () => number;
	/** The same for the number of prints. */
	readonly countZ: () => number;
	/** Base volume of the last 1000 ms. */
	readonly volume: () => number;
};

const warmUpSeconds = 60;
/** A second is closed this much after its end: prints and book come by different topics. */
const graceMs = 500;
/** After a longer silence the seconds in it are not walked one by one: their weight is nil. */
const longestGapSeconds = 3600;
/** A power of two above the seconds that can be open at once. */
const slots = 4;

/**
 * How unusual the trading of one side is: volume of the last second, rolling, against the exponentially weighted mean
 * and variance of the volumes of whole seconds. Rolling, so that a surge does not vanish where a second ends. O(1) per
 * print. A print of a second that is closed already counts in neither.
 */
export const createTradeSurge = (halfLifeMs = 300_000): TradeSurge => new SideSurge(halfLifeMs);

class SideSurge implements TradeSurge {
	readonly #halfLifeMs: number;
	readonly #volumes: Moments;
	readonly #counts: Moments;
	readonly #rollingVolume = createTimeWindow(1000);
	readonly #rollingCount = createTimeWindow(1000);
	readonly #openVolume = new Float64Array(slots);
	readonly #openCount = new Float64Array(slots);
	/** The oldest second that is open; NaN before the first print. */
	#open = Number.NaN;

	constructor(halfLifeMs: number) {
		this.#halfLifeMs = halfLifeMs;
		const alpha = 1 - 0.5 ** (1000 / halfLifeMs);
		this.#volumes = createMoments(alpha, tenthOf);
		this.#counts = createMoments(alpha, rootOf);
	}

	add(time: number, size: number): void {
		const second = Math.floor(time / 1000);
		if (!(time - graceMs < (this.#open + 1) * 1000)) {
			this.advance(time);
		}

		if (second < this.#open) {
			return;
		}

		const slot = second & (slots - 1);
		this.#openVolume[slot] = this.#openVolume[slot]! + size;
		this.#openCount[slot] = this.#openCount[slot]! + 1;
		this.#rollingVolume.add(time, size);
		this.#rollingCount.add(time, 1);
	}

	advance(time: number): void {
		const until = Math.floor((time - graceMs) / 1000);
		if (!(until <= this.#open)) {
			this.#close(time, until);
		}

		this.#rollingVolume.advance(time);
		this.#rollingCount.advance(time);
	}

	skip(from: number, to: number): void {
		if (to - from > this.#halfLifeMs) {
			this.#volumes.clear();
			this.#counts.clear();
		}

		this.#openVolume.fill(0);
		this.#openCount.fill(0);
		this.#rollingVolume.advance(to);
		this.#rollingCount.advance(to);
		this.#open = Math.floor(to / 1000);
	}

	#close(time: number, until: number): void {
		if (Number.isNaN(this.#open)) {
			this.#open = Math.floor(time / 1000);
		}

		for (let second = Math.max(this.#open, until - longestGapSeconds); second < until; second += 1) {
			const slot = second & (slots - 1);
			this.#volumes.add(this.#openVolume[slot]!);
			this.#counts.add(this.#openCount[slot]!);
			this.#openVolume[slot] = 0;
			this.#openCount[slot] = 0;
		}

		this.#open = Math.max(this.#open, until);
	}

	volumeZ(): number {
		return this.#volumes.count() < warmUpSeconds ? Number.NaN : this.#volumes.z(this.#rollingVolume.sum());
	}

	countZ(): number {
		return this.#counts.count() < warmUpSeconds ? Number.NaN : this.#counts.z(this.#rollingCount.sum());
	}

	volume(): number {
		return this.#rollingVolume.sum();
	}
}

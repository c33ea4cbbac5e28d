import type { Print } from './trade-flow.js';

export type KyleLambda = {
	readonly update: (print: Print) => void;
	readonly quote: (time: number, mid: number) => void;
	/** Closes the bins that are over at `time`. */
	readonly advance: (time: number) => void;
	/** The book was lost: what mid does until the next quote is no answer to the volume of that time. */
	readonly reset: () => void;
	/** Quote currency per base unit of signed volume, with the R² of the fit; undefined until 30 bins are known. */
	readonly value: () => { readonly lambda: number; readonly r2: number } | undefined;
};

const leastBins = 30;

/**
 * Price impact: slope of the change of mid on signed volume, by least squares over bins of `binMs` in `bins` of them.
 * Source: Kyle, Econometrica 53(6), 1985, 1315–1335.
 */
export const createKyleLambda = (binMs = 1000, bins = 300): KyleLambda => new BinnedImpact(binMs, bins);

class BinnedImpact implements KyleLambda {
	readonly #binMs: number;
	readonly #bins: number;
	readonly #xs: Float64Array;
	readonly #ys: Float64Array;
	#count = 0;
	#next = 0;
	/** The open bin; NaN before the first event, as the mids are before the first quote. */
	#bin = Number.NaN;
	#binEnd = Number.NEGATIVE_INFINITY;
	#volume = 0;
	#openMid = Number.NaN;
	#lastMid = Number.NaN;

	constructor(binMs: number, bins: number) {
		this.#binMs = binMs;
		this.#bins = bins;
		this.#xs = new Float64Array(bins);
		this.#ys = new Float64Array(bins);
	}

	update({ time, side, size }: Print): void {
		this.advance(time);
		this.#volume += side === 'buy' ? size : -size;
	}

	quote(time: number, mid: number): void {
		this.advance(time);
		if (Number.isNaN(this.#openMid)) {
			this.#openMid = mid;
		}

		this.#lastMid = mid;
	}

	advance(time: number): void {
		if (time >= this.#binEnd) {
			this.#roll(Math.floor(time / this.#binMs));
		}
	}

	reset(): void {
		this.#openMid = Number.NaN;
		this.#lastMid = Number.NaN;
		this.#volume = 0;
	}

	#roll(now: number): void {
		// Bins without a trade or a quote are observations too: nothing was bought, and mid stood.
		for (let at = Math.max(this.#bin, now - this.#bins); at < now; at += 1) {
			if (!Number.isNaN(this.#openMid)) {
				this.#xs[this.#next] = this.#volume;
				this.#ys[this.#next] = this.#lastMid - this.#openMid;
				this.#next = this.#next + 1 === this.#bins ? 0 : this.#next + 1;
				this.#count = Math.min(this.#bins, this.#count + 1);
			}

			this.#volume = 0;
			this.#openMid = this.#lastMid;
		}

		this.#bin = now;
		this.#binEnd = (now + 1) * this.#binMs;
	}

	value(): { readonly lambda: number; readonly r2: number } | undefined {
		const count = this.#count;
		if (count < leastBins) {
			return undefined;
		}

		const xs = this.#xs;
		const ys = this.#ys;
		let sumX = 0;
		let sumY = 0;
		for (let index = 0; index < count; index += 1) {
			sumX += xs[index]!;
			sumY += ys[index]!;
		}

		const meanX = sumX / count;
		const meanY = sumY / count;
		let xx = 0;
		let xy = 0;
		let yy = 0;
		for (let index = 0; index < count; index += 1) {
			const x = xs[index]! - meanX;
			const y = ys[index]! - meanY;
			xx += x * x;
			xy += x * y;
			yy += y * y;
		}

		return xx === 0 ? undefined : { lambda: xy / xx, r2: yy === 0 ? 0 : xy ** 2 / (xx * yy) };
	}
}

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
export function createKyleLambda(binMs = 1000, bins = 300): KyleLambda {
	const xs = new Float64Array(bins);
	const ys = new Float64Array(bins);
	let count = 0;
	let next = 0;
	let bin: number | undefined;
	let volume = 0;
	let openMid: number | undefined;
	let lastMid: number | undefined;

	const roll = (time: number): void => {
		const now = Math.floor(time / binMs);
		bin ??= now;
		if (now <= bin) {
			return;
		}

		// Bins without a trade or a quote are observations too: nothing was bought, and mid stood.
		for (let at = Math.max(bin, now - bins); at < now; at += 1) {
			if (openMid !== undefined && lastMid !== undefined) {
				xs[next] = volume;
				ys[next] = lastMid - openMid;
				next = next + 1 === bins ? 0 : next + 1;
				count = Math.min(bins, count + 1);
			}

			volume = 0;
			openMid = lastMid;
		}

		bin = now;
	};

	return {
		update({ time, side, size }) {
			roll(time);
			volume += side === 'buy' ? size : -size;
		},
		quote(time, mid) {
			roll(time);
			openMid ??= mid;
			lastMid = mid;
		},
		advance: roll,
		reset() {
			openMid = undefined;
			lastMid = undefined;
			volume = 0;
		},
		value() {
			if (count < leastBins) {
				return undefined;
			}

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

			if (xx === 0) {
				return undefined;
			}

			return { lambda: xy / xx, r2: yy === 0 ? 0 : xy ** 2 / (xx * yy) };
		},
	};
}

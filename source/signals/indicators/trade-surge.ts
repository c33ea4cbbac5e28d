import { createMoments, rootOf, tenthOf } from './moments.js';
import { createTimeWindow } from './time-window.js';

export type TradeSurge = {
	/** One print of the side that is watched: venue time, ms, and base size. */
	readonly add: (time: number, size: number) => void;
	/** Closes the seconds that are over at `time`, empty ones too. */
	readonly advance: (time: number) => void;
	/** z-score of the last 1000 ms of volume; 0 until a minute has been seen. */
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
export function createTradeSurge(halfLifeMs = 300_000): TradeSurge {
	const alpha = 1 - 0.5 ** (1000 / halfLifeMs);
	const volumes = createMoments(alpha, tenthOf);
	const counts = createMoments(alpha, rootOf);
	const rollingVolume = createTimeWindow(1000);
	const rollingCount = createTimeWindow(1000);
	const openVolume = new Float64Array(slots);
	const openCount = new Float64Array(slots);
	/** The oldest second that is open. */
	let open: number | undefined;

	const advance = (time: number): void => {
		const until = Math.floor((time - graceMs) / 1000);
		open ??= Math.floor(time / 1000);
		for (let second = Math.max(open, until - longestGapSeconds); second < until; second += 1) {
			const slot = second & (slots - 1);
			volumes.add(openVolume[slot]!);
			counts.add(openCount[slot]!);
			openVolume[slot] = 0;
			openCount[slot] = 0;
		}

		open = Math.max(open, until);
		rollingVolume.advance(time);
		rollingCount.advance(time);
	};

	return {
		add(time, size) {
			const second = Math.floor(time / 1000);
			if (open === undefined || time - graceMs >= (open + 1) * 1000) {
				advance(time);
			}

			if (second < open!) {
				return;
			}

			const slot = second & (slots - 1);
			openVolume[slot] = openVolume[slot]! + size;
			openCount[slot] = openCount[slot]! + 1;
			rollingVolume.add(time, size);
			rollingCount.add(time, 1);
		},
		advance,
		volumeZ: () => (volumes.count() < warmUpSeconds ? 0 : volumes.z(rollingVolume.sum())),
		countZ: () => (counts.count() < warmUpSeconds ? 0 : counts.z(rollingCount.sum())),
		volume: rollingVolume.sum,
	};
}

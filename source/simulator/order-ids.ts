import { startBase } from './number-base.js';

/** Ids as KuCoin makes them. */
export type OrderIds = {
	/** 24 hex; the first 8 are the Unix second. */
	readonly next: (timeMs: number) => string;
};

const counterSpace = 2 ** 40;

/**
 * `market` keeps the ids of two markets apart, whatever the order in which they are drawn; `startedAt` those of two runs
 * with one seed, whose first orders may carry the same second.
 */
export function createOrderIds(market: number, startedAt: number): OrderIds {
	const place = market.toString(16).padStart(6, '0');
	let counter = startBase(startedAt, 1000) % counterSpace;
	return {
		next: timeMs => {
			counter = (counter + 1) % counterSpace;
			return `${Math.floor(timeMs / 1000)
				.toString(16)
				.padStart(8, '0')}${place}${counter.toString(16).padStart(10, '0')}`;
		},
	};
}

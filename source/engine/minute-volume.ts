import type { TradeEvent } from '../model/market-event.js';

/** What traded in a symbol within the last minute, in quote units. Numbers: it is compared, never committed. */
export type MinuteVolume = {
	/** `now` is monotonic ms. */
	readonly add: (trade: Pick<TradeEvent, 'price' | 'size'>, now: number) => void;
	readonly sum: (now: number) => number;
	/** Whether a whole minute has been watched. */
	readonly isWhole: (now: number) => boolean;
};

const seconds = 60;

export function createMinuteVolume(startedAt: number): MinuteVolume {
	const sums = new Float64Array(seconds);
	let newest = Math.floor(startedAt / 1000);

	const advance = (now: number): void => {
		const second = Math.floor(now / 1000);
		if (second - newest >= seconds) {
			sums.fill(0);
			newest = second;
		}

		while (newest < second) {
			newest += 1;
			sums[newest % seconds] = 0;
		}
	};

	return {
		add({ price, size }, now) {
			advance(now);
			sums[newest % seconds]! += Number(price) * Number(size);
		},
		sum(now) {
			advance(now);
			return sums.reduce((left, right) => left + right, 0);
		},
		isWhole: now => now - startedAt >= seconds * 1000,
	};
}

import { compareSequences } from '../model/event-order.js';
import type { TickerEvent } from '../model/market-event.js';

/** The newest ticker of one symbol. */
export type Ticker = {
	readonly last: () => TickerEvent | undefined;
	/** −1, 0, +1: the last change of price; 0 while there was none. */
	readonly direction: () => -1 | 0 | 1;
	/**
	 * `older` is refused. `same` is a known repeat of the venue: nothing changes, yet it was said again. An older
	 * sequence with a newer matching time is news: the venue has begun its sequence anew.
	 */
	readonly apply: (event: TickerEvent) => 'newer' | 'same' | 'older';
	readonly clear: () => void;
};

const priceOf = (event: TickerEvent): number => event.priceNumber ?? Number(event.price);

export function createTicker(): Ticker {
	let last: TickerEvent | undefined;
	let direction: -1 | 0 | 1 = 0;

	return {
		last: () => last,
		direction: () => direction,
		apply(event) {
			if (last !== undefined) {
				const order = compareSequences(event, last);
				if (order === 0) {
					return 'same';
				}

				if (order < 0 && event.time <= last.time) {
					return 'older';
				}

				const difference = priceOf(event) - priceOf(last);
				direction = difference > 0 ? 1 : difference < 0 ? -1 : direction;
			}

			last = event;
			return 'newer';
		},
		clear() {
			last = undefined;
			direction = 0;
		},
	};
}

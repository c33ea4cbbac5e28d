import type { Side } from '../model/market-event.js';

/** Best first, `[ticks, lots]`. */
export type BookRows = readonly (readonly [ticks: number, lots: number])[];

export type BookImage = { readonly sequence: number; readonly bids: BookRows; readonly asks: BookRows };

export type ChangeLog = {
	readonly record: (sequence: number, time: number, side: Side, ticks: number, before: number) => void;
	/** The whole visible book as it was at a sequence, found by undoing the changes since; undefined when too old or ahead. */
	readonly imageAt: (sequence: number, now: BookImage) => BookImage | undefined;
	/** Sequence that was current at a time, at most as old as the log. */
	readonly sequenceAt: (time: number, current: number) => number;
};

type Change = { sequence: number; time: number; side: Side; ticks: number; before: number };

/**
 * The last `capacity` changes of one book with the sizes they replaced: the venue's truth at any recent sequence, so that
 * a test can compare a client's book with it.
 */
export function createChangeLog(capacity: number): ChangeLog {
	const ring: Change[] = [];
	let next = 0;

	const backwards = function* (): Generator<Change> {
		for (let step = 1; step <= ring.length; step += 1) {
			yield ring[(next - step + ring.length * 2) % ring.length]!;
		}
	};

	return {
		record: (sequence, time, side, ticks, before) => {
			if (ring.length < capacity) {
				ring.push({ sequence, time, side, ticks, before });
				next = ring.length % capacity;
				return;
			}

			const change = ring[next]!;
			change.sequence = sequence;
			change.time = time;
			change.side = side;
			change.ticks = ticks;
			change.before = before;
			next = (next + 1) % capacity;
		},
		imageAt: (sequence, now) => {
			const oldest = ring.length < capacity ? ring[0] : ring[next];
			if (sequence > now.sequence || (oldest !== undefined && sequence < oldest.sequence - 1)) {
				return undefined;
			}

			const bids = new Map(now.bids);
			const asks = new Map(now.asks);
			for (const change of backwards()) {
				if (change.sequence <= sequence) {
					break;
				}

				const side = change.side === 'buy' ? bids : asks;
				if (change.before === 0) {
					side.delete(change.ticks);
				} else {
					side.set(change.ticks, change.before);
				}
			}

			return {
				sequence,
				bids: [...bids].sort((a, b) => b[0] - a[0]),
				asks: [...asks].sort((a, b) => a[0] - b[0]),
			};
		},
		sequenceAt: (time, current) => {
			let sequence = current;
			for (const change of backwards()) {
				if (change.time <= time) {
					return sequence;
				}

				sequence = change.sequence - 1;
			}

			return sequence;
		},
	};
}

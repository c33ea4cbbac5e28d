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

const firstRoom = 256;

/**
 * The last `capacity` changes of one book with the sizes they replaced: the venue's truth at any recent sequence, so that
 * a test can compare a client's book with it. Numbers in rows of one kind: as objects they would fill memory for an hour.
 */
export function createChangeLog(capacity: number): ChangeLog {
	let room = Math.min(firstRoom, capacity);
	let sequences = new Float64Array(room);
	let times = new Float64Array(room);
	let prices = new Float64Array(room);
	let sizesBefore = new Float64Array(room);
	let bids = new Uint8Array(room);
	let count = 0;
	let next = 0;

	/** Twice the room, up to the capacity: of a thousand markets most are quiet. Until then the rows lie in order. */
	const grow = (): void => {
		room = Math.min(room * 2, capacity);
		const copy = <Rows extends Float64Array | Uint8Array>(rows: Rows, larger: Rows): Rows => {
			larger.set(rows);
			return larger;
		};
		sequences = copy(sequences, new Float64Array(room));
		times = copy(times, new Float64Array(room));
		prices = copy(prices, new Float64Array(room));
		sizesBefore = copy(sizesBefore, new Float64Array(room));
		bids = copy(bids, new Uint8Array(room));
	};

	/** Where the change `back` before the next one lies; 1 is the newest. */
	const indexOf = (back: number): number => (next - back + room) % room;

	return {
		record: (sequence, time, side, ticks, before) => {
			if (count === room && room < capacity) {
				next = count;
				grow();
			}

			sequences[next] = sequence;
			times[next] = time;
			prices[next] = ticks;
			sizesBefore[next] = before;
			bids[next] = side === 'buy' ? 1 : 0;
			next = (next + 1) % room;
			count = Math.min(count + 1, room);
		},
		imageAt: (sequence, now) => {
			if (sequence > now.sequence || (count > 0 && sequence < sequences[indexOf(count)]! - 1)) {
				return undefined;
			}

			const sides = { bids: new Map(now.bids), asks: new Map(now.asks) };
			for (let back = 1; back <= count; back += 1) {
				const index = indexOf(back);
				if (sequences[index]! <= sequence) {
					break;
				}

				const side = bids[index] === 1 ? sides.bids : sides.asks;
				const before = sizesBefore[index]!;
				if (before === 0) {
					side.delete(prices[index]!);
				} else {
					side.set(prices[index]!, before);
				}
			}

			return {
				sequence,
				bids: [...sides.bids].sort((a, b) => b[0] - a[0]),
				asks: [...sides.asks].sort((a, b) => a[0] - b[0]),
			};
		},
		sequenceAt: (time, current) => {
			let sequence = current;
			for (let back = 1; back <= count; back += 1) {
				const index = indexOf(back);
				if (times[index]! <= time) {
					return sequence;
				}

				sequence = sequences[index]! - 1;
			}

			return sequence;
		},
	};
}

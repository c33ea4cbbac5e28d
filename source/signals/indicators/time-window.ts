/** Sum of values over the last `windowMs`, by the times the values carry. O(1) amortized, memory bounded. */
export type TimeWindow = {
	/** Times must not fall; one that does counts as the newest time so far. */
	readonly add: (time: number, value: number) => void;
	/** Drops what is older than `time − windowMs`. */
	readonly advance: (time: number) => void;
	readonly sum: () => number;
	/** Samples held; merged ones count once. */
	readonly count: () => number;
	readonly clear: () => void;
};

export type TimeWindowOptions = {
	/** Beyond it the oldest two samples become one. @default 8192 */
	readonly maxSamples?: number;
	/** Values of the same grain of time are one sample that leaves with its newest: coarser, and far smaller. @default 0 */
	readonly grainMs?: number;
};

const startCapacity = 16;

/** `windowMs` may be infinite: then nothing is kept but the sum. */
export function createTimeWindow(windowMs: number, options: TimeWindowOptions = {}): TimeWindow {
	const endless = windowMs === Number.POSITIVE_INFINITY;
	const maxSamples = endless ? 1 : (options.maxSamples ?? 8192);
	const grainMs = options.grainMs ?? 0;
	let capacity = Math.min(startCapacity, maxSamples);
	let times = new Float64Array(capacity);
	let values = new Float64Array(capacity);
	let head = 0;
	let size = 0;
	let total = 0;
	let newest = Number.NEGATIVE_INFINITY;

	const advance = (time: number): void => {
		const from = time - windowMs;
		while (size > 0 && times[head]! <= from) {
			total -= values[head]!;
			head = head + 1 === capacity ? 0 : head + 1;
			size -= 1;
		}

		// Rounding would otherwise leave a residue for ever.
		if (size === 0) {
			total = 0;
		}
	};

	const makeRoom = (): void => {
		if (capacity === maxSamples) {
			// The oldest two become one at the later of their times: the sum stays exact, the edge blurs by one sample.
			const next = head + 1 === capacity ? 0 : head + 1;
			values[next] = values[next]! + values[head]!;
			head = next;
			size -= 1;
			return;
		}

		const grown = Math.min(maxSamples, capacity * 2);
		const newTimes = new Float64Array(grown);
		const newValues = new Float64Array(grown);
		for (let index = 0; index < size; index += 1) {
			const at = (head + index) % capacity;
			newTimes[index] = times[at]!;
			newValues[index] = values[at]!;
		}

		times = newTimes;
		values = newValues;
		capacity = grown;
		head = 0;
	};

	return {
		add(time, value) {
			newest = Math.max(newest, time);
			if (endless) {
				total += value;
				size = 1;
				return;
			}

			advance(newest);
			total += value;
			if (grainMs > 0 && size > 0) {
				const end = head + size - 1;
				const last = end < capacity ? end : end - capacity;
				if (Math.floor(times[last]! / grainMs) === Math.floor(newest / grainMs)) {
					times[last] = newest;
					values[last] = values[last]! + value;
					return;
				}
			}

			if (size === capacity) {
				makeRoom();
			}

			const end = head + size;
			const tail = end < capacity ? end : end - capacity;
			times[tail] = newest;
			values[tail] = value;
			size += 1;
		},
		advance: time => {
			if (!endless) {
				advance(time);
			}
		},
		sum: () => total,
		count: () => size,
		clear() {
			head = 0;
			size = 0;
			total = 0;
			newest = Number.NEGATIVE_INFINITY;
		},
	};
}

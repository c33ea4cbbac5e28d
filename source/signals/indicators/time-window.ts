/**
 * Sum of values over the last `windowMs`, by the times the values carry. O(1) amortized; memory is bounded by
 * `maxSamples`, beyond which the oldest samples are merged into their neighbors.
 */
export type TimeWindow = {
	/** Times must not fall; one that does counts as the newest time so far. */
	readonly add: (time: number, value: number) => void;
	/** Drops what is older than `time − windowMs`. */
	readonly advance: (time: number) => void;
	readonly sum: () => number;
	readonly count: () => number;
};

export function createTimeWindow(windowMs: number, maxSamples = 8192): TimeWindow {
	const times = new Float64Array(maxSamples);
	const values = new Float64Array(maxSamples);
	let head = 0;
	let size = 0;
	let total = 0;
	let newest = Number.NEGATIVE_INFINITY;

	const advance = (time: number): void => {
		const from = time - windowMs;
		while (size > 0 && times[head]! <= from) {
			total -= values[head]!;
			head = (head + 1) % maxSamples;
			size -= 1;
		}

		// Rounding would otherwise leave a residue for ever.
		if (size === 0) {
			total = 0;
		}
	};

	return {
		add(time, value) {
			newest = Math.max(newest, time);
			advance(newest);
			if (size === maxSamples) {
				// The oldest two become one at the later of their times: the sum stays exact, the edge blurs by one sample.
				const next = (head + 1) % maxSamples;
				values[next] = values[next]! + values[head]!;
				head = next;
				size -= 1;
			}

			const tail = (head + size) % maxSamples;
			times[tail] = newest;
			values[tail] = value;
			size += 1;
			total += value;
		},
		advance,
		sum: () => total,
		count: () => size,
	};
}

/** The newest `capacity` values, in order of arrival. */
export type RingBuffer<T> = {
	readonly push: (value: T) => void;
	/** At most the capacity. */
	readonly size: () => number;
	/** 0 is the newest. Undefined beyond the oldest. */
	readonly newest: (index: number) => T | undefined;
	/** A copy, oldest first, of the newest `count` values (all without one). */
	readonly toArray: (count?: number) => T[];
	readonly clear: () => void;
};

/** `capacity` is an integer of at least 1. */
export function createRingBuffer<T>(capacity: number): RingBuffer<T> {
	if (!Number.isInteger(capacity) || capacity < 1) {
		throw new RangeError(`Expected \`capacity\` to be an integer >= 1, was ${capacity}`);
	}

	let values: T[] = [];
	let next = 0;

	const newest = (index: number): T | undefined => {
		if (index < 0 || index >= values.length) {
			return undefined;
		}

		return values[(next - 1 - index + 2 * capacity) % capacity];
	};

	return {
		push(value) {
			// Filling by push keeps the array packed and as small as its content.
			if (values.length < capacity) {
				values.push(value);
			} else {
				values[next] = value;
			}

			next = (next + 1) % capacity;
		},
		size: () => values.length,
		newest,
		toArray(count = values.length) {
			const wanted = Math.min(Math.max(0, count), values.length);
			const result: T[] = [];
			for (let index = wanted - 1; index >= 0; index -= 1) {
				result.push(newest(index) as T);
			}

			return result;
		},
		clear() {
			values = [];
			next = 0;
		},
	};
}

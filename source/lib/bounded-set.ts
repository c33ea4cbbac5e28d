/** Remembers the newest `capacity` values, so that what comes twice is known without growing for ever. */
export type BoundedSet<T> = {
	/** False when the value was there already; it keeps its age then. */
	readonly add: (value: T) => boolean;
	readonly has: (value: T) => boolean;
	readonly size: () => number;
	readonly clear: () => void;
};

/** `capacity` is an integer of at least 1; the oldest value leaves first. */
export function createBoundedSet<T>(capacity: number): BoundedSet<T> {
	if (!Number.isInteger(capacity) || capacity < 1) {
		throw new RangeError(`Expected \`capacity\` to be an integer >= 1, was ${capacity}`);
	}

	const values = new Set<T>();
	// The order of arrival is kept beside the set: asking a set for its oldest member allocates an iterator.
	let order: T[] = [];
	let oldest = 0;

	return {
		add(value) {
			if (values.has(value)) {
				return false;
			}

			if (order.length < capacity) {
				order.push(value);
			} else {
				values.delete(order[oldest] as T);
				order[oldest] = value;
				oldest = (oldest + 1) % capacity;
			}

			values.add(value);
			return true;
		},
		has: value => values.has(value),
		size: () => values.size,
		clear() {
			values.clear();
			order = [];
			oldest = 0;
		},
	};
}

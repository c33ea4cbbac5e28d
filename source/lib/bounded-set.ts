/** Remembers what came lately, so that what comes twice is known without growing for ever. */
export type BoundedSet<T> = {
	/** False when the value is remembered already. */
	readonly add: (value: T) => boolean;
	readonly has: (value: T) => boolean;
	readonly size: () => number;
	readonly clear: () => void;
};

/**
 * At least the newest `capacity` values are remembered and at most twice as many: an integer of at least 1.
 *
 * Two generations: when the younger one is full it becomes the older one, and the older one is forgotten as a whole.
 * Deleting value by value would cost a set more than its lookups.
 */
export function createBoundedSet<T>(capacity: number): BoundedSet<T> {
	if (!Number.isInteger(capacity) || capacity < 1) {
		throw new RangeError(`Expected \`capacity\` to be an integer >= 1, was ${capacity}`);
	}

	let younger = new Set<T>();
	let older = new Set<T>();

	return {
		add(value) {
			if (younger.has(value) || older.has(value)) {
				return false;
			}

			if (younger.size === capacity) {
				older = younger;
				younger = new Set();
			}

			younger.add(value);
			return true;
		},
		has: value => younger.has(value) || older.has(value),
		size: () => younger.size + older.size,
		clear() {
			younger = new Set();
			older = new Set();
		},
	};
}

/**
 * First index in `[0, count)` whose key is not below `key`, or `count`. The keys ascend.
 * Source: https://en.cppreference.com/w/cpp/algorithm/lower_bound
 */
export function lowerBound(keys: ArrayLike<number>, count: number, key: number): number {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((keys[middle] as number) < key) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}

/**
 * Edits between two words: insertions, deletions, substitutions and swaps of neighbors, each costing 1.
 * Source: optimal string alignment distance.
 */
export function editDistance(left: string, right: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: right.length + 1 }, (_, column) => column);
	for (let row = 1; row <= left.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= right.length; column += 1) {
			const same = left[row - 1] === right[column - 1];
			let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
			const swapped =
				row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
			if (swapped) {
				cost = Math.min(cost, beforeLast[column - 2]! + 1);
			}

			current.push(cost);
		}

		beforeLast = last;
		last = current;
	}

	return last[right.length]!;
}

export type Nearest = {
	readonly name: string;
	/** Near enough that it is probably what was meant. */
	readonly likely: boolean;
};

/** The name most like a word, letter case aside; the first of equals. Undefined only for an empty list. */
export function nearestName(word: string, names: readonly string[]): Nearest | undefined {
	// A longer word is no typing error, and the distance costs the product of the lengths.
	const asked = word.slice(0, 64).toLowerCase();
	let best: { readonly name: string; readonly distance: number } | undefined;
	for (const name of names) {
		const known = name.toLowerCase();
		const shortened = asked.length >= 3 && known.startsWith(asked);
		const distance = shortened ? 0.5 : editDistance(asked, known);
		if (best === undefined || distance < best.distance) {
			best = { name, distance };
		}
	}

	if (best === undefined) {
		return undefined;
	}

	const tolerated = Math.max(1, Math.floor(Math.max(asked.length, best.name.length) * 0.4));
	return { name: best.name, likely: best.distance <= tolerated };
}

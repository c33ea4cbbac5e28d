/** The symbols that a search text means, best first: those that begin with it, then those that contain it. */
export function findMatches(text: string, symbols: readonly string[], most: number): readonly string[] {
	const wanted = text.trim().toUpperCase();
	const beginning: string[] = [];
	const containing: string[] = [];
	for (const symbol of symbols) {
		const plain = symbol.replace('-', '');
		if (symbol.startsWith(wanted) || plain.startsWith(wanted)) {
			beginning.push(symbol);
		} else if (symbol.includes(wanted)) {
			containing.push(symbol);
		}
	}

	// `BTC` means the pairs of BTC before those of BTC3L.
	const isBase = (symbol: string): boolean => symbol.startsWith(`${wanted}-`);
	beginning.sort((a, b) => Number(isBase(b)) - Number(isBase(a)));
	return [...beginning, ...containing].slice(0, most);
}

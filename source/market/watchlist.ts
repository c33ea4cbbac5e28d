/** The symbols that are watched, in order, one of them in focus. Never empty. */
export type Watchlist = {
	readonly symbols: () => readonly string[];
	readonly focused: () => string;
	/** False when it was there already. */
	readonly add: (symbol: string) => boolean;
	/** False when it is not there, or the only one. The next one comes into focus where the focused one goes. */
	readonly remove: (symbol: string) => boolean;
	/** False when it is not there or in focus already. */
	readonly focus: (symbol: string) => boolean;
};

/** Throws `RangeError` on an empty list. Repeated symbols count once; the first is in focus. */
export function createWatchlist(initial: readonly string[]): Watchlist {
	let symbols: readonly string[] = [...new Set(initial)];
	const [first] = symbols;
	if (first === undefined) {
		throw new RangeError('Expected at least one symbol to watch, was an empty list');
	}

	let focused = first;

	return {
		symbols: () => symbols,
		focused: () => focused,
		add(symbol) {
			if (symbols.includes(symbol)) {
				return false;
			}

			symbols = [...symbols, symbol];
			return true;
		},
		remove(symbol) {
			const at = symbols.indexOf(symbol);
			if (at === -1 || symbols.length === 1) {
				return false;
			}

			symbols = symbols.filter(other => other !== symbol);
			if (focused === symbol) {
				focused = symbols[Math.min(at, symbols.length - 1)] as string;
			}

			return true;
		},
		focus(symbol) {
			if (symbol === focused || !symbols.includes(symbol)) {
				return false;
			}

			focused = symbol;
			return true;
		},
	};
}

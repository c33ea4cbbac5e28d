import { toSafeText } from '../lib/safe-text.js';

/** Adds a symbol to the watchlist of the settings, or takes it out. Resolves with what to tell the person; never rejects. */
export async function keepFavorite(
	dataDir: string,
	{ change, symbol }: { readonly change: 'add' | 'remove'; readonly symbol: string },
): Promise<string> {
	try {
		const { loadSettings, writeSetting } = await import('../config/settings.js');
		const before = loadSettings(dataDir).get('watchlist');
		const others = before.filter(one => one !== symbol);
		const after = change === 'add' ? (before.includes(symbol) ? before : [...before, symbol]) : others;
		if (after.length === 0) {
			return `${symbol} removed for now: the settings keep one favorite at least`;
		}

		if (after.length !== before.length) {
			await writeSetting(dataDir, 'watchlist', JSON.stringify(after));
		}

		return `${symbol} ${change === 'add' ? 'added' : 'removed'}, for later runs too`;
	} catch (error) {
		return toSafeText(
			`${symbol} ${change === 'add' ? 'added' : 'removed'} for now, not saved: ${error instanceof Error ? error.message : error}`,
		);
	}
}

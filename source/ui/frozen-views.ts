import type { Freshness, WatchlistView } from '../store/views.js';
import type { PaneName } from './layout.js';

/**
 * What each pane showed last, so that a frozen one can go on showing it. Freezing holds prices and rows; it never holds
 * a data state, or a stale price would be shown as live.
 */
export type FrozenViews = {
	readonly show: <View extends { readonly freshness: Freshness }>(
		pane: PaneName,
		live: View,
		isFrozen: boolean,
	) => View;
	readonly showWatchlist: (live: WatchlistView, isFrozen: boolean) => WatchlistView;
};

export type FreezableView = { readonly freshness: Freshness; readonly symbol?: string; readonly interval?: string };

const subjectOf = (view: unknown): string => {
	const { symbol, interval } = view as FreezableView;
	return `${symbol} ${interval}`;
};

export function createFrozenViews(): FrozenViews {
	const held = new Map<PaneName, unknown>();
	let heldWatchlist: WatchlistView | undefined;
	return {
		show(pane, live, isFrozen) {
			const before = held.get(pane) as typeof live | undefined;
			// What is held of one symbol, or one interval, is never shown under the state of another.
			if (!isFrozen || before === undefined || subjectOf(before) !== subjectOf(live)) {
				held.set(pane, live);
				return live;
			}

			return { ...before, freshness: live.freshness };
		},
		showWatchlist(live, isFrozen) {
			if (!isFrozen || heldWatchlist === undefined || heldWatchlist.group !== live.group) {
				heldWatchlist = live;
				return live;
			}

			const rows = heldWatchlist.rows.map(row => ({
				...row,
				freshness: live.rows.find(({ symbol }) => symbol === row.symbol)?.freshness ?? row.freshness,
			}));
			return { ...heldWatchlist, focused: live.focused, freshness: live.freshness, rows };
		},
	};
}

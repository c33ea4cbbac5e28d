import type { WatchlistView, WatchRequest, WatchSort } from '../store/views.js';
import type { ViewSource } from './view-source.js';

/** The part of the watchlist that a person looks at: which group, in which order, narrowed by what, from which row on. */
export type WatchWindow = {
	/** The rows to show now; the selected one stays in sight. */
	readonly look: (views: ViewSource, rows: number) => WatchlistView;
	/** The symbol under the cursor: the focused one until a key moves it. */
	readonly selected: () => string | undefined;
	/** Rows down; up is negative. */
	readonly move: (views: ViewSource, by: number) => void;
	readonly group: () => string;
	/** `all` from anywhere, or the user's own. */
	readonly setGroup: (group: string) => void;
	readonly nextGroup: (views: ViewSource, by: 1 | -1) => string;
	/** Another column to sort by; its name. */
	readonly nextSort: (by: 1 | -1) => WatchSort;
	readonly reverse: () => void;
	/** While a filter is typed, letters are letters. */
	readonly isTyping: () => boolean;
	readonly startTyping: () => void;
	/** Takes the text on and gives the keys back. */
	readonly stopTyping: () => void;
	readonly edit: (change: (text: string) => string) => void;
	/** Undoes one thing: the filter; false when there is none. */
	readonly back: () => boolean;
};

export const ownGroup = 'favorites';
/** Groups that have an order of their own. */
const ordered: ReadonlySet<string> = new Set([ownGroup, 'movers']);
const sorts: readonly WatchSort[] = ['order', 'symbol', 'last', 'change', 'volume', 'value', 'spread', 'signal'];
const longestFilter = 20;
/** Figures are read from the greatest down, names and the person's own order from the first. */
const fallsAtFirst = (sort: WatchSort): boolean => !['order', 'symbol', 'spread', 'signal'].includes(sort);

export function createWatchWindow(): WatchWindow {
	let group = ownGroup;
	let sort: WatchSort = 'order';
	let isDescending = false;
	let filter = '';
	let isTyping = false;
	let selected: string | undefined;
	let from = 0;

	const request = (count: number): WatchRequest => ({ group, sort, isDescending, filter, from, count });

	const enter = (next: string): void => {
		group = next;
		from = 0;
		selected = undefined;
		const wanted = ordered.has(next) ? 'order' : sort === 'order' ? 'value' : sort;
		if (wanted !== sort) {
			sort = wanted;
			isDescending = fallsAtFirst(wanted);
		}
	};

	return {
		look(views, rows) {
			const room = Math.max(1, rows);
			let view = views.watchlist(request(room));
			const at = view.order.indexOf(selected ?? view.focused);
			const wanted =
				at === -1 || selected === undefined ? from : at < from ? at : at >= from + room ? at - room + 1 : from;
			const next = Math.max(0, Math.min(wanted, view.order.length - room));
			if (next !== from) {
				from = next;
				view = views.watchlist(request(room));
			}

			return view;
		},
		selected: () => selected,
		move(views, by) {
			const { order, focused } = views.watchlist(request(0));
			const at = order.indexOf(selected ?? focused);
			selected = order[Math.max(0, Math.min(order.length - 1, at === -1 ? (by > 0 ? by - 1 : 0) : at + by))];
		},
		group: () => group,
		setGroup(next) {
			filter = '';
			isTyping = false;
			enter(next);
		},
		nextGroup(views, by) {
			const groups = views.watchGroups();
			enter(groups[(groups.indexOf(group) + by + groups.length) % groups.length] ?? ownGroup);
			return group;
		},
		nextSort(by) {
			sort = sorts[(sorts.indexOf(sort) + by + sorts.length) % sorts.length]!;
			isDescending = fallsAtFirst(sort);
			from = 0;
			return sort;
		},
		reverse() {
			isDescending = !isDescending;
			from = 0;
		},
		isTyping: () => isTyping,
		startTyping() {
			isTyping = true;
		},
		stopTyping() {
			isTyping = false;
		},
		edit(change) {
			filter = change(filter).slice(0, longestFilter);
			selected = undefined;
			from = 0;
		},
		back() {
			if (!isTyping && filter === '') {
				return false;
			}

			isTyping = false;
			filter = '';
			return true;
		},
	};
}

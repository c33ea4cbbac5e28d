import type { DeskDeps } from './desk-deps.js';
import type { ActionId } from './keymap/bindings.js';
import { ownGroup, type WatchWindow } from './watch-window.js';

export type WatchKeys = {
	/** False when the action is none of the watchlist's. */
	readonly act: (id: ActionId) => boolean;
	/** A key without a name, while a filter is typed; false otherwise. */
	readonly typeKey: (key: string) => boolean;
	/** Shows the symbol under the cursor, adding it where it is not watched, and leaves the list of all pairs. */
	readonly choose: () => void;
};

/** Keeps a change of the favorites for later runs; resolves with what to tell the person. */
export type KeepFavorite = (change: 'add' | 'remove', symbol: string) => Promise<string>;

export function createWatchKeys(
	{ views, ui, say, execute, repaint }: Pick<DeskDeps, 'views' | 'ui' | 'say' | 'execute' | 'repaint'>,
	watch: WatchWindow,
	showSymbol: (symbol: string) => void,
	keep: KeepFavorite | undefined,
): WatchKeys {
	const chosen = (): string | undefined => {
		const selected = watch.selected();
		// While a filter narrows the list, its first row is meant.
		const { order, filter, focused } = watch.look(views, 1);
		return selected ?? (filter === '' && order.includes(focused) ? focused : order[0]);
	};

	const leave = (): void => {
		watch.setGroup(ownGroup);
		if (ui.get().isExpanded) {
			ui.dispatch({ type: 'expand.toggle' });
		}

		ui.dispatch({ type: 'focus.set', pane: 'depth' });
	};

	const showAll = (): void => {
		if (ui.get().focus === 'watchlist' && watch.group() !== ownGroup) {
			leave();
			return;
		}

		watch.setGroup('all');
		ui.dispatch({ type: 'focus.set', pane: 'watchlist' });
		if (!ui.get().isExpanded) {
			ui.dispatch({ type: 'expand.toggle' });
		}
	};

	const tell = (kept: Promise<string> | undefined): void => {
		void kept?.then(text => {
			say(text);
			repaint();
		});
	};

	const change = (type: 'symbol.add' | 'symbol.remove'): void => {
		const symbol = chosen();
		const has = symbol !== undefined && views.symbols().includes(symbol);
		if (symbol === undefined || (!has && type === 'symbol.remove')) {
			say(symbol === undefined ? 'no symbol here' : `${symbol} is not among the favorites`);
		} else if (has && type === 'symbol.add') {
			// Of this run it is already: found by / or named on the command line.
			say(`${symbol} is among the favorites`);
			tell(keep?.('add', symbol));
		} else {
			execute({ type, symbol });
			const isDone = views.symbols().includes(symbol) === (type === 'symbol.add');
			say(isDone ? `${symbol} ${has ? 'removed' : 'added'}` : `${symbol} stays: the last one is never removed`);
			if (isDone) {
				tell(keep?.(type === 'symbol.add' ? 'add' : 'remove', symbol));
			}

			ui.dispatch({ type: 'symbol.show', symbol: views.focused() });
		}
	};

	return {
		act(id) {
			switch (id) {
				case 'watch.all':
					showAll();
					return true;
				case 'watch.nextGroup':
				case 'watch.previousGroup':
					say(`watchlist: ${watch.nextGroup(views, id === 'watch.nextGroup' ? 1 : -1)}`);
					return true;
				case 'watch.sortLeft':
				case 'watch.sortRight':
					say(`sorted by ${watch.nextSort(id === 'watch.sortRight' ? 1 : -1)}`);
					return true;
				case 'watch.reverse':
					watch.reverse();
					return true;
				case 'watch.filter':
					watch.startTyping();
					return true;
				case 'watch.add':
					change('symbol.add');
					return true;
				case 'watch.remove':
					change('symbol.remove');
					return true;
				default:
					return false;
			}
		},
		typeKey(key) {
			if (!watch.isTyping()) {
				return false;
			}

			if (key === 'backspace') {
				watch.edit(text => text.slice(0, -1));
			} else if (key === 'ctrl+u') {
				watch.edit(() => '');
			} else if (/^[\w-]$/.test(key)) {
				watch.edit(text => text + key.toUpperCase());
			} else if ([...key].length === 1 || key === 'space') {
				say(`a symbol has no ${key === 'space' ? 'space' : key}`);
			}

			return true;
		},
		choose() {
			const symbol = chosen();
			if (symbol === undefined) {
				say('no symbol here');
				return;
			}

			if (!views.symbols().includes(symbol)) {
				execute({ type: 'symbol.add', symbol });
			}

			showSymbol(symbol);
			watch.back();
			if (watch.group() !== ownGroup) {
				leave();
			}
		},
	};
}

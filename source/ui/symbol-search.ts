import { isSymbol } from '../model/instrument.js';
import type { DeskDeps } from './desk-deps.js';
import { matchesOf } from './surfaces.js';

/** What keys do in the search for a symbol. */
export type SymbolSearch = {
	/** Adds and shows what is chosen. */
	readonly choose: () => void;
	readonly edit: (key: string) => void;
};

export function createSymbolSearch(
	{ views, ui, say, execute }: DeskDeps,
	showSymbol: (symbol: string) => void,
): SymbolSearch {
	const chooseSymbol = (): void => {
		const { dialog } = ui.get();
		if (dialog?.kind !== 'find') {
			return;
		}

		const typed = dialog.text.trim().toUpperCase();
		const symbol =
			matchesOf(ui.get(), views)[dialog.index] ??
			(views.instruments().length === 0 && isSymbol(typed) ? typed : undefined);
		if (symbol === undefined) {
			say(typed === '' ? 'type a symbol first' : `unknown symbol ${typed}`);
			return;
		}

		ui.dispatch({ type: 'dialog.close' });
		execute({ type: 'symbol.add', symbol });
		showSymbol(symbol);
	};

	const editSearch = (key: string): void => {
		if (key === 'backspace') {
			ui.dispatch({ type: 'find.erase' });
		} else if (key === 'ctrl+u') {
			ui.dispatch({ type: 'find.clear' });
		} else if (/^[\w-]$/.test(key)) {
			ui.dispatch({ type: 'find.type', text: key.toUpperCase() });
		} else if ([...key].length === 1 || key === 'space') {
			say(`a symbol has no ${key === 'space' ? 'space' : key}`);
		}
	};

	return { choose: chooseSymbol, edit: editSearch };
}

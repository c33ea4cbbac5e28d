import type { DeskDeps } from './desk-deps.js';

/** The price alerts of this run, and where they are kept. */
export type AlertBook = {
	/** As the settings spell them: `BTC-USDT>70000`, with ` repeat` behind it. */
	readonly list: () => readonly { readonly text: string; readonly state: 'waiting' | 'armed' | 'done' }[];
	/** What is wrong with one that was typed; undefined where nothing is. */
	readonly problemOf: (text: string) => string | undefined;
	/** Keeps them all, for later runs too, and puts them into force; resolves with what went wrong. */
	readonly save: (texts: readonly string[]) => Promise<string | undefined>;
};

export type AlertKeys = { readonly add: () => void; readonly remove: () => void; readonly edit: (key: string) => void };

/** What keys do in the list of alerts. A text that begins with `>` or `<` is of the symbol in focus. */
export function createAlertKeys({ ui, views, say, repaint }: DeskDeps, book: AlertBook | undefined): AlertKeys {
	const keep = (texts: readonly string[], done: string): void => {
		void book?.save(texts).then(problem => {
			say(problem ?? done);
			repaint();
		});
	};

	return {
		add() {
			const { dialog } = ui.get();
			if (dialog?.kind !== 'alerts' || book === undefined) {
				return;
			}

			const typed = dialog.text.trim();
			if (typed === '') {
				ui.dispatch({ type: 'dialog.close' });
				return;
			}

			const text = /^[<>]/.test(typed) ? `${views.focused()}${typed}` : typed;
			const problem = book.problemOf(text);
			const texts = book.list().map(alert => alert.text);
			if (problem !== undefined || texts.includes(text)) {
				say(problem === undefined ? `${text} is there already` : `expected ${problem}`);
				return;
			}

			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'alerts', text: '', index: texts.length } });
			keep([...texts, text], `alert ${text} is set`);
		},
		remove() {
			const { dialog } = ui.get();
			const texts = book?.list().map(alert => alert.text) ?? [];
			const text = dialog?.kind === 'alerts' ? texts[dialog.index] : undefined;
			if (text === undefined) {
				say('no alert to remove');
				return;
			}

			keep(
				texts.filter(one => one !== text),
				`alert ${text} is removed`,
			);
			ui.dispatch({ type: 'find.move', by: 0, count: texts.length - 1 });
		},
		edit(key) {
			if (key === 'backspace') {
				ui.dispatch({ type: 'find.erase' });
			} else if (/^[\w<>.-]$/.test(key) || key === 'space') {
				// Symbols are in capitals, the word repeat is not.
				const { dialog } = ui.get();
				const isWord = dialog?.kind === 'alerts' && dialog.text.includes(' ');
				ui.dispatch({ type: 'find.type', text: key === 'space' ? ' ' : isWord ? key : key.toUpperCase() });
			} else if ([...key].length === 1) {
				say(`an alert has no ${key}: BTC-USDT>70000, or <60000 of the symbol in focus`);
			}
		},
	};
}

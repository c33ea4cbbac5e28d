import { spellAlert } from '../lib/alert-text.js';
import type { DeskDeps } from './desk-deps.js';

export type AlertEntry = {
	/** As the settings spell it: `BTC-USDT>70000`, `order filled repeat`. */
	readonly text: string;
	/** That it is of; undefined where it is of any. */
	readonly symbol: string | undefined;
	readonly state: 'waiting' | 'armed' | 'done';
	/** When it went off last, wall ms, and why. */
	readonly last: { readonly at: number; readonly text: string } | undefined;
};

/** The alerts of this run, and where they are kept. */
export type AlertBook = {
	readonly list: () => readonly AlertEntry[];
	/** One that is done may go off again. */
	readonly rearm: (text: string) => void;
	/** Whether a text is one, as the settings spell it. */
	readonly isAlert: (text: string) => boolean;
	/** Whether later runs know of a change. */
	readonly isKept: boolean;
	/** Puts them all into force, and keeps them where they are kept; resolves with what went wrong. */
	readonly save: (texts: readonly string[]) => Promise<string | undefined>;
};

export type AlertKeys = {
	readonly add: () => void;
	readonly remove: () => void;
	readonly rearm: () => void;
	readonly edit: (key: string) => void;
};

/** One of each kind; with what is said before it, it fits the bottom line of 80 columns. */
const forms = '>70000, spread>5, volume>250000, signal, order, connection';

/** What keys do in the list of alerts. What needs a symbol and names none is of the one in focus. */
export function createAlertKeys({ ui, views, say, repaint }: DeskDeps, book: AlertBook | undefined): AlertKeys {
	const keep = (texts: readonly string[], done: string): void => {
		void book?.save(texts).then(problem => {
			say(problem ?? `${done}${book.isKept ? '' : ' until this demo ends'}`);
			repaint();
		});
	};

	const chosen = (): AlertEntry | undefined => {
		const { dialog } = ui.get();
		return dialog?.kind === 'alerts' ? book?.list()[dialog.index] : undefined;
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

			const text = spellAlert(typed, views.focused());
			const texts = book.list().map(alert => alert.text);
			if (!book.isAlert(text) || texts.includes(text)) {
				say(texts.includes(text) ? `${text} is there already` : `that is no alert: ${forms}`);
				return;
			}

			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'alerts', text: '', index: texts.length } });
			keep([...texts, text], `alert ${text} is set`);
		},
		remove() {
			const texts = book?.list().map(alert => alert.text) ?? [];
			const text = chosen()?.text;
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
		rearm() {
			const alert = chosen();
			if (alert === undefined || alert.state !== 'done') {
				say(alert === undefined ? 'no alert to arm' : `${alert.text} has not gone off for good`);
				return;
			}

			book?.rearm(alert.text);
			say(`alert ${alert.text} is set again`);
		},
		edit(key) {
			if (key === 'backspace') {
				ui.dispatch({ type: 'find.erase' });
			} else if (key === 'ctrl+u') {
				ui.dispatch({ type: 'find.clear' });
			} else if (/^[\w<>.-]$/.test(key) || key === 'space') {
				ui.dispatch({ type: 'find.type', text: key === 'space' ? ' ' : key });
			} else if ([...key].length === 1) {
				say(`an alert has no ${key}: ${forms}`);
			}
		},
	};
}

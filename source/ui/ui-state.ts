import type { OrderDraft } from '../engine/trading-port.js';
import { assertNever } from '../lib/assert-never.js';
import type { SignalFilter } from '../store/views.js';
import type { PaneName } from './layout.js';
import type { PanelView } from './painters/panel.js';
import type { Question } from './question.js';
import type { ThemeName } from './theme/themes.js';
import type { Ticket } from './ticket/ticket-state.js';

export type Dialog =
	| { readonly kind: 'help'; readonly scroll: number }
	| { readonly kind: 'find'; readonly text: string; readonly index: number }
	/** Narrows the signal log; `index` of the choice. */
	| { readonly kind: 'filter'; readonly text: string; readonly index: number }
	/** The alerts; `text` of one that is being typed. */
	| { readonly kind: 'alerts'; readonly text: string; readonly index: number }
	| { readonly kind: 'ticket'; readonly ticket: Ticket }
	/** `draft` is exactly what is sent; the ticket is what esc goes back to. */
	| { readonly kind: 'review'; readonly ticket: Ticket; readonly draft: OrderDraft }
	| { readonly kind: 'confirm'; readonly question: Question }
	| { readonly kind: 'quit'; readonly reason: 'quit' | 'interrupt'; readonly progress: string | undefined }
	| { readonly kind: 'arm'; readonly text: string };

export type DialogKind = Dialog['kind'];

/** What belongs to the screen and not to the market. */
export type UiState = {
	readonly focus: PaneName;
	readonly isExpanded: boolean;
	readonly dialog: Dialog | undefined;
	readonly symbol: string;
	readonly scroll: Readonly<Partial<Record<PaneName, number>>>;
	/** Key of the row chosen in SIGNALS. */
	readonly selectedSignal: string | undefined;
	readonly signalFilter: SignalFilter;
	/** Client id of the order chosen in ORDERS. */
	readonly selectedOrder: string | undefined;
	/** Monotonic ms since when a pane is frozen. */
	readonly frozen: Readonly<Partial<Record<PaneName, number>>>;
	readonly theme: ThemeName;
	/** By name. */
	readonly layout: string;
	/** How many alerts had gone off when their list was last looked at. */
	readonly alertsSeen: number;
	/** The step of the tour; undefined while there is none. */
	readonly tour: number | undefined;
	/** Words over the panes that take no key. */
	readonly panel: PanelView | undefined;
	/** Shown until this monotonic ms. */
	readonly message: { readonly text: string; readonly until: number } | undefined;
};

export type UiAction =
	| { readonly type: 'focus.set'; readonly pane: PaneName }
	| { readonly type: 'expand.toggle' }
	| { readonly type: 'dialog.open'; readonly dialog: Dialog }
	| { readonly type: 'dialog.close' }
	| { readonly type: 'help.scroll'; readonly by: number; readonly most: number }
	| { readonly type: 'find.type'; readonly text: string }
	| { readonly type: 'find.erase' }
	| { readonly type: 'find.clear' }
	| { readonly type: 'find.move'; readonly by: number; readonly count: number }
	| { readonly type: 'symbol.show'; readonly symbol: string }
	| { readonly type: 'scroll.by'; readonly pane: PaneName; readonly by: number; readonly most: number }
	| { readonly type: 'signal.select'; readonly key: string | undefined; readonly scroll: number }
	/** Another log is shown: nothing of it is chosen. */
	| { readonly type: 'signal.filter'; readonly filter: SignalFilter }
	| { readonly type: 'order.select'; readonly id: string | undefined }
	| { readonly type: 'freeze.toggle'; readonly pane: PaneName; readonly at: number }
	| { readonly type: 'theme.set'; readonly theme: ThemeName }
	| { readonly type: 'layout.set'; readonly layout: string }
	| { readonly type: 'tour.go'; readonly step: number | undefined }
	| { readonly type: 'alerts.seen'; readonly count: number }
	| { readonly type: 'panel.show'; readonly panel: PanelView | undefined }
	| { readonly type: 'message.show'; readonly text: string; readonly until: number }
	| { readonly type: 'message.clear' };

/** How long an answer to a key is shown. */
export const messageMs = 4000;

/** Symbols are shorter; a longer text is no search. */
const longestSearch = 41;
const longestAlert = 100;

export function createUiState(symbol: string, theme: ThemeName, layout = 'full'): UiState {
	return {
		focus: 'depth',
		isExpanded: false,
		dialog: undefined,
		symbol,
		scroll: {},
		selectedSignal: undefined,
		signalFilter: {},
		selectedOrder: undefined,
		frozen: {},
		theme,
		layout,
		alertsSeen: 0,
		tour: undefined,
		panel: undefined,
		message: undefined,
	};
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, Math.max(0, most)));

/** The next state of the screen; the same object where nothing changes. */
export function reduceUi(state: UiState, action: UiAction): UiState {
	switch (action.type) {
		case 'focus.set':
			return state.focus === action.pane ? state : { ...state, focus: action.pane };
		case 'expand.toggle':
			return { ...state, isExpanded: !state.isExpanded };
		case 'dialog.open':
			return { ...state, dialog: action.dialog };
		case 'dialog.close':
			return state.dialog === undefined ? state : { ...state, dialog: undefined };
		case 'help.scroll':
			return state.dialog?.kind === 'help'
				? { ...state, dialog: { kind: 'help', scroll: clamp(state.dialog.scroll + action.by, action.most) } }
				: state;
		case 'find.type':
			return editSearch(state, text =>
				(text + action.text).slice(0, state.dialog?.kind === 'alerts' ? longestAlert : longestSearch),
			);
		case 'find.erase':
			return editSearch(state, text => text.slice(0, -1));
		case 'find.clear':
			return editSearch(state, () => '');
		case 'find.move':
			return isList(state.dialog)
				? { ...state, dialog: { ...state.dialog, index: clamp(state.dialog.index + action.by, action.count - 1) } }
				: state;
		case 'symbol.show':
			return state.symbol === action.symbol ? state : showSymbol(state, action.symbol);
		case 'scroll.by': {
			const before = state.scroll[action.pane] ?? 0;
			const after = clamp(before + action.by, action.most);
			return before === after ? state : { ...state, scroll: { ...state.scroll, [action.pane]: after } };
		}

		case 'signal.select':
			return { ...state, selectedSignal: action.key, scroll: { ...state.scroll, signals: action.scroll } };
		case 'signal.filter':
			return {
				...state,
				signalFilter: action.filter,
				selectedSignal: undefined,
				scroll: { ...state.scroll, signals: 0 },
			};
		case 'order.select':
			return { ...state, selectedOrder: action.id };
		case 'freeze.toggle': {
			const { [action.pane]: since, ...others } = state.frozen;
			return { ...state, frozen: since === undefined ? { ...others, [action.pane]: action.at } : others };
		}

		case 'theme.set':
			return { ...state, theme: action.theme };
		case 'layout.set':
			return { ...state, layout: action.layout };
		case 'tour.go':
			return state.tour === action.step ? state : { ...state, tour: action.step };
		case 'alerts.seen':
			return { ...state, alertsSeen: action.count };
		case 'panel.show':
			return { ...state, panel: action.panel };
		case 'message.show':
			return { ...state, message: { text: action.text, until: action.until } };
		case 'message.clear':
			return state.message === undefined ? state : { ...state, message: undefined };
		default:
			return assertNever(action);
	}
}

type ListDialog = Extract<Dialog, { readonly kind: 'find' | 'filter' | 'alerts' }>;

/** A text above a list of which one is chosen. */
const isList = (dialog: Dialog | undefined): dialog is ListDialog =>
	dialog?.kind === 'find' || dialog?.kind === 'filter' || dialog?.kind === 'alerts';

/** The text of a list that is searched, by typing. */
function editSearch(state: UiState, edit: (text: string) => string): UiState {
	const { dialog } = state;
	return isList(dialog) ? { ...state, dialog: { ...dialog, text: edit(dialog.text), index: 0 } } : state;
}

/** What a person set up belongs to the symbol it was set up for; a frozen pane of another symbol would lie. */
function showSymbol(state: UiState, symbol: string): UiState {
	const { ticker: _ticker, depth: _depth, tape: _tape, chart: _chart, ...frozen } = state.frozen;
	const { tape: _scroll, ...scroll } = state.scroll;
	return { ...state, symbol, frozen, scroll };
}

/** Holds the state of the screen. Listeners hear every change. */
export type UiStore = {
	readonly get: () => UiState;
	readonly dispatch: (action: UiAction) => void;
	readonly subscribe: (listener: () => void) => () => void;
};

export function createUiStore(initial: UiState): UiStore {
	let state = initial;
	const listeners = new Set<() => void>();
	return {
		get: () => state,
		dispatch: action => {
			const next = reduceUi(state, action);
			if (next !== state) {
				state = next;
				for (const listener of listeners) {
					listener();
				}
			}
		},
		subscribe: listener => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
}

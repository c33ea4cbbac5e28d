import type { ActionId } from './keymap/bindings.js';
import type { PanelView } from './painters/panel.js';
import type { DialogKind, UiState } from './ui-state.js';

/** One thing to do, in words, and how it is known to be done. */
type TourStep = {
	/** Shown over the panes, or where a dialog is open in the bottom line. */
	readonly text: string;
	/** The dialog that it is about: without it, it is not the time for this step. */
	readonly within?: DialogKind;
	/** Whether the key that was just pressed did it; without it only the key of the tour goes on. */
	readonly isDone?: (id: ActionId, now: UiState, before: UiState) => boolean;
};

const does =
	(...ids: readonly ActionId[]) =>
	(id: ActionId): boolean =>
		ids.includes(id);

const steps: readonly TourStep[] = [
	{
		text: 'A small exchange runs inside kcmon, so nothing here is real. The word behind each title says what the data of that pane are worth: LIVE, AGEING, STALE, GAP or SYNC. Go to the next pane: tab',
		isDone: does('pane.next', 'pane.previous'),
	},
	{
		text: 'The pane with the mark takes the arrow keys. Give it the whole screen, and the others back: e, and e again',
		isDone: (id, now, before) => id === 'pane.expand' && before.isExpanded && !now.isExpanded,
	},
	{
		text: 'Open a ticket to buy at the best bid, or at the cursor of the ladder: b',
		isDone: (_, now) => now.dialog?.kind === 'ticket' || now.dialog?.kind === 'review',
	},
	{
		text: 'type a size such as 0.01, then enter reviews the order',
		within: 'ticket',
		isDone: (_, now) => now.dialog?.kind === 'review',
	},
	{ text: 'nothing was sent yet: read it, then y sends it', within: 'review', isDone: does('ticket.send') },
	{
		text: 'It was on disk before it was sent, and it stands in ORDERS and in the ladder until somebody sells to you. Cancel it: x',
		isDone: does('order.cancelSelected', 'order.cancelSymbol'),
	},
	{
		text: 'Find another symbol, add it to the watchlist and show it: /',
		isDone: (_, now) => now.dialog?.kind === 'find',
	},
	{
		text: 'type KCS, then enter',
		within: 'find',
		isDone: (id, now, before) => id === 'pane.enter' && before.dialog?.kind === 'find' && now.dialog === undefined,
	},
	{ text: 'Draw its candles, and put the former pane back: v. Its interval: , and .', isDone: does('chart.show') },
	{
		text: 'SIGNALS holds what kcmon finds by itself and what you send it. With the mark there, enter fills a ticket with what the signal names: entry, stop and target of a breakout. Alerts on prices, spreads, orders: n',
		isDone: does('alerts.show'),
	},
	{
		text: 'The kill switch halts trading and cancels every order of yours at once, without a question: !  Later, ! and y lift it. Trading live is armed by A alone.',
		isDone: does('trading.halt'),
	},
	{
		text: 'That is the desk. t changes the theme, L the layout, W keeps both. ? lists every key, q leaves. kcmon without --demo is the same desk on the prices of KuCoin, with orders on paper.',
	},
];

/** Where the tour goes from a step after a key: the same step, another, or undefined for its end. */
export function stepAfter(step: number, id: ActionId | undefined, now: UiState, before: UiState): number | undefined {
	const isDone = id !== undefined && steps[step]?.isDone?.(id, now, before) === true;
	let next = isDone ? step + 1 : step;
	// A step within a dialog that is closed goes back to what opens it, or on where the dialog has done its work.
	while (steps[next]?.within !== undefined && steps[next]?.within !== now.dialog?.kind) {
		next += isDone ? 1 : -1;
	}

	return next < steps.length ? next : undefined;
}

/** The next step for who does not do what this one says; undefined after the last. */
export function skipStep(step: number): number | undefined {
	const next = steps.findIndex(({ within }, index) => index > step && within === undefined);
	return next === -1 ? undefined : next;
}

/** What a step says while no dialog is open. */
export function tourPanel(step: number): PanelView {
	const isLast = skipStep(step) === undefined;
	return {
		title: `TOUR ${step + 1}/${steps.length}`,
		text: steps[step]?.text ?? '',
		hint: isLast ? 'T ends the tour' : 'T goes on without · esc ends the tour · keys do what they always do',
	};
}

/** What a step says beside an open dialog. */
export const tourLine = (step: number): string => `TOUR ${step + 1}/${steps.length} · ${steps[step]?.text ?? ''}`;

/** The words over the panes: what is wrong comes before the tour. */
export const panelOf = ({ panel, tour, dialog }: UiState): PanelView | undefined =>
	panel ?? (tour === undefined || dialog !== undefined ? undefined : tourPanel(tour));

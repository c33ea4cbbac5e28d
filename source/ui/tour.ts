import type { OrderRow } from '../store/views.js';
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
	/** It is done by what becomes of the order, not by a key. */
	readonly waitsForCancel?: true;
	/** It speaks of a pane at the bottom. */
	readonly at?: 'top';
	/** Said in place of the step before, where things went another way. */
	readonly isAside?: true;
};

const does =
	(...ids: readonly ActionId[]) =>
	(id: ActionId): boolean =>
		ids.includes(id);

const opensTicket = (_: ActionId, now: UiState): boolean =>
	now.dialog?.kind === 'ticket' || now.dialog?.kind === 'review';

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
		text: 'shift+tab goes back to DEPTH. There, ↓ six times puts the cursor of the ladder below the best bid, where nobody sells to you at once. Open a ticket to buy at it: b',
		isDone: opensTicket,
	},
	{
		text: 'type a size such as 0.01, then enter reviews the order',
		within: 'ticket',
		isDone: (_, now) => now.dialog?.kind === 'review',
	},
	{ text: 'nothing was sent yet: read it, then y sends it', within: 'review', isDone: does('ticket.send') },
	{
		text: 'It was on disk before it was sent, and it stands in ORDERS and in the ladder until somebody sells to you. Cancel it: x',
		at: 'top',
		waitsForCancel: true,
	},
	{
		text: 'Somebody sold to you before it was canceled: it is FILLED, and the coins are in ORDERS. An order further below waits longer: some more ↓, then b',
		at: 'top',
		isAside: true,
		isDone: opensTicket,
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
	{
		text: 'Draw its candles, and put the former panes back: v, and v again. The interval of a chart: , and .',
		isDone: (id, now) => id === 'chart.show' && now.focus !== 'chart',
	},
	{ text: 'Other colors: t, as often as you like. W keeps them', isDone: does('view.theme') },
	{
		text: 'SIGNALS holds what kcmon finds by itself and what you send it. BTC-USDT breaks out of its range here every two minutes, the first time after 75 seconds. Show breakouts alone: f',
		at: 'top',
		isDone: (_, now) => now.dialog?.kind === 'filter',
	},
	{
		text: 'type breakout; once the first has come it is listed: enter',
		within: 'filter',
		isDone: (id, now, before) => id === 'pane.enter' && before.dialog?.kind === 'filter' && now.dialog === undefined,
	},
	{
		text: 'The newest is on top: enter fills a ticket with its entry, stop and target. After a minute it has expired; the next one is not far.',
		at: 'top',
		isDone: (_, now) => now.dialog?.kind === 'ticket' && now.dialog.ticket.signalId !== undefined,
	},
	{
		text: 'its entry, stop and target are filled in: enter reviews them',
		within: 'ticket',
		isDone: (_, now) => now.dialog?.kind === 'review',
	},
	{ text: 'y sends the entry; stop and target follow its fill', within: 'review', isDone: does('ticket.send') },
	{
		text: 'A bracket: once its entry is filled, ORDERS shows the stop and the target that the exchange holds as one. Alerts on prices, spreads, signals and orders: n',
		at: 'top',
		isDone: does('alerts.show'),
	},
	{
		text: 'The kill switch halts trading and cancels every order of yours at once, without a question: !  Later, ! and y lift it. Trading live is armed by A alone.',
		isDone: does('trading.halt'),
	},
	{
		text: 'That is the desk. L changes the layout, ? lists every key, q leaves. kcmon without --demo is the same desk on the prices of KuCoin, with orders on paper.',
	},
];

/** Where the tour goes from a step after a key: the same step, another, or undefined for its end. */
export function stepAfter(step: number, id: ActionId | undefined, now: UiState, before: UiState): number | undefined {
	const isDone = id !== undefined && steps[step]?.isDone?.(id, now, before) === true;
	if (isDone && steps[step]?.isAside === true) {
		return steps.findIndex(({ within }) => within === now.dialog?.kind);
	}

	let next = isDone ? step + 1 : step;
	// A step within a dialog that is closed goes back to what opens it, or on where the dialog has done its work.
	while (steps[next]?.within !== undefined && steps[next]?.within !== now.dialog?.kind) {
		next += isDone ? 1 : -1;
	}

	return next < steps.length ? next : undefined;
}

/** Whether it waits for what becomes of an order. */
export const waitsForOrder = (step: number | undefined): step is number =>
	step !== undefined && steps[step]?.waitsForCancel === true;

/** Where it goes after something became of the newest order of the person. */
export function stepAfterOrder(step: number, status: OrderRow['status']): number {
	if (!waitsForOrder(step)) {
		return step;
	}

	return status === 'CANCELED' ? step + 2 : status === 'FILLED' ? step + 1 : step;
}

/** The next step for who does not do what this one says; undefined after the last. */
export function skipStep(step: number): number | undefined {
	const next = steps.findIndex(
		({ within, isAside }, index) => index > step && within === undefined && isAside !== true,
	);
	return next === -1 ? undefined : next;
}

/** `TOUR 3/16`: what is said aside has no number of its own. */
function nameOf(step: number): string {
	const walked = steps.filter(({ isAside }) => isAside !== true);
	const upTo = steps.slice(0, step + 1).filter(({ isAside }) => isAside !== true);
	return `TOUR ${upTo.length}/${walked.length}`;
}

/** What a step says while no dialog is open. */
export function tourPanel(step: number): PanelView {
	const isLast = skipStep(step) === undefined;
	const { text = '', at } = steps[step] ?? {};
	return {
		title: nameOf(step),
		text,
		...(at === undefined ? {} : { at }),
		hint: isLast ? 'T ends the tour' : 'T goes on without · esc ends · keys do as always',
	};
}

/** What a step says beside an open dialog. */
export const tourLine = (step: number): string => `${nameOf(step)} · ${steps[step]?.text ?? ''}`;

/** The words over the panes: what is wrong comes before the tour. */
export const panelOf = ({ panel, tour, dialog }: UiState): PanelView | undefined =>
	panel ?? (tour === undefined || dialog !== undefined ? undefined : tourPanel(tour));

import type { Clock } from '../lib/seams.js';
import type { AlertBook } from './alert-keys.js';
import type { ChartWindow } from './chart-window.js';
import type { DeskDeps } from './desk-deps.js';
import type { Layout, PaneName } from './layout.js';
import { signalRowsIn } from './painters/signals.js';
import { filterChoicesOf, isFiltered } from './signal-filter.js';
import { matchesOf } from './surfaces.js';
import type { WatchWindow } from './watch-window.js';

export type PaneMovesDeps = Pick<DeskDeps, 'views' | 'ui' | 'ladder'> & {
	readonly chart: Pick<ChartWindow, 'back'>;
	readonly watch: Pick<WatchWindow, 'move' | 'back'>;
	readonly alerts: AlertBook | undefined;
	readonly clock: Pick<Clock, 'monoNow'>;
	readonly layout: () => Layout;
	/** How far help can be scrolled. */
	readonly mostHelpScroll: () => number;
	readonly moveOrders: (by: number) => void;
};

/** What arrows and esc do, by what has the focus. */
export type PaneMoves = {
	/** Rows down; up is negative. */
	readonly move: (by: number) => void;
	/** Undoes one thing: a dialog, a message, a cursor, a choice, an expansion. */
	readonly back: () => void;
};

const rowsAtOnce = 200;

export function createPaneMoves(deps: PaneMovesDeps): PaneMoves {
	const { views, ui, ladder, clock } = deps;
	const scrollOf = (pane: PaneName): number => ui.get().scroll[pane] ?? 0;

	const moveSignals = (by: number): void => {
		const { rows: all } = views.signals(rowsAtOnce, ui.get().signalFilter);
		if (all.length === 0) {
			return;
		}

		const at = all.findIndex(({ key }) => key === ui.get().selectedSignal);
		const index = at === -1 ? 0 : Math.max(0, Math.min(all.length - 1, at + by));
		const layout = deps.layout();
		const pane = layout.panes.find(({ pane: name }) => name === 'signals');
		const room = Math.max(1, signalRowsIn(pane?.height ?? 4, layout.frame) - 4);
		const before = scrollOf('signals');
		const scroll = index < before ? index : index >= before + room ? index - room + 1 : before;
		ui.dispatch({ type: 'signal.select', key: all[index]!.key, scroll });
	};

	const move = (by: number): void => {
		const { dialog, focus } = ui.get();
		if (dialog?.kind === 'help') {
			ui.dispatch({ type: 'help.scroll', by, most: deps.mostHelpScroll() });
		} else if (dialog?.kind === 'find') {
			ui.dispatch({ type: 'find.move', by, count: matchesOf(ui.get(), views).length });
		} else if (dialog?.kind === 'alerts') {
			ui.dispatch({ type: 'find.move', by, count: deps.alerts?.list().length ?? 0 });
		} else if (dialog?.kind === 'filter') {
			ui.dispatch({ type: 'find.move', by, count: filterChoicesOf(ui.get(), views).length });
		} else if (focus === 'depth') {
			ladder.move(by);
		} else if (focus === 'signals') {
			moveSignals(by);
		} else if (focus === 'orders') {
			deps.moveOrders(by);
		} else if (focus === 'watchlist') {
			deps.watch.move(views, by);
		} else if (focus === 'tape') {
			ui.dispatch({
				type: 'scroll.by',
				pane: 'tape',
				by,
				most: views.tape(views.focused(), rowsAtOnce).rows.length - 1,
			});
		} else if (focus === 'health') {
			const { sockets, topicCount } = views.health(views.focused(), 0);
			ui.dispatch({ type: 'scroll.by', pane: 'health', by, most: sockets.length * 4 + topicCount });
		}
	};

	const back = (): void => {
		const state = ui.get();
		if (state.dialog !== undefined) {
			ui.dispatch({ type: 'dialog.close' });
		} else if (state.message !== undefined && clock.monoNow() < state.message.until) {
			ui.dispatch({ type: 'message.clear' });
		} else if (state.panel !== undefined) {
			ui.dispatch({ type: 'panel.show', panel: undefined });
		} else if (state.tour !== undefined) {
			ui.dispatch({ type: 'tour.go', step: undefined });
		} else if (
			(state.focus === 'chart' && deps.chart.back()) ||
			(state.focus === 'watchlist' && deps.watch.back()) ||
			ladder.dropCursor()
		) {
			return;
		} else if (state.selectedOrder !== undefined) {
			ui.dispatch({ type: 'order.select', id: undefined });
		} else if (state.selectedSignal !== undefined) {
			ui.dispatch({ type: 'signal.select', key: undefined, scroll: 0 });
		} else if ((state.scroll[state.focus] ?? 0) > 0) {
			ui.dispatch({ type: 'scroll.by', pane: state.focus, by: -(state.scroll[state.focus] ?? 0), most: 0 });
		} else if (state.focus === 'signals' && isFiltered(state.signalFilter)) {
			ui.dispatch({ type: 'signal.filter', filter: {} });
		} else if (state.isExpanded) {
			ui.dispatch({ type: 'expand.toggle' });
		}
	};

	return { move, back };
}

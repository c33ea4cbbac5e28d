import type { Clock } from '../lib/seams.js';
import type { SignalPanelView } from '../store/views.js';
import type { AlertBook } from './alert-keys.js';
import type { ChartWindow } from './chart-window.js';
import { findMatches } from './find-matches.js';
import { createFrozenViews } from './frozen-views.js';
import { listHelpGroups, listHints } from './keymap/cheatsheet.js';
import type { LadderWindow } from './ladder-window.js';
import type { Layout, PaneName } from './layout.js';
import { paintAlerts } from './painters/alerts.js';
import { paintBottomLine } from './painters/bottom-line.js';
import { chartColumnsIn, paintChart } from './painters/chart.js';
import { ladderRowsIn, paintDepth } from './painters/depth.js';
import { paintFind, paintHelp } from './painters/dialogs.js';
import { paintFilter } from './painters/filter.js';
import type { PaintOptions } from './painters/frame.js';
import type { Glyphs } from './painters/glyphs.js';
import { paintHealth } from './painters/health.js';
import { paintOrders } from './painters/orders.js';
import { paintPanel } from './painters/panel.js';
import { paintAnswers, paintQuestion } from './painters/question.js';
import { fitRow, span } from './painters/rows.js';
import { paintSafeLine } from './painters/safe-line.js';
import { paintSignals, signalRowsIn } from './painters/signals.js';
import type { Painted } from './painters/spans.js';
import { paintStatusBar } from './painters/status-bar.js';
import { paintTape, tapeRowsIn } from './painters/tape.js';
import { paintTicker } from './painters/ticker.js';
import { paintWatchlist, watchRowsIn } from './painters/watchlist.js';
import type { Bandwidth } from './screen/screen.js';
import { filterChoicesOf } from './signal-filter.js';
import { paintReview } from './ticket/paint-review.js';
import { paintTicket } from './ticket/paint-ticket.js';
import { listPlannedMarks } from './ticket/planned-marks.js';
import { panelOf, tourLine } from './tour.js';
import type { TradingDesk } from './trading-desk.js';
import { type DialogKind, messageMs, type UiState, type UiStore } from './ui-state.js';
import type { ViewSource } from './view-source.js';
import { ownGroup, type WatchWindow } from './watch-window.js';

/** Everything that paints itself. */
export type SurfaceName = PaneName | DialogKind | 'status' | 'bottom' | 'safe' | 'panel';

export type PaintSurface = (width: number, height: number) => Painted;

export type SurfacesDeps = {
	readonly views: ViewSource;
	readonly clock: Clock;
	readonly ui: UiStore;
	readonly ladder: LadderWindow;
	readonly chart: ChartWindow;
	readonly watch: WatchWindow;
	readonly alerts: AlertBook | undefined;
	readonly desk: Pick<TradingDesk, 'ticketView' | 'reviewView' | 'questionView' | 'closedReason'>;
	readonly glyphs: Glyphs;
	readonly layout: () => Layout;
	/** Whether the bottom line names the key of the tour. */
	readonly offersTour: () => boolean;
	readonly bandwidth: () => Bandwidth;
	/** Hears how many lines help has room for, so that scrolling knows its end. */
	readonly noteHelpRows: (rows: number) => void;
};

const mostMatches = 50;

/** What the search of this moment finds; nothing without a search. */
export function matchesOf({ dialog }: UiState, views: ViewSource): readonly string[] {
	return dialog?.kind === 'find' ? findMatches(dialog.text, views.instruments(), mostMatches) : [];
}

/** Each surface as a function of its size: takes the views of now, and the state of the screen, and paints. */
export function createSurfaces({
	views,
	clock,
	ui,
	ladder,
	chart,
	watch,
	alerts,
	desk,
	glyphs,
	layout,
	offersTour,
	bandwidth,
	noteHelpRows,
}: SurfacesDeps): Readonly<Record<SurfaceName, PaintSurface>> {
	const frozen = createFrozenViews();
	let panel: SignalPanelView | undefined;
	/** What the last key had to say, or what ORDERS would where it has no place on the screen: whichever is newer. */
	const newestWord = (): string | undefined => {
		const { message } = ui.get();
		const answer = message !== undefined && clock.monoNow() < message.until ? message : undefined;
		const warning = layout().panes.some(({ pane }) => pane === 'orders') ? undefined : views.status().warning;
		return warning !== undefined && (answer === undefined || warning.at >= answer.until - messageMs)
			? warning.text
			: answer?.text;
	};

	const optionsOf = (pane: PaneName): PaintOptions => {
		const state = ui.get();
		const since = state.frozen[pane];
		return {
			glyphs,
			frame: layout().frame,
			focused: state.focus === pane && state.dialog === undefined,
			frozenMs: since === undefined ? undefined : clock.monoNow() - since,
		};
	};
	const isFrozen = (pane: PaneName): boolean => ui.get().frozen[pane] !== undefined;
	const scrollOf = (pane: PaneName): number => ui.get().scroll[pane] ?? 0;
	const dialogOptions: PaintOptions = { glyphs, frame: 'box', focused: true, frozenMs: undefined };
	const helpGroups = listHelpGroups();
	const paintAsked: PaintSurface = (width, height) => {
		const view = desk.questionView();
		return view === undefined ? [] : paintQuestion(view, width, height, dialogOptions);
	};

	return {
		ticker: (width, height) =>
			paintTicker(
				frozen.show('ticker', views.ticker(views.focused()), isFrozen('ticker')),
				width,
				height,
				optionsOf('ticker'),
			),
		chart: (width, height) => {
			const live = chart.look(views, chartColumnsIn(width, layout().frame));
			const shown = frozen.show('chart', live, isFrozen('chart'));
			const planned = listPlannedMarks(ui.get().dialog, shown.symbol);
			return paintChart({ ...shown, marks: [...shown.marks, ...planned] }, width, height, {
				...optionsOf('chart'),
				mode: chart.mode(),
				cursor: chart.cursor(),
				scrolled: chart.scrolled(),
			});
		},
		depth: (width, height) => {
			const live = ladder.look(views, views.focused(), ladderRowsIn(height, layout().frame));
			return paintDepth(frozen.show('depth', live, isFrozen('depth')), width, height, {
				...optionsOf('depth'),
				cursorPrice: ladder.cursor(),
			});
		},
		tape: (width, height) => {
			const scroll = scrollOf('tape');
			const live = views.tape(views.focused(), tapeRowsIn(height, layout().frame) + scroll);
			return paintTape(frozen.show('tape', live, isFrozen('tape')), width, height, { ...optionsOf('tape'), scroll });
		},
		health: (width, height) => {
			const scroll = scrollOf('health');
			// A frozen one may be scrolled further.
			const live = views.health(views.focused(), scroll + height + 200);
			return paintHealth(frozen.show('health', live, isFrozen('health')), width, height, {
				...optionsOf('health'),
				scroll,
			});
		},
		signals: (width, height) => {
			const scroll = scrollOf('signals');
			const live = views.signals(signalRowsIn(height, layout().frame) + scroll, ui.get().signalFilter);
			return paintSignals(frozen.show('signals', live, isFrozen('signals')), width, height, {
				...optionsOf('signals'),
				scroll,
				selectedKey: ui.get().selectedSignal,
				panel: () => {
					const symbol = views.focused();
					if (!isFrozen('signals') || panel?.symbol !== symbol) {
						panel = views.signalPanel(symbol);
					}

					return panel;
				},
			});
		},
		orders: (width, height) => {
			// Never frozen: an order that is shown as working when it is not would be worse than no order.
			const view = views.orders(views.focused());
			return paintOrders(view, width, height, {
				...optionsOf('orders'),
				selectedId: ui.get().selectedOrder,
				closedReason: desk.closedReason(view),
			});
		},
		watchlist: (width, height) => {
			const live = watch.look(views, watchRowsIn(height, layout().frame));
			return paintWatchlist(frozen.showWatchlist(live, isFrozen('watchlist')), width, height, {
				...optionsOf('watchlist'),
				selected: ui.get().focus === 'watchlist' ? (watch.selected() ?? live.focused) : undefined,
				isTyping: watch.isTyping(),
			});
		},
		status: (width, height) =>
			paintStatusBar(views.status(), width, height, {
				glyphs,
				alerts: views.alertCount() - ui.get().alertsSeen,
				bandwidth: bandwidth(),
			}),
		bottom: (width, height) => {
			const { dialog, focus, tour: step } = ui.get();
			const isListing = focus === 'watchlist' && watch.group() !== ownGroup;
			const line = {
				message: newestWord(),
				banner: views.status().banner,
				hints: listHints(dialog?.kind ?? (watch.isTyping() ? 'narrow' : isListing ? 'watchlist' : 'screen')).filter(
					({ id }) => id !== 'tour.go' || offersTour(),
				),
				tour: step === undefined || dialog === undefined ? undefined : tourLine(step),
			};
			return paintBottomLine(line, width, height, { glyphs });
		},
		safe: (width, height) => {
			const { dialog } = ui.get();
			const question = dialog?.kind === 'quit' ? desk.questionView() : undefined;
			if (question !== undefined && height > 0) {
				return [fitRow([span('orders ', 'warning'), ...(paintAnswers(question, 200, { glyphs })[0] ?? [])], width)];
			}

			const message = newestWord();
			return message !== undefined
				? paintBottomLine({ message, banner: undefined, hints: [] }, width, height, { glyphs })
				: paintSafeLine(views.status(), views.ticker(views.focused()), width, height, { glyphs });
		},
		ticket: (width, height) => {
			const view = desk.ticketView();
			return view === undefined ? [] : paintTicket(view, width, height, dialogOptions);
		},
		review: (width, height) => {
			const view = desk.reviewView();
			return view === undefined ? [] : paintReview(view, width, height, dialogOptions);
		},
		confirm: paintAsked,
		quit: paintAsked,
		arm: paintAsked,
		alerts: (width, height) => {
			const { dialog } = ui.get();
			const { text, index } = dialog?.kind === 'alerts' ? dialog : { text: '', index: 0 };
			const view = { text, index, alerts: alerts?.list() ?? [], watched: views.symbols() };
			return paintAlerts(view, width, height, dialogOptions);
		},
		panel: (width, height) => {
			const panel = panelOf(ui.get());
			return panel === undefined ? [] : paintPanel(panel, width, height, { ...dialogOptions, focused: false });
		},
		help: (width, height) => {
			const { dialog } = ui.get();
			noteHelpRows(Math.max(0, height - 2));
			return paintHelp(helpGroups, width, height, {
				...dialogOptions,
				scroll: dialog?.kind === 'help' ? dialog.scroll : 0,
			});
		},
		find: (width, height) => {
			const { dialog } = ui.get();
			const view = {
				text: dialog?.kind === 'find' ? dialog.text : '',
				index: dialog?.kind === 'find' ? dialog.index : 0,
				matches: matchesOf(ui.get(), views),
				watched: views.symbols(),
				known: views.instruments().length,
			};
			return paintFind(view, width, height, dialogOptions);
		},
		filter: (width, height) => {
			const { dialog, signalFilter } = ui.get();
			const view = {
				text: dialog?.kind === 'filter' ? dialog.text : '',
				index: dialog?.kind === 'filter' ? dialog.index : 0,
				filter: signalFilter,
				choices: filterChoicesOf(ui.get(), views),
			};
			return paintFilter(view, width, height, dialogOptions);
		},
	};
}

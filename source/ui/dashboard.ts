import type { Command } from '../engine/commands.js';
import type { TradingPort } from '../engine/trading-port.js';
import { panesOf } from '../lib/layout-text.js';
import type { Clock } from '../lib/seams.js';
import { type AlertBook, createAlertKeys } from './alert-keys.js';
import { createChartKeys } from './chart-keys.js';
import { createChartWindow } from './chart-window.js';
import type { DeskDeps, OrdersOnQuit } from './desk-deps.js';
import type { ActionId, KeyContext, KeyView } from './keymap/bindings.js';
import { listHelpGroups } from './keymap/cheatsheet.js';
import { type Resolution, resolveKey } from './keymap/resolve.js';
import { createLadderWindow } from './ladder-window.js';
import { computeLayout, type Layout, listWalk } from './layout.js';
import { createLayouts, defaultLayout, type Layouts } from './layouts.js';
import { countHelpLines } from './painters/dialogs.js';
import { asciiGlyphs, unicodeGlyphs } from './painters/glyphs.js';
import type { PanelView } from './painters/panel.js';
import { createPaneMoves } from './pane-moves.js';
import type { Bandwidth } from './screen/screen.js';
import { createSignalFilterKeys } from './signal-filter.js';
import { createSurfaces, type PaintSurface, type SurfaceName } from './surfaces.js';
import { createSymbolSearch } from './symbol-search.js';
import { isThemeName, type ThemeName, themeNames } from './theme/themes.js';
import { skipStep, stepAfter, stepAfterOrder, waitsForOrder } from './tour.js';
import { createTradingDesk, defaultTradingOptions, type TradingDeskOptions } from './trading-desk.js';
import { createUiState, createUiStore, type DialogKind, messageMs, type UiState, type UiStore } from './ui-state.js';
import type { ViewSource } from './view-source.js';
import { createWatchKeys, type KeepFavorite } from './watch-keys.js';
import { createWatchWindow, ownGroup } from './watch-window.js';

export type DashboardDeps = {
	readonly views: ViewSource;
	readonly clock: Clock;
	readonly execute: (command: Command) => void;
	/** Orders: undefined where this run has no account. */
	readonly trading?: TradingPort | undefined;
	/** `q` or Ctrl+C; `orders` says what became of working ones, where there were any. */
	readonly quit: (reason: 'quit' | 'interrupt', orders?: OrdersOnQuit) => void;
	readonly suspend: () => void;
	/** Called after every key: what surfaces show may have changed. */
	readonly repaint: () => void;
	readonly showTheme: (theme: ThemeName) => void;
	/** How much the screen writes; full where nobody says. */
	readonly bandwidth?: () => Bandwidth;
	/** Alerts; without it there are none in this run. */
	readonly alerts?: AlertBook;
	/** Whether the tour is offered in the bottom line, and what hears that it was taken; without it there is none. */
	readonly tour?: { readonly isOffered: boolean; readonly onTaken: () => void };
	/** Without it, favorites are of this run alone. */
	readonly keepFavorite?: KeepFavorite;
	/** Keeps how it looks for later runs; resolves with what to tell the person. */
	readonly saveLook?: (look: { readonly theme: ThemeName; readonly layout: string }) => Promise<string>;
};

export type DashboardOptions = {
	readonly ascii: boolean;
	readonly theme: ThemeName;
	/** Colors cannot be changed where there are none. */
	readonly hasColor: boolean;
	/** @default the presets */
	readonly layouts?: Layouts;
	/** @default full */
	readonly layout?: string;
	readonly trading?: TradingDeskOptions;
};

/** The dashboard without a terminal: what it shows, and what keys do to it. */
export type Dashboard = {
	readonly ui: UiStore;
	readonly surfaces: Readonly<Record<SurfaceName, PaintSurface>>;
	/** Where the panes are on a screen of this size, in the state of now. */
	readonly layOut: (columns: number, rows: number) => Layout;
	/** One key by its name. */
	readonly press: (key: string) => void;
	/** Several characters at once that no paste mark came with: fast typing, or a terminal without bracketed paste. */
	readonly type: (text: string) => void;
	/** From outside, such as a changed settings file: what is named changes. */
	readonly setLook: (look: { readonly theme?: string; readonly layouts?: Layouts; readonly layout?: string }) => void;
	/** Tells the person something in the bottom line. */
	readonly tell: (text: string) => void;
	/** Something became of an order. */
	readonly hearOrder: () => void;
	/** Shows words over the panes, or takes them away. */
	readonly showPanel: (panel: PanelView | undefined) => void;
	/** Pasted text goes into a field or nowhere. */
	readonly paste: (text: string) => void;
};

const helpGroups = listHelpGroups();
const page = 10;
/** A person does not press more keys than this between two reads of the terminal, but for text in a field. */
const longestBurst = 8;
const longestField = 40;
const longestOf = (dialog: DialogKind | undefined): number =>
	dialog === 'find' || dialog === 'filter' || dialog === 'alerts'
		? Number.POSITIVE_INFINITY
		: dialog === 'ticket'
			? longestField
			: longestBurst;
const namesInText = new Map([
	[' ', 'space'],
	['\t', 'tab'],
	['\r', 'enter'],
	['\n', 'enter'],
	['\b', 'backspace'],
	['\u007F', 'backspace'],
	['\u0015', 'ctrl+u'],
	['\u0003', 'ctrl+c'],
]);

export function createDashboard(deps: DashboardDeps, options: DashboardOptions): Dashboard {
	const { views, clock } = deps;
	const ui = createUiStore(createUiState(views.focused(), options.theme, options.layout ?? defaultLayout));
	let layouts = options.layouts ?? createLayouts({});
	const ladder = createLadderWindow();
	const watch = createWatchWindow();
	const chart = createChartWindow(() => deps.execute({ type: 'chart.extend' }));
	let layout: Layout = computeLayout(80, 24, undefined);
	let helpRows = 0;
	let offersTour = deps.tour?.isOffered ?? false;

	const say = (text: string): void => {
		ui.dispatch({ type: 'message.show', text, until: clock.monoNow() + messageMs });
	};

	const deskDeps: DeskDeps = {
		views,
		ui,
		ladder,
		say,
		repaint: deps.repaint,
		execute: deps.execute,
		quit: deps.quit,
		isTooSmall: () => layout.size === 'safe',
	};
	const desk = createTradingDesk(deskDeps, deps.trading, options.trading ?? defaultTradingOptions);
	const surfaces = createSurfaces({
		views,
		clock,
		ui,
		ladder,
		chart,
		watch,
		alerts: deps.alerts,
		desk,
		glyphs: options.ascii ? asciiGlyphs : unicodeGlyphs,
		layout: () => layout,
		offersTour: () => offersTour,
		bandwidth: deps.bandwidth ?? (() => 'full'),
		noteHelpRows: count => {
			helpRows = count;
		},
	});

	const contexts = (): readonly KeyContext[] => {
		const { dialog, focus } = ui.get();
		if (dialog !== undefined) {
			return [dialog.kind];
		}

		if (focus === 'watchlist' && watch.isTyping()) {
			return ['narrow'];
		}

		return focus === 'depth' || focus === 'signals' || focus === 'watchlist' || focus === 'chart'
			? [focus, 'screen']
			: ['screen'];
	};

	const showSymbol = (symbol: string): void => {
		deps.execute({ type: 'symbol.focus', symbol });
		ui.dispatch({ type: 'symbol.show', symbol: views.focused() });
	};

	const search = createSymbolSearch(deskDeps, showSymbol);
	const filter = createSignalFilterKeys(deskDeps);
	const alertKeys = createAlertKeys(deskDeps, deps.alerts);
	const chartKeys = createChartKeys(deskDeps, chart);
	const watchKeys = createWatchKeys(deskDeps, watch, showSymbol, deps.keepFavorite);
	const { move, back } = createPaneMoves({
		...deskDeps,
		alerts: deps.alerts,
		chart,
		watch,
		clock,
		layout: () => layout,
		mostHelpScroll: () => countHelpLines(helpGroups) - helpRows,
		moveOrders: desk.moveOrders,
	});

	const walkPanes = (by: 1 | -1): void => {
		const walk = listWalk(columns, rows);
		const index = walk.indexOf(ui.get().focus) + by + walk.length;
		const pane = walk[index % walk.length];
		if (pane !== undefined) {
			ui.dispatch({ type: 'focus.set', pane });
		}
	};

	const nextTheme = (): void => {
		if (!options.hasColor) {
			say('no colors here, so there is one theme');
			return;
		}

		const theme = themeNames[(themeNames.indexOf(ui.get().theme) + 1) % themeNames.length]!;
		ui.dispatch({ type: 'theme.set', theme });
		deps.showTheme(theme);
		say(`theme ${theme}; W keeps it`);
	};

	const nextLayout = (): void => {
		const names = [...layouts.keys()];
		const name = names[(names.indexOf(ui.get().layout) + 1) % names.length]!;
		ui.dispatch({ type: 'layout.set', layout: name });
		settleFocus();
		const { isFallback } = lay();
		say(isFallback ? `layout ${name} needs a larger screen, so it is ${defaultLayout}` : `layout ${name}; W keeps it`);
	};

	const saveLook = (): void => {
		if (deps.saveLook === undefined) {
			say('nothing is saved from here');
			return;
		}

		const { theme, layout: name } = ui.get();
		deps.saveLook({ theme, layout: name }).then(text => {
			say(text);
			deps.repaint();
		});
	};

	/** A layout starts on a pane that it has: without this its last one would give way to a guest at once. */
	const settleFocus = (): void => {
		const [plan] = layouts.get(ui.get().layout) ?? [];
		const panes = plan === undefined ? [] : panesOf(plan);
		if (panes[0] !== undefined && !panes.includes(ui.get().focus)) {
			ui.dispatch({ type: 'focus.set', pane: panes[0] });
		}
	};

	const lay = (): Layout => {
		const { isExpanded, focus, layout: name } = ui.get();
		return computeLayout(columns, rows, isExpanded ? focus : undefined, focus, layouts.get(name));
	};

	const freeze = (): void => {
		const { focus } = ui.get();
		if (focus === 'orders') {
			say('ORDERS is never frozen: what works must be seen');
		} else {
			ui.dispatch({ type: 'freeze.toggle', pane: focus, at: clock.monoNow() });
		}
	};

	const choose = (): void => {
		const { dialog, focus } = ui.get();
		if (dialog?.kind === 'find') {
			search.choose();
		} else if (dialog?.kind === 'alerts') {
			alertKeys.add();
		} else if (dialog?.kind === 'filter') {
			filter.choose();
		} else if (focus === 'signals') {
			desk.fillFromSignal();
		} else {
			watchKeys.choose();
		}
	};

	const goOnTour = (): void => {
		const { tour: step } = ui.get();
		if (deps.tour === undefined) {
			say('the tour is of the demo, where nothing is real: kcmon --demo');
			return;
		}

		if (step === undefined && offersTour) {
			offersTour = false;
			deps.tour.onTaken();
		}

		ui.dispatch({ type: 'tour.go', step: step === undefined ? 0 : skipStep(step) });
	};

	/** After a key: the tour goes on when it did what the step says. */
	const followTour = (id: ActionId | undefined, before: UiState): void => {
		const { tour: step } = ui.get();
		if (step !== undefined && id !== 'tour.go' && before.tour !== undefined) {
			ui.dispatch({ type: 'tour.go', step: stepAfter(step, id, ui.get(), before) });
		}
	};

	/** The tour waits for some orders, not for keys. */
	const followOrder = (): void => {
		const { tour: step } = ui.get();
		if (!waitsForOrder(step)) {
			return;
		}

		const mine = views.orders(views.focused()).orders.filter(({ external }) => !external);
		const newest = mine.toSorted((one, other) => one.ageMs - other.ageMs)[0];
		if (newest !== undefined) {
			ui.dispatch({ type: 'tour.go', step: stepAfterOrder(step, newest.status) });
		}
	};

	const act = (id: ActionId, key: string): void => {
		if (desk.act(id, key) || chartKeys.act(id) || watchKeys.act(id)) {
			return;
		}

		switch (id) {
			case 'help.toggle':
				ui.dispatch(
					ui.get().dialog?.kind === 'help'
						? { type: 'dialog.close' }
						: { type: 'dialog.open', dialog: { kind: 'help', scroll: 0 } },
				);
				return;
			case 'app.suspend':
				deps.suspend();
				return;
			case 'pane.next':
				walkPanes(1);
				return;
			case 'pane.previous':
				walkPanes(-1);
				return;
			case 'pane.expand':
				ui.dispatch({ type: 'expand.toggle' });
				return;
			case 'symbol.pick': {
				const symbol = views.symbols()[Number(key) - 1];
				if (symbol === undefined) {
					say(`no symbol ${key}: the watchlist has ${views.symbols().length}; / adds one`);
				} else {
					showSymbol(symbol);
				}

				return;
			}

			case 'symbol.find':
				ui.dispatch({ type: 'dialog.open', dialog: { kind: 'find', text: '', index: 0 } });
				return;
			case 'alerts.show':
				if (deps.alerts === undefined) {
					say('no alerts in this run');
				} else {
					ui.dispatch({ type: 'alerts.seen', count: views.alertCount() });
					ui.dispatch({ type: 'dialog.open', dialog: { kind: 'alerts', text: '', index: 0 } });
				}

				return;
			case 'alerts.remove':
				alertKeys.remove();
				return;
			case 'alerts.rearm':
				alertKeys.rearm();
				return;
			case 'signals.filter':
				ui.dispatch({ type: 'dialog.open', dialog: { kind: 'filter', text: '', index: 0 } });
				return;
			case 'move.up':
				move(-1);
				return;
			case 'move.down':
				move(1);
				return;
			case 'move.left':
			case 'move.pageUp':
				move(-page);
				return;
			case 'move.right':
			case 'move.pageDown':
				move(page);
				return;
			case 'pane.freeze':
				freeze();
				return;
			case 'ladder.coarser':
				ladder.group('coarser');
				return;
			case 'ladder.finer':
				ladder.group('finer');
				return;
			case 'ladder.recenter':
				ladder.recenter();
				return;
			case 'pane.enter':
				choose();
				return;
			case 'view.back':
				back();
				return;
			case 'feed.reconnect':
				deps.execute({ type: 'feed.reconnect' });
				say('reconnecting');
				return;
			case 'view.theme':
				nextTheme();
				return;
			case 'view.layout':
				nextLayout();
				return;
			case 'view.save':
				saveLook();
				return;
			case 'tour.go':
				goOnTour();
				return;
			default:
				// The rest is the desk's.
				return;
		}
	};

	settleFocus();
	let columns = 80;
	let rows = 24;
	let isChartShown = false;
	let isBoardShown = false;

	/** The exchange is asked for bars, and for all pairs, while somebody sees them. */
	const watchShown = (): void => {
		const isShown = layout.panes.some(({ pane }) => pane === 'chart');
		if (isShown !== isChartShown) {
			isChartShown = isShown;
			deps.execute({ type: 'chart.watch', isShown });
		}

		const hasBoard = watch.group() !== ownGroup && layout.panes.some(({ pane }) => pane === 'watchlist');
		if (hasBoard !== isBoardShown) {
			isBoardShown = hasBoard;
			deps.execute({ type: 'board.watch', isShown: hasBoard });
		}
	};

	const keyView = (): KeyView => ({
		context: contexts(),
		symbols: views.symbols().length,
		trading: desk.keyView(),
	});

	const pressQuietly = (key: string): void => {
		const before = ui.get();
		const resolution = resolveKey(key, keyView());
		followKey(key, resolution);
		followTour(resolution.kind === 'action' ? resolution.binding.id : undefined, before);
	};

	const followKey = (key: string, resolution: Resolution): void => {
		if (resolution.kind === 'action') {
			act(resolution.binding.id, resolution.key);
		} else if (resolution.kind === 'disabled') {
			say(`${key}: ${resolution.reason}`);
		} else if (desk.typeKey(key) || (ui.get().dialog === undefined && watchKeys.typeKey(key))) {
			return;
		} else if (ui.get().dialog?.kind === 'find') {
			search.edit(key);
		} else if (ui.get().dialog?.kind === 'filter') {
			filter.edit(key);
		} else if (ui.get().dialog?.kind === 'alerts') {
			alertKeys.edit(key);
		}
	};

	/** Whether the key would act on orders, in the context that the keys before it have opened. */
	const wouldAct = (key: string): boolean => {
		const resolution = resolveKey(key, keyView());
		return resolution.kind !== 'unknown' && resolution.binding.acts === true;
	};

	/** A slow line hands over what was hammered in one piece: `!!!` is no paste. */
	const isHalt = (keys: readonly string[]): boolean =>
		keys.every(key => {
			const resolution = resolveKey(key, keyView());
			return resolution.kind === 'action' && resolution.binding.id === 'trading.halt';
		});

	return {
		ui,
		surfaces,
		setLook(look) {
			layouts = look.layouts ?? layouts;
			if (look.layout !== undefined) {
				ui.dispatch({ type: 'layout.set', layout: look.layout });
				settleFocus();
			}

			if (look.theme !== undefined && isThemeName(look.theme) && options.hasColor) {
				ui.dispatch({ type: 'theme.set', theme: look.theme });
				deps.showTheme(look.theme);
			}

			deps.repaint();
		},
		tell(text) {
			say(text);
			deps.repaint();
		},
		hearOrder: followOrder,
		showPanel(panel) {
			ui.dispatch({ type: 'panel.show', panel });
			deps.repaint();
		},
		layOut(newColumns, newRows) {
			columns = newColumns;
			rows = newRows;
			layout = lay();
			watchShown();
			return layout;
		},
		press(key) {
			pressQuietly(key);
			watchShown();
			deps.repaint();
		},
		type(text) {
			const typed = [...text].map(character => namesInText.get(character) ?? character);
			const keys = isHalt(typed) ? typed.slice(0, 1) : typed;
			const isTooLong = keys.length > longestOf(ui.get().dialog?.kind);
			for (const [index, key] of isTooLong ? [] : keys.entries()) {
				// What follows a key that acts is not typed on purpose: a paste never places or cancels anything.
				if (wouldAct(key) && !isHalt(keys)) {
					say(text.length === 1 ? `${key} came in one piece with esc: press it again` : 'pasted text was ignored');
					break;
				}

				pressQuietly(key);
				if (desk.hasRefused()) {
					// What follows was meant for a field that did not take it.
					if (index < keys.length - 1) {
						say('the rest of the text was ignored');
					}

					break;
				}
			}

			if (isTooLong) {
				say('pasted text was ignored');
			}

			deps.repaint();
		},
		paste(text) {
			if (ui.get().dialog?.kind === 'find') {
				const symbol = text.toUpperCase().replace(/[^A-Z0-9-]/g, '');
				ui.dispatch({ type: 'find.type', text: symbol });
			} else if (!desk.paste(text)) {
				say('pasted text was ignored');
			}

			deps.repaint();
		},
	};
}

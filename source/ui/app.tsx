import { Box, render } from 'ink';
import { type ReactNode, use, useEffect, useReducer, useSyncExternalStore } from 'react';
import type { Cancel, Clock } from '../lib/seams.js';
import type { TerminalSize } from '../lib/tty.js';
import type { Dashboard } from './dashboard.js';
import { placeDialog } from './dialog-places.js';
import { useKeys } from './hooks/use-keys.js';
import { useTerminalSize } from './hooks/use-terminal-size.js';
import { type PanelView, panelSize } from './painters/panel.js';
import type { Screen } from './screen/screen.js';
import { Overlay, ScreenContext, Surface } from './surface.js';
import type { SurfaceName } from './surfaces.js';
import { ThemeContext } from './theme/span-row.js';
import { themes } from './theme/themes.js';
import { panelOf } from './tour.js';
import type { DialogKind, UiState } from './ui-state.js';

/** Frames a second of each surface: what a person reads changes no faster than it can be read. */
const rates: Readonly<Record<SurfaceName, number>> = {
	depth: 10,
	ticker: 4,
	tape: 4,
	signals: 4,
	health: 2,
	watchlist: 2,
	chart: 2,
	orders: 4,
	status: 4,
	bottom: 4,
	safe: 4,
	help: 1,
	panel: 2,
	alerts: 4,
	find: 4,
	filter: 4,
	ticket: 4,
	review: 4,
	confirm: 4,
	quit: 4,
	arm: 4,
};

export type AppProps = {
	readonly dashboard: Dashboard;
	/** Text mode: the size to draw in. */
	readonly size?: TerminalSize;
	/** Text mode: redraws by this clock, so often. */
	readonly refresh?: { readonly clock: Clock; readonly everyMs: number };
};

const testSize: TerminalSize = { columns: 80, rows: 24 };

/** The dashboard as an Ink tree: surfaces where the layout says, and dialogs over them. React commits only when these change. */
export function App({ dashboard, size = testSize, refresh }: AppProps): ReactNode {
	const { columns, rows } = useTerminalSize(size);
	const isText = use(ScreenContext) === null;
	useSyncExternalStore(dashboard.ui.subscribe, () => describeStructure(dashboard.ui.get(), isText));
	useRefresh(refresh, isText);
	useKeys(dashboard);

	const theme = themes[dashboard.ui.get().theme];
	const layout = dashboard.layOut(columns, rows);
	const { dialog } = dashboard.ui.get();
	const panel = panelOf(dashboard.ui.get());
	const place = (name: SurfaceName, x: number, y: number, width: number, height: number): ReactNode => (
		<Surface
			key={name}
			name={name}
			position="absolute"
			left={x}
			top={y}
			width={width}
			height={height}
			rate={rates[name]}
			paint={isText ? (...area) => dashboard.surfaces[name](...area) : dashboard.surfaces[name]}
		/>
	);

	if (layout.size === 'safe') {
		return (
			<Box width={columns} height={rows}>
				{place('safe', 0, 0, columns, 1)}
			</Box>
		);
	}

	return (
		<ThemeContext value={theme}>
			<Box width={columns} height={rows}>
				{place('status', 0, 0, columns, 1)}
				{layout.panes.map(({ pane, x, y, width, height }) => place(pane, x, y, width, height))}
				{place('bottom', 0, rows - 1, columns, 1)}
				{panel === undefined ? null : <Panel panel={panel} columns={columns} rows={rows} place={place} />}
				{dialog === undefined ? null : <Dialog kind={dialog.kind} columns={columns} rows={rows} place={place} />}
			</Box>
		</ThemeContext>
	);
}

type PanelProps = Omit<DialogProps, 'kind'> & { readonly panel: PanelView };

type DialogProps = {
	readonly kind: DialogKind;
	readonly columns: number;
	readonly rows: number;
	readonly place: (name: SurfaceName, x: number, y: number, width: number, height: number) => ReactNode;
};

function Dialog({ kind, columns, rows, place }: DialogProps): ReactNode {
	const { x, y, width, height } = placeDialog(kind, { columns, rows });
	return (
		<Overlay position="absolute" left={x} top={y} width={width} height={height}>
			{place(kind, 0, 0, width, height)}
		</Overlay>
	);
}

/** On the left, above the bottom line, where the ladder's touch and the numbers of the ticker stay in sight, or below the status bar. */
function Panel({ panel, columns, rows, place }: PanelProps): ReactNode {
	const { width, height } = panelSize(panel, columns, rows);
	return (
		<Overlay
			position="absolute"
			left={2}
			top={panel.at === 'top' ? 1 : rows - height - 1}
			width={width}
			height={height}
		>
			{place('panel', 0, 0, width, height)}
		</Overlay>
	);
}

/** What the tree depends on. In text mode that is everything, since there React draws the rows too. */
function describeStructure(state: UiState, isText: boolean): string {
	const { isExpanded, focus, dialog, theme, layout } = state;
	const panel = panelOf(state);
	const tree = `${isExpanded} ${focus} ${dialog?.kind ?? ''} ${theme} ${layout} ${panel?.at ?? ''} ${panel?.text ?? ''}`;
	return isText ? `${tree} ${JSON.stringify(state)}` : tree;
}

function useRefresh(refresh: AppProps['refresh'], isText: boolean): void {
	const [, redraw] = useReducer((count: number) => count + 1, 0);
	useEffect((): Cancel | undefined => {
		return isText && refresh !== undefined ? refresh.clock.every(refresh.everyMs, redraw) : undefined;
	}, [isText, refresh]);
}

/** Puts the dashboard on a screen. Returns what takes it away again, which gives the keyboard back. */
export function mountApp(
	dashboard: Dashboard,
	screen: Screen,
	{ stdin }: { readonly stdin: NodeJS.ReadStream },
): Cancel {
	const instance = render(
		<ScreenContext value={screen}>
			<App dashboard={dashboard} />
		</ScreenContext>,
		{ ...screen.inkOptions, stdin },
	);
	// What Ink throws belongs to whoever waits for it; the screen itself reports a terminal that went away.
	instance.waitUntilExit().catch(() => {});
	return () => {
		instance.unmount();
	};
}

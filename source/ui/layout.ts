import type { FrameStyle } from './painters/frame.js';

/** The panes, in the order that tab walks them. */
export const paneNames = ['ticker', 'depth', 'tape', 'signals', 'health', 'orders', 'watchlist', 'chart'] as const;

export type PaneName = (typeof paneNames)[number];

export type PaneRectangle = {
	readonly pane: PaneName;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
};

export type Layout = {
	/** `full` from 120×36, `compact` from 60×16, `safe` below. */
	readonly size: 'full' | 'compact' | 'safe';
	readonly frame: FrameStyle;
	/** In the order of `paneNames`; none overlap, none leave the screen, line 0 and the last line are not theirs. */
	readonly panes: readonly PaneRectangle[];
};

const full = { columns: 120, rows: 36 };
const least = { columns: 60, rows: 16 };
/** From here on there is room for a chart pane. */
const generous = { columns: 160, rows: 46 };
/** Status bar and bottom line. */
const barRows = 2;

/** Panes that have a place while they have the focus, on screens without room for all. */
export const guestPanes: ReadonlySet<PaneName> = new Set(['orders', 'watchlist', 'chart']);

/**
 * Where everything is on a terminal of this size. An expanded pane takes the whole body. A screen without room for a pane
 * has it in place of others while it has the focus: ORDERS of the lowest, CHART and WATCHLIST of the ladder and the tape,
 * or from 120×36 on CHART of signals and orders, so that the ladder stays.
 */
export function computeLayout(columns: number, rows: number, expanded: PaneName | undefined, focus?: PaneName): Layout {
	if (columns < least.columns || rows < least.rows) {
		return { size: 'safe', frame: 'rule', panes: [] };
	}

	const isFull = columns >= full.columns && rows >= full.rows;
	const frame: FrameStyle = isFull ? 'box' : 'rule';
	const size = isFull ? 'full' : 'compact';
	const body = { x: 0, y: 1, width: columns, height: rows - barRows };
	if (expanded !== undefined) {
		return { size, frame, panes: [{ pane: expanded, ...body }] };
	}

	const panes = isFull ? layFull(columns, body.height, focus) : layCompact(columns, body.height, focus);
	return { size, frame, panes: paneNames.flatMap(name => panes.filter(({ pane }) => pane === name)) };
}

/**
 * ```
 * TICKER    │ DEPTH     │ TAPE
 * CHART     │           │
 * WATCHLIST │           │
 * SIGNALS           │ HEALTH
 * ORDERS            │
 * ```
 */
function layFull(columns: number, height: number, focus: PaneName | undefined): PaneRectangle[] {
	const isGenerous = columns >= generous.columns && height >= generous.rows - barRows;
	const bottomHeight = Math.max(15, Math.round(height * (isGenerous ? 0.36 : 0.4)));
	const topHeight = height - bottomHeight;
	const bottomY = 1 + topHeight;

	const leftWidth = Math.round(columns * (isGenerous ? 0.42 : 0.34));
	const tapeWidth = Math.round(columns * (isGenerous ? 0.26 : 0.29));
	const depthWidth = columns - leftWidth - tapeWidth;
	const watchlistHeight = isGenerous ? Math.max(6, Math.round(topHeight * 0.22)) : 7;
	const tickerHeight = isGenerous ? 7 : topHeight - watchlistHeight;
	const chartHeight = topHeight - tickerHeight - watchlistHeight;

	const healthWidth = Math.round(columns * 0.39);
	const signalsWidth = columns - healthWidth;
	const signalsHeight = Math.max(5, Math.round(bottomHeight * 0.35));
	return [
		{ pane: 'ticker', x: 0, y: 1, width: leftWidth, height: tickerHeight },
		...(isGenerous
			? [{ pane: 'chart', x: 0, y: 1 + tickerHeight, width: leftWidth, height: chartHeight } as const]
			: []),
		{ pane: 'watchlist', x: 0, y: bottomY - watchlistHeight, width: leftWidth, height: watchlistHeight },
		{ pane: 'depth', x: leftWidth, y: 1, width: depthWidth, height: topHeight },
		{ pane: 'tape', x: leftWidth + depthWidth, y: 1, width: tapeWidth, height: topHeight },
		...(focus === 'chart' && !isGenerous
			? [{ pane: 'chart', x: 0, y: bottomY, width: signalsWidth, height: bottomHeight } as const]
			: ([
					{ pane: 'signals', x: 0, y: bottomY, width: signalsWidth, height: signalsHeight },
					{
						pane: 'orders',
						x: 0,
						y: bottomY + signalsHeight,
						width: signalsWidth,
						height: bottomHeight - signalsHeight,
					},
				] as const)),
		{ pane: 'health', x: signalsWidth, y: bottomY, width: healthWidth, height: bottomHeight },
	];
}

/**
 * ```
 * TICKER
 * DEPTH   │ TAPE
 * SIGNALS │ HEALTH
 * ```
 */
function layCompact(columns: number, height: number, focus: PaneName | undefined): PaneRectangle[] {
	const tickerHeight = height >= 20 ? 4 : 3;
	const bottomHeight = height >= 20 ? Math.max(5, Math.round(height * 0.22)) : 4;
	const middleHeight = height - tickerHeight - bottomHeight;
	const middleY = 1 + tickerHeight;
	const bottomY = middleY + middleHeight;
	// One blank column between neighbors; there are no lines.
	const depthWidth = Math.round(columns * 0.53);
	const signalsWidth = Math.round(columns * 0.51);
	return [
		{ pane: 'ticker', x: 0, y: 1, width: columns, height: tickerHeight },
		...(focus === 'chart' || focus === 'watchlist'
			? [{ pane: focus, x: 0, y: middleY, width: columns, height: middleHeight }]
			: ([
					{ pane: 'depth', x: 0, y: middleY, width: depthWidth, height: middleHeight },
					{ pane: 'tape', x: depthWidth + 1, y: middleY, width: columns - depthWidth - 1, height: middleHeight },
				] as const)),
		...(focus === 'orders'
			? [{ pane: 'orders', x: 0, y: bottomY, width: columns, height: bottomHeight } as const]
			: ([
					{ pane: 'signals', x: 0, y: bottomY, width: signalsWidth, height: bottomHeight },
					{ pane: 'health', x: signalsWidth + 1, y: bottomY, width: columns - signalsWidth - 1, height: bottomHeight },
				] as const)),
	];
}

/** The panes that tab walks on a terminal of this size: those shown, and those that have to be asked for. */
export function listWalk(columns: number, rows: number): readonly PaneName[] {
	const shown = computeLayout(columns, rows, undefined).panes.map(({ pane }) => pane);
	return shown.length === 0 ? [] : paneNames.filter(pane => shown.includes(pane) || guestPanes.has(pane));
}

import { type LayoutPlan, type PaneName, paneNames } from '../lib/layout-text.js';
import { type Area, layPlan } from './lay-plan.js';
import type { FrameStyle } from './painters/frame.js';

export { type PaneName, paneNames };

export type PaneRectangle = Area & { readonly pane: PaneName };

export type Layout = {
	/** `full` from 120×36, `compact` from 60×16, `safe` below. */
	readonly size: 'full' | 'compact' | 'safe';
	readonly frame: FrameStyle;
	/** There was no room for the layout that was asked for, so it is the default. */
	readonly isFallback: boolean;
	/** In the order of `paneNames`; none overlap, none leave the screen, line 0 and the last line are not theirs. */
	readonly panes: readonly PaneRectangle[];
};

const full = { columns: 120, rows: 36 };
const least = { columns: 60, rows: 16 };
/** From here on there is room for a chart pane. */
const generous = { columns: 160, rows: 46 };
/** Status bar and bottom line. */
const barRows = 2;

/**
 * Where everything is on a terminal of this size. An expanded pane takes the whole body. A screen without room for a pane
 * has it in place of others while it has the focus: ORDERS of the lowest, CHART and WATCHLIST of the ladder and the tape,
 * or from 120×36 on CHART of signals and orders, so that the ladder stays.
 *
 * With plans, the first that there is room for takes the place of all that. A pane that is not in it has a place while it has the
 * focus, too: that of the last pane, else the whole body.
 */
export function computeLayout(
	columns: number,
	rows: number,
	expanded: PaneName | undefined,
	focus?: PaneName,
	plans: readonly LayoutPlan[] = [],
): Layout {
	const isFallback = false;
	if (columns < least.columns || rows < least.rows) {
		return { size: 'safe', frame: 'rule', isFallback, panes: [] };
	}

	const isFull = columns >= full.columns && rows >= full.rows;
	const frame: FrameStyle = isFull ? 'box' : 'rule';
	const size = isFull ? 'full' : 'compact';
	const body = { x: 0, y: 1, width: columns, height: rows - barRows };
	if (expanded !== undefined) {
		return { size, frame, isFallback, panes: [{ pane: expanded, ...body }] };
	}

	for (const plan of plans) {
		const laid = layPlan(plan, body, frame);
		if (laid !== undefined) {
			return { size, frame, isFallback, panes: inWalkOrder(withGuest(laid, body, frame, focus)) };
		}
	}

	const panes = isFull ? layFull(columns, body.height, focus) : layCompact(columns, body.height, focus);
	return { size, frame, isFallback: plans.length > 0, panes: inWalkOrder(panes) };
}

const inWalkOrder = (panes: readonly PaneRectangle[]): readonly PaneRectangle[] =>
	paneNames.flatMap(name => panes.filter(({ pane }) => pane === name));

/** A pane without a place of its own takes that of the last one while it has the focus, or the body where that is too small. */
function withGuest(
	laid: readonly PaneRectangle[],
	body: Area,
	frame: FrameStyle,
	focus: PaneName | undefined,
): readonly PaneRectangle[] {
	if (focus === undefined || laid.some(({ pane }) => pane === focus)) {
		return laid;
	}

	const guest: LayoutPlan = { kind: 'pane', pane: focus, size: { share: 1 } };
	const place = laid.length > 1 ? layPlan(guest, laid.at(-1)!, frame) : undefined;
	return place === undefined ? [{ pane: focus, ...body }] : [...laid.slice(0, -1), ...place];
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
	// Where the panel of the rules stands beside the log, it has room for all of them.
	const signalsHeight = Math.max(5, Math.round(bottomHeight * (isGenerous ? 0.57 : 0.35)));
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

/** The panes that tab walks on a terminal of this size: all, those without a place being shown while they have the focus. */
export const listWalk = (columns: number, rows: number): readonly PaneName[] =>
	columns < least.columns || rows < least.rows ? [] : paneNames;

import type { ChartLineKind, ChartView } from '../store/views.js';
import type { ChartCursor, ChartMode } from './painters/chart.js';
import type { ViewSource } from './view-source.js';

/** The part of the chart that a person looks at: how it is drawn, how far it is scrolled, where the crosshair is. */
export type ChartWindow = {
	/** The bars to show now, one for each of `columns`. Another symbol or interval is seen from its newest bar. */
	readonly look: (views: ViewSource, columns: number) => ChartView;
	readonly mode: () => ChartMode;
	readonly nextMode: () => ChartMode;
	/** Walks the choices of lines; the name of the next. */
	readonly nextLines: () => string;
	readonly cursor: () => ChartCursor | undefined;
	/** Bars between the newest that is shown and now; 0 while it follows. */
	readonly scrolled: () => number;
	/** Bars to the right; left is negative. The first move puts the crosshair on the newest bar, at the edge it scrolls. */
	readonly moveBars: (by: number) => void;
	/** Rows down; up is negative. */
	readonly moveRows: (by: number) => void;
	/** Most of a screen, the crosshair coming along; left is negative. */
	readonly page: (by: 1 | -1) => void;
	/** Undoes one thing, the crosshair before the scrolling; false when there is none. */
	readonly back: () => boolean;
};

const lineChoices: readonly { readonly name: string; readonly lines: readonly ChartLineKind[] }[] = [
	{ name: 'EMA 12 and 26, VWAP', lines: ['ema12', 'ema26', 'vwap'] },
	{ name: 'Donchian 20', lines: ['channelHigh', 'channelLow'] },
	{ name: 'all', lines: ['ema12', 'ema26', 'vwap', 'channelHigh', 'channelLow'] },
	{ name: 'none', lines: [] },
];
/** Bars left of the screen at which older ones are asked for. */
const wantsOlderAt = 100;

/** `extend` asks for older bars; it may be called again and again. */
export function createChartWindow(extend: () => void): ChartWindow {
	let mode: ChartMode = 'candles';
	let choice = 0;
	let end: number | undefined;
	let cursor: ChartCursor | undefined;
	let last: ChartView | undefined;
	/** Bars known when older ones were asked for: asking again makes sense once these have come. */
	let askedAt = -1;

	const step = (): number => last?.intervalMs ?? 60_000;
	const rightmost = (): number | undefined => last?.slots.at(-1)?.start;

	const scrollBy = (bars: number): void => {
		const right = end ?? rightmost();
		if (last === undefined || right === undefined || last.oldest === undefined || last.newest === undefined) {
			return;
		}

		// The oldest bar stays in sight.
		const next = Math.max(last.oldest, right + bars * step());
		end = next >= last.newest ? undefined : next;
		const columns = last.slots.length;
		if ((end ?? next) - last.oldest < (columns + wantsOlderAt) * step() && askedAt !== last.known) {
			askedAt = last.known;
			extend();
		}
	};

	const placeCursor = (start: number): void => {
		cursor = { start, rows: cursor?.rows ?? 0 };
	};

	return {
		look(views, columns) {
			const symbol = views.focused();
			const request = { count: columns, end, lines: lineChoices[choice]!.lines };
			let view = views.chart(symbol, request);
			if (last !== undefined && (last.symbol !== symbol || last.interval !== view.interval)) {
				cursor = undefined;
				askedAt = -1;
				if (end !== undefined) {
					end = undefined;
					view = views.chart(symbol, { ...request, end });
				}
			}

			last = view;
			return view;
		},
		mode: () => mode,
		nextMode() {
			mode = mode === 'candles' ? 'line' : 'candles';
			return mode;
		},
		nextLines() {
			choice = (choice + 1) % lineChoices.length;
			return lineChoices[choice]!.name;
		},
		cursor: () => cursor,
		scrolled: () =>
			end === undefined || last?.newest === undefined ? 0 : Math.max(0, Math.round((last.newest - end) / step())),
		moveBars(by) {
			const slots = last?.slots ?? [];
			if (slots.length === 0) {
				return;
			}

			const at = slots.findIndex(({ start }) => start === cursor?.start);
			if (at === -1) {
				placeCursor(slots.at(-1)!.start);
				return;
			}

			const next = at + by;
			if (next >= 0 && next < slots.length) {
				placeCursor(slots[next]!.start);
				return;
			}

			const start = slots[at]!.start + by * step();
			if (last!.oldest !== undefined && start >= last!.oldest && (by < 0 || end !== undefined)) {
				placeCursor(start);
			}

			scrollBy(next < 0 ? next : next - slots.length + 1);
		},
		moveRows(by) {
			const newest = last?.slots.findLast(({ candle }) => candle !== undefined)?.start;
			if (cursor !== undefined) {
				cursor = { ...cursor, rows: cursor.rows + by };
			} else if (newest !== undefined) {
				cursor = { start: newest, rows: 0 };
			}
		},
		page(by) {
			const bars = by * Math.max(1, Math.floor((last?.slots.length ?? 0) * 0.8));
			scrollBy(bars);
			if (cursor !== undefined && last?.oldest !== undefined && rightmost() !== undefined) {
				const most = end ?? rightmost()!;
				placeCursor(Math.max(last.oldest, Math.min(most, cursor.start + bars * step())));
			}
		},
		back() {
			if (cursor !== undefined) {
				cursor = undefined;
				return true;
			}

			const wasScrolled = end !== undefined;
			end = undefined;
			return wasScrolled;
		},
	};
}

import type { ChartSlot } from '../../store/views.js';
import type { CellCanvas } from './cell-canvas.js';
import type { ChartGeometry } from './chart-geometry.js';
import type { Glyphs } from './glyphs.js';
import type { Token } from './spans.js';

export const isRising = ({ candle }: ChartSlot): boolean =>
	candle !== undefined && Number(candle.close) >= Number(candle.open);

const tokenOf = (slot: ChartSlot): Token => (isRising(slot) ? 'up' : 'down');

/** What is in one half of a cell. */
const nothing = 0;
const wick = 1;
const body = 2;

/**
 * Each bar as a column: two steps a cell, wick and body in the same cell where they meet. A body that fell is filled, so
 * that it needs no color to be told from one that rose.
 */
export function drawCandles(canvas: CellCanvas, geometry: ChartGeometry, top: number, glyphs: Glyphs): void {
	for (const [x, slot] of geometry.slots.entries()) {
		const { candle } = slot;
		if (candle === undefined) {
			continue;
		}

		const [open, close] = [geometry.stepOf(Number(candle.open), 2), geometry.stepOf(Number(candle.close), 2)];
		const [bodyTop, bodyEnd] = [Math.min(open, close), Math.max(open, close)];
		const highest = Math.min(bodyTop, geometry.stepOf(Number(candle.high), 2));
		const lowest = Math.max(bodyEnd, geometry.stepOf(Number(candle.low), 2));
		const what = (step: number): number =>
			step >= bodyTop && step <= bodyEnd ? body : step >= highest && step <= lowest ? wick : nothing;
		const shapes = isRising(slot) ? glyphs.candle : glyphs.filledCandle;
		for (let row = Math.floor(highest / 2); row <= Math.floor(lowest / 2); row += 1) {
			const shape = shapes[what(row * 2) * 3 + what(row * 2 + 1)]!;
			if (shape !== ' ' && row < geometry.plotRows) {
				canvas.put(x, top + row, shape, tokenOf(slot));
			}
		}
	}
}

/** Volume as bars from the bottom of their rows, to the eighth of a cell. */
export function drawVolumes(canvas: CellCanvas, geometry: ChartGeometry, top: number, glyphs: Glyphs): void {
	const { slots, volumeRows } = geometry;
	const most = slots.reduce((max, { candle }) => Math.max(max, Number(candle?.volume ?? 0)), 0);
	if (volumeRows === 0 || !(most > 0) || !Number.isFinite(most)) {
		return;
	}

	const levels = glyphs.sparks.length;
	for (const [x, slot] of slots.entries()) {
		const volume = Number(slot.candle?.volume ?? 0);
		// The least volume is still one: only a gap is none.
		const height = volume > 0 ? Math.max(1, Math.round((volume / most) * levels * volumeRows)) : 0;
		for (let row = 0; row * levels < height; row += 1) {
			const level = Math.min(levels, height - row * levels);
			canvas.put(x, top + volumeRows - 1 - row, glyphs.sparks[level - 1]!, tokenOf(slot));
		}
	}
}

import asciichart from 'asciichart';
import type { CellCanvas } from './cell-canvas.js';
import type { ChartGeometry } from './chart-geometry.js';
import type { Glyphs } from './glyphs.js';
import type { Token } from './spans.js';

/** The closes as one line, a column a bar; where nobody traded the line is broken: nothing is known to have happened there. */
export function drawCloseLine(canvas: CellCanvas, geometry: ChartGeometry, top: number, glyphs: Glyphs): void {
	const { slots, plotRows, rowOf } = geometry;
	const known = slots.flatMap(({ candle }) => (candle === undefined ? [] : [Number(candle.close)]));
	const [first] = known;
	const last = known.at(-1);
	if (first === undefined || last === undefined) {
		return;
	}

	const token: Token = last === first ? 'accent' : last > first ? 'up' : 'down';
	let row = rowOf(first);
	const heights = slots.map(({ candle }) => {
		row = candle === undefined ? row : rowOf(Number(candle.close));
		return plotRows - 1 - row;
	});
	// Segments lie between two points: the first column is the way from the first point to itself.
	const lines = asciichart
		.plot([heights[0]!, ...heights], {
			min: 0,
			max: plotRows - 1,
			offset: 1,
			symbols: [...glyphs.chart],
			format: () => '',
		})
		.split('\n');
	for (const [y, line] of lines.entries()) {
		for (const [x, character] of [...line].slice(1).entries()) {
			const isKnown = slots[x]?.candle !== undefined && (x === 0 || slots[x - 1]?.candle !== undefined);
			if (character !== ' ' && isKnown) {
				canvas.put(x, top + y, character, token);
			}
		}
	}
}

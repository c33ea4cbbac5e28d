import { type CellWriter, createCellWriter, type PenState, type Run } from './cell-writer.js';
import { blank, continuation, type Grid, unknownGlyph } from './cells.js';
import { isCertain } from './certain-width.js';
import type { StyleTable } from './styles.js';

/**
 * Writes what turns the picture `front` into `back`, both of one size, and makes `front` equal to `back`. Returns the
 * empty text when the pictures are equal.
 *
 * Cells are overwritten in place: nothing is erased, and nothing scrolls, since no newline is written and every row is
 * reached by an absolute move. What changed is written style by style, not row by row: switching a color takes up to
 * twenty bytes, moving the cursor four to eight. The order does not matter to the picture, because a wide character
 * whose place changes has both its cells among those that are written.
 */
export function difference(front: Grid, back: Grid, state: PenState): string {
	const writer = createCellWriter(back, state);
	const runs = collectRuns(front, back, state, writer);
	for (const bucket of orderByStyle(runs, state)) {
		writer.writeRuns(bucket);
	}

	front.glyphs.set(back.glyphs);
	front.styles.set(back.styles);
	return writer.text();
}

/** Finds what changed. Glyphs of uncertain width are written at once, so that what they may spill over is written after them. */
function collectRuns(front: Grid, back: Grid, { styles }: PenState, writer: CellWriter): Run[] {
	const { columns, rows, glyphs: newGlyphs, styles: newStyles } = back;
	const { glyphs: oldGlyphs, styles: oldStyles } = front;
	const runs: Run[] = [];
	for (let y = 0; y < rows; y++) {
		const rowEnd = (y + 1) * columns;
		let open: Run | undefined;
		for (let cell = y * columns; cell < rowEnd; cell++) {
			const glyph = newGlyphs[cell]!;
			if ((glyph === oldGlyphs[cell] && newStyles[cell] === oldStyles[cell]) || glyph === continuation) {
				continue;
			}

			const width = cell + 1 < rowEnd && newGlyphs[cell + 1] === continuation ? 2 : 1;
			if (!isCertain(glyph)) {
				writer.writeUncertain(cell, width);
				open = undefined;
				if (cell + width < rowEnd) {
					oldGlyphs[cell + width] = unknownGlyph;
				}

				continue;
			}

			const style = newStyles[cell]!;
			const isBlank = glyph === blank;
			if (open !== undefined && canJoin(open, style, isBlank, styles) && canBridge(back, open, cell, styles)) {
				if (open.isBlank && !isBlank) {
					open.style = style;
					open.isBlank = false;
				}

				open.end = cell + width;
			} else {
				open = { start: cell, end: cell + width, style, isBlank };
				runs.push(open);
			}
		}
	}

	return runs;
}

/** A blank shows neither its foreground nor its weight: it can be written in any style that has its background. */
function canJoin(run: Run, style: number, isBlank: boolean, styles: StyleTable): boolean {
	if (run.style === style) {
		return true;
	}

	return isBlank ? styles.blankOf(run.style) === style : run.isBlank && styles.blankOf(style) === run.style;
}

/** Whether writing the unchanged cells between a run and a cell costs no more bytes than moving over them. */
function canBridge(grid: Grid, run: Run, cell: number, styles: StyleTable): boolean {
	const gap = cell - run.end;
	if (gap === 0) {
		return true;
	}

	const moveCost = gap === 1 ? 3 : gap < 10 ? 4 : 5;
	let cost = 0;
	for (let index = run.end; index < cell; index++) {
		const glyph = grid.glyphs[index]!;
		const style = grid.styles[index]!;
		const looksRight = style === run.style || (glyph === blank && styles.blankOf(run.style) === style);
		if (!looksRight || (run.isBlank && glyph !== blank) || !isCertain(glyph)) {
			return false;
		}

		cost += glyph === continuation ? 0 : glyph < 0x80 ? 1 : glyph < 0x800 ? 2 : 3;
		if (cost > moveCost) {
			return false;
		}
	}

	return true;
}

/** Runs by style, each style once: first the one that is on, then always the one with the shortest way to it. */
function orderByStyle(runs: readonly Run[], { style: current, styles }: PenState): Run[][] {
	const buckets = new Map<number, Run[]>();
	for (const run of runs) {
		if (!run.isBlank) {
			addTo(buckets, run.style, run);
		}
	}

	for (const run of runs) {
		if (run.isBlank) {
			addTo(buckets, hostOf(run, buckets, current, styles), run);
		}
	}

	const ordered: Run[][] = [];
	let from = current;
	while (buckets.size > 0) {
		let best = -1;
		let bestLength = Number.POSITIVE_INFINITY;
		for (const style of buckets.keys()) {
			const { length } = styles.transition(from, style);
			if (length < bestLength) {
				best = style;
				bestLength = length;
			}
		}

		ordered.push(buckets.get(best)!.sort((a, b) => a.start - b.start));
		buckets.delete(best);
		from = best;
	}

	return ordered;
}

/** A style that is written anyway and in which blanks look as this run's. */
function hostOf(
	run: Run,
	buckets: ReadonlyMap<number, readonly Run[]>,
	current: number | undefined,
	styles: StyleTable,
): number {
	if (buckets.has(run.style)) {
		return run.style;
	}

	for (const style of buckets.keys()) {
		if (styles.blankOf(style) === run.style) {
			return style;
		}
	}

	return current !== undefined && styles.blankOf(current) === run.style ? current : run.style;
}

function addTo(buckets: Map<number, Run[]>, style: number, run: Run): void {
	run.style = style;
	const bucket = buckets.get(style);
	if (bucket === undefined) {
		buckets.set(style, [run]);
	} else {
		bucket.push(run);
	}
}

import { blank, continuation, type GlyphTable, type Grid, unknownGlyph } from './cells.js';
import type { StyleTable } from './styles.js';

const csi = '\u001B[';

/** What the terminal has on besides its cells. */
export type PenState = {
	readonly glyphs: GlyphTable;
	readonly styles: StyleTable;
	/** The style that is on after the last frame; undefined when not known. Changed by `difference`. */
	style: number | undefined;
};

/** Cells of one row, from `start` to before `end`, that are written in one style. */
type Run = { start: number; end: number; style: number; isBlank: boolean };

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

type CellWriter = {
	readonly writeUncertain: (cell: number, width: number) => void;
	readonly writeRuns: (runs: readonly Run[]) => void;
	readonly text: () => string;
};

function createCellWriter(back: Grid, state: PenState): CellWriter {
	const { glyphs, styles } = state;
	const { columns } = back;
	let out = '';
	/** Undefined: not known. */
	let cursorX: number | undefined;
	let cursorY = -1;

	function setStyle(style: number): void {
		out += styles.transition(state.style, style);
		state.style = style;
	}

	function moveTo(x: number, y: number): void {
		if (cursorX !== x || cursorY !== y) {
			out += moveText(cursorX, cursorY, x, y);
		}
	}

	/** After the last column the cursor waits to wrap, and terminals differ in what a relative move means then. */
	function setCursor(x: number, y: number): void {
		cursorX = x < columns ? x : undefined;
		cursorY = y;
	}

	return {
		writeUncertain: (cell, width) => {
			const y = Math.floor(cell / columns);
			const x = cell - y * columns;
			setStyle(back.styles[cell]!);
			moveTo(x, y);
			// Terminals may count this glyph differently: blank its place first, and do not trust the cursor afterwards.
			out += width === 2 ? `  ${moveText(undefined, y, x, y)}` : '';
			out += glyphs.textOf(back.glyphs[cell]!);
			cursorX = undefined;
			cursorY = y;
		},
		writeRuns: runs => {
			for (const run of runs) {
				const y = Math.floor(run.start / columns);
				setStyle(run.style);
				moveTo(run.start - y * columns, y);
				for (let cell = run.start; cell < run.end; cell++) {
					const glyph = back.glyphs[cell]!;
					if (glyph !== continuation) {
						out += glyph < 0x7f ? asciiTexts[glyph]! : glyphs.textOf(glyph);
					}
				}

				setCursor(run.end - y * columns, y);
			}
		},
		text: () => out,
	};
}

const asciiTexts: readonly string[] = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));

/** The shortest way to a cell; the way there is absolute where the cursor's place is not known. Zero-based. */
export function moveText(fromX: number | undefined, fromY: number, x: number, y: number): string {
	if (fromY === y && fromX !== undefined) {
		const steps = x - fromX;
		if (x === 0) {
			return '\r';
		}

		const relative = `${csi}${Math.abs(steps) === 1 ? '' : Math.abs(steps)}${steps > 0 ? 'C' : 'D'}`;
		const absolute = `${csi}${x + 1}G`;
		return relative.length <= absolute.length ? relative : absolute;
	}

	if (fromX === x && fromY >= 0 && fromY < y) {
		return `${csi}${y - fromY === 1 ? '' : y - fromY}B`;
	}

	if (x === 0) {
		return y === 0 ? `${csi}H` : `${csi}${y + 1}H`;
	}

	return `${csi}${y === 0 ? '' : y + 1};${x + 1}H`;
}

/**
 * Characters whose width every terminal of today agrees on. Of those that East Asian terminals may widen, the ones that a
 * dashboard is made of are counted in: with them wide, nothing would line up anyway, and there is `--ascii`.
 */
export function isCertain(glyph: number): boolean {
	if (glyph < 0x7f) {
		return true;
	}

	for (let index = 0; index < certainRanges.length; index += 2) {
		if (glyph < certainRanges[index]!) {
			return false;
		}

		if (glyph <= certainRanges[index + 1]!) {
			return true;
		}
	}

	return false;
}

// Latin, Greek, Cyrillic · punctuation, currency · letter-like, arrows, mathematics · boxes, blocks, shapes · check marks ·
// Braille · kana · Han · Hangul · full width. The gaps are combining, invisible, emoji or newer characters.
// biome-ignore format: pairs read best side by side
const certainRanges: readonly number[] = [
	0xa1, 0xac, 0xae, 0x2ff, 0x391, 0x3ff, 0x400, 0x482, 0x48a, 0x52f, 0x2010, 0x2027, 0x2030, 0x205e, 0x2070, 0x20bf,
	0x2100, 0x2121, 0x2123, 0x2138, 0x2190, 0x2193, 0x2195, 0x2195, 0x219a, 0x21a8, 0x21ab, 0x22ff, 0x2500, 0x25a9,
	0x25ac, 0x25b5, 0x25b7, 0x25bf, 0x25c1, 0x25fa, 0x2713, 0x2713, 0x2717, 0x2717, 0x2800, 0x28ff, 0x3041, 0x3096,
	0x30a1, 0x30fa, 0x4e00, 0x9fff, 0xac00, 0xd7a3, 0xff01, 0xff60,
];

import { continuation, type GlyphTable, type Grid } from './cells.js';
import type { StyleTable } from './styles.js';

const csi = '\u001B[';

/** What the terminal has on besides its cells. */
export type PenState = {
	readonly glyphs: GlyphTable;
	readonly styles: StyleTable;
	/** The style that is on after the last frame; undefined when not known. Changed by `difference`. */
	style: number | undefined;
};

/**
 * Writes what turns the picture `front` into `back`, both of one size, and makes `front` equal to `back`. Cells are
 * overwritten in place: nothing is erased, and nothing scrolls, since no newline is written and every row is reached by
 * an absolute move. Returns the empty text when the pictures are equal.
 */
export function difference(front: Grid, back: Grid, state: PenState): string {
	const { glyphs, styles } = state;
	const { columns, rows } = back;
	const newGlyphs = back.glyphs;
	const newStyles = back.styles;
	const oldGlyphs = front.glyphs;
	const oldStyles = front.styles;
	let out = '';
	/** Undefined: not known. The cursor stands before column `cursorX` of row `cursorY`. */
	let cursorX: number | undefined;
	let cursorY = -1;
	let style = state.style;

	const setStyle = (cell: number): void => {
		const wanted = newStyles[cell]!;
		if (wanted === style) {
			return;
		}

		// A blank shows neither its foreground nor its weight: what is on may stay on.
		if (newGlyphs[cell] === 0x20 && style !== undefined && styles.blankOf(style) === wanted) {
			return;
		}

		out += styles.transition(style, wanted);
		style = wanted;
	};

	const put = (x: number, y: number): number => {
		const cell = y * columns + x;
		const glyph = newGlyphs[cell]!;
		const width = x + 1 < columns && newGlyphs[cell + 1] === continuation ? 2 : 1;
		setStyle(cell);
		if (isCertain(glyph)) {
			out += glyph < 0x7f ? asciiTexts[glyph]! : glyphs.textOf(glyph);
			cursorX = x + width;
		} else {
			// Terminals may count this glyph differently: blank its place first, and do not trust the cursor afterwards.
			out += width === 2 ? `  ${moveText(undefined, y, x, y)}` : '';
			out += glyphs.textOf(glyph);
			cursorX = undefined;
		}

		// After the last column the cursor waits to wrap, and terminals differ in what a relative move means then.
		if (x + width >= columns) {
			cursorX = undefined;
		}

		return width;
	};

	for (let y = 0; y < rows; y++) {
		const row = y * columns;
		let mustWrite = -1;
		for (let x = 0; x < columns; ) {
			const cell = row + x;
			if (newGlyphs[cell] === oldGlyphs[cell] && newStyles[cell] === oldStyles[cell] && x !== mustWrite) {
				x += 1;
				continue;
			}

			if (newGlyphs[cell] === continuation) {
				x += 1;
				continue;
			}

			if (cursorY === y && cursorX !== undefined && cursorX < x && isCheaperToRewrite(back, row, cursorX, x, style)) {
				while (cursorX < x) {
					put(cursorX, y);
				}
			} else if (cursorY !== y || cursorX !== x) {
				out += moveText(cursorX, cursorY, x, y);
				cursorX = x;
				cursorY = y;
			}

			x += put(x, y);
			if (cursorX === undefined) {
				// What a miscounted glyph may have spilled over is written again.
				mustWrite = x;
			}
		}
	}

	oldGlyphs.set(newGlyphs);
	oldStyles.set(newStyles);
	state.style = style;
	return out;
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

/** Whether writing the unchanged cells between costs no more bytes than moving over them. */
function isCheaperToRewrite(grid: Grid, row: number, from: number, to: number, style: number | undefined): boolean {
	const gap = to - from;
	const moveCost = gap === 1 ? 3 : gap < 10 ? 4 : 5;
	let cost = 0;
	for (let x = from; x < to; x++) {
		const glyph = grid.glyphs[row + x]!;
		if (grid.styles[row + x] !== style || !isCertain(glyph)) {
			return false;
		}

		cost += glyph === continuation ? 0 : glyph < 0x80 ? 1 : glyph < 0x800 ? 2 : 3;
		if (cost > moveCost) {
			return false;
		}
	}

	return true;
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

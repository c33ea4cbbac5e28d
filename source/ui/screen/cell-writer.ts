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

/** Cells of one row, from `start` to before `end`, that are written in one style. */
export type Run = { start: number; end: number; style: number; isBlank: boolean };

/** Collects the bytes of one frame. */
export type CellWriter = {
	readonly writeUncertain: (cell: number, width: number) => void;
	readonly writeRuns: (runs: readonly Run[]) => void;
	readonly text: () => string;
};

/** Writes cells of `back`; keeps track of where the cursor is, and in `state` of the style that is on. */
export function createCellWriter(back: Grid, state: PenState): CellWriter {
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

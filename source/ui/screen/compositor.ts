import type { TerminalSize } from '../../lib/tty.js';
import type { Painted, Span } from '../painters/spans.js';
import type { Theme } from '../theme/tokens.js';
import { moveText, type PenState } from './cell-writer.js';
import {
	clearGrid,
	copyCells,
	createGlyphTable,
	createGrid,
	createPen,
	forgetGrid,
	type GlyphTable,
	type Grid,
	writeSpans,
} from './cells.js';
import type { ColorDepth } from './colors.js';
import { difference } from './difference.js';
import { parseInkFrame } from './ink-frame.js';
import type { CursorPlace } from './ink-output.js';
import { createStyleResolver, createStyleTable, type StyleTable } from './styles.js';

/** Cells, from the top left corner of the terminal, which is 0,0. */
export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A rectangle with a picture of its own. It keeps its last picture between paints. */
export type Pane = {
	place: Rectangle | undefined;
	readonly layer: number;
	grid: Grid | undefined;
};

/** A rectangle in which Ink's cells lie over panes of lower layers. */
export type Cover = { place: Rectangle | undefined; readonly layer: number };

export type Compositor = {
	/** Ink's frame, under the panes and inside the covers. */
	readonly setBase: (text: string, cursor: CursorPlace | undefined) => void;
	/** A painted picture in place of Ink's frame. */
	readonly paintBase: (rows: Painted) => void;
	readonly addPane: (pane: Pane) => void;
	readonly removePane: (pane: Pane) => void;
	readonly addCover: (cover: Cover) => void;
	readonly removeCover: (cover: Cover) => void;
	/** Paints a pane's picture anew; rows are cut to its place. */
	readonly paintPane: (pane: Pane, rows: Painted) => void;
	/** Keeps the table of clusters small. True: every pane has lost its picture and has to be painted before the next frame. */
	readonly trim: () => boolean;
	/** The bytes from the terminal's picture to the present one, empty when there is nothing to change. */
	readonly nextFrame: () => string;
	/** The terminal's picture is not known any more: the next frame writes every cell. */
	readonly forget: () => void;
	readonly resize: (size: TerminalSize) => void;
	/** Pictures painted before show it after their next painting. */
	readonly setTheme: (theme: Theme) => void;
	/** What the terminal shows once the last frame has arrived, for tests and pictures. */
	readonly picture: () => { readonly grid: Grid; readonly glyphs: GlyphTable; readonly styles: StyleTable };
};

/** Clusters with marks that are kept before all of them are forgotten: hostile text must not grow the table for ever. */
const maxClusters = 20_000;

export function createCompositor(options: {
	readonly size: TerminalSize;
	readonly theme: Theme;
	readonly colorDepth: ColorDepth;
}): Compositor {
	const glyphs = createGlyphTable();
	const styles = createStyleTable(options.colorDepth);
	const pen = createPen(glyphs, styles);
	const state: PenState = { glyphs, styles, style: undefined };
	let resolveStyle: (span: Span) => number;
	let { columns, rows } = options.size;
	let base = createGrid(columns, rows);
	let back = createGrid(columns, rows);
	let front = createGrid(columns, rows);
	let inkText: string | undefined;
	let basePainted: Painted = [];
	let cursor: CursorPlace | undefined;
	let shownCursor: CursorPlace | undefined;
	let panes: Pane[] = [];
	let covers: Cover[] = [];

	function drawBase(): void {
		if (inkText !== undefined) {
			parseInkFrame(inkText, base, pen, styles);
			return;
		}

		clearGrid(base);
		for (const [y, row] of basePainted.slice(0, rows).entries()) {
			writeSpans(pen, base, 0, y, columns, row, resolveStyle);
		}
	}

	function forget(): void {
		forgetGrid(front);
		state.style = undefined;
	}

	function paintPane(pane: Pane, painted: Painted): void {
		const { place } = pane;
		if (place === undefined || place.width <= 0 || place.height <= 0) {
			pane.grid = undefined;
			return;
		}

		if (pane.grid?.columns === place.width && pane.grid.rows === place.height) {
			clearGrid(pane.grid);
		} else {
			pane.grid = createGrid(place.width, place.height);
		}

		const count = Math.min(painted.length, place.height);
		for (let y = 0; y < count; y++) {
			writeSpans(pen, pane.grid, 0, y, place.width, painted[y]!, resolveStyle);
		}
	}

	function compose(): void {
		back.glyphs.set(base.glyphs);
		back.styles.set(base.styles);
		let top = 0;
		for (const pane of panes) {
			top = Math.max(top, pane.layer);
		}

		for (let layer = 0; layer <= top; layer++) {
			for (const cover of covers) {
				if (layer > 0 && cover.layer === layer && cover.place !== undefined) {
					const { x, y, width, height } = cover.place;
					copyCells(base, back, { fromX: x, fromY: y, toX: x, toY: y, width, height }, styles);
				}
			}

			for (const { layer: paneLayer, place, grid } of panes) {
				if (paneLayer === layer && place !== undefined && grid !== undefined) {
					copyCells(
						grid,
						back,
						{ fromX: 0, fromY: 0, toX: place.x, toY: place.y, width: grid.columns, height: grid.rows },
						styles,
					);
				}
			}
		}

		for (const cover of covers) {
			if (cover.layer > top && cover.place !== undefined) {
				const { x, y, width, height } = cover.place;
				copyCells(base, back, { fromX: x, fromY: y, toX: x, toY: y, width, height }, styles);
			}
		}
	}

	function nextFrame(): string {
		compose();
		const cells = difference(front, back, state);
		const wanted = cursor !== undefined && cursor.x < columns && cursor.y < rows ? cursor : undefined;
		const hasMoved = wanted?.x !== shownCursor?.x || wanted?.y !== shownCursor?.y;
		if (cells === '' && !hasMoved) {
			return '';
		}

		const hide = shownCursor === undefined ? '' : '\u001B[?25l';
		const show = wanted === undefined ? '' : `${moveText(undefined, -1, wanted.x, wanted.y)}\u001B[?25h`;
		shownCursor = wanted;
		return `\u001B[?2026h${hide}${cells}${show}\u001B[?2026l`;
	}

	function setTheme(theme: Theme): void {
		resolveStyle = createStyleResolver(styles, theme, options.colorDepth);
		styles.setDefaults(theme.foreground, theme.background);
		if (inkText === undefined) {
			drawBase();
		}

		forget();
	}

	resolveStyle = createStyleResolver(styles, options.theme, options.colorDepth);
	styles.setDefaults(options.theme.foreground, options.theme.background);
	forget();
	return {
		setBase: (text, newCursor) => {
			inkText = text;
			cursor = newCursor;
			drawBase();
		},
		paintBase: painted => {
			inkText = undefined;
			cursor = undefined;
			basePainted = painted;
			drawBase();
		},
		addPane: pane => {
			panes.push(pane);
		},
		removePane: pane => {
			panes = panes.filter(one => one !== pane);
		},
		addCover: cover => {
			covers.push(cover);
			covers.sort((a, b) => a.layer - b.layer);
		},
		removeCover: cover => {
			covers = covers.filter(one => one !== cover);
		},
		paintPane,
		trim: () => {
			if (glyphs.size() <= maxClusters) {
				return false;
			}

			glyphs.clear();
			for (const pane of panes) {
				pane.grid = undefined;
			}

			drawBase();
			forget();
			return true;
		},
		nextFrame,
		forget,
		resize: size => {
			({ columns, rows } = size);
			base = createGrid(columns, rows);
			back = createGrid(columns, rows);
			front = createGrid(columns, rows);
			drawBase();
			forget();
		},
		setTheme,
		picture: () => ({ grid: front, glyphs, styles }),
	};
}

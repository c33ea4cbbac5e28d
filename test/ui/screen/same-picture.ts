import { continuation, type GlyphTable, type Grid } from '../../../source/ui/screen/cells.js';
import type { StyleTable } from '../../../source/ui/screen/styles.js';
import type { TerminalEmulator } from '../../helpers/terminal-emulator.js';

const visibleOnBlanks = 8 | 16 | 32;

/** The first cell in which the emulator shows something else than the grid says, in words; undefined when there is none. */
export function firstWrongCell(
	emulator: TerminalEmulator,
	{ grid, glyphs, styles }: { readonly grid: Grid; readonly glyphs: GlyphTable; readonly styles: StyleTable },
): string | undefined {
	for (let y = 0; y < grid.rows; y++) {
		for (let x = 0; x < grid.columns; x++) {
			const index = y * grid.columns + x;
			const glyph = grid.glyphs[index]!;
			const cell = emulator.cellAt(x, y);
			const style = styles.shown(grid.styles[index]!);
			if (glyph === continuation) {
				if (cell.width !== 0) {
					return `${x},${y}: expected the right half of a wide character, was "${cell.text}"`;
				}

				continue;
			}

			const text = glyphs.textOf(glyph);
			if (cell.text !== text) {
				return `${x},${y}: expected "${text}", was "${cell.text}"`;
			}

			const mask = text === ' ' ? visibleOnBlanks : 0xff;
			const showsForeground = text !== ' ' || (style.attributes & 16) !== 0;
			if (
				(showsForeground && cell.foreground !== style.foreground) ||
				cell.background !== style.background ||
				(cell.attributes & mask) !== (style.attributes & mask)
			) {
				return `${x},${y} "${text}": expected ${JSON.stringify(style)}, was ${JSON.stringify(cell)}`;
			}
		}
	}

	return undefined;
}

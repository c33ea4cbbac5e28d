import { clearGrid, type Grid, type Pen } from './cells.js';
import { defaultColor, paletteColor } from './colors.js';
import { attributes, plainStyle, type StyleTable } from './styles.js';

/** SGR sequences, operating system commands (Ink's links), and any other sequence, which draws nothing. */
const sequence =
	/\u001B\[([\d;]*)m|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)|\u001B\[[\d;?]*[ -/]*[@-~]|\u001B[^[\]]|\u001B/g;

type Brush = { foreground: number; background: number; attributeBits: number };

/**
 * Turns the text of one of Ink's frames, lines with SGR sequences, into cells: the whole grid is painted, blank where the
 * text is short, cut where it is long.
 */
export function parseInkFrame(text: string, grid: Grid, pen: Pen, styles: StyleTable): void {
	clearGrid(grid);
	const brush: Brush = { foreground: defaultColor, background: defaultColor, attributeBits: 0 };
	let style = plainStyle;
	const lines = text.split('\n');
	const count = Math.min(lines.length, grid.rows);
	for (let y = 0; y < count; y++) {
		const line = lines[y]!;
		pen.moveTo(grid, 0, y, grid.columns);
		let from = 0;
		for (const match of line.matchAll(sequence)) {
			if (match.index > from) {
				pen.write(line.slice(from, match.index), style);
			}

			from = match.index + match[0].length;
			if (match[1] !== undefined) {
				applySgr(match[1], brush);
				style = styles.intern(brush.foreground, brush.background, brush.attributeBits);
			}
		}

		if (from < line.length) {
			pen.write(line.slice(from), style);
		}

		pen.lift();
	}
}

function applySgr(parameters: string, brush: Brush): void {
	const codes = parameters.split(';').map(Number);
	for (let index = 0; index < codes.length; index++) {
		const code = codes[index]!;
		if (code === 38 || code === 48) {
			const isIndexed = codes[index + 1] === 5;
			const color = isIndexed
				? paletteColor((codes[index + 2] ?? 0) & 0xff)
				: (((codes[index + 2] ?? 0) & 0xff) << 16) |
					(((codes[index + 3] ?? 0) & 0xff) << 8) |
					((codes[index + 4] ?? 0) & 0xff);
			index += isIndexed ? 2 : 4;
			if (code === 38) {
				brush.foreground = color;
			} else {
				brush.background = color;
			}
		} else {
			applySimple(code, brush);
		}
	}
}

const attributesOn: Readonly<Record<number, number>> = {
	1: attributes.bold,
	2: attributes.dim,
	3: attributes.italic,
	4: attributes.underline,
	7: attributes.inverse,
	9: attributes.strikethrough,
};

const attributesOff: Readonly<Record<number, number>> = {
	22: attributes.bold | attributes.dim,
	23: attributes.italic,
	24: attributes.underline,
	27: attributes.inverse,
	29: attributes.strikethrough,
};

function applySimple(code: number, brush: Brush): void {
	if (code === 0) {
		brush.foreground = defaultColor;
		brush.background = defaultColor;
		brush.attributeBits = 0;
	} else if (code === 39) {
		brush.foreground = defaultColor;
	} else if (code === 49) {
		brush.background = defaultColor;
	} else if (code >= 30 && code <= 37) {
		brush.foreground = paletteColor(code - 30);
	} else if (code >= 40 && code <= 47) {
		brush.background = paletteColor(code - 40);
	} else if (code >= 90 && code <= 97) {
		brush.foreground = paletteColor(code - 82);
	} else if (code >= 100 && code <= 107) {
		brush.background = paletteColor(code - 92);
	} else {
		brush.attributeBits |= attributesOn[code] ?? 0;
		brush.attributeBits &= ~(attributesOff[code] ?? 0);
	}
}

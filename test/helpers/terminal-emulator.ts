import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';

/** A cell as the emulator shows it. Colors: -1 the terminal's own, 0xRRGGBB, or 0x1000000 + a palette number. */
export type EmulatedCell = {
	readonly text: string;
	/** 0 is the right half of a wide character. */
	readonly width: number;
	readonly foreground: number;
	readonly background: number;
	/** Bits: 1 bold, 2 dim, 4 italic, 8 underline, 16 inverse, 32 strikethrough. */
	readonly attributes: number;
};

export type TerminalEmulator = ReturnType<typeof createTerminalEmulator>;

/** A terminal in memory: xterm.js with Unicode 11 widths, no scrollback. */
export function createTerminalEmulator(columns: number, rows: number) {
	const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true });
	terminal.loadAddon(new Unicode11Addon());
	terminal.unicode.activeVersion = '11';
	const probe = terminal.buffer.active.getNullCell();

	function cellAt(x: number, y: number): EmulatedCell {
		const cell = terminal.buffer.active.getLine(y + terminal.buffer.active.viewportY)?.getCell(x, probe);
		if (cell === undefined) {
			throw new Error(`The emulator has no cell ${x},${y}`);
		}

		return {
			text: cell.getChars() === '' && cell.getWidth() > 0 ? ' ' : cell.getChars(),
			width: cell.getWidth(),
			foreground: cell.isFgDefault() ? -1 : cell.isFgRGB() ? cell.getFgColor() : 0x1000000 + cell.getFgColor(),
			background: cell.isBgDefault() ? -1 : cell.isBgRGB() ? cell.getBgColor() : 0x1000000 + cell.getBgColor(),
			attributes:
				(cell.isBold() ? 1 : 0) |
				(cell.isDim() ? 2 : 0) |
				(cell.isItalic() ? 4 : 0) |
				(cell.isUnderline() ? 8 : 0) |
				(cell.isInverse() ? 16 : 0) |
				(cell.isStrikethrough() ? 32 : 0),
		};
	}

	return {
		/** Resolves when the bytes have been interpreted. */
		write: (data: string | Uint8Array): Promise<void> => new Promise(resolve => terminal.write(data, resolve)),
		resize: (newColumns: number, newRows: number): void => terminal.resize(newColumns, newRows),
		columns: (): number => terminal.cols,
		rows: (): number => terminal.rows,
		cellAt,
		cells: (): EmulatedCell[][] =>
			Array.from({ length: terminal.rows }, (_, y) => Array.from({ length: terminal.cols }, (_, x) => cellAt(x, y))),
		/** Rows without their trailing blanks. */
		lines: (): string[] =>
			Array.from(
				{ length: terminal.rows },
				(_, y) =>
					terminal.buffer.active
						.getLine(y + terminal.buffer.active.viewportY)
						?.translateToString(true, 0, terminal.cols)
						.trimEnd() ?? '',
			),
		screenText(): string {
			return this.lines().join('\n');
		},
		isAlternateScreen: (): boolean => terminal.buffer.active.type === 'alternate',
		isBracketedPaste: (): boolean => terminal.modes.bracketedPasteMode,
		isWrapping: (): boolean => terminal.modes.wraparoundMode,
		cursor: () => ({ x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY }),
		dispose: (): void => terminal.dispose(),
	};
}

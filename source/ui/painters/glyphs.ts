/** The characters that painters draw with, once for terminals with Unicode and once in ASCII. Each is one cell wide. */
export type Glyphs = {
	readonly topLeft: string;
	readonly topRight: string;
	readonly bottomLeft: string;
	readonly bottomRight: string;
	readonly horizontal: string;
	readonly vertical: string;
	/** Before the title of the pane that has the focus. */
	readonly focus: string;
	readonly cursor: string;
	readonly up: string;
	readonly down: string;
	readonly flat: string;
	readonly own: string;
	readonly large: string;
	readonly ellipsis: string;
	readonly dot: string;
	readonly check: string;
	readonly doubt: string;
	readonly times: string;
	/** Full and empty part of a meter. */
	readonly full: string;
	readonly empty: string;
	/** From lowest to highest. */
	readonly sparks: readonly string[];
	/** Those of asciichart: cross, axis, start, end, dash, up-left, down-left, down-right, up-right, vertical. */
	readonly chart: readonly string[];
	/** A cell of a bar by its halves, upper × 3 + lower, each nothing, wick or body; and of a falling one by shape alone. */
	readonly candle: readonly string[];
	readonly filledCandle: readonly string[];
	/** Heights of a line within one cell, from the top. */
	readonly lineSteps: readonly string[];
	readonly dotSteps: readonly string[];
	/** A broken line across a chart; the crosshair's two. */
	readonly dash: string;
	readonly crossVertical: string;
	readonly crossHorizontal: string;
	readonly minus: string;
	readonly plusMinus: string;
};

export const unicodeGlyphs: Glyphs = {
	topLeft: '┌',
	topRight: '┐',
	bottomLeft: '└',
	bottomRight: '┘',
	horizontal: '─',
	vertical: '│',
	focus: '▸',
	cursor: '▸',
	up: '▲',
	down: '▼',
	flat: '·',
	own: '◆',
	large: '●',
	ellipsis: '…',
	dot: '·',
	check: '✓',
	doubt: '!',
	times: '×',
	full: '█',
	empty: '░',
	sparks: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	chart: ['┤', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'],
	candle: [' ', '╷', '╻', '╵', '│', '╽', '╹', '╿', '┃'],
	filledCandle: [' ', '╷', '▄', '╵', '│', '▄', '▀', '▀', '█'],
	lineSteps: ['⠉', '⠒', '⠤', '⣀'],
	dotSteps: ['⠁', '⠂', '⠄', '⡀'],
	dash: '╌',
	crossVertical: '┊',
	crossHorizontal: '┈',
	minus: '−',
	plusMinus: '±',
};

export const asciiGlyphs: Glyphs = {
	topLeft: '+',
	topRight: '+',
	bottomLeft: '+',
	bottomRight: '+',
	horizontal: '-',
	vertical: '|',
	focus: '>',
	cursor: '>',
	up: '^',
	down: 'v',
	flat: '.',
	own: '*',
	large: '!',
	ellipsis: '~',
	dot: '-',
	check: 'v',
	doubt: '!',
	times: 'x',
	full: '#',
	empty: '.',
	sparks: ['_', '.', '-', '=', '+', '*', '#', '@'],
	chart: ['|', '|', '-', '-', '-', '\\', '/', '\\', '/', '|'],
	candle: [' ', '|', '#', '|', '|', '#', '#', '#', '#'],
	filledCandle: [' ', '|', '@', '|', '|', '@', '@', '@', '@'],
	lineSteps: ["'", '-', '-', '_'],
	dotSteps: ['`', '.', '.', '.'],
	dash: '-',
	crossVertical: ':',
	crossHorizontal: '.',
	minus: '-',
	plusMinus: '+-',
};

/** Turns what selectors and texts of ours contain into ASCII. Anything else that is not ASCII becomes `?`. */
export function toAscii(text: string): string {
	if (/^[\x20-\x7e]*$/.test(text)) {
		return text;
	}

	return text
		.replace(/[✓]/g, 'ok')
		.replace(/◆/g, asciiGlyphs.own)
		.replace(/[×]/g, 'x')
		.replace(/[·•–—−]/g, '-')
		.replace(/…/g, '...')
		.replace(/≤/g, '<=')
		.replace(/≥/g, '>=')
		.replace(/↑/g, 'up')
		.replace(/↓/g, 'down')
		.replace(/←/g, 'left')
		.replace(/→/g, 'right')
		.replace(/[^\x20-\x7e]/gu, '?');
}

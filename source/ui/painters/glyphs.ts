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

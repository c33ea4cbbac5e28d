/** How many colors the terminal shows. */
export type ColorDepth = 'truecolor' | '256' | '16' | 'none';

/** The terminal's, or the screen's, own color. */
export const defaultColor = -1;

const paletteBase = 0x1000000;

/** A number of the terminal's palette, 0 to 255, as a color. 0 to 15 are the user's own colors. */
export const paletteColor = (index: number): number => paletteBase + index;

/** A color after lowering: `defaultColor`, 0xRRGGBB, or a palette color. */
export type ShownColor = number;

/** The usual values of the sixteen; terminals differ, these are xterm's. */
const sixteen: readonly number[] = [
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00,
	0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];

const cubeSteps: readonly number[] = [0, 95, 135, 175, 215, 255];

/** The color as a terminal of this depth can show it. */
export function lowerColor(color: number, depth: ColorDepth): ShownColor {
	if (color === defaultColor || depth === 'none') {
		return defaultColor;
	}

	if (color >= paletteBase) {
		const index = color - paletteBase;
		return depth === '16' && index > 15 ? paletteColor(nearestOfSixteen(paletteValue(index))) : color;
	}

	switch (depth) {
		case 'truecolor':
			return color;
		case '256':
			return paletteColor(nearestOf256(color));
		case '16':
			return paletteColor(nearestOfSixteen(color));
	}
}

/** Parameters of an SGR sequence for a lowered color. */
export function sgrColor(color: ShownColor, place: 'foreground' | 'background'): string {
	const isForeground = place === 'foreground';
	if (color === defaultColor) {
		return isForeground ? '39' : '49';
	}

	if (color >= paletteBase) {
		const index = color - paletteBase;
		if (index < 8) {
			return String((isForeground ? 30 : 40) + index);
		}

		return index < 16 ? String((isForeground ? 82 : 92) + index) : `${isForeground ? 38 : 48};5;${index}`;
	}

	return `${isForeground ? 38 : 48};2;${color >> 16};${(color >> 8) & 0xff};${color & 0xff}`;
}

/** 0xRRGGBB of a palette number, by xterm's table. */
export function paletteValue(index: number): number {
	if (index < 16) {
		return sixteen[index]!;
	}

	if (index >= 232) {
		return (8 + (index - 232) * 10) * 0x010101;
	}

	const cube = index - 16;
	return (cubeSteps[Math.floor(cube / 36)]! << 16) | (cubeSteps[Math.floor(cube / 6) % 6]! << 8) | cubeSteps[cube % 6]!;
}

function nearestOf256(color: number): number {
	// The first sixteen are left out: the user may have changed them.
	return nearest(color, 16, 255);
}

function nearestOfSixteen(color: number): number {
	return nearest(color, 0, 15);
}

function nearest(color: number, first: number, last: number): number {
	let best = first;
	let bestDistance = Number.POSITIVE_INFINITY;
	for (let index = first; index <= last; index++) {
		const distance = distanceOf(color, paletteValue(index));
		if (distance < bestDistance) {
			best = index;
			bestDistance = distance;
		}
	}

	return best;
}

/** Squared distance weighted as the eye weighs red, green and blue. */
function distanceOf(a: number, b: number): number {
	const red = (a >> 16) - (b >> 16);
	const green = ((a >> 8) & 0xff) - ((b >> 8) & 0xff);
	const blue = (a & 0xff) - (b & 0xff);
	return 2 * red * red + 4 * green * green + 3 * blue * blue;
}

/** Terminals that show true color and say so by their name only. */
const truecolorTerms = /^(xterm-kitty|xterm-ghostty|alacritty|foot|wezterm|contour|.*-direct)/;
const truecolorPrograms = new Set(['iTerm.app', 'WezTerm', 'ghostty', 'vscode', 'Hyper', 'rio', 'WarpTerminal']);

/**
 * Chooses the color depth from evidence only: nothing is asked of the terminal. `NO_COLOR`, `--no-color`, `TERM=dumb` and
 * an output that is no terminal mean no color.
 */
export function chooseColorDepth(
	env: Readonly<Record<string, string | undefined>>,
	facts: { readonly isTerminal: boolean; readonly noColorFlag: boolean },
): ColorDepth {
	const term = env.TERM ?? '';
	if (facts.noColorFlag || !facts.isTerminal || (env.NO_COLOR ?? '') !== '' || term === 'dumb') {
		return 'none';
	}

	const forced = forcedDepths[env.FORCE_COLOR ?? ''];
	if (forced !== undefined) {
		return forced;
	}

	// GNU screen passes the outer COLORTERM on and shows no true color itself; tmux lowers it as its client needs.
	const isGnuScreen = term.startsWith('screen') && env.TMUX === undefined;
	const colorTerm = env.COLORTERM ?? '';
	if (!isGnuScreen) {
		if (colorTerm === 'truecolor' || colorTerm === '24bit' || env.WT_SESSION !== undefined) {
			return 'truecolor';
		}

		if (truecolorTerms.test(term) || truecolorPrograms.has(env.TERM_PROGRAM ?? '')) {
			return 'truecolor';
		}
	}

	if (term.includes('256') || env.TERM_PROGRAM === 'Apple_Terminal') {
		return '256';
	}

	return term === '' || /^vt\d/.test(term) ? 'none' : '16';
}

const forcedDepths: Readonly<Record<string, ColorDepth>> = {
	'0': 'none',
	false: 'none',
	'1': '16',
	true: '16',
	'2': '256',
	'3': 'truecolor',
};

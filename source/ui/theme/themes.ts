import type { ColorDepth } from '../screen/colors.js';
import type { Theme, TokenStyle } from './tokens.js';

/** Numbers of the sixteen-color palette. */
const ansi = {
	black: 0,
	red: 1,
	green: 2,
	yellow: 3,
	blue: 4,
	magenta: 5,
	cyan: 6,
	white: 7,
	gray: 8,
	brightRed: 9,
	brightGreen: 10,
	brightYellow: 11,
	brightBlue: 12,
	brightCyan: 14,
	brightWhite: 15,
} as const;

type SideColors = {
	readonly up: number;
	readonly upTint: number;
	readonly down: number;
	readonly downTint: number;
	readonly ansiUp: number;
	readonly ansiUpTint: number;
	readonly ansiDown: number;
	readonly ansiDownTint: number;
};

/** Green and red, the trade's own. */
const greenRed: SideColors = {
	up: 0x2ebd85,
	upTint: 0x10392f,
	down: 0xff6b7d,
	downTint: 0x4a1a24,
	ansiUp: ansi.brightGreen,
	ansiUpTint: ansi.green,
	ansiDown: ansi.brightRed,
	ansiDownTint: ansi.red,
};

/** Blue and orange stay apart for red-green color blindness. */
const blueOrange: SideColors = {
	up: 0x5aa9ff,
	upTint: 0x123457,
	down: 0xff9e3d,
	downTint: 0x4d2c0a,
	ansiUp: ansi.brightBlue,
	ansiUpTint: ansi.blue,
	ansiDown: ansi.brightYellow,
	ansiDownTint: ansi.yellow,
};

/** Cyan and red stay apart for blue-yellow color blindness, where green and blue become one. */
const cyanRed: SideColors = {
	up: 0x2fd3e0,
	upTint: 0x0b3a40,
	down: 0xff6b6b,
	downTint: 0x4a1a1a,
	ansiUp: ansi.brightCyan,
	ansiUpTint: ansi.cyan,
	ansiDown: ansi.brightRed,
	ansiDownTint: ansi.red,
};

/** Green and red at their brightest on black, over bars of little light. */
const brightSides: SideColors = {
	up: 0x5dff9e,
	upTint: 0x00301a,
	down: 0xff9aa5,
	downTint: 0x3d000c,
	ansiUp: ansi.brightGreen,
	ansiUpTint: ansi.green,
	ansiDown: ansi.brightRed,
	ansiDownTint: ansi.red,
};

function sideTokens(sides: SideColors): Record<'bid' | 'ask' | 'up' | 'down' | 'bidBar' | 'askBar', TokenStyle> {
	const up = { foreground: sides.up, ansi: { foreground: sides.ansiUp } };
	const down = { foreground: sides.down, ansi: { foreground: sides.ansiDown } };
	return {
		bid: up,
		ask: down,
		up,
		down,
		bidBar: {
			foreground: sides.up,
			background: sides.upTint,
			ansi: { foreground: ansi.black, background: sides.ansiUpTint },
		},
		askBar: {
			foreground: sides.down,
			background: sides.downTint,
			ansi: { foreground: ansi.black, background: sides.ansiDownTint },
		},
	};
}

function darkTheme(name: string, sides: SideColors): Theme {
	return {
		name,
		foreground: 0xd5dae2,
		background: 0x0c1016,
		tokens: {
			...sideTokens(sides),
			text: {},
			dim: { foreground: 0x8b95a5, ansi: { foreground: ansi.gray } },
			title: { foreground: 0xf3f5f8, bold: true, ansi: { foreground: ansi.brightWhite } },
			border: { foreground: 0x4c5868, ansi: { foreground: ansi.gray } },
			focus: { foreground: 0x4cc9f0, bold: true, ansi: { foreground: ansi.brightCyan } },
			own: { foreground: 0xffd166, bold: true, ansi: { foreground: ansi.brightYellow } },
			cursor: { foreground: 0xffffff, background: 0x2f3d52, bold: true, ansi: { foreground: 15, background: 4 } },
			large: { foreground: 0xffffff, bold: true, underline: true, ansi: { foreground: ansi.brightWhite } },
			live: { foreground: 0x2ebd85, bold: true, ansi: { foreground: ansi.brightGreen } },
			ageing: { foreground: 0xe6c34a, ansi: { foreground: ansi.yellow } },
			stale: { foreground: 0xff9e3d, bold: true, ansi: { foreground: ansi.brightYellow } },
			gap: { foreground: 0xffffff, background: 0xb3261e, bold: true, ansi: { foreground: 15, background: 1 } },
			sync: { foreground: 0x7fb2ff, ansi: { foreground: ansi.brightBlue } },
			danger: { foreground: 0xff7b72, bold: true, ansi: { foreground: ansi.brightRed } },
			warning: { foreground: 0xffb454, ansi: { foreground: ansi.brightYellow } },
			accent: { foreground: 0x4cc9f0, ansi: { foreground: ansi.cyan } },
			key: { foreground: 0x4cc9f0, bold: true, ansi: { foreground: ansi.brightCyan } },
			bar: { foreground: 0xd5dae2, background: 0x1b2430, ansi: { foreground: ansi.brightWhite, background: 0 } },
		},
	};
}

const dark = darkTheme('dark', greenRed);

/** Every text at seven to one or more, the lines between panes at three to one. */
const highContrast: Theme = {
	name: 'high-contrast',
	foreground: 0xffffff,
	background: 0x000000,
	tokens: {
		...sideTokens(brightSides),
		text: { ansi: { foreground: ansi.brightWhite } },
		dim: { foreground: 0xc8ccd4, ansi: { foreground: ansi.white } },
		title: { foreground: 0xffffff, bold: true, ansi: { foreground: ansi.brightWhite } },
		border: { foreground: 0x9aa3b0, ansi: { foreground: ansi.white } },
		focus: { foreground: 0x6fe3ff, bold: true, ansi: { foreground: ansi.brightCyan } },
		own: { foreground: 0xffe066, bold: true, ansi: { foreground: ansi.brightYellow } },
		cursor: { foreground: 0x000000, background: 0xffffff, bold: true, ansi: { foreground: 0, background: 7 } },
		large: { foreground: 0xffffff, bold: true, underline: true, ansi: { foreground: ansi.brightWhite } },
		live: { foreground: 0x5dff9e, bold: true, ansi: { foreground: ansi.brightGreen } },
		ageing: { foreground: 0xffe066, ansi: { foreground: ansi.brightYellow } },
		stale: { foreground: 0xffb866, bold: true, ansi: { foreground: ansi.brightYellow } },
		gap: { foreground: 0xffffff, background: 0x8b0000, bold: true, ansi: { foreground: 15, background: 1 } },
		sync: { foreground: 0xa9c8ff, ansi: { foreground: ansi.brightCyan } },
		danger: { foreground: 0xff9aa5, bold: true, ansi: { foreground: ansi.brightRed } },
		warning: { foreground: 0xffd28a, ansi: { foreground: ansi.brightYellow } },
		accent: { foreground: 0x6fe3ff, ansi: { foreground: ansi.brightCyan } },
		key: { foreground: 0x6fe3ff, bold: true, ansi: { foreground: ansi.brightCyan } },
		bar: { foreground: 0xffffff, background: 0x26303d, ansi: { foreground: ansi.brightWhite, background: 0 } },
	},
};

const light: Theme = {
	name: 'light',
	foreground: 0x1f2730,
	background: 0xfafbfc,
	tokens: {
		text: {},
		dim: { foreground: 0x5c6673, ansi: { foreground: ansi.gray } },
		title: { foreground: 0x0b1118, bold: true },
		border: { foreground: 0x98a3b1, ansi: { foreground: ansi.gray } },
		focus: { foreground: 0x005fb8, bold: true, ansi: { foreground: ansi.blue } },
		bid: { foreground: 0x0a6e45, ansi: { foreground: ansi.green } },
		ask: { foreground: 0xb4172b, ansi: { foreground: ansi.red } },
		up: { foreground: 0x0a6e45, ansi: { foreground: ansi.green } },
		down: { foreground: 0xb4172b, ansi: { foreground: ansi.red } },
		bidBar: {
			foreground: 0x0a5c3a,
			background: 0xc9ecd9,
			ansi: { foreground: ansi.black, background: ansi.green },
		},
		askBar: {
			foreground: 0x98132a,
			background: 0xfbd3d6,
			ansi: { foreground: ansi.black, background: ansi.red },
		},
		own: { foreground: 0x7a4b00, bold: true, ansi: { foreground: ansi.yellow } },
		cursor: { foreground: 0x0b1118, background: 0xcfe0f5, bold: true, ansi: { foreground: 15, background: 4 } },
		large: { foreground: 0x0b1118, bold: true, underline: true },
		live: { foreground: 0x0a6e45, bold: true, ansi: { foreground: ansi.green } },
		ageing: { foreground: 0x7a5b00, ansi: { foreground: ansi.yellow } },
		stale: { foreground: 0xa04a00, bold: true, ansi: { foreground: ansi.yellow } },
		gap: { foreground: 0xffffff, background: 0xb3261e, bold: true, ansi: { foreground: 15, background: 1 } },
		sync: { foreground: 0x1f5fbf, ansi: { foreground: ansi.blue } },
		danger: { foreground: 0xb3261e, bold: true, ansi: { foreground: ansi.red } },
		warning: { foreground: 0x9a4b00, ansi: { foreground: ansi.yellow } },
		accent: { foreground: 0x005fb8, ansi: { foreground: ansi.blue } },
		key: { foreground: 0x005fb8, bold: true, ansi: { foreground: ansi.blue } },
		bar: { foreground: 0x1f2730, background: 0xe4e9f0, ansi: { foreground: ansi.black, background: ansi.white } },
	},
};

/** No color at all: weight, underline and inverse carry what the words and glyphs do not. */
const mono: Theme = {
	name: 'mono',
	foreground: undefined,
	background: undefined,
	tokens: {
		text: {},
		dim: { dim: true },
		title: { bold: true },
		border: { dim: true },
		focus: { bold: true, underline: true },
		bid: {},
		ask: {},
		up: {},
		down: {},
		bidBar: { inverse: true },
		askBar: { inverse: true },
		own: { bold: true, underline: true },
		cursor: { inverse: true, bold: true },
		large: { bold: true, underline: true },
		live: { bold: true },
		ageing: { underline: true },
		stale: { inverse: true },
		gap: { inverse: true, bold: true },
		sync: { dim: true },
		danger: { inverse: true, bold: true },
		warning: { bold: true, underline: true },
		accent: { bold: true },
		key: { bold: true },
		bar: { inverse: true },
	},
};

/** By the names that `--theme` takes. */
export const themes = {
	dark,
	light,
	'high-contrast': highContrast,
	'blue-orange': darkTheme('blue-orange', blueOrange),
	'cyan-red': darkTheme('cyan-red', cyanRed),
	mono,
} as const;

export type ThemeName = keyof typeof themes;

/** In the order in which the theme key walks them. */
export const themeNames = Object.keys(themes) as readonly ThemeName[];

export const isThemeName = (name: string): name is ThemeName => Object.hasOwn(themes, name);

/** The theme to draw with: without color it is always `mono`, whatever was asked for. Undefined for an unknown name. */
export function resolveTheme(name: string, depth: ColorDepth): Theme | undefined {
	if (!isThemeName(name)) {
		return undefined;
	}

	return depth === 'none' ? themes.mono : themes[name];
}

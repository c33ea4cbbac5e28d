import type { Span, Token } from '../painters/spans.js';
import type { Theme } from '../theme/tokens.js';
import { type ColorDepth, defaultColor, lowerColor, paletteColor, type ShownColor, sgrColor } from './colors.js';

/** Bits of a style. */
export const attributes = { bold: 1, dim: 2, italic: 4, underline: 8, inverse: 16, strikethrough: 32 } as const;

/** What makes a blank visible beside its background. */
const markingAttributes = attributes.underline | attributes.inverse | attributes.strikethrough;

const attributeCodes: readonly (readonly [bit: number, on: string, off: string])[] = [
	[attributes.bold, '1', '22'],
	[attributes.dim, '2', '22'],
	[attributes.italic, '3', '23'],
	[attributes.underline, '4', '24'],
	[attributes.inverse, '7', '27'],
	[attributes.strikethrough, '9', '29'],
];

/** A style as the terminal is asked to show it. */
export type ShownStyle = {
	readonly foreground: ShownColor;
	readonly background: ShownColor;
	readonly attributes: number;
};

/** Style 0: the screen's own colors, no attribute. */
export const plainStyle = 0;

/**
 * Styles by small numbers. Colors go in as numbers (0xRRGGBB, `paletteColor(n)` or `defaultColor`) and are lowered to
 * what the terminal shows when they go out.
 */
export type StyleTable = {
	readonly intern: (foreground: number, background: number, attributeBits: number) => number;
	/** The style of a blank that looks like one in `style`: what is invisible on it is left out. */
	readonly blankOf: (style: number) => number;
	/** The shortest SGR sequence from one style to another; from undefined, whatever was on. Empty when they look alike. */
	readonly transition: (from: number | undefined, to: number) => string;
	readonly shown: (style: number) => ShownStyle;
	/** The screen's own colors. Asks for a repaint: the same numbers now look different. */
	readonly setDefaults: (foreground: number | undefined, background: number | undefined) => void;
};

export function createStyleTable(depth: ColorDepth): StyleTable {
	const ids = new Map<number, Map<number, number>>();
	const foregrounds: number[] = [];
	const backgrounds: number[] = [];
	const bits: number[] = [];
	const blanks: number[] = [];
	const transitions = new Map<number, string>();
	let lowered: ShownStyle[] = [];
	let screenForeground: number = defaultColor;
	let screenBackground: number = defaultColor;

	function intern(foreground: number, background: number, attributeBits: number): number {
		let family = ids.get(foreground);
		if (family === undefined) {
			family = new Map();
			ids.set(foreground, family);
		}

		const key = (background + 1) * 64 + attributeBits;
		const known = family.get(key);
		if (known !== undefined) {
			return known;
		}

		const id = bits.length;
		family.set(key, id);
		foregrounds.push(foreground);
		backgrounds.push(background);
		bits.push(attributeBits);
		blanks.push(id);
		if ((attributeBits & markingAttributes) === 0 && (foreground !== defaultColor || attributeBits !== 0)) {
			blanks[id] = intern(defaultColor, background, 0);
		}

		return id;
	}

	function shown(style: number): ShownStyle {
		const known = lowered[style];
		if (known !== undefined) {
			return known;
		}

		const foreground = foregrounds[style]!;
		const background = backgrounds[style]!;
		const made = {
			foreground: lowerColor(foreground === defaultColor ? screenForeground : foreground, depth),
			background: lowerColor(background === defaultColor ? screenBackground : background, depth),
			attributes: bits[style]!,
		};
		lowered[style] = made;
		return made;
	}

	function transition(from: number | undefined, to: number): string {
		if (from === to) {
			return '';
		}

		const key = (from === undefined ? 0 : from + 1) * 0x100000 + to;
		const known = transitions.get(key);
		if (known !== undefined) {
			return known;
		}

		const made = makeTransition(from === undefined ? undefined : shown(from), shown(to));
		transitions.set(key, made);
		return made;
	}

	intern(defaultColor, defaultColor, 0);
	return {
		intern,
		blankOf: style => blanks[style]!,
		transition,
		shown,
		setDefaults: (foreground, background) => {
			// A terminal of sixteen colors has its own idea of its two main ones, and it is the user's.
			const isRich = depth === 'truecolor' || depth === '256';
			screenForeground = isRich ? (foreground ?? defaultColor) : defaultColor;
			screenBackground = isRich ? (background ?? defaultColor) : defaultColor;
			transitions.clear();
			lowered = [];
		},
	};
}

function makeTransition(from: ShownStyle | undefined, to: ShownStyle): string {
	const full = ['0', ...attributeCodes.filter(([bit]) => (to.attributes & bit) !== 0).map(([, on]) => on)];
	if (to.foreground !== defaultColor) {
		full.push(sgrColor(to.foreground, 'foreground'));
	}

	if (to.background !== defaultColor) {
		full.push(sgrColor(to.background, 'background'));
	}

	const whole = full.length === 1 ? '\u001B[m' : `\u001B[${full.join(';')}m`;
	if (from === undefined) {
		return whole;
	}

	const steps: string[] = [];
	let kept = from.attributes;
	for (const [bit, , off] of attributeCodes) {
		if ((kept & bit) !== 0 && (to.attributes & bit) === 0 && !steps.includes(off)) {
			steps.push(off);
			// Bold and dim end with one code.
			kept &= off === '22' ? ~(attributes.bold | attributes.dim) : ~bit;
		}
	}

	for (const [bit, on] of attributeCodes) {
		if ((to.attributes & bit) !== 0 && (kept & bit) === 0) {
			steps.push(on);
		}
	}

	if (from.foreground !== to.foreground) {
		steps.push(sgrColor(to.foreground, 'foreground'));
	}

	if (from.background !== to.background) {
		steps.push(sgrColor(to.background, 'background'));
	}

	if (steps.length === 0) {
		return '';
	}

	const partial = `\u001B[${steps.join(';')}m`;
	return partial.length < whole.length ? partial : whole;
}

/** Finds the style of a span under a theme, quickly: each combination is worked out once. */
export function createStyleResolver(table: StyleTable, theme: Theme, depth: ColorDepth): (span: Span) => number {
	const known = new Map<Token, (number | undefined)[]>();
	return span => {
		const variant = (span.bold === true ? 1 : 0) + (span.inverse === true ? 2 : 0);
		let variants = known.get(span.token);
		if (variants === undefined) {
			variants = [undefined, undefined, undefined, undefined];
			known.set(span.token, variants);
		}

		let style = variants[variant];
		if (style === undefined) {
			style = internToken(table, theme, depth, span);
			variants[variant] = style;
		}

		return style;
	};
}

function internToken(table: StyleTable, theme: Theme, depth: ColorDepth, span: Span): number {
	const token = theme.tokens[span.token];
	const usesPalette = depth === '16' && token.ansi !== undefined;
	const foreground = usesPalette ? token.ansi?.foreground : token.foreground;
	const background = usesPalette ? token.ansi?.background : token.background;
	const toColor = (color: number | undefined): number =>
		color === undefined ? defaultColor : usesPalette ? paletteColor(color) : color;
	const isInverse = (token.inverse === true) !== (span.inverse === true);
	return table.intern(
		toColor(foreground),
		toColor(background),
		(token.bold === true || span.bold === true ? attributes.bold : 0) |
			(token.dim === true ? attributes.dim : 0) |
			(token.underline === true ? attributes.underline : 0) |
			(isInverse ? attributes.inverse : 0),
	);
}

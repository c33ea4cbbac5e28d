import type { Token } from '../painters/spans.js';

/**
 * How a token looks. Colors are 0xRRGGBB; where one is missing it is the theme's own foreground or background.
 * `ansi` replaces them by numbers of the sixteen-color palette on a terminal that has only those.
 */
export type TokenStyle = {
	readonly foreground?: number;
	readonly background?: number;
	readonly ansi?: { readonly foreground?: number; readonly background?: number };
	readonly bold?: boolean;
	readonly dim?: boolean;
	readonly underline?: boolean;
	readonly inverse?: boolean;
};

/**
 * Colors of everything. Painters name tokens, never colors. What the tokens mean for a painter:
 * `bidBar` and `askBar` have a tinted background: a depth bar is the part of the row painted in them, be it spaces or
 * the digits over the bar. `bar` is the background of a status or title line, `cursor` that of a selected row.
 */
export type Theme = {
	readonly name: string;
	/** The screen's own colors; undefined leaves the terminal's. */
	readonly foreground: number | undefined;
	readonly background: number | undefined;
	readonly tokens: Readonly<Record<Token, TokenStyle>>;
};

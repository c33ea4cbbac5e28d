import { Text } from 'ink';
import { createContext, type ReactNode, use } from 'react';
import type { PaintedRow, Token } from '../painters/spans.js';
import { cutSpans } from './cut-spans.js';
import { themes } from './themes.js';
import type { Theme, TokenStyle } from './tokens.js';

/** The theme of the tree. Ink's own text takes its colors from it through `textStyle`. */
export const ThemeContext = createContext<Theme>(themes.dark);

/** What `<Text>` takes to look like a token. */
export type TextStyle = {
	readonly color?: string;
	readonly backgroundColor?: string;
	readonly bold?: boolean;
	readonly dimColor?: boolean;
	readonly underline?: boolean;
	readonly inverse?: boolean;
};

/** `<Text {...textStyle(theme, 'danger')}>`: a token as props of Ink's `<Text>`. The screen lowers the colors. */
export function textStyle(theme: Theme, token: Token): TextStyle {
	const style: TokenStyle = theme.tokens[token];
	return {
		...(style.foreground === undefined ? {} : { color: hex(style.foreground) }),
		...(style.background === undefined ? {} : { backgroundColor: hex(style.background) }),
		...(style.bold === true ? { bold: true } : {}),
		...(style.dim === true ? { dimColor: true } : {}),
		...(style.underline === true ? { underline: true } : {}),
		...(style.inverse === true ? { inverse: true } : {}),
	};
}

/** A painter's row as one line of Ink's text, cut to `width` cells. */
export function SpanRow({ row, width }: { readonly row: PaintedRow; readonly width: number }): ReactNode {
	const theme = use(ThemeContext);
	return (
		<Text wrap="truncate">
			{cutSpans(row, width).map((span, index) => (
				<Text
					key={index}
					{...textStyle(theme, span.token)}
					{...(span.bold === true ? { bold: true } : {})}
					{...(span.inverse === true ? { inverse: true } : {})}
				>
					{span.text}
				</Text>
			))}
		</Text>
	);
}

function hex(color: number): string {
	return `#${color.toString(16).padStart(6, '0')}`;
}

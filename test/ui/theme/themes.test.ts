import { expect, test } from 'vitest';
import type { Token } from '../../../source/ui/painters/spans.js';
import { resolveTheme, themeNames, themes } from '../../../source/ui/theme/themes.js';
import type { Theme } from '../../../source/ui/theme/tokens.js';

/** Contrast of two colors after WCAG 2.2, 1 to 21. */
function contrast(a: number, b: number): number {
	const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
	return (light + 0.05) / (dark + 0.05);
}

function luminance(color: number): number {
	const [red, green, blue] = [color >> 16, (color >> 8) & 0xff, color & 0xff].map(value => {
		const share = value / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Lines, not text: they only have to be seen. */
const decoration: readonly Token[] = ['border'];
const colored = themeNames.filter(name => name !== 'mono');

test.for(colored)('every token of %s can be read on its background', name => {
	const theme: Theme = themes[name];
	for (const [token, style] of Object.entries(theme.tokens)) {
		const ratio = contrast(style.foreground ?? theme.foreground!, style.background ?? theme.background!);
		const least = decoration.includes(token as Token) ? 1.8 : 4.5;
		expect(ratio, `${name} ${token}`).toBeGreaterThanOrEqual(least);
	}
});

test('mono names no color', () => {
	for (const style of Object.values(themes.mono.tokens)) {
		expect(style.foreground).toBeUndefined();
		expect(style.background).toBeUndefined();
		expect(style.ansi).toBeUndefined();
	}
});

test('mono still marks what the others mark by a background', () => {
	for (const [token, style] of Object.entries(themes.dark.tokens)) {
		if (style.background !== undefined) {
			expect(themes.mono.tokens[token as Token].inverse, token).toBe(true);
		}
	}
});

test('blue-orange keeps the sides apart by their blue, not by red against green', () => {
	const { bid, ask } = themes['blue-orange'].tokens;

	expect(bid.foreground! & 0xff).toBeGreaterThan(2 * (ask.foreground! & 0xff));
});

test('draws with mono where there is no color, and knows no other names', () => {
	expect(resolveTheme('light', 'none')?.name).toBe('mono');
	expect(resolveTheme('light', '256')?.name).toBe('light');
	expect(resolveTheme('toString', '256')).toBeUndefined();
});

import { expect, test } from 'vitest';
import type { Token } from '../../../source/ui/painters/spans.js';
import { lowerColor, paletteColor, paletteValue } from '../../../source/ui/screen/colors.js';
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

test('every text of high-contrast stands out seven to one, and its lines three to one', () => {
	const theme: Theme = themes['high-contrast'];
	for (const [token, style] of Object.entries(theme.tokens)) {
		const ratio = contrast(style.foreground ?? theme.foreground!, style.background ?? theme.background!);
		expect(ratio, token).toBeGreaterThanOrEqual(decoration.includes(token as Token) ? 3 : 7);
	}
});

test.for(colored)('the texts of %s can be read in 256 colors too', name => {
	const theme: Theme = themes[name];
	const shown = (color: number): number => paletteValue(lowerColor(color, '256') - paletteColor(0));
	for (const [token, style] of Object.entries(theme.tokens)) {
		const ratio = contrast(shown(style.foreground ?? theme.foreground!), shown(style.background ?? theme.background!));
		expect(ratio, `${name} ${token}`).toBeGreaterThanOrEqual(decoration.includes(token as Token) ? 1.5 : 4.5);
	}
});

/** Linear RGB as dichromats see it, after Machado, Oliveira and Fernandes (2009), severity 1. */
const sight = {
	protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
	deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
	tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** CIE L*a*b* of an sRGB color, as such a person sees it; of nobody in particular as it is. */
function labOf(color: number, matrix: readonly number[] = [1, 0, 0, 0, 1, 0, 0, 0, 1]): readonly number[] {
	const linear = [color >> 16, (color >> 8) & 0xff, color & 0xff].map(value => {
		const share = value / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	const [r, g, b] = [0, 3, 6].map(row =>
		Math.max(0, matrix[row]! * linear[0]! + matrix[row + 1]! * linear[1]! + matrix[row + 2]! * linear[2]!),
	) as [number, number, number];
	const bend = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
	const x = bend((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
	const y = bend(0.2126 * r + 0.7152 * g + 0.0722 * b);
	const z = bend((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: readonly number[], b: readonly number[]): number =>
	Math.hypot(...a.map((value, index) => value - b[index]!));

test.each([
	['blue-orange', 'protan'],
	['blue-orange', 'deutan'],
	['cyan-red', 'tritan'],
] as const)('the sides of %s stay apart for %s eyes', (name, kind) => {
	const { bid, ask } = themes[name].tokens;
	const apart = distance(labOf(bid.foreground!, sight[kind]), labOf(ask.foreground!, sight[kind]));

	// Two colors are told apart at a glance from about 40 on; the green and red of dark come to less for such eyes.
	expect(apart).toBeGreaterThan(60);
	if (kind !== 'tritan') {
		const { bid: green, ask: red } = themes.dark.tokens;
		expect(distance(labOf(green.foreground!, sight[kind]), labOf(red.foreground!, sight[kind]))).toBeLessThan(apart);
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

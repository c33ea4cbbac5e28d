import type { Glyphs } from './glyphs.js';

/** The newest `width` values as one line of bars between their own least and greatest; a flat line sits low. */
export function sparkline(values: readonly number[], width: number, glyphs: Glyphs): string {
	const shown = values.slice(-Math.max(0, width)).filter(Number.isFinite);
	if (width <= 0 || shown.length === 0) {
		return '';
	}

	const least = Math.min(...shown);
	const range = Math.max(...shown) - least;
	const top = glyphs.sparks.length - 1;
	return shown.map(value => glyphs.sparks[range > 0 ? Math.round(((value - least) / range) * top) : 0]!).join('');
}

/** A meter of `width` cells filled to a fraction from 0 to 1. */
export function meter(fraction: number, width: number, glyphs: Glyphs): string {
	const bounded = Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
	const cells = Math.max(0, Math.floor(width));
	const full = Math.round(bounded * cells);
	return glyphs.full.repeat(full) + glyphs.empty.repeat(cells - full);
}

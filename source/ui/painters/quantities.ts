import { formatFixed } from '../../lib/format.js';
import type { Glyphs } from './glyphs.js';

/** Decimals of a price as text: the most that a painter can know without the instrument. */
export function decimalsOfText(text: string | undefined): number {
	const point = text?.indexOf('.') ?? -1;
	return text === undefined || point === -1 ? 0 : text.length - point - 1;
}

/** A number with its sign, also a plus; zero has none. */
export function formatSigned(value: number, decimals: number): string {
	const text = formatFixed(value, decimals);
	return Number(text) > 0 ? `+${text}` : text;
}

/** The venue's own text of a change with a plus where it is positive. */
export function withSign(text: string): string {
	return Number(text) > 0 && !text.startsWith('+') ? `+${text}` : text;
}

/** Basis points at a useful precision: `0.03`, `1.5`, `28`. */
export function formatBps(bps: number): string {
	const size = Math.abs(bps);
	return formatFixed(bps, size < 1 ? 2 : size < 100 ? 1 : 0);
}

/** Venue or wall time as `HH:MM:SS` UTC; with `millis` to the millisecond. */
export function formatClock(time: number, options: { readonly millis?: boolean } = {}): string {
	if (!Number.isFinite(time)) {
		return '--:--:--';
	}

	const dayMs = 86_400_000;
	const inDay = ((Math.floor(time) % dayMs) + dayMs) % dayMs;
	const two = (value: number): string => String(value).padStart(2, '0');
	const seconds = Math.floor(inDay / 1000);
	const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
	return options.millis === true ? `${text}.${String(inDay % 1000).padStart(3, '0')}` : text;
}

/** Up, down or unchanged as a sign that needs no color. */
export function directionGlyph(direction: number, glyphs: Glyphs): string {
	return direction > 0 ? glyphs.up : direction < 0 ? glyphs.down : glyphs.flat;
}

/** Spaces after a number so that its point stands under those of numbers with `decimals` decimals. */
export function alignPoint(text: string, decimals: number): string {
	const own = decimalsOfText(text);
	return own >= decimals ? text : text + ' '.repeat(decimals - own + (own === 0 ? 1 : 0));
}

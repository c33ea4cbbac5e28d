import { textWidth } from '../text-width.js';

/** Of the signs that painters use besides ASCII, box drawing and blocks, those of one cell. */
const oneCellSigns = new Set([...'▲▸▼◆●…−·×±✓'].map(sign => sign.charCodeAt(0)));

/** Whether every character takes one cell, as in nearly all that is drawn. */
function isOneCellEach(text: string): boolean {
	for (let index = 0; index < text.length; index += 1) {
		const unit = text.charCodeAt(index);
		const isPlain = (unit >= 0x20 && unit <= 0x7e) || (unit >= 0x2500 && unit <= 0x259f) || oneCellSigns.has(unit);
		if (!isPlain) {
			return false;
		}
	}

	return true;
}

/** Cells that a text takes on a terminal. */
export function widthOf(text: string): number {
	return isOneCellEach(text) ? text.length : textWidth(text);
}

export function padEnd(text: string, width: number): string {
	const missing = width - widthOf(text);
	return missing > 0 ? text + ' '.repeat(missing) : text;
}

export function padStart(text: string, width: number): string {
	const missing = width - widthOf(text);
	return missing > 0 ? ' '.repeat(missing) + text : text;
}

let segmenter: Intl.Segmenter | undefined;

/** The text in at most `width` cells, ending in `mark` where something was cut. For words only: a price is never cut. */
export function cutText(text: string, width: number, mark: string): string {
	if (widthOf(text) <= width) {
		return text;
	}

	if (width <= 0) {
		return '';
	}

	const room = width - widthOf(mark);
	return room < 0 ? '' : takeCells(text, room) + mark;
}

/** The first `width` cells of a text, without a mark. */
export function takeCells(text: string, width: number): string {
	if (isOneCellEach(text)) {
		return text.slice(0, Math.max(0, width));
	}

	segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
	let taken = '';
	let cells = 0;
	for (const { segment } of segmenter.segment(text)) {
		const next = cells + textWidth(segment);
		if (next > width) {
			break;
		}

		taken += segment;
		cells = next;
	}

	return taken;
}

import stringWidth from 'string-width';

/** ASCII, box drawing, blocks and the few signs that painters use: one cell for each character. */
const oneCellEach = /^[\x20-\x7e\u2500-\u259f\u25b2\u25b8\u25bc\u25c6\u25cf\u2026\u2212\u00b7\u00d7\u00b1\u2713]*$/;

/** Cells that a text takes on a terminal. */
export function widthOf(text: string): number {
	return oneCellEach.test(text) ? text.length : stringWidth(text);
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
	if (oneCellEach.test(text)) {
		return text.slice(0, Math.max(0, width));
	}

	segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
	let taken = '';
	let cells = 0;
	for (const { segment } of segmenter.segment(text)) {
		const next = cells + stringWidth(segment);
		if (next > width) {
			break;
		}

		taken += segment;
		cells = next;
	}

	return taken;
}

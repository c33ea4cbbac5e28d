import type { PaintedRow, Span } from '../painters/spans.js';
import { eachCluster } from '../screen/clusters.js';

/** A row of spans cut to `width` cells. A wide character that would stand half outside becomes a blank. */
export function cutSpans(row: PaintedRow, width: number): PaintedRow {
	const result: Span[] = [];
	let left = width;
	for (const span of row) {
		if (left <= 0) {
			break;
		}

		let text = '';
		const add = (piece: string, cells: number): void => {
			if (left >= cells) {
				text += piece;
			} else if (left > 0) {
				text += ' ';
			}

			left = Math.max(0, left - cells);
		};
		eachCluster(span.text, {
			point: (codePoint, cells) => add(String.fromCodePoint(codePoint), cells),
			marked: add,
		});
		result.push({ ...span, text });
	}

	return result;
}

import { cutText, takeCells, widthOf } from './cell-text.js';

/** A text in lines of at most `width` cells, broken between words where it can be; the last of `most` lines is cut. */
export function wrapText(text: string, width: number, most: number, mark: string): readonly string[] {
	const lines: string[] = [];
	let rest = text.trim();
	while (rest !== '' && lines.length < most && width > 0) {
		if (lines.length === most - 1 || widthOf(rest) <= width) {
			lines.push(cutText(rest, width, mark));
			break;
		}

		const taken = takeCells(rest, width + 1);
		const space = taken.lastIndexOf(' ');
		const line = space > 0 ? taken.slice(0, space) : takeCells(rest, width);
		if (line === '') {
			break;
		}

		lines.push(line.trimEnd());
		rest = rest.slice(line.length).trimStart();
	}

	return lines;
}

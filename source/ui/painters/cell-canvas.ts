import { span } from './rows.js';
import type { Painted, Span, Token } from './spans.js';

/** Cells to draw on one by one, in any order; later ones lie over earlier ones. Characters are one cell wide. */
export type CellCanvas = {
	readonly width: number;
	readonly height: number;
	/** Outside of the canvas nothing happens. */
	readonly put: (x: number, y: number, character: string, token: Token) => void;
	/** Puts a character where nothing was drawn yet. */
	readonly fill: (x: number, y: number, character: string, token: Token) => void;
	/** A run of characters. */
	readonly write: (x: number, y: number, text: string, token: Token) => void;
	/** Another token for what is there, blanks included. */
	readonly tint: (x: number, y: number, token: Token) => void;
	readonly isEmpty: (x: number, y: number) => boolean;
	readonly paint: () => Painted;
};

export function createCellCanvas(width: number, height: number): CellCanvas {
	const characters = new Array<string>(width * height).fill(' ');
	const tokens = new Array<Token>(width * height).fill('text');
	const isInside = (x: number, y: number): boolean => x >= 0 && x < width && y >= 0 && y < height;

	const put = (x: number, y: number, character: string, token: Token): void => {
		if (isInside(x, y)) {
			characters[y * width + x] = character;
			tokens[y * width + x] = token;
		}
	};

	const isEmpty = (x: number, y: number): boolean => isInside(x, y) && characters[y * width + x] === ' ';

	return {
		width,
		height,
		put,
		fill(x, y, character, token) {
			if (isEmpty(x, y)) {
				put(x, y, character, token);
			}
		},
		write(x, y, text, token) {
			for (const [index, character] of [...text].entries()) {
				put(x + index, y, character, token);
			}
		},
		tint(x, y, token) {
			if (isInside(x, y)) {
				tokens[y * width + x] = token;
			}
		},
		isEmpty,
		paint: () =>
			Array.from({ length: height }, (_, y) => {
				const row: Span[] = [];
				let start = y * width;
				const end = start + width;
				while (start < end) {
					let next = start + 1;
					while (next < end && tokens[next] === tokens[start]) {
						next += 1;
					}

					row.push(span(characters.slice(start, next).join(''), tokens[start]));
					start = next;
				}

				return row;
			}),
	};
}

import type { Random } from '../../../source/lib/seams.js';
import type { Painted, PaintedRow, Token } from '../../../source/ui/painters/spans.js';
import { themes } from '../../../source/ui/theme/themes.js';

export const tokens = Object.keys(themes.dark.tokens) as readonly Token[];

/** Pieces of text on whose width the emulator and the layout agree: narrow, wide, combining, boxes, bars. */
const pieces: readonly string[] = [
	...'abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789.,:;-+%()[]/ ',
	...'          ',
	...'│─┌┐└┘█▌▁▂▃▄▅▆▇▲▼●◆✓✗·…—€',
	...'éüßñΩЖя',
	...'日本語中文한국어かなカナ',
	...'ＡＢ１２',
	'é',
	'ä̂',
	'日̈',
	'⚡',
	'🚀',
	'📈',
];

export const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;

export const between = (random: Random, low: number, high: number): number =>
	low + Math.floor(random() * (high - low + 1));

export function randomText(random: Random, length: number): string {
	let text = '';
	for (let index = 0; index < length; index++) {
		text += random() < 0.75 ? pick(random, pieces.slice(0, 80)) : pick(random, pieces);
	}

	return text;
}

export function randomRow(random: Random, width: number): PaintedRow {
	return Array.from({ length: between(random, 0, 6) }, () => ({
		text: randomText(random, between(random, 0, Math.max(1, Math.floor(width / 3)))),
		token: pick(random, tokens),
		...(random() < 0.15 ? { bold: true } : {}),
		...(random() < 0.15 ? { inverse: true } : {}),
	}));
}

export const randomPainted = (random: Random, width: number, height: number): Painted =>
	Array.from({ length: between(random, 0, height + 1) }, () => randomRow(random, width));

/** A frame's text as Ink makes it: lines with SGR sequences, styles closed at each line's end. */
export function randomInkText(random: Random, columns: number, rows: number): string {
	return Array.from({ length: between(random, 1, rows) }, () => {
		const count = between(random, 0, 4);
		let line = '';
		for (let index = 0; index < count; index++) {
			const text = randomText(random, between(random, 1, Math.max(1, Math.floor(columns / 5))));
			line += random() < 0.5 ? text : `${pick(random, openings)}${text}\u001B[0m`;
		}

		return line;
	}).join('\n');
}

const openings = [
	'\u001B[1m',
	'\u001B[2;31m',
	'\u001B[7m',
	'\u001B[38;2;10;200;90m',
	'\u001B[48;5;24m\u001B[97m',
	'\u001B[4m',
];

import { expect, test } from 'vitest';
import { eachCluster } from '../../../source/ui/screen/clusters.js';

/** Cells as text: a wide one is followed by `_`. */
function cellsOf(text: string): string[] {
	const cells: string[] = [];
	const add = (piece: string, width: number): void => {
		cells.push(width === 2 ? `${piece}_` : piece);
	};
	eachCluster(text, { point: (codePoint, width) => add(String.fromCodePoint(codePoint), width), marked: add });
	return cells;
}

test.for([
	{ what: 'plain text', text: 'ab1', cells: ['a', 'b', '1'] },
	{ what: 'wide characters', text: 'a日本', cells: ['a', '日_', '本_'] },
	{ what: 'a base with a combining mark', text: 'xe\u0301y', cells: ['x', 'e\u0301', 'y'] },
	{ what: 'a mark with nothing to stand on', text: '\u0301a', cells: ['a'] },
	{ what: 'an astral emoji', text: '🚀!', cells: ['🚀_', '!'] },
	{ what: 'a joined emoji as its first part', text: '👩\u200D🚀!', cells: ['👩_', '!'] },
	{ what: 'a flag as its letters', text: '🇩🇪!', cells: ['D', ' ', '!'] },
	{ what: 'a presentation selector without it', text: '❤\uFE0F!', cells: ['❤', ' ', '!'] },
	{ what: 'a skin tone without it', text: '👍🏽!', cells: ['👍_', '!'] },
	{
		what: 'control characters as U+FFFD',
		text: 'a\u001B[2J\u0007\u009B',
		cells: ['a', '\uFFFD', '[', '2', 'J', '\uFFFD', '\uFFFD'],
	},
	{ what: 'a lone surrogate as U+FFFD', text: 'a\uD83Db', cells: ['a', '\uFFFD', 'b'] },
	{ what: 'invisible characters as nothing', text: 'a\u200B\u202Eb\uFEFF', cells: ['a', 'b'] },
	{ what: 'Hangul from its parts', text: '\u1112\u1161\u11AB!', cells: ['\u1112_', '!'] },
	{ what: 'an endless stack of marks', text: `a${'\u0301'.repeat(100)}b`, cells: ['a', 'b'] },
])('shows $what', ({ text, cells }) => {
	expect(cellsOf(text)).toEqual(cells);
});

test('lets no byte below a blank through, whatever the text', () => {
	const everything = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('x');

	for (const cell of cellsOf(everything)) {
		expect(cell).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
	}
});

import { createSeededRandom } from '../../source/lib/seeded-random.js';

/** A number that no sequence of kcmon's own has: whatever gets through is found by it. */
export const plantedNumber = '1337';

const pieces: readonly string[] = [
	`\u001B[${plantedNumber};${plantedNumber}H`,
	`\u001B[38;5;${plantedNumber}m`,
	`\u001B[?${plantedNumber}h`,
	'\u001B[6n',
	`\u001B]0;${plantedNumber}\u0007`,
	`\u001B]52;c;${plantedNumber}\u001B\\`,
	`\u001B]8;;https://example.com/${plantedNumber}\u0007`,
	`\u001BP${plantedNumber}$q\u001B\\`,
	`\u001B_G${plantedNumber}\u001B\\`,
	'\u001Bc',
	'\u001B(0',
	`\u009B${plantedNumber}m`,
	`\u009D0;${plantedNumber}\u009C`,
	'\u0090',
	'\u0000',
	'\u0007',
	'\b\b\b\b',
	'\r',
	'\n',
	'\t',
	'\u000E',
	'\u0018',
	'\u007F',
	'\u0085',
	'\u2028',
	'\u202E',
	'\u2066',
	'\u200B',
	'\u200D',
	'\u2060',
	'\u00AD',
	'\uFEFF',
	'\uFE0F',
	'\u{E0041}',
	'\uD83D',
	'\uDE00',
	// What a decoder makes of overlong UTF-8.
	'\uFFFD\uFFFD',
	'\u00C0\u009B',
	'%1b[31m',
	'\\u001b[31m',
	`a${'\u0301'.repeat(60)}`,
	'\u1CDA\u0F7F',
	'漢字',
	'👩‍👩‍👧',
	'é',
	'<script>',
	"'; DROP",
	'{{7*7}}',
	'$(id)',
];

/** An endless row of texts that terminals, logs and readers of lines have fallen for; the same for one seed. */
export function createHostileTexts(seed: number): { readonly next: () => string; readonly count: () => number } {
	const random = createSeededRandom(seed);
	let count = 0;
	return {
		next: () => {
			count += 1;
			let text = `h${count}`;
			for (let left = 1 + Math.floor(random() * 5); left > 0; left -= 1) {
				text += (pieces[Math.floor(random() * pieces.length)] as string) + (random() < 0.3 ? 'x' : '');
			}

			return text;
		},
		count: () => count,
	};
}

/** The sequences that the compositor and its start and end write. */
const ownSequences =
	/\u001B\[(?:\d{0,3}(?:;\d{1,3})?H|\d{0,3}[ABCDGJKX]|[\d;:]*m|\?(?:7|25|1004|1049|2004|2026)[hl]|>?[\d;]*[qu]|(?:22|23);[012]t)/g;

/** What of a terminal's bytes is neither printable nor the program's own; empty when all is well. */
export function foreignControls(bytes: Buffer): readonly string[] {
	const text = bytes.toString('utf8');
	const planted = new RegExp(`[\\u001B\\u009B\\u009D\\u0090][^A-Za-z]{0,20}${plantedNumber}`).exec(text);
	const left = text.replaceAll(ownSequences, '');
	const found = [...left.matchAll(/[\p{Cc}\u202A-\u202E\u2060-\u2069\u200B-\u200F\u00AD\uFEFF]/gu)]
		// A frame of a terminal in raw mode ends its rows so.
		.filter(([character]) => character !== '\r' && character !== '\n')
		.map(({ index }) => JSON.stringify(left.slice(Math.max(0, index - 30), index + 20)));
	return [...(planted === null ? [] : [JSON.stringify(planted[0])]), ...found].slice(0, 5);
}

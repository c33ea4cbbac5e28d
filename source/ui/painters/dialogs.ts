import type { CheatGroup } from '../keymap/cheatsheet.js';
import { padEnd, widthOf } from './cell-text.js';
import { ownText, type PaintOptions, paintFrame } from './frame.js';
import { fitRow, recolor, span } from './rows.js';
import type { Painted, PaintedRow } from './spans.js';

/** Lines that help has, so that scrolling knows its end. */
export const countHelpLines = (groups: readonly CheatGroup[]): number =>
	groups.reduce((total, { rows }) => total + rows.length + 2, 0);

/** The key table as a dialog. */
export function paintHelp(
	groups: readonly CheatGroup[],
	width: number,
	height: number,
	options: PaintOptions & { readonly scroll: number },
): Painted {
	const title = { name: 'HELP', detail: `? or esc closes ${options.glyphs.dot} j k scroll`, freshness: undefined };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		const keysWidth = Math.max(...groups.flatMap(({ rows }) => rows.map(({ keys }) => widthOf(keys))), 0);
		const lines: PaintedRow[] = [];
		for (const { title: heading, rows } of groups) {
			lines.push([span(heading, 'title', { bold: true })]);
			for (const { keys, help } of rows) {
				lines.push([
					span(`  ${padEnd(ownText(keys, options.glyphs), keysWidth)}  `, 'key'),
					span(ownText(help, options.glyphs)),
				]);
			}

			lines.push([]);
		}

		const from = Math.max(0, Math.min(options.scroll, lines.length - innerHeight));
		return lines.slice(from, from + innerHeight).map(line => fitRow(line, innerWidth));
	});
}

export type FindDialogView = {
	readonly text: string;
	readonly matches: readonly string[];
	readonly index: number;
	/** Symbols that are watched already. */
	readonly watched: readonly string[];
	/** How many symbols the venue has; 0 until it has told. */
	readonly known: number;
};

/** The search for a symbol. */
export function paintFind(view: FindDialogView, width: number, height: number, options: PaintOptions): Painted {
	const detail = view.known === 0 ? 'the list of symbols has not arrived' : `${view.known} symbols`;
	const title = { name: 'FIND', detail, freshness: undefined };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		const rows: PaintedRow[] = [
			[
				span('symbol ', 'dim'),
				span(ownText(view.text, options.glyphs), 'text', { bold: true }),
				{ text: ' ', token: 'text', inverse: true },
			],
		];
		const room = Math.max(0, innerHeight - 2);
		const from = Math.max(0, Math.min(view.index - room + 1, view.matches.length - room));
		for (const [offset, symbol] of view.matches.slice(from, from + room).entries()) {
			const isChosen = from + offset === view.index;
			const isWatched = view.watched.includes(symbol);
			const row = fitRow(
				[
					span(`${isChosen ? options.glyphs.cursor : ' '} `, 'accent'),
					span(padEnd(symbol, 14)),
					span(isWatched ? 'watched' : '', 'dim'),
				],
				innerWidth,
				{ fill: 'text' },
			);
			rows.push(isChosen ? recolor(row, 'cursor') : row);
		}

		if (view.matches.length === 0 && room > 0) {
			rows.push([
				span(
					view.known === 0 ? 'type a whole symbol, BASE-QUOTE' : `no symbol has ${ownText(view.text, options.glyphs)}`,
					'warning',
				),
			]);
		}

		while (rows.length < innerHeight - 1) {
			rows.push([]);
		}

		rows.push([span('enter', 'key'), span(' add and show  ', 'dim'), span('esc', 'key'), span(' close', 'dim')]);
		return rows.map(row => fitRow(row, innerWidth));
	});
}

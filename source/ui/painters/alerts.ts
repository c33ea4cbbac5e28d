import type { AlertEntry } from '../alert-keys.js';
import { padEnd } from './cell-text.js';
import { ownText, type PaintOptions, paintFrame } from './frame.js';
import { formatClock } from './quantities.js';
import { fitRow, recolor, span } from './rows.js';
import type { Painted, PaintedRow } from './spans.js';

export type AlertsDialogView = {
	readonly text: string;
	readonly index: number;
	readonly alerts: readonly AlertEntry[];
	/** Symbols whose prices are known. */
	readonly watched: readonly string[];
};

const words = {
	waiting: 'waits to see it from the other side',
	armed: 'armed',
	done: 'done',
} as const;

/** Cells that an alert's own text has at least. */
const textCells = 26;

const examples = ['>70000', 'spread>5', 'order filled', 'connection', 'signal', 'volume>250000'];

/** As many examples as there is room for, none of them cut. */
const examplesIn = (width: number): string =>
	examples.reduce((text, example) => {
		const longer = text === '' ? example : `${text}, ${example}`;
		return longer.length > width ? text : longer;
	}, '');

/** The alerts, and the line in which one more is typed. */
export function paintAlerts(view: AlertsDialogView, width: number, height: number, options: PaintOptions): Painted {
	const { glyphs } = options;
	const title = { name: 'ALERTS', detail: String(view.alerts.length), freshness: undefined };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		const rows: PaintedRow[] = [
			[
				span('add ', 'dim'),
				span(ownText(view.text, glyphs), 'text', { bold: true }),
				{ text: ' ', token: 'text', inverse: true },
				...(view.text === '' ? [span(` ${examplesIn(innerWidth - 6)}`, 'dim')] : []),
			],
		];
		const room = Math.max(0, innerHeight - 2);
		const from = Math.max(0, Math.min(view.index - room + 1, view.alerts.length - room));
		const widest = Math.max(textCells, ...view.alerts.map(({ text }) => text.length));
		for (const [offset, { text, symbol, state, last }] of view.alerts.slice(from, from + room).entries()) {
			const isChosen = from + offset === view.index;
			const isWatched = symbol === undefined || view.watched.includes(symbol);
			const word = isWatched ? words[state] : 'cannot go off: not watched (w, + adds it)';
			const cause = last === undefined ? '' : ` ${formatClock(last.at)} ${last.text}`;
			const row = fitRow(
				[
					span(`${isChosen ? glyphs.cursor : ' '} `, 'accent'),
					span(padEnd(ownText(text, glyphs), widest)),
					span(` ${word}`, isWatched ? 'dim' : 'warning'),
					span(ownText(cause, glyphs), 'dim'),
				],
				innerWidth,
				{ fill: 'text' },
			);
			rows.push(isChosen ? recolor(row, 'cursor') : row);
		}

		if (view.alerts.length === 0 && room > 0) {
			rows.push([span('no alert yet', 'dim')]);
		}

		while (rows.length < innerHeight - 1) {
			rows.push([]);
		}

		rows.push([
			span('enter', 'key'),
			span(' add  ', 'dim'),
			span('ctrl+d', 'key'),
			span(' remove  ', 'dim'),
			span('ctrl+r', 'key'),
			span(' arm again  ', 'dim'),
			span('esc', 'key'),
			span(' close', 'dim'),
		]);
		return rows.map(row => fitRow(row, innerWidth));
	});
}

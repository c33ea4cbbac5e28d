import { padEnd } from './cell-text.js';
import { ownText, type PaintOptions, paintFrame } from './frame.js';
import { fitRow, recolor, span } from './rows.js';
import type { Painted, PaintedRow } from './spans.js';

export type AlertsDialogView = {
	readonly text: string;
	readonly index: number;
	readonly alerts: readonly { readonly text: string; readonly state: 'waiting' | 'armed' | 'done' }[];
	/** Symbols whose prices are known. */
	readonly watched: readonly string[];
};

const words = {
	waiting: 'waits for a price before it',
	armed: 'armed',
	done: 'done: it has gone off',
} as const;

/** The price alerts, and the line in which one more is typed. */
export function paintAlerts(view: AlertsDialogView, width: number, height: number, options: PaintOptions): Painted {
	const { glyphs } = options;
	const title = { name: 'ALERTS', detail: String(view.alerts.length), freshness: undefined };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		const rows: PaintedRow[] = [
			[
				span('add ', 'dim'),
				span(ownText(view.text, glyphs), 'text', { bold: true }),
				{ text: ' ', token: 'text', inverse: true },
				...(view.text === '' ? [span(' BTC-USDT>70000, or <60000 of this symbol', 'dim')] : []),
			],
		];
		const room = Math.max(0, innerHeight - 2);
		const from = Math.max(0, Math.min(view.index - room + 1, view.alerts.length - room));
		for (const [offset, { text, state }] of view.alerts.slice(from, from + room).entries()) {
			const isChosen = from + offset === view.index;
			const isWatched = view.watched.some(symbol => text.startsWith(symbol));
			const word = isWatched ? words[state] : 'not on the watchlist, so it cannot go off';
			const row = fitRow(
				[
					span(`${isChosen ? glyphs.cursor : ' '} `, 'accent'),
					span(padEnd(ownText(text, glyphs), 26)),
					span(` ${word}`, isWatched ? 'dim' : 'warning'),
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
			span('esc', 'key'),
			span(' close', 'dim'),
		]);
		return rows.map(row => fitRow(row, innerWidth));
	});
}

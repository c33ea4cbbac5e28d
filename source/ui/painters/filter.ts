import type { SignalFilter } from '../../store/views.js';
import { describeFilter, type FilterChoice } from '../signal-filter.js';
import { padEnd } from './cell-text.js';
import { ownText, type PaintOptions, paintFrame } from './frame.js';
import { fitRow, recolor, span } from './rows.js';
import type { Painted, PaintedRow } from './spans.js';

export type FilterDialogView = {
	readonly text: string;
	readonly index: number;
	readonly filter: SignalFilter;
	readonly choices: readonly FilterChoice[];
};

/** What the signal log can be narrowed to. */
export function paintFilter(view: FilterDialogView, width: number, height: number, options: PaintOptions): Painted {
	const { glyphs } = options;
	const title = { name: 'FILTER', detail: ownText(describeFilter(view.filter), glyphs), freshness: undefined };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		const rows: PaintedRow[] = [
			[
				span('signals of ', 'dim'),
				span(ownText(view.text, glyphs), 'text', { bold: true }),
				{ text: ' ', token: 'text', inverse: true },
			],
		];
		const room = Math.max(0, innerHeight - 2);
		const from = Math.max(0, Math.min(view.index - room + 1, view.choices.length - room));
		for (const [offset, choice] of view.choices.slice(from, from + room).entries()) {
			const isChosen = from + offset === view.index;
			const row = fitRow(
				[span(`${isChosen ? glyphs.cursor : ' '} `, 'accent'), ...paintChoice(choice, view.filter, options)],
				innerWidth,
				{ fill: 'text' },
			);
			rows.push(isChosen ? recolor(row, 'cursor') : row);
		}

		if (view.choices.length === 0 && room > 0) {
			rows.push([span(view.text === '' ? 'no signal yet' : `none has ${ownText(view.text, glyphs)}`, 'warning')]);
		}

		while (rows.length < innerHeight - 1) {
			rows.push([]);
		}

		rows.push([span('enter', 'key'), span(' show only these  ', 'dim'), span('esc', 'key'), span(' close', 'dim')]);
		return rows.map(row => fitRow(row, innerWidth));
	});
}

function paintChoice(choice: FilterChoice, filter: SignalFilter, { glyphs }: PaintOptions): PaintedRow {
	if (choice.kind === 'all') {
		return [span('all signals')];
	}

	const { field, value, count } = choice.facet;
	return [
		span(padEnd(field, 7), 'dim'),
		span(padEnd(ownText(value, glyphs), 32)),
		span(` ${count}`, 'dim'),
		span(filter[field] === value ? ' shown alone' : '', 'accent'),
	];
}

import asciichart from 'asciichart';
import { padStart } from './cell-text.js';
import type { Glyphs } from './glyphs.js';
import { span } from './rows.js';
import type { Painted, Token } from './spans.js';

export type LineChartOptions = {
	readonly glyphs: Glyphs;
	/** A value of the axis as text; all of them are padded to the same width. */
	readonly formatValue: (value: number) => string;
	readonly token: Token;
};

const leastColumns = 8;

/**
 * A line over the newest values, with an axis, in at most `width` × `height` cells. Empty when there is no room for an
 * axis and a few points, or fewer than two values.
 */
export function paintLineChart(
	values: readonly number[],
	width: number,
	height: number,
	{ glyphs, formatValue, token }: LineChartOptions,
): Painted {
	const usable = values.filter(Number.isFinite);
	if (height < 2 || usable.length < 2) {
		return [];
	}

	const greatest = Math.max(...usable);
	const least = Math.min(...usable);
	const labelWidth = Math.max(2, formatValue(greatest).length, formatValue(least).length);
	// One cell for the axis; asciichart leaves one blank at the end.
	const columns = width - labelWidth - 2;
	if (columns < leastColumns) {
		return [];
	}

	// The plot gets whole numbers of rows, so that asciichart's own rounding cannot add or lose one.
	const points = resample(usable, columns);
	const range = greatest - least;
	const top = height - 1;
	const rows = points.map(value => (range > 0 ? Math.round(((value - least) / range) * top) : 0));
	let labeled = '';
	const plot = asciichart.plot(rows, {
		...(range > 0 ? { min: 0, max: top } : {}),
		offset: 2,
		symbols: [...glyphs.chart],
		format: (_: number, index: number): string => {
			const value = range > 0 ? least + (range * (top - index)) / top : least;
			const isLabelled = index === 0 || index === top || (index % 3 === 0 && index < top - 1);
			const text = isLabelled ? formatValue(value) : '';
			if (text === labeled) {
				// A range of less than a tick: the same price twice on the axis would say nothing.
				return padStart('', labelWidth);
			}

			labeled = text === '' ? labeled : text;
			return padStart(text, labelWidth);
		},
	});

	return plot
		.split('\n')
		.map(line => [span(line.slice(0, labelWidth + 2), 'dim'), span(line.slice(labelWidth + 2).trimEnd(), token)]);
}

/** As many values as there are columns: the mean of each stretch, or all of them when they fit. */
function resample(values: readonly number[], columns: number): number[] {
	if (values.length <= columns) {
		return [...values];
	}

	const result: number[] = [];
	for (let column = 0; column < columns; column++) {
		const from = Math.floor((column * values.length) / columns);
		const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns));
		let sum = 0;
		for (let index = from; index < to; index++) {
			sum += values[index]!;
		}

		result.push(sum / (to - from));
	}

	// The line ends at the newest value, not at a mean.
	result[columns - 1] = values.at(-1)!;
	return result;
}

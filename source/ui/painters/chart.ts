import { formatFixed, formatPercent } from '../../lib/format.js';
import type { TickerView } from '../../store/views.js';
import { type PaintOptions, paintFrame } from './frame.js';
import { paintLineChart } from './line-chart.js';
import { decimalsOfText } from './quantities.js';
import { span } from './rows.js';
import type { Painted, Token } from './spans.js';

/** The session's mid prices, one a second, as a line. */
export function paintChart(view: TickerView, width: number, height: number, options: PaintOptions): Painted {
	const first = view.line[0];
	const last = view.line.at(-1);
	const move = first === undefined || last === undefined || first <= 0 ? undefined : (last - first) / first;
	const detail = move === undefined ? view.symbol : `${view.symbol} mid, ${view.line.length}s ${formatPercent(move)}`;
	return paintFrame(
		{ name: 'CHART', detail, freshness: view.freshness, isMarket: true },
		width,
		height,
		options,
		(innerWidth, innerHeight) => {
			if (first === undefined || last === undefined) {
				return [[span('collecting prices', 'dim')]];
			}

			const token: Token = last > first ? 'up' : last < first ? 'down' : 'accent';
			const decimals = Math.max(decimalsOfText(view.bestBid), decimalsOfText(view.last));
			const chart = paintLineChart(view.line, innerWidth, innerHeight, {
				glyphs: options.glyphs,
				token,
				formatValue: value => formatFixed(value, decimals),
			});
			return chart.length > 0 ? chart : [[span('collecting prices', 'dim')]];
		},
	);
}

import { formatCompact, formatFixed, formatPercent } from '../../lib/format.js';
import type { TickerView } from '../../store/views.js';
import { type PaintOptions, paintFrame } from './frame.js';
import { paintLineChart } from './line-chart.js';
import { decimalsOfText, directionGlyph, formatBps, withSign } from './quantities.js';
import { flow, rowWidth, span } from './rows.js';
import type { Painted, PaintedRow, Span, Token } from './spans.js';
import { sparkline } from './sparkline.js';

const factGap = 3;
const leastChartRows = 4;

/** Last price, change, quotes, 24 h statistics, and the session's line where there is room. */
export function paintTicker(view: TickerView, width: number, height: number, options: PaintOptions): Painted {
	const title = { name: 'TICKER', detail: view.symbol, freshness: view.freshness };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		if (view.last === undefined && view.bestBid === undefined && view.bestAsk === undefined) {
			return [[span('price not received yet', 'dim')]];
		}

		return paintInside(view, innerWidth, innerHeight, options);
	});
}

function paintInside(view: TickerView, width: number, height: number, { glyphs }: PaintOptions): Painted {
	const headline = paintHeadline(view, width, glyphs.flat, directionGlyph(view.direction, glyphs));
	const [bid, ask, spreadFact] = [
		paintQuote('bid', view.bestBid, view.bestBidSize, 'bid', glyphs.times),
		paintQuote('ask', view.bestAsk, view.bestAskSize, 'ask', glyphs.times),
		paintSpread(view),
	];
	const day = paintDay(view);
	// One line for everything that trades, when the pane is as wide as the screen.
	const lines = flow([headline, bid, ask, spreadFact, ...day], width, factGap);
	const rows: PaintedRow[] = [];
	if (rowWidth(headline) + factGap + rowWidth(bid) > width) {
		rows.push(...flow([headline], width, factGap));
		rows.push(...flow([bid, ask, spreadFact], width, factGap));
		rows.push(...flow(day, width, factGap));
	} else {
		rows.push(...lines);
	}

	return [...rows.slice(0, height), ...paintLine(view, width, height - rows.length, glyphs)];
}

function paintHeadline(view: TickerView, width: number, flat: string, glyph: string): PaintedRow {
	const direction: Token = view.direction > 0 ? 'up' : view.direction < 0 ? 'down' : 'text';
	const change: Token = (view.changeRate ?? 0) > 0 ? 'up' : (view.changeRate ?? 0) < 0 ? 'down' : 'text';
	const price: Span[] = [
		span(`${view.last === undefined ? flat : glyph} ${view.last ?? 'no trade yet'}`, direction, { bold: true }),
	];
	const parts: Span[][] = [price];
	if (view.changeRate !== undefined) {
		parts.push([span(`  ${formatPercent(view.changeRate)}`, change, { bold: true })]);
	}

	if (view.changePrice !== undefined) {
		parts.push([span(` ${withSign(view.changePrice)}`, change)]);
	}

	let row: Span[] = [];
	for (const part of parts) {
		if (rowWidth([...row, ...part]) <= width) {
			row = [...row, ...part];
		}
	}

	return row;
}

function paintQuote(
	label: string,
	price: string | undefined,
	size: string | undefined,
	token: Token,
	times: string,
): PaintedRow {
	const row: Span[] = [
		span(`${label} `, 'dim'),
		span(price ?? 'none', price === undefined ? 'dim' : token, { bold: price !== undefined }),
	];
	return price === undefined || size === undefined ? row : [...row, span(` ${times} `, 'dim'), span(size)];
}

function paintSpread(view: TickerView): PaintedRow {
	if (view.spreadBps === undefined) {
		return [];
	}

	const amount = view.spread === undefined ? [] : [span(`${view.spread} `)];
	return [span('spread ', 'dim'), ...amount, span(`${formatBps(view.spreadBps)} bps`)];
}

function paintDay(view: TickerView): PaintedRow[] {
	const facts: PaintedRow[] = [];
	const add = (label: string, value: string | undefined): void => {
		if (value !== undefined) {
			facts.push([span(`${label} `, 'dim'), span(value)]);
		}
	};
	add('24h high', view.high);
	add('low', view.low);
	add('vol', view.volume === undefined ? undefined : `${formatCompact(Number(view.volume))} ${view.baseCurrency}`);
	if (view.quoteVolume !== undefined) {
		facts.push([span(`${formatCompact(Number(view.quoteVolume))} ${view.quoteCurrency}`)]);
	}

	return facts;
}

function paintLine(view: TickerView, width: number, height: number, glyphs: PaintOptions['glyphs']): Painted {
	if (height < 1 || view.line.length < 2) {
		return [];
	}

	const first = view.line[0]!;
	const last = view.line.at(-1)!;
	const token: Token = last > first ? 'up' : last < first ? 'down' : 'accent';
	if (height < leastChartRows) {
		return [[span(sparkline(view.line, Math.min(width, view.line.length), glyphs), token)]];
	}

	const decimals = Math.max(decimalsOfText(view.bestBid), decimalsOfText(view.last));
	const chart = paintLineChart(view.line, width, height, {
		glyphs,
		token,
		formatValue: value => formatFixed(value, decimals),
	});
	return chart.length > 0 ? chart : [[span(sparkline(view.line, width, glyphs), token)]];
}

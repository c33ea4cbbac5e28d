import { formatCompact, formatFixed, formatPercent, formatPrice } from '../../lib/format.js';
import type { TickerView } from '../../store/views.js';
import { padStart, widthOf } from './cell-text.js';
import { type PaintOptions, paintFrame } from './frame.js';
import { paintLineChart } from './line-chart.js';
import { alignPoint, decimalsOfText, directionGlyph, formatBps, withSign } from './quantities.js';
import { flow, rowWidth, span } from './rows.js';
import type { Painted, PaintedRow, Span, Token } from './spans.js';
import { sparkline } from './sparkline.js';

const factGap = 3;
const leastChartRows = 4;
/** From this height on, and below this width, the quotes stand below each other. */
const leastTallRows = 6;
const mostTallColumns = 110;
const longestTail = 4;

/** Last price, change, quotes, 24 h statistics, and the session's line where there is room. */
export function paintTicker(view: TickerView, width: number, height: number, options: PaintOptions): Painted {
	const title = { name: 'TICKER', detail: view.symbol, freshness: view.freshness, isMarket: true };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		if (view.last === undefined && view.bestBid === undefined && view.bestAsk === undefined) {
			return [[span('price not received yet', 'dim')]];
		}

		return paintInside(view, innerWidth, innerHeight, options);
	});
}

function paintInside(view: TickerView, width: number, height: number, { glyphs }: PaintOptions): Painted {
	const headline = paintHeadline(view, width, glyphs.flat, directionGlyph(view.direction, glyphs));
	const day = paintDay(view);
	const decimals = Math.max(decimalsOfText(view.bestBid), decimalsOfText(view.bestAsk));
	const [bidText, askText] = [view.bestBid, view.bestAsk].map(text =>
		text === undefined ? undefined : alignPoint(text, decimals),
	);
	const priceCells = Math.max(4, widthOf(bidText ?? ''), widthOf(askText ?? ''));
	const isTall = height >= leastTallRows && width < mostTallColumns;
	const bid = paintQuote(
		'bid',
		isTall ? bidText : view.bestBid,
		view.bestBidSize,
		'bid',
		isTall ? priceCells : 0,
		glyphs.times,
	);
	const ask = paintQuote(
		'ask',
		isTall ? askText : view.bestAsk,
		view.bestAskSize,
		'ask',
		isTall ? priceCells : 0,
		glyphs.times,
	);
	const rows = isTall
		? [
				headline,
				...flow([bid], width, 0),
				...flow([ask], width, 0),
				...flow([paintSpread(view, glyphs.dot), ...day], width, factGap),
			]
		: flow([headline, bid, ask, paintSpread(view, glyphs.dot), ...day], width, factGap);
	return [...rows.slice(0, height), ...paintLine(view, width, height - rows.length, glyphs)];
}

/** Decimals to write prices of the day with: those that the market is quoted with. */
const quotedDecimals = (view: TickerView): number =>
	Math.max(decimalsOfText(view.bestBid), decimalsOfText(view.bestAsk), decimalsOfText(view.last));

/** Statistics may come with the long tail of a binary fraction; more decimals than quotes ever have are no price. */
function formatDayPrice(text: string, decimals: number): string {
	return decimalsOfText(text) > decimals + longestTail
		? formatPrice(Number(text), decimals)
		: formatPrice(text, decimals);
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
		parts.push([span(` ${withSign(formatDayPrice(view.changePrice, quotedDecimals(view)))}`, change)]);
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
	priceCells: number,
	times: string,
): PaintedRow {
	const row: Span[] = [
		span(`${label} `, 'dim'),
		span(padStart(price ?? 'none', priceCells), price === undefined ? 'dim' : token, { bold: price !== undefined }),
	];
	return price === undefined || size === undefined ? row : [...row, span(` ${times} `, 'dim'), span(size)];
}

function paintSpread(view: TickerView, dot: string): PaintedRow {
	if (view.spreadBps === undefined) {
		return [];
	}

	const amount = view.spread === undefined ? [] : [span(`${view.spread} ${dot} `)];
	return [span('spread ', 'dim'), ...amount, span(`${formatBps(view.spreadBps)} bps`)];
}

function paintDay(view: TickerView): PaintedRow[] {
	const facts: PaintedRow[] = [];
	const add = (label: string, value: string | undefined): void => {
		if (value !== undefined) {
			facts.push([span(`${label} `, 'dim'), span(value)]);
		}
	};
	add('24h high', view.high === undefined ? undefined : formatDayPrice(view.high, quotedDecimals(view)));
	add('low', view.low === undefined ? undefined : formatDayPrice(view.low, quotedDecimals(view)));
	const volumes = [
		...(view.volume === undefined ? [] : [`${formatCompact(Number(view.volume))} ${view.baseCurrency}`]),
		...(view.quoteVolume === undefined ? [] : [`${formatCompact(Number(view.quoteVolume))} ${view.quoteCurrency}`]),
	];
	add('vol', volumes.length === 0 ? undefined : volumes.join(' = '));
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

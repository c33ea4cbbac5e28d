import { formatCompact, formatPrice, formatSize } from '../../lib/format.js';
import type { LadderRow, LadderView } from '../../store/views.js';
import { type Column, layTable } from './columns.js';
import { type FrameStyle, frameCost, ownText, type PaintOptions, paintFrame } from './frame.js';
import { decimalsOfText, formatBps, formatSigned } from './quantities.js';
import { fitRow, flow, recolor, repaintCells, rowWidth, span, spread } from './rows.js';
import type { Painted, PaintedRow, Span } from './spans.js';

export type DepthOptions = PaintOptions & {
	/** The price of the ladder's cursor; undefined when nobody has moved it. */
	readonly cursorPrice: number | undefined;
};

/** Header, spread and footer. */
const linesAround = 3;
const sizeCells = 8;
const fundsCells = 7;
/** From this width on the cursor's figures are explained. */
const leastForWords = 54;

/** How many ladder rows a pane of this height shows: what a selector has to be asked for. */
export function ladderRowsIn(height: number, frame: FrameStyle): number {
	return Math.max(0, height - frameCost(frame).height - linesAround);
}

/** The ladder: asks above, bids below, the spread between them; static until it is recentered. */
export function paintDepth(view: LadderView, width: number, height: number, options: DepthOptions): Painted {
	const group = view.group === '' ? '' : `group ${view.group}`;
	const title = {
		name: 'DEPTH',
		detail: `${view.symbol} ${group}`,
		shortDetail: view.symbol,
		freshness: view.freshness,
		isMarket: true,
	};
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		if (view.freshness.ageMs === undefined && view.bestBid === undefined && view.bestAsk === undefined) {
			return [[span('book not received yet', 'dim')]];
		}

		if (view.bestBid === undefined && view.bestAsk === undefined) {
			return [[span('no depth: the book is empty', 'dim')]];
		}

		return paintInside(view, innerWidth, innerHeight, options);
	});
}

function paintInside(view: LadderView, width: number, height: number, options: DepthOptions): Painted {
	const cursor = findCursor(view, options.cursorPrice);
	const table = layTable(columnsOf(view, options, cursor), view.rows, width, options.glyphs.ellipsis);
	const rows: PaintedRow[] = [];
	for (const [index, row] of view.rows.entries()) {
		if (index === view.spreadIndex) {
			rows.push(paintSpreadRow(view, width, options));
		}

		rows.push(paintLadderRow(view, row, index, index === cursor, table.paintRow(row), width));
	}

	const footer = paintFooter(view, cursor, width, options);
	if (height < linesAround + 2) {
		// The touch is what a person needs of a ladder this small.
		const from = Math.max(0, Math.min(view.spreadIndex - Math.floor((height - 1) / 2), rows.length - height));
		return rows.slice(from, from + height);
	}

	const body = rows.slice(0, height - 2);
	while (body.length < height - 2) {
		body.push([]);
	}

	return [fitRow(table.header, width), ...body, footer];
}

function columnsOf(view: LadderView, options: DepthOptions, cursor: number): Column<LadderRow>[] {
	const { glyphs } = options;
	const bids = new Set(view.rows.slice(view.spreadIndex));
	const isBid = (row: LadderRow): boolean => bids.has(row);
	const hasOwn = view.rows.some(({ ownBid, ownAsk }) => ownBid !== undefined || ownAsk !== undefined);
	const columns: Column<LadderRow>[] = [
		{
			header: ' ',
			align: 'left',
			rank: 1,
			cell: row => {
				const isCursor = cursor >= 0 && view.rows[cursor] === row;
				const isOwn = row.ownBid !== undefined || row.ownAsk !== undefined;
				return span(isCursor ? glyphs.cursor : isOwn ? glyphs.own : ' ', isCursor ? 'cursor' : 'own');
			},
		},
		{
			header: 'price',
			align: 'right',
			rank: 0,
			cell: row => {
				const size = row.bidSize + row.askSize;
				return span(row.price, size === 0 ? 'dim' : isBid(row) ? 'bid' : 'ask');
			},
		},
		{
			header: 'size',
			align: 'right',
			rank: 2,
			minWidth: sizeCells,
			cell: row => {
				const size = isBid(row) ? row.bidSize : row.askSize;
				return span(size > 0 ? formatSize(size, sizeCells, view.sizeDecimals) : '');
			},
		},
		{
			header: 'total',
			align: 'right',
			rank: 3,
			minWidth: sizeCells,
			cell: row => span(row.cumulative > 0 ? formatSize(row.cumulative, sizeCells, view.sizeDecimals) : '', 'dim'),
		},
		{
			header: 'value',
			align: 'right',
			rank: 4,
			minWidth: fundsCells,
			cell: row => span(row.cumulativeFunds > 0 ? formatCompact(row.cumulativeFunds, fundsCells) : '', 'dim'),
		},
		{
			header: 'traded',
			align: 'right',
			rank: 5,
			minWidth: fundsCells,
			cell: row =>
				span(row.tradedVolume > 0 ? formatSize(row.tradedVolume, fundsCells, view.sizeDecimals) : '', 'accent'),
		},
	];
	if (hasOwn) {
		columns.splice(1, 0, {
			header: 'mine',
			align: 'right',
			rank: 2,
			cell: row => span(row.ownBid ?? row.ownAsk ?? '', 'own'),
		});
	}

	return columns;
}

function paintLadderRow(
	view: LadderView,
	row: LadderRow,
	index: number,
	isCursor: boolean,
	cells: PaintedRow,
	width: number,
): PaintedRow {
	const full = fitRow(cells, width, { fill: 'text' });
	if (isCursor) {
		return recolor(full, 'cursor');
	}

	const isBid = index >= view.spreadIndex;
	const size = isBid ? row.bidSize : row.askSize;
	if (size <= 0 || view.maxSize <= 0) {
		return full;
	}

	// The bar grows from the right edge under the digits, as on the venue's own book.
	const cellsOfBar = Math.max(1, Math.round((Math.min(1, size / view.maxSize) * width) / 2));
	return repaintCells(full, width - cellsOfBar, width, isBid ? 'bidBar' : 'askBar');
}

function paintSpreadRow(view: LadderView, width: number, { glyphs }: DepthOptions): PaintedRow {
	const line = glyphs.horizontal;
	const parts: Span[] = [];
	const add = (piece: Span): void => {
		if (rowWidth([...parts, piece]) + 1 <= width) {
			parts.push(piece);
		}
	};
	add(span(`${line}${line} `, 'border'));
	if (view.spread !== undefined) {
		add(span(`spread ${view.spread} `, 'text'));
	}

	if (view.spreadBps !== undefined) {
		add(span(`${glyphs.dot} ${formatBps(view.spreadBps)} bps `, 'text'));
	}

	if (view.mid !== undefined) {
		add(span(`${line} mid ${formatMid(view)} `, 'dim'));
	}

	const left = width - rowWidth(parts);
	return left > 0 ? [...parts, span(line.repeat(left), 'border')] : parts;
}

/** The mid lies between two ticks at most, so one decimal more than the quotes have; the venue may leave out zeros of one. */
function formatMid(view: LadderView): string {
	const decimals = Math.max(decimalsOfText(view.bestBid), decimalsOfText(view.bestAsk));
	return formatPrice(Number(view.mid!.toFixed(decimals + 1)), decimals + 1);
}

function paintFooter(view: LadderView, cursor: number, width: number, options: DepthOptions): PaintedRow {
	const { glyphs } = options;
	const row = view.rows[cursor];
	if (row !== undefined) {
		const isWide = width >= leastForWords;
		const parts: PaintedRow[] = [[span(`${glyphs.cursor} ${row.price}`, 'cursor')]];
		if (view.mid !== undefined && view.mid > 0) {
			const bps = ((row.priceNumber - view.mid) / view.mid) * 10_000;
			parts.push([span(`${formatSigned(bps, Math.abs(bps) < 100 ? 1 : 0)} bps${isWide ? ' from mid' : ''}`)]);
		}

		if (row.cumulativeFunds > 0) {
			const quote = view.symbol.split('-')[1] ?? '';
			parts.push([span(`${formatCompact(row.cumulativeFunds, fundsCells)} ${quote}${isWide ? ' to here' : ''}`)]);
		}

		return flow(parts, width, 2)[0] ?? [];
	}

	const hidden = touchHint(view);
	if (hidden !== undefined) {
		const mark = hidden === 'above' ? glyphs.up : glyphs.down;
		return fitRow([span(`${mark} touch is ${hidden} ${glyphs.dot} c recenters`, 'warning')], width);
	}

	const imbalance: Span[] =
		view.imbalance === undefined
			? []
			: [
					span('imbalance ', 'dim'),
					span(
						`${formatSigned(view.imbalance * 100, 0)}% ${view.imbalance >= 0 ? 'bid' : 'ask'}`,
						view.imbalance >= 0 ? 'bid' : 'ask',
					),
				];
	const source = ownText(`${view.source} ${view.sequence}`.trim(), glyphs);
	return spread(imbalance, [span(source, 'dim')], width);
}

/** Where the touch is when the window does not show it. */
function touchHint(view: LadderView): 'above' | 'below' | undefined {
	const top = view.rows[0];
	const bottom = view.rows.at(-1);
	if (top === undefined || bottom === undefined || view.mid === undefined) {
		return undefined;
	}

	if (view.spreadIndex <= 0 && view.mid > top.priceNumber) {
		return 'above';
	}

	return view.spreadIndex >= view.rows.length && view.mid < bottom.priceNumber ? 'below' : undefined;
}

/** The row of the cursor, the nearest one when the grouping has changed since; −1 when it is outside the window. */
function findCursor(view: LadderView, price: number | undefined): number {
	const top = view.rows[0];
	const bottom = view.rows.at(-1);
	if (price === undefined || top === undefined || bottom === undefined) {
		return -1;
	}

	const step = view.rows.length > 1 ? Math.abs(top.priceNumber - view.rows[1]!.priceNumber) : 0;
	if (price > top.priceNumber + step / 2 || price < bottom.priceNumber - step / 2) {
		return -1;
	}

	let best = 0;
	for (const [index, row] of view.rows.entries()) {
		if (Math.abs(row.priceNumber - price) < Math.abs(view.rows[best]!.priceNumber - price)) {
			best = index;
		}
	}

	return best;
}

import { formatCompact, formatFixed, formatPrice, formatSize } from '../../lib/format.js';
import type { TapeRow, TapeView } from '../../store/views.js';
import { padEnd, padStart } from './cell-text.js';
import { type Column, layTable } from './columns.js';
import { type FrameStyle, frameCost, type PaintOptions, paintFrame } from './frame.js';
import { alignPoint, decimalsOfText, formatClock } from './quantities.js';
import { fitRow, rowWidth, span } from './rows.js';
import type { Painted, PaintedRow } from './spans.js';
import { meter } from './sparkline.js';

export type TapeOptions = PaintOptions & {
	/** Rows passed over from the newest. */
	readonly scroll: number;
};

const fundsCells = 6;
const leastCvdCells = 'CVD +0.123'.length;
const leastWithFlow = 4;
const leastWithHeader = 8;
const leastForMillis = 48;

/** How many prints a pane of this height shows. */
export function tapeRowsIn(height: number, frame: FrameStyle): number {
	return Math.max(0, height - frameCost(frame).height);
}

/** The prints, newest first, with who was the aggressor and how buying stands against selling. */
export function paintTape(view: TapeView, width: number, height: number, options: TapeOptions): Painted {
	const title = { name: 'TAPE', detail: view.symbol, freshness: view.freshness, isMarket: true };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		if (view.freshness.ageMs === undefined && view.rows.length === 0 && view.freshness.state !== 'LIVE') {
			return [[span('trades not received yet', 'dim')]];
		}

		const rows: PaintedRow[] = [];
		if (innerHeight >= leastWithFlow) {
			rows.push(paintFlow(view, innerWidth, options));
		}

		const room = innerHeight - rows.length - (innerHeight >= leastWithHeader ? 1 : 0);
		const prints = view.rows.slice(options.scroll, options.scroll + room);
		if (prints.length === 0) {
			return [...rows, [span(view.rows.length > 0 ? 'no older prints' : 'no trade since the start', 'dim')]];
		}

		const table = layTable(columnsOf(prints, innerWidth, options), prints, innerWidth, options.glyphs.ellipsis);
		if (innerHeight >= leastWithHeader) {
			rows.push(table.header);
		}

		return [...rows, ...prints.map(print => fitRow(table.paintRow(print), innerWidth))];
	});
}

function columnsOf(prints: readonly TapeRow[], width: number, { glyphs }: TapeOptions): Column<TapeRow>[] {
	// Points below each other: a size is read by its length.
	const priceDecimals = Math.max(...prints.map(({ price }) => decimalsOfText(price)));
	const sizeDecimals = Math.max(...prints.map(({ size }) => decimalsOfText(size)));
	const sideGlyph = ({ own, side }: TapeRow): string => (own ? glyphs.own : side === 'buy' ? glyphs.up : glyphs.down);
	const sideToken = ({ side }: TapeRow) => (side === 'buy' ? 'bid' : 'ask');
	return [
		{
			header: 'time',
			align: 'left',
			rank: 3,
			cell: row => span(formatClock(row.time, { millis: width >= leastForMillis }), 'dim'),
		},
		{
			header: '',
			align: 'left',
			rank: 1,
			// A fill of one's own is marked where no width takes it away.
			cell: row => span(`${sideGlyph(row)}${row.side === 'buy' ? 'B' : 'S'}`, row.own ? 'own' : sideToken(row)),
		},
		{
			header: 'price',
			align: 'right',
			rank: 0,
			cell: row =>
				span(formatPrice(row.price, priceDecimals), row.large ? 'large' : sideToken(row), { bold: row.large }),
		},
		{
			header: 'size',
			align: 'right',
			rank: 2,
			cell: row => span(alignPoint(row.size, sizeDecimals), row.large ? 'large' : 'text', { bold: row.large }),
		},
		{
			header: '',
			align: 'left',
			rank: 4,
			minWidth: 1,
			cell: row => span(row.large ? glyphs.large : '', 'large'),
		},
		{
			header: '',
			align: 'left',
			rank: 6,
			minWidth: 3,
			cell: row => span(row.prints > 1 ? `${glyphs.times}${row.prints}` : '', 'dim'),
		},
		{
			header: 'value',
			align: 'right',
			rank: 5,
			minWidth: fundsCells,
			cell: row => span(formatCompact(row.funds, fundsCells), 'dim'),
		},
	];
}

/** `B 62% ██████░░░ S 38%  CVD +12.3  4.2/s` */
function paintFlow(view: TapeView, width: number, { glyphs }: TapeOptions): PaintedRow {
	const sign = view.cvd > 0 ? '+' : view.cvd < 0 ? '-' : '';
	const cvdText = `CVD ${sign}${formatSize(Math.abs(view.cvd), 8, Math.min(3, view.sizeDecimals))}`;
	// Padded, so that the bar does not move with every print.
	const cvd = span(padEnd(cvdText, leastCvdCells), view.cvd >= 0 ? 'bid' : 'ask');
	const speed = span(` ${formatFixed(view.tradesPerSecond, 1).padStart(4)}/s`, 'dim');
	if (view.buyRatio === undefined) {
		// What happened while nothing came is not known.
		const text = view.freshness.state === 'LIVE' ? 'no trade in 60s ' : 'nothing came in 60s ';
		return fitRow([span(text, 'dim'), cvd], width);
	}

	const buys = Math.round(Math.min(1, Math.max(0, view.buyRatio)) * 100);
	const start = span(`B ${padStart(String(buys), 2)}% `, 'bid');
	const end = span(` ${padStart(String(100 - buys), 2)}% S `, 'ask');
	const tail = [end, cvd, speed];
	const room = width - rowWidth([start, ...tail]);
	if (room >= 4) {
		const bar = meter(view.buyRatio, Math.min(20, room), glyphs);
		const full = [...bar].filter(cell => cell === glyphs.full).length;
		return [start, span(bar.slice(0, full), 'bid'), span(bar.slice(full), 'ask'), ...tail];
	}

	const short = [start, end, cvd];
	return rowWidth(short) <= width ? short : fitRow([start, end], width);
}

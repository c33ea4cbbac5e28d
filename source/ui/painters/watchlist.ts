import { formatAge, formatCompact, formatPercent } from '../../lib/format.js';
import type { WatchlistView, WatchRow, WatchSort } from '../../store/views.js';
import { type Column, layTable } from './columns.js';
import { type FrameStyle, frameCost, type PaintOptions, paintFrame, tokenOfState } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { formatBps } from './quantities.js';
import { fitRow, recolor, span } from './rows.js';
import type { Painted, Token } from './spans.js';
import { sparkline } from './sparkline.js';

export type WatchlistOptions = PaintOptions & {
	/** Symbol under the cursor; undefined when the pane has none. */
	readonly selected: string | undefined;
	/** The filter is being typed. */
	readonly isTyping: boolean;
};

const sparkCells = 8;
const keysOfRows = 9;
const ownGroup = 'favorites';

/** How many symbols a pane of this height shows: all but the line of headers. */
export const watchRowsIn = (height: number, frame: FrameStyle): number =>
	Math.max(0, height - frameCost(frame).height - 1);

/** Symbols at a glance: the person's own with the keys 1–9, or those of a group of all the exchange's pairs. */
export function paintWatchlist(view: WatchlistView, width: number, height: number, options: WatchlistOptions): Painted {
	const details = detailsOf(view, watchRowsIn(height, options.frame), options);
	const title = { name: 'WATCHLIST', ...details, freshness: view.freshness };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		if (view.rows.length === 0) {
			return [[span(emptyText(view), 'dim')]];
		}

		const shown = view.rows
			.slice(0, Math.max(1, innerHeight - 1))
			.map((row, index) => ({ row, index: view.from + index }));
		const table = layTable(columnsOf(view, options), shown, innerWidth, options.glyphs.ellipsis);
		return [
			table.header,
			...shown.map(item => {
				const painted = fitRow(table.paintRow(item), innerWidth, { fill: 'text' });
				return item.row.symbol === options.selected ? recolor(painted, 'cursor') : painted;
			}),
		];
	});
}

/** What is shown and how much of it: `all 1006 from 31 · filter SOL`; of the person's own only where some have no room. */
function detailsOf(view: WatchlistView, rows: number, { isTyping, glyphs }: WatchlistOptions) {
	const filter = isTyping || view.filter !== '' ? `filter ${view.filter}${isTyping ? '_' : ''}` : '';
	if (view.group === ownGroup && view.order.length <= rows) {
		return { detail: filter, shortDetail: filter };
	}

	const count = `${view.group} ${view.order.length}`;
	const place = view.rows.length === 0 ? '' : ` from ${view.from + 1}`;
	const tail = filter === '' ? '' : ` ${glyphs.dot} ${filter}`;
	return { detail: `${count}${place}${tail}`, shortDetail: filter === '' ? count : filter };
}

function emptyText({ filter, group, freshness }: WatchlistView): string {
	if (filter !== '') {
		return `no symbol has ${filter}`;
	}

	return group !== ownGroup && freshness?.ageMs === undefined ? 'pairs not received yet' : 'no pair in this group';
}

type Numbered = { readonly row: WatchRow; readonly index: number };

function columnsOf(view: WatchlistView, { glyphs, selected }: WatchlistOptions): Column<Numbered>[] {
	const trend = ({ row }: Numbered) => ((row.changeRate ?? 0) > 0 ? 'up' : (row.changeRate ?? 0) < 0 ? 'down' : 'text');
	const isOwn = view.group === ownGroup;
	const isInOwnOrder = isOwn && view.sort === 'order' && !view.isDescending && view.filter === '';
	const head = (text: string, sort: WatchSort): string =>
		view.sort === sort ? `${text}${view.isDescending ? glyphs.down : glyphs.up}` : text;
	const figure = (value: number | undefined) => span(value === undefined ? '-' : formatCompact(value), 'dim');
	return [
		{
			header: '',
			align: 'left',
			rank: 0,
			// The keys 1 to 9 are of the person's own order, whatever is shown. The chosen row is marked without a color too.
			cell: ({ row, index }) =>
				row.symbol === selected
					? span(glyphs.cursor, 'cursor')
					: span(isInOwnOrder && index < keysOfRows ? String(index + 1) : ' ', 'key'),
		},
		{
			header: head('symbol', 'symbol'),
			align: 'left',
			rank: 0,
			cell: ({ row }) => {
				const isFocused = row.symbol === view.focused;
				return span(`${isFocused ? glyphs.focus : ' '}${row.symbol}`, isFocused ? 'accent' : 'text', {
					bold: isFocused,
				});
			},
		},
		{
			header: head('last', 'last'),
			align: 'right',
			rank: 0,
			cell: ({ row }) => span(row.last ?? '-', row.last === undefined ? 'dim' : 'text'),
		},
		{
			header: head('24h', 'change'),
			align: 'right',
			rank: 2,
			minWidth: 7,
			cell: item => span(formatPercent(item.row.changeRate), trend(item)),
		},
		...(isOwn
			? ([
					{
						header: 'state',
						align: 'left',
						rank: 3,
						minWidth: 6,
						cell: ({ row }) => span(row.freshness.state, tokenOfState(row.freshness.state)),
					},
					{
						header: 'age',
						align: 'right',
						rank: 7,
						minWidth: 4,
						cell: ({ row }) => span(formatAge(row.freshness.ageMs), 'dim'),
					},
				] satisfies Column<Numbered>[])
			: []),
		{
			header: head('bps', 'spread'),
			align: 'right',
			rank: isOwn ? 4 : 5,
			cell: ({ row }) => span(row.spreadBps === undefined ? '-' : formatBps(row.spreadBps), 'dim'),
		},
		{ header: head('vol', 'volume'), align: 'right', rank: isOwn ? 5 : 6, cell: ({ row }) => figure(row.volume) },
		{ header: head('value', 'value'), align: 'right', rank: isOwn ? 9 : 4, cell: ({ row }) => figure(row.quoteVolume) },
		{
			header: head('signal', 'signal'),
			align: 'left',
			rank: 6,
			minWidth: 6,
			cell: ({ row }) => span(badgeOf(row, glyphs), badgeToken(row)),
		},
		{
			header: '',
			align: 'left',
			rank: 8,
			minWidth: sparkCells,
			cell: item => span(sparkline(item.row.line, sparkCells, glyphs), trend(item)),
		},
	];
}

/** `▲B 40s`: the side of the newest signal and its age. */
function badgeOf({ signal }: WatchRow, glyphs: Glyphs): string {
	if (signal === undefined) {
		return '';
	}

	const side = signal.side === 'buy' ? `${glyphs.up}B` : signal.side === 'sell' ? `${glyphs.down}S` : glyphs.flat;
	return `${side} ${formatAge(signal.ageMs)}`;
}

const badgeToken = ({ signal }: WatchRow): Token =>
	signal?.side === 'buy' ? 'bid' : signal?.side === 'sell' ? 'ask' : 'text';

import { formatAge, formatCompact, formatPercent } from '../../lib/format.js';
import type { WatchlistView, WatchRow } from '../../store/views.js';
import { type Column, layTable } from './columns.js';
import { type PaintOptions, paintFrame, tokenOfState } from './frame.js';
import { formatBps } from './quantities.js';
import { fitRow, recolor, span } from './rows.js';
import type { Painted } from './spans.js';
import { sparkline } from './sparkline.js';

export type WatchlistOptions = PaintOptions & {
	readonly scroll: number;
	/** Row under the cursor; undefined when the pane has none. */
	readonly selected: number | undefined;
};

const sparkCells = 8;
const keysOfRows = 9;

/** The symbols of 1–9 at a glance. */
export function paintWatchlist(view: WatchlistView, width: number, height: number, options: WatchlistOptions): Painted {
	return paintFrame({ name: 'WATCHLIST', freshness: undefined }, width, height, options, (innerWidth, innerHeight) => {
		const numbered = view.rows.map((row, index) => ({ row, index }));
		const room = Math.max(1, innerHeight - 1);
		const shown = numbered.slice(options.scroll, options.scroll + room);
		const table = layTable(columnsOf(view, options), shown, innerWidth, options.glyphs.ellipsis);
		return [
			table.header,
			...shown.map(item => {
				const painted = fitRow(table.paintRow(item), innerWidth, { fill: 'text' });
				return item.index === options.selected ? recolor(painted, 'cursor') : painted;
			}),
		];
	});
}

type Numbered = { readonly row: WatchRow; readonly index: number };

function columnsOf(view: WatchlistView, { glyphs }: WatchlistOptions): Column<Numbered>[] {
	const trend = ({ row }: Numbered) => ((row.changeRate ?? 0) > 0 ? 'up' : (row.changeRate ?? 0) < 0 ? 'down' : 'text');
	return [
		{
			header: '',
			align: 'left',
			rank: 1,
			cell: ({ index }) => span(index < keysOfRows ? String(index + 1) : ' ', 'key'),
		},
		{
			header: 'symbol',
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
			header: 'last',
			align: 'right',
			rank: 0,
			cell: ({ row }) => span(row.last ?? '-', row.last === undefined ? 'dim' : 'text'),
		},
		{
			header: '24h',
			align: 'right',
			rank: 2,
			minWidth: 7,
			cell: item => span(formatPercent(item.row.changeRate), trend(item)),
		},
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
			rank: 6,
			minWidth: 4,
			cell: ({ row }) => span(formatAge(row.freshness.ageMs), 'dim'),
		},
		{
			header: 'bps',
			align: 'right',
			rank: 4,
			cell: ({ row }) => span(row.spreadBps === undefined ? '-' : formatBps(row.spreadBps), 'dim'),
		},
		{
			header: 'vol',
			align: 'right',
			rank: 5,
			cell: ({ row }) => span(row.volume === undefined ? '-' : formatCompact(Number(row.volume)), 'dim'),
		},
		{
			header: '',
			align: 'left',
			rank: 7,
			minWidth: sparkCells,
			cell: item => span(sparkline(item.row.line, sparkCells, glyphs), trend(item)),
		},
	];
}

import { formatAge } from '../../lib/format.js';
import type { BalanceRow, FillRow, OrderRow, OrdersView } from '../../store/views.js';
import { countOf } from '../question.js';
import { type Column, layTable } from './columns.js';
import { ownText, type PaintOptions, paintFrame } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { formatClock, withSign } from './quantities.js';
import { fitRow, flow, recolor, rowWidth, span } from './rows.js';
import type { Painted, PaintedRow, Span, Token } from './spans.js';

export type OrdersOptions = PaintOptions & {
	/** Client id of the order that is chosen. */
	readonly selectedId: string | undefined;
	/** Why no order may be sent now, in words. */
	readonly closedReason: string | undefined;
};

/** From this height on the gate is said even when it is open, and so are other currencies. */
const leastForAll = 12;
/** The table's header and the newest orders are worth more than any figure. */
const leastOrderLines = 3;
const own = 2;
/** A header and two fills: what ended makes room for them, what works does not. */
const leastFillLines = 3;

/** Working orders and what ended lately; the account's figures above them, fills below them where there is room. */
export function paintOrders(view: OrdersView, width: number, height: number, options: OrdersOptions): Painted {
	const { glyphs } = options;
	const held = view.heldExits ?? 0;
	const count = `${view.openCount} working${held === 0 ? '' : `, ${held} held`}`;
	const title = {
		name: 'ORDERS',
		detail: `${count} ${glyphs.dot} ${view.trading}`,
		shortDetail: count,
		freshness: view.freshness,
	};
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		const wanted = view.orders.length + 1;
		const facts = paintFacts(view, innerWidth, innerHeight, options);
		const shownFacts = facts.slice(0, Math.max(0, innerHeight - Math.min(leastOrderLines, wanted)));
		const room = innerHeight - shownFacts.length;
		const open = view.orders.filter(({ isFinal }) => !isFinal).length;
		const fillLines = Math.min(view.fills.length + 1, leastFillLines);
		const forOrders =
			view.fills.length === 0 ? room : Math.min(room, Math.max(open + 1, leastOrderLines, room - fillLines));
		const orders = paintTable(view, innerWidth, forOrders, options);
		const fills = paintFills(view.fills, innerWidth, room - orders.length, glyphs);
		return [...shownFacts, ...orders, ...fills].map(row => fitRow(row, innerWidth));
	});
}

function paintFacts(view: OrdersView, width: number, height: number, options: OrdersOptions): Painted {
	const { glyphs } = options;
	const rows: PaintedRow[] = [];
	if (view.notice !== undefined) {
		const token: Token = view.notice.level === 'info' ? 'accent' : view.notice.level;
		rows.push([span(ownText(view.notice.text, glyphs), token)]);
	}

	const isAll = height >= leastForAll;
	const balances = isAll ? view.balances : view.balances.slice(0, own);
	return [
		...rows,
		...paintGate(view, width, isAll, options),
		...flow(balances.map(paintBalance), width, 3),
		...paintPosition(view, width, glyphs),
	];
}

function paintGate(view: OrdersView, width: number, isAll: boolean, { closedReason, glyphs }: OrdersOptions): Painted {
	const isOpen = view.trading === 'ACTIVE' && closedReason === undefined;
	const held = view.heldExits ?? 0;
	const parts: PaintedRow[] = [
		...(isOpen && !isAll ? [] : [[span('trading ', 'dim'), span(view.trading, isOpen ? 'live' : 'danger')]]),
		...(closedReason === undefined ? [] : [[span(ownText(closedReason, glyphs), 'warning')]]),
		...(held === 0
			? []
			: [
					[
						span(
							`${countOf(held, 'exit')} held ${view.isHeldElsewhere === true ? 'there' : 'here'}, ${held === 1 ? 'dies' : 'die'} with ${view.isHeldElsewhere === true ? 'its' : 'this'} process`,
							'warning',
						),
					],
				]),
		...(view.deadManInS === undefined
			? []
			: [[span('dead-man ', 'dim'), span(`${view.deadManInS}s`, view.deadManInS <= 20 ? 'danger' : 'text')]]),
	];
	// What is wider than the pane is cut here rather than left out by the flow.
	return flow(
		parts.map(part => fitRow(part, width)),
		width,
		3,
	);
}

function paintBalance({ currency, available, hold }: BalanceRow): PaintedRow {
	return [span(`${currency} `, 'title'), span(available), span(' available ', 'dim'), span(hold), span(' hold', 'dim')];
}

function paintPosition(view: OrdersView, width: number, glyphs: Glyphs): Painted {
	const { position, sessionProfit, isSessionOld, quoteCurrency } = view;
	const profit = (label: string, text: string | undefined, behind = ''): PaintedRow[] =>
		text === undefined
			? []
			: [
					[
						span(`${label} `, 'dim'),
						span(withSign(text), Number(text) > 0 ? 'up' : Number(text) < 0 ? 'down' : 'text'),
						span(behind, 'dim'),
					],
				];
	const session = profit(
		`session, all ${ownText(quoteCurrency, glyphs)} pairs`,
		sessionProfit,
		isSessionOld === true ? ' at last prices' : '',
	);
	if (position === undefined) {
		return flow(session, width, 2);
	}

	const { size, averageCost, sold, unrealized, realized, fees, otherFees = [] } = position;
	const isOpen = averageCost !== undefined || sold !== undefined;
	// Too wide for one line they are two: a profit without what it is of would say little.
	const pair = (head: PaintedRow, tail: PaintedRow): PaintedRow[] =>
		rowWidth(head) + 1 + rowWidth(tail) <= width ? [[...head, span(' '), ...tail]] : [head, tail];
	return flow(
		[
			...(averageCost === undefined
				? [[span('position ', 'dim'), span(size)]]
				: pair(
						[span('position ', 'dim'), span(size)],
						[span('at ', 'dim'), span(averageCost), span(' with fees', 'dim')],
					)),
			...(sold === undefined
				? []
				: pair(
						[span('to buy back ', 'dim'), span(sold.size)],
						[span('sold at ', 'dim'), span(sold.average), span(' after fees', 'dim')],
					)),
			...(isOpen && unrealized === undefined
				? [[span('unrealized not known', 'dim')]]
				: profit('unrealized', unrealized, ' before fee')),
			...profit('realized', realized),
			[
				span('fees ', 'dim'),
				span(fees),
				...otherFees.flatMap(({ currency, fee, isInProfit }) => [
					span(' + ', 'dim'),
					span(`${fee} ${ownText(currency, glyphs)}`),
					...(isInProfit ? [] : [span(' not in the profit', 'dim')]),
				]),
			],
			...session,
		],
		width,
		2,
	);
}

function paintTable(view: OrdersView, width: number, room: number, options: OrdersOptions): Painted {
	if (room <= 0) {
		return [];
	}

	if (view.orders.length === 0) {
		const hint = options.closedReason === undefined ? ': b buys, s sells' : '';
		return [[span(`no orders yet${hint}`, 'dim')]];
	}

	const hasHeader = room >= leastOrderLines;
	const lines = room - (hasHeader ? 1 : 0);
	const selected = view.orders.findIndex(({ clientOid }) => clientOid === options.selectedId);
	const from = Math.max(0, Math.min(selected - lines + 1, view.orders.length - lines));
	const shown = view.orders.slice(from, from + lines);
	const table = layTable(columnsOf(options, shown), shown, width, options.glyphs.ellipsis);
	const rows = shown.map((row, index) => {
		const painted = fitRow(table.paintRow(row), width, { fill: 'text' });
		return from + index === selected ? recolor(painted, 'cursor') : painted;
	});
	return hasHeader ? [table.header, ...rows] : rows;
}

function statusToken({ status, isFinal }: OrderRow): Token {
	switch (status) {
		case 'UNKNOWN':
		case 'REJECTED':
		case 'DENIED':
			return 'danger';
		case 'FILLED':
			return 'own';
		case 'CANCELING':
			return 'warning';
		default:
			return isFinal ? 'dim' : 'live';
	}
}

const sideSpan = (side: 'buy' | 'sell', glyphs: Glyphs): Span =>
	side === 'buy' ? span(`${glyphs.up}BUY`, 'bid') : span(`${glyphs.down}SELL`, 'ask');

/** What a market order got says more than that it was one. */
function priceOf({ price, trigger, averagePrice }: OrderRow): string {
	return price ?? trigger ?? (averagePrice === undefined ? 'market' : `avg ${averagePrice}`);
}

/** Columns of which no row has anything are left out: their room goes to the words that say why. */
function columnsOf({ glyphs, selectedId }: OrdersOptions, rows: readonly OrderRow[]): Column<OrderRow>[] {
	const words = (text: string): string => ownText(text, glyphs);
	// Whose signal it was is read in fewer cells than why something was refused.
	const leastNote = rows.every(({ note }) => note === '' || note.startsWith('signal')) ? 18 : 24;
	// What a person has to do is worth more than a name that the other panes show too, and than a size.
	const hasDoubt = rows.some(({ status }) => status === 'UNKNOWN');
	const columns: Column<OrderRow>[] = [
		{
			header: ' ',
			align: 'left',
			// The choice has to be seen without colors, too.
			rank: 0,
			cell: row => span(row.clientOid === selectedId ? glyphs.cursor : row.isFinal ? ' ' : glyphs.own, 'own'),
		},
		{
			header: 'status',
			align: 'left',
			rank: 0,
			cell: row => span(words(row.status), statusToken(row), { bold: true }),
		},
		{ header: 'side', align: 'left', rank: 1, cell: row => sideSpan(row.side, glyphs) },
		{ header: 'price', align: 'right', rank: 1, cell: row => span(words(priceOf(row))) },
		{
			header: rows.some(({ target }) => target !== undefined) ? 'stop/target' : 'stop',
			align: 'right',
			rank: 1,
			cell: ({ stop, target }) => span(words(target === undefined ? (stop ?? '') : `${stop ?? '-'}/${target}`)),
		},
		{
			header: 'filled/size',
			align: 'right',
			rank: 2,
			cell: row => span(words(`${row.filledSize}/${row.size ?? (row.funds === undefined ? '?' : `for ${row.funds}`)}`)),
		},
		{
			header: 'symbol',
			align: 'left',
			rank: hasDoubt ? 5 : 3,
			flexible: 8,
			cell: row => span(words(row.symbol), 'title'),
		},
		{ header: 'age', align: 'right', rank: 6, minWidth: 4, cell: row => span(formatAge(row.ageMs), 'dim') },
		{ header: 'type', align: 'left', rank: 7, flexible: 6, cell: row => span(words(row.kind), 'dim') },
		{
			header: 'queue',
			align: 'right',
			rank: 8,
			cell: row => span(words(row.queueAhead === undefined ? '' : `~${row.queueAhead}`), 'dim'),
		},
		{
			header: 'average',
			align: 'right',
			rank: 7,
			cell: row => span(words(((row.price ?? row.trigger) && row.averagePrice) ?? '')),
		},
		{
			header: 'note',
			align: 'left',
			rank: hasDoubt ? 1 : 4,
			flexible: leastNote,
			cell: row => span(words(row.note), row.status === 'UNKNOWN' || row.status === 'REJECTED' ? 'danger' : 'warning'),
		},
	];
	return columns.filter(({ rank, cell }) => rank === 0 || rows.some(row => cell(row).text.trim() !== ''));
}

function paintFills(fills: readonly FillRow[], width: number, room: number, glyphs: Glyphs): Painted {
	if (room < 2 || fills.length === 0) {
		return [];
	}

	const shown = fills.slice(0, room - 1);
	const words = (text: string): string => ownText(text, glyphs);
	const columns: Column<FillRow>[] = [
		{ header: 'fill', align: 'left', rank: 3, cell: row => span(formatClock(row.time), 'dim') },
		{ header: 'side', align: 'left', rank: 1, cell: row => sideSpan(row.side, glyphs) },
		{ header: 'price', align: 'right', rank: 0, cell: row => span(words(row.price)) },
		{ header: 'size', align: 'right', rank: 1, cell: row => span(words(row.size)) },
		{ header: 'symbol', align: 'left', rank: 2, flexible: 8, cell: row => span(words(row.symbol), 'title') },
		{
			header: 'fee',
			align: 'right',
			rank: 4,
			cell: row => span(words(row.fee === undefined ? 'pending' : `${row.fee} ${row.feeCurrency ?? ''}`.trim()), 'dim'),
		},
		{ header: '', align: 'left', rank: 5, cell: row => span(row.liquidity, 'dim') },
	];
	const table = layTable(columns, shown, width, glyphs.ellipsis);
	return [table.header, ...shown.map(row => table.paintRow(row))];
}

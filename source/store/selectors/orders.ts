import {
	addDecimals,
	type Decimal,
	decimalText,
	multiplyDecimals,
	parseDecimal,
	quantizeDown,
} from '../../lib/decimal.js';
import { describeSocket } from '../../market/freshness.js';
import type { Side } from '../../model/market-event.js';
import type { StopTrigger } from '../../model/order.js';
import { filledSizeOf, hasTriggered, isInDoubt, type Order, remainingSizeOf } from '../../trading/order-state.js';
import type { HeldExit, PlannedExits, PositionEvent } from '../../trading/trading-event.js';
import { judgeSockets, judgeStream } from '../judge.js';
import type { State } from '../state.js';
import type { OrderEntry, QueueMark } from '../trading-record.js';
import type { BalanceRow, FillRow, Freshness, Instant, OrderRow, OrdersView } from '../views.js';
import { noteOf, triggerOf } from './order-note.js';
import { sizeDecimalsOf, symbolOf } from './symbol-of.js';

/** What ended lately is shown as far as this. */
const finalRows = 50;

const fillRows = 100;

/** How long a notice is shown. */
export const noticeMs = 10_000;

/** Decimals that a person reads of a quotient. */
const shownDecimals = 8;
const halfUp = 1;

/** Orders, fills and balances, with the focused symbol's position. */
export function selectOrders(state: State, name: string, at: Instant): OrdersView {
	const { trading } = state;
	const { gate, notice } = trading;
	const orders = selectRows(state, at);
	const deadManAt = gate?.deadManAt;
	return Object.freeze({
		freshness: judgeAccount(state, at),
		orders: orders.rows,
		fills: selectFills(state),
		balances: selectBalances(state, name),
		position: selectPosition(state, name, at),
		quoteCurrency: symbolOf(state, name).quoteCurrency,
		...selectSession(state, name, at),
		openCount: orders.open,
		heldExits: gate?.heldExits ?? 0,
		isHeldElsewhere: gate?.isHeldElsewhere ?? false,
		trading: gate?.trading ?? 'ACTIVE',
		armed: gate?.armed,
		closedBecause: gate?.closedBecause,
		deadManInS: deadManAt === undefined ? undefined : Math.max(0, Math.ceil((deadManAt - at.wall) / 1000)),
		notice:
			notice === undefined || at.mono - notice.at > noticeMs
				? undefined
				: { level: notice.event.level, text: notice.event.text },
	});
}

function selectRows(state: State, at: Instant): { readonly rows: readonly OrderRow[]; readonly open: number } {
	const open: OrderEntry[] = [];
	const final: OrderEntry[] = [];
	for (const entry of state.trading.orders.values()) {
		(entry.isFinal ? final : open).push(entry);
	}

	// A pane shows a few: those of a busy program on the same account must not push ours out of it.
	open.sort(({ order: a }, { order: b }) => Number(a.external) - Number(b.external) || b.createdAt - a.createdAt);
	const held = state.trading.gate?.held ?? [];
	const heldBrackets = new Set(held.map(({ bracketId }) => bracketId));
	const planned = new Map((state.trading.gate?.planned ?? []).map(exits => [exits.bracketId, exits]));
	const isElsewhere = state.trading.gate?.isHeldElsewhere === true;
	const now = at.wall + (state.clockOffsetMs ?? 0);
	const describe = (entry: OrderEntry): OrderRow => describeOrder(state, entry, { heldBrackets, planned }, now);
	return {
		rows: [
			...held.map(exit => describeHeld(exit, isElsewhere, at)),
			...open.map(describe),
			// Kept in the order of their last change.
			...final.slice(-finalRows).reverse().map(describe),
		],
		open: open.filter(({ order }) => !order.external).length,
	};
}

type Brackets = {
	/** Whose stop is watched by kcmon. */
	readonly heldBrackets: ReadonlySet<string>;
	readonly planned: ReadonlyMap<string, PlannedExits>;
};

function describeOrder(
	state: State,
	entry: OrderEntry,
	{ heldBrackets, planned }: Brackets,
	venueNow: number,
): OrderRow {
	const { order, isFinal } = entry;
	const mark = state.trading.queues.get(order.symbol)?.get(order.clientOid);
	return {
		clientOid: order.clientOid === '' ? (order.orderId ?? '') : order.clientOid,
		symbol: order.symbol,
		side: order.side,
		kind: kindOf(entry),
		price: order.price,
		trigger: waitsFor(order),
		...exitsOf(entry, planned),
		size: order.size,
		funds: order.funds,
		filledSize: filledSizeOf(order),
		averagePrice: averagePriceOf(state, order),
		status: wordOf(entry),
		note: noteOf(entry, { heldBrackets, isElsewhere: state.trading.gate?.isHeldElsewhere === true }, venueNow),
		isFinal,
		external: order.external,
		ageMs: Math.max(0, venueNow - order.createdAt),
		queueAhead: mark === undefined ? undefined : aheadOf(mark, sizeDecimalsOf(symbolOf(state, order.symbol))),
	};
}

/** In which direction a stop of another program waits is not known of all of them. */
function waitsFor(order: Order): string | undefined {
	const { request, stopPrice } = order;
	if (request?.stop !== undefined) {
		return triggerOf(request.stop);
	}

	return stopPrice === undefined || hasTriggered(order) ? undefined : `stop ${stopPrice}`;
}

/** What the row's own price does not say. */
function exitsOf({ order, isFinal }: OrderEntry, planned: Brackets['planned']): Pick<OrderRow, 'stop' | 'target'> {
	const stop = order.request?.stop;
	if (!isFinal && order.family === 'oco' && stop !== undefined && !hasTriggered(order)) {
		// Its price is the target's.
		return { stop: stop.stopPrice, target: undefined };
	}

	const plan = isFinal || order.bracketId === undefined ? undefined : planned.get(order.bracketId);
	return {
		stop: order.role === 'stop' ? undefined : plan?.stop,
		target: order.role === 'entry' ? plan?.target : undefined,
	};
}

function averagePriceOf(state: State, { symbol, fills, fillsFunds, fillsSize }: Order): string | undefined {
	return fills.size === 0 ? undefined : shownAverage(state, symbol, parseDecimal(fillsFunds).div(fillsSize));
}

/** To the nearest hundredth of the tick; where that is not known, with all digits that a person reads. */
function shownAverage(state: State, symbol: string, average: Decimal): string {
	const tick = state.instruments.get(symbol)?.priceIncrement;
	return tick === undefined
		? shown(average)
		: decimalText(quantizeDown(average.plus(multiplyDecimals(tick, '0.005')), multiplyDecimals(tick, '0.01')));
}

const aheadOf = ({ ahead }: QueueMark, decimals: number): string => (ahead > 0 ? ahead.toFixed(decimals) : '0');

function kindOf({ order }: OrderEntry): string {
	const { request } = order;
	if (request === undefined) {
		return order.family === 'plain' ? order.type : order.family;
	}

	const { stop } = request;
	// A stop's price is what a narrow column must not cut off: what goes without saying is left out.
	const kinds =
		stop === undefined
			? [order.type]
			: order.family === 'oco'
				? ['oco']
				: [...(order.type === 'limit' ? ['limit'] : []), 'stop'];
	return [
		...kinds,
		...(request.postOnly ? ['post'] : []),
		...(request.timeInForce === 'GTC' || order.type === 'market' ? [] : [request.timeInForce]),
		...(request.hidden ? ['hidden'] : []),
		...(request.iceberg ? ['iceberg'] : []),
		...(stop === undefined ? [] : [triggerOf(stop)]),
	].join(' ');
}

/** On the screen what never left and what never arrived are one: no order is there. The note tells them apart. */
function wordOf({ order, status, isFinal }: OrderEntry): string {
	if (order.cancelRequested && !isFinal && !isInDoubt(order)) {
		return 'CANCELING';
	}

	return status === 'NOT SENT' ? 'NOT PLACED' : status;
}

const stopOf = ({ side, stop }: HeldExit): StopTrigger => ({
	direction: side === 'sell' ? 'loss' : 'entry',
	stopPrice: stop,
});

/** A stop that rests nowhere but here, as a row of its own, so that nobody overlooks it. */
const describeHeld = (exit: HeldExit, isElsewhere: boolean, at: Instant): OrderRow => ({
	clientOid: exit.bracketId,
	symbol: exit.symbol,
	side: exit.side,
	kind: `stop ${triggerOf(stopOf(exit))}`,
	price: undefined,
	trigger: triggerOf(stopOf(exit)),
	stop: undefined,
	target: undefined,
	size: exit.size,
	funds: undefined,
	filledSize: '0',
	averagePrice: undefined,
	status: 'WORKING',
	note: isElsewhere ? 'watched there · dies with its process' : 'watched here · dies with this process',
	isFinal: false,
	external: false,
	ageMs: Math.max(0, at.wall - exit.createdAt),
	queueAhead: undefined,
});

function selectFills(state: State): readonly FillRow[] {
	const rows: FillRow[] = [];
	const { fills, orders } = state.trading;
	for (let index = 0; index < Math.min(fillRows, fills.size()); index += 1) {
		const event = fills.newest(index);
		if (event !== undefined) {
			const { time, symbol, side, price, size, liquidity } = event.fill;
			// The fee comes later, with the venue's own record of the fill.
			const known = orders.get(event.clientOid)?.order.fills.get(`${event.fill.orderId} ${event.fill.tradeId}`);
			const { fee, feeCurrency } = known ?? event.fill;
			rows.push({ time, symbol, side, price, size, fee, feeCurrency, liquidity });
		}
	}

	return rows;
}

function selectBalances(state: State, name: string): readonly BalanceRow[] {
	const { balances } = state.trading;
	const { baseCurrency, quoteCurrency } = symbolOf(state, name);
	const empty = (currency: string): BalanceRow => ({ currency, available: '0', hold: '0', total: '0' });
	if (balances.size === 0) {
		return [];
	}

	const others = [...balances.values()].filter(
		({ currency, total }) => currency !== baseCurrency && currency !== quoteCurrency && Number(total) !== 0,
	);
	return [
		...[baseCurrency, quoteCurrency].map(currency => balances.get(currency) ?? empty(currency)),
		...others.sort((a, b) => (a.currency < b.currency ? -1 : 1)),
	];
}

function selectPosition(state: State, name: string, at: Instant): OrdersView['position'] {
	const position = state.trading.positions.get(name);
	if (position === undefined) {
		return undefined;
	}

	const { averageCost, sold, otherFees } = position;
	const { baseCurrency } = symbolOf(state, name);
	const unrealized = isCurrent(state, name, at) ? unrealizedOf(state, position) : undefined;
	const price = (average: string): string => shownAverage(state, name, parseDecimal(average));
	return {
		size: position.size,
		averageCost: averageCost === undefined ? undefined : price(averageCost),
		sold: sold === undefined ? undefined : { size: sold.size, average: price(sold.average) },
		realized: shown(parseDecimal(position.realized)),
		unrealized: unrealized === undefined ? undefined : shown(unrealized),
		fees: shown(parseDecimal(position.fees)),
		...(otherFees === undefined
			? {}
			: {
					otherFees: otherFees.map(({ currency, fee }) => ({
						currency,
						fee: shown(parseDecimal(fee)),
						isInProfit: currency === baseCurrency,
					})),
				}),
	};
}

function isCurrent(state: State, name: string, at: Instant): boolean {
	const ticker = judgeStream(state, symbolOf(state, name), 'ticker', at.mono).state;
	return ticker === 'LIVE' || ticker === 'AGEING';
}

/** Of the session's own fills, valued at mid. */
function selectSession(state: State, name: string, at: Instant): Pick<OrdersView, 'sessionProfit' | 'isSessionOld'> {
	const { quoteCurrency } = symbolOf(state, name);
	let sum: Decimal | undefined;
	let isSessionOld = false;
	for (const position of state.trading.positions.values()) {
		if (position.session !== undefined && quoteOf(position) === quoteCurrency) {
			sum = addDecimals(sum ?? '0', sessionProfitOf(state, position, position.session));
			isSessionOld ||= position.session.size !== '0' && !isCurrent(state, position.symbol, at);
		}
	}

	return { sessionProfit: sum === undefined ? undefined : shown(sum), isSessionOld };
}

function sessionProfitOf(
	state: State,
	{ symbol }: PositionEvent,
	session: NonNullable<PositionEvent['session']>,
): Decimal {
	const mid = midOf(state, symbol);
	const value = mid === undefined ? parseDecimal(session.cost) : multiplyDecimals(mid, session.size);
	return value.minus(session.cost).plus(session.realized);
}

/** At mid, before the fees of what would end it. */
function unrealizedOf(state: State, { symbol, size, averageCost, sold }: PositionEvent): Decimal | undefined {
	const mid = midOf(state, symbol);
	if (mid === undefined || (averageCost === undefined && sold === undefined)) {
		return undefined;
	}

	const held = averageCost === undefined ? parseDecimal('0') : mid.minus(averageCost).times(size);
	return sold === undefined ? held : held.plus(parseDecimal(sold.average).minus(mid).times(sold.size));
}

function midOf(state: State, symbol: string): Decimal | undefined {
	const ticker = state.symbols.get(symbol)?.ticker.last();
	if (ticker === undefined) {
		return undefined;
	}

	const isQuoted = Number(ticker.bestBid) > 0 && Number(ticker.bestAsk) > 0;
	return isQuoted ? addDecimals(ticker.bestBid, ticker.bestAsk).times('0.5') : parseDecimal(ticker.price);
}

const quoteOf = ({ symbol }: PositionEvent): string => symbol.slice(symbol.indexOf('-') + 1);

/** To the nearest: cut off, the last digit of a quotient times a size would be one too few. */
const shown = (value: Decimal): string => decimalText(value.round(shownDecimals, halfUp));

/** The private stream's state; without such a stream, as on paper, that of the market by which orders are filled. */
function judgeAccount(state: State, at: Instant): Freshness {
	const outdated = state.trading.gate?.outdated;
	if (outdated !== undefined) {
		return { state: 'STALE', ageMs: undefined, note: outdated };
	}

	const behind = state.trading.gate?.behind;
	for (const record of state.sockets.values()) {
		const { event } = record;
		if (event === undefined || !record.socket.startsWith('private')) {
			continue;
		}

		if (event.state === 'live' || event.state === 'draining') {
			return { ...(behind ?? { state: 'LIVE', note: '' }), ageMs: undefined };
		}

		const wasLive = event.generation > 1 || event.attempt > 1;
		return { state: wasLive ? 'STALE' : 'SYNC', ageMs: undefined, note: describeSocket(event, at.mono) };
	}

	return state.trading.gate === undefined
		? { state: 'SYNC', ageMs: undefined, note: '' }
		: { ...(behind ?? judgeSockets(state, at.mono)), ageMs: undefined };
}

/** Working sizes of our orders in a symbol, by side and price text. */
export function ownSizes(state: State, name: string): readonly { side: Side; price: string; size: string }[] {
	const sizes: { side: Side; price: string; size: string }[] = [];
	for (const { order, isFinal } of state.trading.orders.values()) {
		const size = remainingSizeOf(order);
		if (isFinal || order.external || order.symbol !== name || order.price === undefined || size === undefined) {
			continue;
		}

		// A stop rests beside the book until it is triggered.
		if (order.family === 'plain') {
			sizes.push({
				side: order.side,
				price: order.price,
				size,
			});
		}
	}

	return sizes;
}

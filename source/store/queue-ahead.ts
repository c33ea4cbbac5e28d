import type { TradeEvent } from '../model/market-event.js';
import { remainingSizeOf } from '../trading/order-state.js';
import type { State } from './state.js';
import type { OrderEntry, QueueMark } from './trading-record.js';

/**
 * The size that has to trade before a resting order of ours, estimated: it joins behind all that its level shows,
 * prints at its price shorten the queue, and the queue is never longer than what the level shows beside ourselves.
 */
export function markQueue(state: State, { order, status }: OrderEntry): void {
	const symbol = state.symbols.get(order.symbol);
	const rests = (status === 'WORKING' || status === 'PARTIAL') && order.type === 'limit' && order.family === 'plain';
	if (!rests || order.price === undefined || symbol === undefined || !symbol.book.seeded) {
		forgetQueue(state, order.symbol, order.clientOid);
		return;
	}

	const isBid = order.side === 'buy';
	const price = Number(order.price);
	const own = Number(remainingSizeOf(order) ?? '0');
	const marks = marksOf(state, order.symbol);
	const known = marks.get(order.clientOid);
	if (known === undefined) {
		const levels = isBid ? symbol.book.bids : symbol.book.asks;
		marks.set(order.clientOid, { isBid, price, own, ahead: levels.sizeOf(price) });
	} else {
		// A fill of ours says that nobody is ahead any more.
		known.ahead = own < known.own ? 0 : known.ahead;
		known.own = own;
	}
}

/** After every change of a symbol's book. */
export function noteQueueLevels(state: State, name: string): void {
	const marks = state.trading.queues.get(name);
	const book = state.symbols.get(name)?.book;
	if (marks === undefined || book === undefined) {
		return;
	}

	for (const mark of marks.values()) {
		const shown = (mark.isBid ? book.bids : book.asks).sizeOf(mark.price);
		// Before the level shows us, less than ourselves is there: nothing can be said of the rest.
		if (shown >= mark.own && shown - mark.own < mark.ahead) {
			mark.ahead = shown - mark.own;
		}
	}
}

/** After every print. */
export function noteQueuePrint(state: State, trade: TradeEvent): void {
	const marks = state.trading.queues.get(trade.symbol);
	if (marks === undefined) {
		return;
	}

	const price = Number(trade.price);
	const size = Number(trade.size);
	for (const mark of marks.values()) {
		if (mark.isBid === (trade.side === 'buy')) {
			continue;
		}

		if (price === mark.price) {
			mark.ahead = Math.max(0, mark.ahead - size);
		} else if (mark.isBid ? price < mark.price : price > mark.price) {
			mark.ahead = 0;
		}
	}
}

export function forgetQueue(state: State, symbol: string, clientOid: string): void {
	const marks = state.trading.queues.get(symbol);
	marks?.delete(clientOid);
	if (marks?.size === 0) {
		state.trading.queues.delete(symbol);
	}
}

function marksOf(state: State, symbol: string): Map<string, QueueMark> {
	let marks = state.trading.queues.get(symbol);
	if (marks === undefined) {
		marks = new Map();
		state.trading.queues.set(symbol, marks);
	}

	return marks;
}

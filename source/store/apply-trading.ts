import { assertNever } from '../lib/assert-never.js';
import { isFinal, type Order, statusOf } from '../trading/order-state.js';
import type { BalancesEvent, OrderEvent, TradingEvent } from '../trading/trading-event.js';
import { cleanReason } from './problem.js';
import { forgetQueue, markQueue } from './queue-ahead.js';
import { noteTaken } from './signal-taken.js';
import type { State } from './state.js';
import { externalKey, maxFinalOrders, type OrderEntry, orderKey, rememberTrade } from './trading-record.js';

/** Changes what is known of orders and account. `now` is monotonic ms. */
export function applyTrading(state: State, event: TradingEvent, now: number): void {
	const { trading } = state;
	switch (event.type) {
		case 'order':
			applyOrder(state, event, now);
			return;
		case 'fill':
			trading.fills.push(event);
			rememberTrade(trading, event.fill.symbol, event.fill.tradeId);
			return;
		case 'balances':
			applyBalances(state, event);
			return;
		case 'position':
			trading.positions.set(event.symbol, event);
			return;
		case 'gate':
			trading.gate = event;
			return;
		case 'notice':
			trading.notice = { event: { ...event, text: cleanReason(event.text) }, at: now };
			return;
		default:
			assertNever(event);
	}
}

function applyOrder(state: State, { order }: OrderEvent, now: number): void {
	const { trading } = state;
	noteTaken(state.signals.taken, order);
	const key = orderKey(order);
	const before = trading.orders.get(key);
	const entry: OrderEntry = { order, status: statusOf(order), isFinal: isFinal(order), changedAt: now };
	trading.finals += Number(entry.isFinal) - Number(before?.isFinal ?? false);
	if (entry.isFinal) {
		// Moves it to the end: the oldest final order is the first one found.
		trading.orders.delete(key);
		forgetQueue(state, order.symbol, order.clientOid);
	} else if (!order.external) {
		markQueue(state, entry);
	}

	trading.orders.set(key, entry);
	if (!order.external) {
		dropForeignRows(state, order);
	}

	if (trading.finals > maxFinalOrders) {
		dropOldestFinal(state);
	}
}

/** What a trigger made is seen before anybody knows whose it is: once it is one of ours it has no row of its own. */
function dropForeignRows({ trading }: State, { venueIds }: Order): void {
	for (const [orderId, { triggeredOrderId }] of venueIds) {
		for (const id of triggeredOrderId === undefined ? [orderId] : [orderId, triggeredOrderId]) {
			const foreign = trading.orders.get(externalKey(id));
			if (foreign !== undefined) {
				trading.orders.delete(externalKey(id));
				trading.finals -= Number(foreign.isFinal);
			}
		}
	}
}

function dropOldestFinal(state: State): void {
	const { trading } = state;
	for (const [key, entry] of trading.orders) {
		if (entry.isFinal) {
			trading.orders.delete(key);
			trading.finals -= 1;
			return;
		}
	}
}

function applyBalances(state: State, { balances, complete }: BalancesEvent): void {
	if (complete) {
		state.trading.balances.clear();
	}

	for (const balance of balances) {
		state.trading.balances.set(balance.currency, balance);
	}
}

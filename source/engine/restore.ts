import type { Replay } from '../journal/replay.js';
import type { Clock } from '../lib/seams.js';
import type { NoticeEvent, TradingEvent } from '../trading/trading-event.js';
import type { BracketRunner } from './bracket-runner.js';
import type { Gate } from './gate.js';
import type { OrderLedger } from './order-ledger.js';
import type { OrderUsage } from './order-usage.js';
import type { Positions } from './positions.js';

/** Fills of earlier runs that the screen begins with. */
const shownFills = 200;

/** Puts everybody back to where the journal left them, and tells the store. Nothing is written down again. */
export function restoreTrading(
	replay: Replay,
	to: {
		readonly clock: Clock;
		readonly ledger: OrderLedger;
		readonly positions: Positions;
		readonly usage: OrderUsage;
		readonly gate: Gate;
		readonly brackets: BracketRunner;
		readonly publish: (event: TradingEvent) => void;
		readonly notify: (level: NoticeEvent['level'], text: string) => void;
	},
): void {
	const receivedAt = to.clock.wallNow();
	to.gate.restoreTrading(replay.trading);
	to.usage.restore({ dayFunds: replay.dayFunds, times: replay.intentTimes }, receivedAt);
	// Brackets before orders: they keep their orders from being forgotten.
	for (const [id, { state }] of replay.brackets) {
		to.brackets.restore(id, state);
	}

	for (const order of replay.orders.values()) {
		to.ledger.add(order, 'journal');
	}

	for (const { fill, part } of replay.fills) {
		to.positions.add(fill, { part, isPast: true });
	}

	for (const { clientOid, fill } of replay.fills.slice(-shownFills)) {
		to.publish({ type: 'fill', fill, clientOid, receivedAt });
	}

	for (const symbol of to.positions.symbols()) {
		to.publish(to.positions.describe(symbol, receivedAt));
	}

	if (replay.interrupted.length > 0) {
		const count = replay.interrupted.length;
		to.notify('danger', `recovering ${count} order${count === 1 ? '' : 's'}: the last run ended before the answer`);
	}

	if (replay.unreadable > 0) {
		to.notify('danger', `journal: ${replay.unreadable} lines of orders could not be read`);
	}
}

import { addDecimals, type Decimal, decimalText, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { Balance } from '../trading/gateway.js';
import { filledSizeOf, hasTriggered, type Order, statusOf } from '../trading/order-state.js';

/** A hold that the open orders do not explain. Exact texts. */
export type HoldGap = { readonly currency: string; readonly hold: string; readonly expected: string };

/** Rates differ by order, and dust is released late: a difference below this share of the hold explains itself. */
const tolerance = '0.01';

const dust = '0.00000001';

/**
 * Compares what the venue holds with what the open orders should hold. A buy holds price × rest × (1 + taker rate), a
 * sell its rest, a stop nothing. Undefined when it cannot be said: while an order is on its way, or its hold unknown.
 */
export function findHoldGaps(
	orders: readonly Order[],
	balances: readonly Balance[],
	takerRateOf: (symbol: string) => string,
): readonly HoldGap[] | undefined {
	const expected = new Map<string, Decimal>();
	for (const order of orders) {
		const status = statusOf(order);
		const isResting = status === 'WORKING' || status === 'PARTIAL';
		const isBeside = order.family !== 'plain';
		if (isResting && isBeside && !hasTriggered(order)) {
			continue;
		}

		// What a trigger made holds at a price that only its own record tells.
		if (!isResting || isBeside || order.type === 'market' || order.price === undefined || order.size === undefined) {
			return undefined;
		}

		const dash = order.symbol.indexOf('-');
		const rest = parseDecimal(order.size).minus(filledSizeOf(order)).minus(order.canceledSize);
		const isBuy = order.side === 'buy';
		const currency = isBuy ? order.symbol.slice(dash + 1) : order.symbol.slice(0, dash);
		const hold = isBuy ? multiplyDecimals(rest, order.price).times(addDecimals('1', takerRateOf(order.symbol))) : rest;
		expected.set(currency, addDecimals(expected.get(currency) ?? '0', hold));
	}

	const gaps: HoldGap[] = [];
	const zero = parseDecimal('0');
	const currencies = new Set([...expected.keys(), ...balances.map(({ currency }) => currency)]);
	for (const currency of currencies) {
		const hold = parseDecimal(balances.find(balance => balance.currency === currency)?.hold ?? '0');
		const wanted = expected.get(currency) ?? zero;
		const allowed = (hold.gt(wanted) ? hold : wanted).times(tolerance);
		if (
			hold
				.minus(wanted)
				.abs()
				.gt(allowed.gt(dust) ? allowed : dust)
		) {
			gaps.push({ currency, hold: decimalText(hold), expected: decimalText(wanted) });
		}
	}

	return gaps;
}

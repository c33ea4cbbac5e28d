import type { OrderDraft } from '../../engine/trading-port.js';

/** One line for a person: `BUY 0.5 BTC-USDT at 67234.4`, `SELL 0.1 BTC-USDT at market`. */
export function describeDraft(draft: OrderDraft): string {
	const quote = draft.symbol.slice(draft.symbol.indexOf('-') + 1);
	const amount = draft.size ?? (draft.funds === undefined ? '?' : `${draft.funds} ${quote} of`);
	const price = draft.price === undefined ? 'at market' : `at ${draft.price}`;
	return `${draft.side.toUpperCase()} ${amount} ${draft.symbol} ${price}`;
}

import { compareDecimals, decimalText, quantizeDown } from '../lib/decimal.js';
import type { State } from '../store/state.js';
import { type OrderDraft, plainDraft } from '../trading/draft.js';
import type { Gateway } from '../trading/gateway.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import type { BalanceSheet } from './balance-sheet.js';
import type { CancelScopes } from './cancel-scopes.js';
import type { OrderManager } from './order-manager.js';
import type { Positions } from './positions.js';

export type FlattenDeps = {
	readonly state: State;
	readonly gateway: Pick<Gateway, 'balances'>;
	readonly scopes: CancelScopes;
	readonly manager: OrderManager;
	readonly positions: Positions;
	readonly balances: BalanceSheet;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
};

/** Cancels ours in the symbol, then sells at market what kcmon bought of it, as far as it is still there. */
export async function flattenSymbol(deps: FlattenDeps, symbol: string, why: string): Promise<void> {
	const { positions, balances, notify } = deps;
	const report = await deps.scopes.cancelAll({ scope: 'symbol', symbol }, why);
	if (report.left > 0) {
		notify('danger', `FLATTEN ${symbol}: ${report.left} orders are still open; selling what is free`);
	}

	try {
		const mark = balances.mark();
		balances.replace(await deps.gateway.balances(), mark);
	} catch {
		// The venue refuses what is not there.
	}

	const instrument = deps.state.instruments.get(symbol) ?? deps.state.symbols.get(symbol)?.instrument;
	const position = positions.sizeOf(symbol);
	const available = balances.available(instrument?.baseCurrency ?? symbol.slice(0, symbol.indexOf('-')));
	const ours = compareDecimals(position, available) <= 0 ? position : available;
	const size = instrument === undefined ? ours : decimalText(quantizeDown(ours, instrument.baseIncrement));
	if (compareDecimals(size, '0') <= 0) {
		notify('info', `FLATTEN ${symbol}: nothing to sell`);
		return;
	}

	deps.manager.submit(marketSell(symbol, size, why));
}

const marketSell = (symbol: string, size: string, why: string): OrderDraft => ({
	...plainDraft,
	symbol,
	side: 'sell',
	type: 'market',
	size,
	role: 'flatten',
	why,
});

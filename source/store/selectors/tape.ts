import type { BoundedSet } from '../../lib/bounded-set.js';
import type { TapePrint } from '../../market/tape.js';
import { judgeStream } from '../judge.js';
import type { State, SymbolState } from '../state.js';
import type { Instant, TapeRow, TapeView } from '../views.js';
import { sizeDecimalsOf, symbolOf } from './symbol-of.js';

/** Beyond this our clock and the venue's are no measure of each other: a replay. */
const comparableMs = 3_600_000;

/** The newest rows of at least `minFunds` (quote currency; 0 = all), newest first. */
export function selectTape(
	state: State,
	name: string,
	request: { readonly rows: number; readonly minFunds: number },
	at: Instant,
): TapeView {
	const symbol = symbolOf(state, name);
	const { tape } = symbol;
	const own = state.trading.ownTrades.get(name);
	const rows: TapeRow[] = [];
	for (let index = 0; index < tape.size() && rows.length < request.rows; index += 1) {
		const print = tape.newest(index);
		if (print !== undefined && print.funds >= request.minFunds) {
			const { time, side, price, size, prints, funds, large } = print;
			rows.push({ time, side, price, size, prints, funds, large, own: own !== undefined && isOwn(print, own) });
		}
	}

	const flow = tape.flow(venueNow(state, symbol, at));
	return Object.freeze({
		symbol: name,
		freshness: judgeStream(state, symbol, 'trades', at.mono),
		rows,
		buyVolume: tape.buyVolume(),
		sellVolume: tape.sellVolume(),
		cvd: tape.buyVolume() - tape.sellVolume(),
		buyRatio: flow.buyRatio,
		tradesPerSecond: flow.tradesPerSecond,
		sizeDecimals: sizeDecimalsOf(symbol),
	});
}

const isOwn = (print: TapePrint, own: BoundedSet<string>): boolean =>
	own.has(print.tradeId) || (print.moreIds?.some(tradeId => own.has(tradeId)) ?? false);

/** Now by the venue's clock; the newest trade's time where that clock cannot be compared with ours. */
function venueNow(state: State, symbol: SymbolState, at: Instant): number {
	const now = at.wall + (state.clockOffsetMs ?? 0);
	const newest = symbol.tape.time();
	return newest > 0 && Math.abs(now - newest) > comparableMs ? newest : now;
}

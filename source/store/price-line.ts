import { judgeStream } from './judge.js';
import type { State, SymbolState } from './state.js';

/** Adds the mid price of every symbol whose price is current; a line never runs on over data that is gone. */
export function sampleLines(state: State, now: number): void {
	for (const symbol of state.symbols.values()) {
		const mid = midPrice(symbol);
		if (mid === undefined) {
			continue;
		}

		const { state: data } = judgeStream(state, symbol, 'ticker', now);
		if (data === 'LIVE' || data === 'AGEING') {
			symbol.line.push(mid);
		}
	}
}

/** Of the ticker's quotes, else its last price; undefined before the first ticker. */
export function midPrice(symbol: SymbolState): number | undefined {
	const ticker = symbol.ticker.last();
	if (ticker === undefined) {
		return undefined;
	}

	const bid = Number(ticker.bestBid);
	const ask = Number(ticker.bestAsk);
	const mid = bid > 0 && ask > 0 ? (bid + ask) / 2 : Number(ticker.price);
	return mid > 0 ? mid : undefined;
}

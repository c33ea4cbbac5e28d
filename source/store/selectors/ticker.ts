import { decimalText, subtractDecimals } from '../../lib/decimal.js';
import { judgeStream } from '../judge.js';
import type { State } from '../state.js';
import type { Instant, TickerView } from '../views.js';
import { symbolOf } from './symbol-of.js';

/** The price, the quotes and the 24 h statistics of one symbol. An unknown symbol gives an empty view. */
export function selectTicker(state: State, name: string, at: Instant): TickerView {
	const symbol = symbolOf(state, name);
	const { stats } = symbol;
	const ticker = symbol.ticker.last() ?? symbol.savedTicker;
	const bid = ticker === undefined ? 0 : Number(ticker.bestBid);
	const ask = ticker === undefined ? 0 : Number(ticker.bestAsk);
	const isQuoted = bid > 0 && ask > 0;
	// The statistics come every two seconds: in a breakout the last price would stand above the high of its own day.
	const newer =
		ticker !== undefined && stats !== undefined && ticker.time > stats.time ? Number(ticker.price) : undefined;
	return Object.freeze({
		symbol: name,
		freshness: judgeStream(state, symbol, 'ticker', at.mono),
		last: ticker?.price ?? stats?.last,
		lastSize: ticker?.size,
		direction: symbol.ticker.direction(),
		changeRate: numberOf(stats?.changeRate),
		changePrice: stats?.changePrice,
		high: newer !== undefined && newer > Number(stats?.high) ? ticker?.price : stats?.high,
		low: newer !== undefined && newer < Number(stats?.low) ? ticker?.price : stats?.low,
		volume: stats?.volume,
		quoteVolume: stats?.quoteVolume,
		bestBid: bid > 0 ? ticker?.bestBid : undefined,
		bestBidSize: bid > 0 ? ticker?.bestBidSize : undefined,
		bestAsk: ask > 0 ? ticker?.bestAsk : undefined,
		bestAskSize: ask > 0 ? ticker?.bestAskSize : undefined,
		spreadBps: isQuoted ? ((ask - bid) / ((ask + bid) / 2)) * 10_000 : undefined,
		spread:
			isQuoted && ticker !== undefined ? decimalText(subtractDecimals(ticker.bestAsk, ticker.bestBid)) : undefined,
		line: symbol.line.toArray(),
		quoteCurrency: symbol.quoteCurrency,
		baseCurrency: symbol.baseCurrency,
	});
}

const numberOf = (text: string | undefined): number | undefined => {
	const number = text === undefined ? Number.NaN : Number(text);
	return Number.isFinite(number) ? number : undefined;
};

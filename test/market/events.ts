import type {
	BookChange,
	BookDeltaEvent,
	BookSnapshotEvent,
	PriceSize,
	TickerEvent,
	TradeEvent,
} from '../../source/model/market-event.js';

/** Events with what a test does not care about filled in. */
export const snapshot = (
	sequence: number,
	bids: readonly PriceSize[],
	asks: readonly PriceSize[],
	rest: Partial<BookSnapshotEvent> = {},
): BookSnapshotEvent => ({
	type: 'book-snapshot',
	symbol: 'BTC-USDT',
	source: 'level2',
	sequence,
	depthLimit: 0,
	bids,
	asks,
	time: 1000,
	receivedAt: 1000,
	...rest,
});

export const delta = (
	sequenceStart: number,
	sequenceEnd: number,
	bids: readonly BookChange[],
	asks: readonly BookChange[],
	rest: Partial<BookDeltaEvent> = {},
): BookDeltaEvent => ({
	type: 'book-delta',
	symbol: 'BTC-USDT',
	sequenceStart,
	sequenceEnd,
	bids,
	asks,
	time: 1000,
	receivedAt: 1000,
	...rest,
});

export const trade = (tradeId: string, rest: Partial<TradeEvent> = {}): TradeEvent => ({
	type: 'trade',
	symbol: 'BTC-USDT',
	tradeId,
	side: 'buy',
	price: '100',
	size: '1',
	sequence: tradeId,
	makerOrderId: 'm',
	takerOrderId: 't',
	time: 1000,
	receivedAt: 1000,
	...rest,
});

export const ticker = (sequence: string, rest: Partial<TickerEvent> = {}): TickerEvent => ({
	type: 'ticker',
	symbol: 'BTC-USDT',
	price: '100.5',
	size: '0.1',
	bestBid: '100',
	bestBidSize: '1',
	bestAsk: '101',
	bestAskSize: '2',
	sequence,
	time: 1000,
	receivedAt: 1000,
	...rest,
});

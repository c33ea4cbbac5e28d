import type { Instrument } from './instrument.js';

/**
 * What a venue told us, in the house's own words. Prices and sizes are the venue's decimal strings, exactly as sent
 * (checked: plain decimals, finite, not negative). `time` is the venue's clock, `receivedAt` ours, both in ms since
 * the epoch. Sequences and ids are strings, except the book's, which are checked to be exact integers below 2^53.
 */
export type Side = 'buy' | 'sell';

export type BookSource = 'level2' | 'depth50' | 'depth5';

/** `[price, size]`. */
export type PriceSize = readonly [price: string, size: string];

/** `[price, size, sequence]`: the size is absolute, `"0"` deletes; price `"0"` moves only the sequence. */
export type BookChange = readonly [price: string, size: string, sequence: string];

/**
 * Rows of a change as numbers, five a row: price, how many decimals it is written with, size, its decimals, the row's
 * sequence (`lib/decimal-number.ts`).
 */
export type ChangeNumbers = readonly number[];

/** Numbers of a row in `ChangeNumbers`. */
export const numbersPerChange = 5;

/**
 * How old an answer may be, ms: what REST says was so at some time between question and answer, and an answer that took
 * seconds proves nothing about now. Absent of what was pushed.
 */
export type AnswerAge = number;

export type TickerEvent = {
	readonly type: 'ticker';
	readonly symbol: string;
	readonly price: string;
	readonly size: string;
	readonly bestBid: string;
	readonly bestBidSize: string;
	readonly bestAsk: string;
	readonly bestAskSize: string;
	readonly sequence: string;
	/** Matching time of the last trade; a change of quotes alone does not move it. */
	readonly time: number;
	readonly receivedAt: number;
	readonly ageMs?: AnswerAge;
	/** Price as a number, and sequence as a pair (`lib/digit-pair.ts`), where they were read as such. */
	readonly priceNumber?: number;
	readonly sequenceHigh?: number;
	readonly sequenceLow?: number;
};

export type TradeEvent = {
	readonly type: 'trade';
	readonly symbol: string;
	readonly tradeId: string;
	/** The taker's side. */
	readonly side: Side;
	readonly price: string;
	readonly size: string;
	readonly sequence: string;
	readonly makerOrderId: string;
	readonly takerOrderId: string;
	readonly time: number;
	readonly receivedAt: number;
	/** Price and size as numbers and how many decimals they are written with, where they were read as such. */
	readonly priceNumber?: number;
	readonly priceDecimals?: number;
	readonly sizeNumber?: number;
	readonly sizeDecimals?: number;
	/** Sequence and id as pairs (`lib/digit-pair.ts`), where they were read as such. */
	readonly sequenceHigh?: number;
	readonly sequenceLow?: number;
	readonly idHigh?: number | undefined;
	readonly idLow?: number | undefined;
};

/** Replaces the whole book. With source `depth50` or `depth5` the sequence is 0: those pushes have none. */
export type BookSnapshotEvent = {
	readonly type: 'book-snapshot';
	readonly symbol: string;
	readonly source: BookSource;
	readonly sequence: number;
	/** The rows are the best N a side of a possibly deeper book; a side with fewer than N rows is known whole. 0 = everything. */
	readonly depthLimit: number;
	/** Sorted or not: the book sorts. */
	readonly bids: readonly PriceSize[];
	readonly asks: readonly PriceSize[];
	readonly time: number;
	readonly receivedAt: number;
	readonly ageMs?: AnswerAge;
};

/** One increment, already proved to be the next: the book applies rows whose own sequence is above `afterSequence`. */
export type BookDeltaEvent = {
	readonly type: 'book-delta';
	readonly symbol: string;
	readonly sequenceStart: number;
	readonly sequenceEnd: number;
	readonly bids: readonly BookChange[];
	readonly asks: readonly BookChange[];
	/** The same rows, where they were read as numbers: then the texts are made when somebody asks for them. */
	readonly bidNumbers?: ChangeNumbers | undefined;
	readonly askNumbers?: ChangeNumbers | undefined;
	readonly time: number;
	readonly receivedAt: number;
};

export type BookStatus = 'sync' | 'gap' | 'live';

/** The continuity of one book. `live` follows a snapshot and its replayed buffer. */
export type BookStatusEvent = {
	readonly type: 'book-status';
	readonly symbol: string;
	readonly status: BookStatus;
	/** For a person: `17 missing`, `crossed`, `audit`, `snapshot old ×3`. */
	readonly reason: string;
	readonly receivedAt: number;
};

/** The venue's own top of book at a sequence, to be compared with ours at the same sequence. */
export type BookAuditEvent = {
	readonly type: 'book-audit';
	readonly symbol: string;
	readonly sequence: number;
	readonly bids: readonly PriceSize[];
	readonly asks: readonly PriceSize[];
	readonly receivedAt: number;
};

export type CandleEvent = {
	readonly type: 'candle';
	readonly symbol: string;
	/** KuCoin's name: `1min` … `1month`. */
	readonly interval: string;
	readonly open: string;
	readonly close: string;
	readonly high: string;
	readonly low: string;
	/** Base currency. */
	readonly volume: string;
	/** Quote currency. */
	readonly turnover: string;
	/** Start of the bar, ms. */
	readonly start: number;
	readonly receivedAt: number;
};

/** 24 h statistics. Texts are the venue's digits where it sent strings, the raw number text where it sent numbers. */
export type StatsEvent = {
	readonly type: 'stats';
	readonly symbol: string;
	readonly last: string | undefined;
	/** Fraction, `-0.0014` = −0.14 %. */
	readonly changeRate: string | undefined;
	readonly changePrice: string | undefined;
	readonly open: string | undefined;
	readonly high: string | undefined;
	readonly low: string | undefined;
	readonly volume: string | undefined;
	readonly quoteVolume: string | undefined;
	readonly time: number;
	readonly receivedAt: number;
};

/** What is new of one pair; a key that is missing is unchanged, an undefined value is known to be none. */
export type BoardRow = {
	readonly symbol: string;
	readonly last?: string;
	readonly bestBid?: string | undefined;
	readonly bestAsk?: string | undefined;
	/** Over 24 h, a fraction. */
	readonly changeRate?: string | undefined;
	readonly volume?: string | undefined;
	readonly quoteVolume?: string | undefined;
};

/** News of every pair of the venue, a few times a second. */
export type BoardEvent = { readonly type: 'board'; readonly rows: readonly BoardRow[]; readonly receivedAt: number };

export type InstrumentsEvent = {
	readonly type: 'instruments';
	readonly instruments: readonly Instrument[];
	readonly receivedAt: number;
};

export const candleIntervals = [
	'1min',
	'3min',
	'5min',
	'15min',
	'30min',
	'1hour',
	'2hour',
	'4hour',
	'6hour',
	'8hour',
	'12hour',
	'1day',
	'1week',
	'1month',
] as const;

export type CandleInterval = (typeof candleIntervals)[number];

export type MarketEvent =
	| TickerEvent
	| TradeEvent
	| BookSnapshotEvent
	| BookDeltaEvent
	| BookStatusEvent
	| BookAuditEvent
	| CandleEvent
	| StatsEvent
	| BoardEvent
	| InstrumentsEvent;

import type { Instrument } from '../../source/model/instrument.js';
import type { MarketEvent, Side, TradeEvent } from '../../source/model/market-event.js';
import type { Signal, SignalEvent } from '../../source/model/signal-event.js';
import type { BookView } from '../../source/signals/book-view.js';
import type { RuleSettings } from '../../source/signals/rule-settings.js';
import { createSignalEngine } from '../../source/signals/signal-engine.js';
import { createFakeBook } from './fake-book.js';

/** A whole minute. */
export const start = Math.floor(1_729_000_000_000 / 60_000) * 60_000;
/** When the price leaves the channel. */
export const breakAt = start + 100_000;

type Rows = readonly (readonly [price: number, size: number])[];

export type Market = {
	readonly signals: Signal[];
	readonly engine: ReturnType<typeof createSignalEngine>;
	readonly book: (time: number, bids: Rows, asks: Rows) => void;
	readonly trade: (time: number, side: Side, price: number, size: number) => void;
	readonly setLive: (isLive: boolean) => void;
	/** Prices beyond these are unknown from here on. */
	readonly know: (bidFloor: number, askCeiling: number) => void;
	readonly observe: (event: MarketEvent | SignalEvent) => void;
	/** Conditions of one rule that do not hold now. */
	readonly failing: (type: string) => readonly string[];
	/** Gates of one rule that do not hold now. */
	readonly refusing: (type: string) => readonly string[];
};

const instrument = {
	symbol: 'BTC-USDT',
	priceIncrement: '0.01',
	takerFeeCoefficient: '1.00',
} as Instrument;

/** With `mirror`, every price p is 200 − p and buyers are sellers. */
export function createMarket(
	options: {
		readonly mirror?: boolean;
		readonly rules?: Partial<RuleSettings>;
		/** Hears what the engine is told, with the book as it is then. */
		readonly onEvent?: (event: MarketEvent, book: BookView) => void;
	} = {},
): Market {
	const { mirror = false } = options;
	const signals: Signal[] = [];
	const engine = createSignalEngine({
		rules: options.rules ?? {},
		publish: event => {
			if (event.type === 'signal') {
				signals.push(event.signal);
			}
		},
	});
	const book = createFakeBook();
	let sequence = 0;
	const priced = (price: number): string => (mirror ? 200 - price : price).toFixed(2);
	const rows = (side: Rows) => side.map(([price, size]) => [priced(price), size] as const);
	const observe = (event: MarketEvent | SignalEvent): void => {
		if (event.type !== 'signal' && event.type !== 'signal-quarantined') {
			options.onEvent?.(event, book.view);
		}

		engine.observe(event, book.view);
	};

	const failingOf = (type: string, part: 'conditions' | 'gates'): readonly string[] => {
		const report = engine.panel('BTC-USDT')?.rules.find(rule => rule.type === type);
		return (report?.[part] ?? []).filter(({ holds }) => !holds).map(({ text }) => text);
	};

	observe({ type: 'instruments', instruments: [instrument], receivedAt: start });
	return {
		signals,
		engine,
		observe,
		setLive: book.setLive,
		know: book.know,
		book(time, bids, asks) {
			book.set(time, rows(mirror ? asks : bids), rows(mirror ? bids : asks));
			sequence += 1;
			observe({
				type: 'book-delta',
				symbol: 'BTC-USDT',
				sequenceStart: sequence,
				sequenceEnd: sequence,
				bids: [],
				asks: [],
				time,
				receivedAt: time + 40,
			});
		},
		trade(time, side, price, size) {
			sequence += 1;
			const event: TradeEvent = {
				type: 'trade',
				symbol: 'BTC-USDT',
				tradeId: String(sequence),
				side: mirror ? (side === 'buy' ? 'sell' : 'buy') : side,
				price: priced(price),
				size: String(size),
				sequence: String(sequence).padStart(10, '0'),
				makerOrderId: 'm',
				takerOrderId: 't',
				time,
				receivedAt: time + 40,
			};
			observe(event);
		},
		failing: type => failingOf(type, 'conditions'),
		refusing: type => failingOf(type, 'gates'),
	};
}

export const quietBids: Rows = [
	[99.99, 10],
	[99.95, 20],
	[99.9, 20],
];
export const quietAsks: Rows = [
	[100.01, 10],
	[100.03, 10],
	[100.06, 5],
	[100.1, 20],
];
export const brokenBids: Rows = [
	[100.04, 5],
	[99.99, 10],
	[99.95, 20],
	[99.9, 20],
];
export const brokenAsks: Rows = [
	[100.06, 5],
	[100.1, 20],
];

/**
 * A quarter of an hour of minutes with a range of 0.20, then 100 s in which mid stands at 100.00, the spread at two ticks
 * and trades print at 99.99 and 100.01: a channel of 99.99 to 100.01, an ATR of 0.20, a buy volume of 1 and 2 a second.
 */
export function playQuiet(market: Market): void {
	for (let index = 20; index > 0; index -= 1) {
		market.observe({
			type: 'candle',
			symbol: 'BTC-USDT',
			interval: '1min',
			open: '100.00',
			close: '100.00',
			high: '100.10',
			low: '99.90',
			volume: '10',
			turnover: '1000',
			start: start - index * 60_000,
			receivedAt: start,
		});
	}

	for (let at = start; at < breakAt; at += 250) {
		const second = (at - start) / 1000;
		market.book(at, quietBids, quietAsks.with(0, [100.01, 10 + (second % 2)]));
		if (second % 1 === 0.5) {
			market.trade(at, 'buy', 100.01, 1 + (Math.floor(second) % 2));
			market.trade(at, 'sell', 99.99, 1);
		}
	}
}

/** Twenty bought through two levels; best ask 100.06, mid 100.05. */
export function playBreak(
	market: Market,
	options: { readonly size?: number; readonly bids?: Rows; readonly asks?: Rows } = {},
): void {
	const size = options.size ?? 20;
	for (let print = 0; print < 4; print += 1) {
		market.trade(breakAt, 'buy', print < 2 ? 100.01 : 100.03, size / 4);
	}

	market.book(breakAt, options.bids ?? brokenBids, options.asks ?? brokenAsks);
}

/** The book goes on as it is, a change each 50 ms, until so long after the break. */
export function playOn(
	market: Market,
	untilMs: number,
	options: { readonly bids?: Rows; readonly asks?: Rows } = {},
): void {
	const asks = options.asks ?? brokenAsks;
	for (let after = 50; after <= untilMs; after += 50) {
		market.book(breakAt + after, options.bids ?? brokenBids, asks.with(0, [asks[0]![0], 5 + (after % 100) / 50]));
	}
}

import { decimalText, parseDecimal, quantizeDown } from '../lib/decimal.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { MarketEvent, Side } from '../model/market-event.js';
import type { ClientOid, Fill, OrderRequest } from '../model/order.js';
import type { Signal } from '../model/signal-event.js';
import type { PaperMarket } from './paper-market.js';
import { openPaperState } from './paper-state.js';
import { createPaperVenue } from './paper-venue.js';

export type SignalTradesDeps = {
	readonly clock: Clock;
	readonly market: PaperMarket;
	/** Best prices now; undefined where a side is empty. */
	readonly touch: (symbol: string) => { readonly bid: number; readonly ask: number } | undefined;
};

export type SignalTradesOptions = {
	/** What each signal trades for, quote currency, a plain decimal. */
	readonly funds: string;
	/** How long an order or a cancel is on its way. */
	readonly latencyMs: number;
	readonly symbols: readonly string[];
};

/** What trading every signal of one source and type came to. */
export type SignalTradesRow = {
	/** Round trips that were finished. */
	readonly trades: number;
	/** Mean of the round trips after fees, basis points of what was put in; undefined without any. */
	readonly meanNetBps: number | undefined;
};

/** Trades every signal with a side on paper, each for itself, by the fill model of paper orders (`fill-model.ts`). */
export type SignalTrades = {
	readonly take: (signal: Signal) => void;
	/** Every market event, after the store has applied it. */
	readonly observe: (event: MarketEvent) => void;
	readonly rowOf: (source: string, signalType: string) => SignalTradesRow;
};

type Trade = {
	readonly key: string;
	readonly symbol: string;
	readonly side: Side;
	readonly stop: number | undefined;
	readonly target: string | undefined;
	readonly fills: Fill[];
	/** Base size that was got in and is not out again. */
	size: string;
	targetId: string | undefined;
	isLeaving: boolean;
	cancelEnd: Cancel;
};

/** Without stop and target the way out is here, as in the scorecard; with them it is an hour. */
const horizonMs = 300_000;
const longestMs = 3_600_000;
const plenty = '1000000000000';

/**
 * In: a market order for the same funds each, `latencyMs` after the signal. Out: a limit order at the first target, behind the
 * queue; a market order when mid has reached the stop, after 300 s without stop and target, after an hour at the latest.
 * What a recording's end leaves open does not count. Sales are bought back: the account has plenty of both currencies.
 */
export function createSignalTrades(deps: SignalTradesDeps, options: SignalTradesOptions): SignalTrades {
	const { clock, market } = deps;
	const { latencyMs } = options;
	const currencies = new Set(options.symbols.flatMap(symbol => symbol.split('-')));
	const venue = createPaperVenue(
		{ market, wallNow: clock.wallNow, commit: () => {} },
		openPaperState(Math.floor(clock.wallNow()), Object.fromEntries([...currencies].map(name => [name, plenty]))),
	);
	const open = new Set<Trade>();
	/** Those with a stop and a target, by symbol: the others wait for a time only. */
	const watched = new Map<string, Set<Trade>>();
	const results = new Map<string, { count: number; sum: number }>();
	let made = 0;

	const place = (symbol: string, side: Side, size: string, price: string | undefined): string | undefined => {
		made += 1;
		const request: OrderRequest = {
			clientOid: `backtest${made}` as ClientOid,
			symbol,
			side,
			type: price === undefined ? 'market' : 'limit',
			price,
			size,
			funds: undefined,
			timeInForce: 'GTC',
			cancelAfter: undefined,
			postOnly: false,
			hidden: false,
			iceberg: false,
			visibleSize: undefined,
			stop: undefined,
		};
		const placed = market.isLive(symbol) ? venue.place(request) : undefined;
		return typeof placed === 'string' ? placed : undefined;
	};

	const fillsOf = (orderId: string): readonly Fill[] => venue.account.fills().filter(fill => fill.orderId === orderId);

	const take = (trade: Trade, orderId: string | undefined): string => {
		const fills = orderId === undefined ? [] : fillsOf(orderId);
		trade.fills.push(...fills);
		return decimalText(fills.reduce((sum, fill) => sum.plus(fill.size), parseDecimal('0')));
	};

	const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

	const enter = (trade: Trade): void => {
		const { symbol, side } = trade;
		const instrument = market.instrument(symbol);
		const touch = deps.touch(symbol);
		if (instrument === undefined || touch === undefined) {
			return;
		}

		const price = side === 'buy' ? touch.ask : touch.bid;
		const size = decimalText(quantizeDown(parseDecimal(options.funds).div(String(price)), instrument.baseIncrement));
		trade.size = take(trade, place(symbol, side, size, undefined));
		if (Number(trade.size) === 0) {
			return;
		}

		open.add(trade);
		trade.cancelEnd = clock.after(trade.target === undefined ? horizonMs : longestMs, () => leave(trade));
		if (trade.target !== undefined) {
			watched.set(symbol, (watched.get(symbol) ?? new Set()).add(trade));
			trade.targetId = place(symbol, opposite(side), trade.size, trade.target);
			checkTarget(trade);
		}
	};

	const leave = (trade: Trade): void => {
		if (!trade.isLeaving) {
			trade.isLeaving = true;
			clock.after(latencyMs, () => exit(trade));
		}
	};

	const takeTarget = (trade: Trade): void => {
		const taken = take(trade, trade.targetId);
		trade.targetId = undefined;
		trade.size = decimalText(parseDecimal(trade.size).minus(taken));
	};

	const exit = (trade: Trade): void => {
		if (!open.has(trade)) {
			return;
		}

		const target =
			trade.targetId === undefined ? undefined : venue.orders.find(trade.symbol, { orderId: trade.targetId });
		if (target !== undefined) {
			venue.cancel(target);
			takeTarget(trade);
		}

		if (Number(trade.size) > 0) {
			const out = take(trade, place(trade.symbol, opposite(trade.side), trade.size, undefined));
			trade.size = decimalText(parseDecimal(trade.size).minus(out));
		}

		if (Number(trade.size) > 0) {
			// The book is not live, or too thin: what is left goes a second later.
			clock.after(1000, () => exit(trade));
		} else {
			finish(trade);
		}
	};

	const finish = (trade: Trade): void => {
		trade.cancelEnd();
		open.delete(trade);
		watched.get(trade.symbol)?.delete(trade);
		let paid = 0;
		let got = 0;
		let entered = 0;
		for (const { side, price, size, fee } of trade.fills) {
			const funds = Number(price) * Number(size);
			entered += side === trade.side ? funds : 0;
			paid += (side === 'buy' ? funds : 0) + Number(fee ?? 0);
			got += side === 'sell' ? funds : 0;
		}

		const result = results.get(trade.key) ?? { count: 0, sum: 0 };
		results.set(trade.key, result);
		result.count += 1;
		result.sum += ((got - paid) / entered) * 1e4;
	};

	const checkTarget = (trade: Trade): void => {
		const order =
			trade.targetId === undefined ? undefined : venue.orders.find(trade.symbol, { orderId: trade.targetId });
		if (order !== undefined && !order.active) {
			takeTarget(trade);
			if (Number(trade.size) === 0) {
				finish(trade);
			}
		}
	};

	const checkStop = (trade: Trade, mid: number): void => {
		const { stop, side } = trade;
		if (stop !== undefined && (side === 'buy' ? mid <= stop : mid >= stop)) {
			leave(trade);
		}
	};

	return {
		take: signal => {
			if (signal.side === undefined || signal.duplicateOf !== undefined) {
				return;
			}

			const hasBoth = signal.stop !== undefined && signal.targets[0] !== undefined;
			const trade: Trade = {
				key: keyOf(signal.source, signal.signalType),
				symbol: signal.symbol,
				side: signal.side,
				stop: hasBoth ? Number(signal.stop) : undefined,
				target: hasBoth ? signal.targets[0] : undefined,
				fills: [],
				size: '0',
				targetId: undefined,
				isLeaving: false,
				cancelEnd: () => {},
			};
			clock.after(latencyMs, () => enter(trade));
		},
		observe: event => {
			if (!('symbol' in event)) {
				return;
			}

			const trades = watched.get(event.symbol);
			if (trades === undefined || trades.size === 0 || !market.isLive(event.symbol)) {
				return;
			}

			if (event.type === 'trade') {
				venue.onPrint(event);
			} else if (event.type === 'book-delta' || event.type === 'book-snapshot' || event.type === 'book-status') {
				venue.onBook(event.symbol);
			} else {
				return;
			}

			const touch = deps.touch(event.symbol);
			for (const trade of [...trades]) {
				checkTarget(trade);
				if (touch !== undefined && trades.has(trade)) {
					checkStop(trade, (touch.bid + touch.ask) / 2);
				}
			}
		},
		rowOf: (source, signalType) => {
			const { count, sum } = results.get(keyOf(source, signalType)) ?? { count: 0, sum: 0 };
			return { trades: count, meanNetBps: count === 0 ? undefined : sum / count };
		},
	};
}

const keyOf = (source: string, signalType: string): string => `${source}\n${signalType}`;

import type { CandleEvent, StatsEvent, TradeEvent } from '../model/market-event.js';
import { createDonchian, createMomentum } from './bar-indicators.js';
import { createBars } from './bars.js';
import type { BookView } from './book-view.js';
import { createKyleLambda } from './indicators/kyle-lambda.js';
import { createLiquidityShift } from './indicators/liquidity-shift.js';
import { createOrderFlowImbalance } from './indicators/order-flow-imbalance.js';
import { createSpreadGate, spreadBpsOf } from './indicators/spread-gate.js';
import { createTradeFlow } from './indicators/trade-flow.js';
import { createTradeSurge } from './indicators/trade-surge.js';
import { createVolatility } from './indicators/volatility.js';
import { createVwap } from './indicators/vwap.js';
import { createLevelBreak, type LevelBreak } from './level-break.js';
import { createMinuteSeries } from './minute-series.js';
import { createSizedVpin } from './sized-vpin.js';

export type SymbolFeatureOptions = {
	/** Bars of 1 s in the channel. */
	readonly channelBars: number;
	readonly atrBars: number;
	readonly bufferTicks: number;
	/** Share of the spread. */
	readonly bufferSpread: number;
	readonly spreadCapBps: number;
	readonly liquidityBps: number;
	readonly liquidityWindowMs: number;
};

export type SymbolFeatures = ReturnType<typeof createSymbolFeatures>;

/** A print this far behind what was seen already is history: it moves no rolling measure. */
const lateMs = 2000;
/** A hole in the data of this length ends the channel: what happened in it was not seen. */
const holeMs = 5000;
/** A book whose time falls this far began anew, or was wrong before. */
const restartMs = 60_000;
/** What is slow or coarse by nature is computed and judged this often, exchange time. */
const tickMs = 250;
const maxEmptySeconds = 900;
const maxEmptyMinutes = 60;

/**
 * Everything that is computed of one symbol, from its prints and its book. Time is the newest venue time that an event
 * of the symbol carried; nothing else moves it. A print or a change of the book costs O(1); once a second bars close and
 * distributions take a sample, four times a second the depth near mid is summed.
 */
export function createSymbolFeatures(symbol: string, options: SymbolFeatureOptions) {
	const orderFlow = createOrderFlowImbalance();
	const tradeFlow = createTradeFlow();
	const buySurge = createTradeSurge();
	const sellSurge = createTradeSurge();
	const vwap = createVwap();
	const sessionVwap = createVwap(Number.POSITIVE_INFINITY);
	const volatility = createVolatility();
	const vpin = createSizedVpin();
	const kyle = createKyleLambda();
	const spreadGate = createSpreadGate(options.spreadCapBps);
	const liquidity = createLiquidityShift({ bps: options.liquidityBps, windowMs: options.liquidityWindowMs });
	const channel = createDonchian(options.channelBars);
	const minutes = createMinuteSeries(options.atrBars);
	let fast = createMomentum();
	const up = createLevelBreak('up');
	const down = createLevelBreak('down');

	const seconds = createBars({
		intervalMs: 1000,
		maxEmpty: maxEmptySeconds,
		onClose: bar => {
			channel.add(bar);
			fast.add(bar.close);
		},
		onBreak: () => restartChannel(),
	});
	let sawWholeMinute = false;
	const wholeMinutes = createBars({
		intervalMs: 60_000,
		maxEmpty: maxEmptyMinutes,
		onClose: bar => {
			// The first one began before we came.
			if (sawWholeMinute) {
				minutes.add(bar);
			}

			sawWholeMinute = true;
		},
		onBreak: () => {
			sawWholeMinute = false;
			minutes.reset();
		},
	});

	let clock = 0;
	let nextSecondAt = Number.NEGATIVE_INFINITY;
	let nextTickAt = Number.NEGATIVE_INFINITY;
	let ticks = 0;
	let sampledTick = 0;
	let book: BookView | undefined;
	let hasQuote = false;
	let bid = Number.NaN;
	let ask = Number.NaN;
	let bidSize = Number.NaN;
	let askSize = Number.NaN;
	let mid = Number.NaN;
	let spreadBps = Number.NaN;
	let tick = Number.NaN;
	let tickText: string | undefined;
	let lastTrade = Number.NaN;
	let lastTradeTime = 0;
	let lastSequence = '';

	function restartChannel(): void {
		channel.reset();
		fast = createMomentum();
		up.clear();
		down.clear();
	}

	function rollSecond(): void {
		nextSecondAt = (Math.floor(clock / 1000) + 1) * 1000;
		seconds.advance(clock);
		wholeMinutes.advance(clock);
		minutes.advance(clock);
		buySurge.advance(clock);
		sellSurge.advance(clock);
		orderFlow.advance(clock);
		tradeFlow.advance(clock);
		vwap.advance(clock);
		kyle.advance(clock);
		if (hasQuote) {
			spreadGate.update(clock, spreadBps);
			volatility.update(clock, mid);
		}
	}

	function advanceTo(time: number): void {
		if (time <= clock) {
			return;
		}

		if (!hasQuote && clock > 0 && time - clock > holeMs) {
			seconds.reset();
			restartChannel();
		}

		clock = time;
		if (time >= nextTickAt) {
			nextTickAt = time + tickMs;
			ticks += 1;
		}

		if (time >= nextSecondAt) {
			rollSecond();
		}
	}

	function loseQuote(): void {
		if (!hasQuote) {
			return;
		}

		hasQuote = false;
		bid = Number.NaN;
		ask = Number.NaN;
		mid = Number.NaN;
		spreadBps = Number.NaN;
		orderFlow.reset();
		kyle.reset();
		liquidity.reset();
		up.clear();
		down.clear();
	}

	function buffer(): number {
		const ticks = Number.isNaN(tick) ? 0 : options.bufferTicks * tick;
		return Math.max(ticks, options.bufferSpread * (ask - bid));
	}

	function takeMid(): void {
		mid = (bid + ask) / 2;
		spreadBps = spreadBpsOf(bid, ask);
		seconds.quote(clock, mid);
		wholeMinutes.quote(clock, mid);
		volatility.update(clock, mid);
		kyle.quote(clock, mid);
		spreadGate.update(clock, spreadBps);
	}

	function takeQuote(view: BookView): void {
		const newBid = view.bids.best;
		const newAsk = view.asks.best;
		// Also refuses the NaN of an empty side.
		if (!(newBid < newAsk)) {
			loseQuote();
			return;
		}

		const newBidSize = view.bids.sizeAt(0);
		const newAskSize = view.asks.sizeAt(0);
		const moved = newBid !== bid || newAsk !== ask;
		if (!hasQuote || moved || newBidSize !== bidSize || newAskSize !== askSize) {
			hasQuote = true;
			bid = newBid;
			ask = newAsk;
			bidSize = newBidSize;
			askSize = newAskSize;
			orderFlow.update({ time: clock, bid, bidSize, ask, askSize });
			if (moved) {
				takeMid();
			}
		}

		const margin = buffer();
		up.update(clock, mid, channel.high(), margin);
		down.update(clock, mid, channel.low(), margin);
		if (sampledTick !== ticks) {
			sampledTick = ticks;
			liquidity.sample(clock, mid, view);
		}
	}

	return {
		symbol,
		/**
		 * Whether the book stands more than a minute before what was seen already: a time was wrong once, or the venue began
		 * anew. Windows and cooldowns would wait for a time that does not come.
		 */
		isBefore: (view: BookView): boolean => view.isLive && view.time > 0 && view.time < clock - restartMs,
		/** The book after a change of it. */
		applyBook(view: BookView): void {
			book = view;
			const { time } = view;
			advanceTo(time);
			if (view.isLive && time > 0) {
				takeQuote(view);
			} else {
				loseQuote();
			}
		},
		/** Continuity was lost or won back; carries no venue time. */
		applyStatus(view: BookView | undefined): void {
			book = view ?? book;
			if (view === undefined || !view.isLive) {
				loseQuote();
			}
		},
		/** One print. False when it was counted already. */
		applyTrade(event: TradeEvent): boolean {
			const { time, side, sequence } = event;
			if (time <= lastTradeTime && !isLater(sequence, lastSequence)) {
				return false;
			}

			const price = Number(event.price);
			const size = Number(event.size);
			if (!(price > 0 && size > 0)) {
				return false;
			}

			lastSequence = sequence;
			const print = { time, side, price, size };
			const isLate = time < clock - lateMs;
			// A history in order still fills the windows that it belongs to.
			if (!isLate || time >= lastTradeTime) {
				advanceTo(time);
				tradeFlow.update(print);
				vwap.update(print);
				sessionVwap.update(print);
			}

			lastTradeTime = Math.max(lastTradeTime, time);
			if (isLate) {
				return true;
			}

			lastTrade = price;

			(side === 'buy' ? buySurge : sellSurge).add(time, size);
			vpin.update(print);
			kyle.update(print);
			liquidity.trade(side, size);
			seconds.trade(time, price, size);
			wholeMinutes.trade(time, price, size);
			return true;
		},
		applyStats: (event: StatsEvent): void => vpin.setDayVolume(Number(event.volume)),
		applyCandle: (event: CandleEvent): void => minutes.seed(event),
		setTick(text: string): void {
			tickText = text;
			tick = Number(text);
		},
		clock: () => clock,
		/** Goes up four times a second of exchange time, where events come. */
		ticks: () => ticks,
		book: () => book,
		isLive: () => hasQuote,
		bid: () => bid,
		ask: () => ask,
		bidSize: () => bidSize,
		askSize: () => askSize,
		mid: () => mid,
		spreadBps: () => spreadBps,
		/** Of one tick; NaN while the tick is not known. */
		tickBps: () => (tick / mid) * 1e4,
		tickText: () => tickText,
		lastTrade: () => lastTrade,
		/** How old the last sequence-true change of the book is, ms; infinite without a live book. */
		bookAgeMs: () => (hasQuote && book !== undefined ? clock - book.time : Number.POSITIVE_INFINITY),
		/** Distance from a line of the channel that counts as a break, in the unit of the price. */
		buffer,
		channel,
		up: up as LevelBreak,
		down: down as LevelBreak,
		orderFlow,
		tradeFlow,
		buySurge,
		sellSurge,
		vwap,
		sessionVwap,
		volatility,
		vpin,
		kyle,
		spreadGate,
		liquidity,
		minutes,
		fast: () => fast,
	};
}

/** Whether one sequence, as digits, is above another. */
function isLater(sequence: string, other: string): boolean {
	return sequence.length === other.length ? sequence > other : sequence.length > other.length;
}

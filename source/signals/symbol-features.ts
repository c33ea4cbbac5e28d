import { isLaterTrade } from '../model/event-order.js';
import type { CandleEvent, StatsEvent, TradeEvent } from '../model/market-event.js';
import { createDonchian, createMomentum, type Donchian, type Momentum } from './bar-indicators.js';
import { type Bars, createBars } from './bars.js';
import type { BookView } from './book-view.js';
import { createKyleLambda } from './indicators/kyle-lambda.js';
import { createLiquidityShift, type LiquidityShift } from './indicators/liquidity-shift.js';
import { createOrderFlowImbalance } from './indicators/order-flow-imbalance.js';
import { createSpreadGate, type SpreadGate, spreadBpsOf } from './indicators/spread-gate.js';
import { createTradeFlow } from './indicators/trade-flow.js';
import { createTradeSurge } from './indicators/trade-surge.js';
import { createVolatility } from './indicators/volatility.js';
import { createVwap } from './indicators/vwap.js';
import { createLevelBreak, type LevelBreak } from './level-break.js';
import { createMinuteSeries, type MinuteSeries } from './minute-series.js';
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

/** A print this far behind what was seen already is history: it moves no rolling measure. */
const lateMs = 2000;
/** A hole in the data of this length ends the channel and is no sample of anything: what happened in it was not seen. */
const holeMs = 5000;
/** Nothing of a symbol for so long, neither book nor print: whether there was no trading nobody can say. */
const silenceMs = 60_000;
/** A book whose time falls this far began anew, or was wrong before. */
const restartMs = 60_000;
/** What is slow or coarse by nature is computed and judged this often, exchange time. */
const tickMs = 250;
const minuteMs = 60_000;
const maxEmptySeconds = 900;
const maxEmptyMinutes = 60;

/**
 * Everything that is computed of one symbol, from its prints and its book. Time is the newest venue time that an event
 * of the symbol carried; nothing else moves it. A print or a change of the book costs O(1); once a second bars close and
 * distributions take a sample, four times a second the depth near mid is summed.
 */
export const createSymbolFeatures = (symbol: string, options: SymbolFeatureOptions): SymbolFeatures =>
	new SymbolFeatures(symbol, options);

/** What `createSymbolFeatures` makes. */
export class SymbolFeatures {
	readonly symbol: string;
	readonly orderFlow = createOrderFlowImbalance();
	readonly tradeFlow = createTradeFlow();
	readonly buySurge = createTradeSurge();
	readonly sellSurge = createTradeSurge();
	readonly vwap = createVwap();
	readonly sessionVwap = createVwap(Number.POSITIVE_INFINITY);
	readonly volatility = createVolatility();
	readonly vpin = createSizedVpin();
	readonly kyle = createKyleLambda();
	readonly spreadGate: SpreadGate;
	readonly liquidity: LiquidityShift;
	readonly channel: Donchian;
	readonly minutes: MinuteSeries;
	readonly up: LevelBreak = createLevelBreak('up');
	readonly down: LevelBreak = createLevelBreak('down');
	readonly #options: SymbolFeatureOptions;
	readonly #seconds: Bars;
	readonly #wholeMinutes: Bars;
	#fast = createMomentum();
	#sawWholeMinute = false;
	#clock = 0;
	#nextSecondAt = Number.NEGATIVE_INFINITY;
	#nextTickAt = Number.NEGATIVE_INFINITY;
	#ticks = 0;
	#sampledTick = 0;
	#book: BookView | undefined;
	#hasQuote = false;
	/** Once at least: prints before the first book are history, not the end of a hole. */
	#hadQuote = false;
	#bid = Number.NaN;
	#ask = Number.NaN;
	#bidSize = Number.NaN;
	#askSize = Number.NaN;
	#mid = Number.NaN;
	#spreadBps = Number.NaN;
	/** See `buffer`; kept, since every change of the book asks for it twice. */
	#buffer = Number.NaN;
	#tick = Number.NaN;
	#tickText: string | undefined;
	#lastTrade = Number.NaN;
	#lastTradeTime = 0;
	#lastEvent: TradeEvent | undefined;

	constructor(symbol: string, options: SymbolFeatureOptions) {
		this.symbol = symbol;
		this.#options = options;
		this.spreadGate = createSpreadGate(options.spreadCapBps);
		this.liquidity = createLiquidityShift({ bps: options.liquidityBps, windowMs: options.liquidityWindowMs });
		this.channel = createDonchian(options.channelBars);
		this.minutes = createMinuteSeries(options.atrBars);
		this.#seconds = createBars({
			intervalMs: 1000,
			maxEmpty: maxEmptySeconds,
			onClose: bar => {
				this.channel.add(bar);
				this.#fast.add(bar.close);
			},
			onBreak: () => this.#restartChannel(),
		});
		this.#wholeMinutes = createBars({
			intervalMs: minuteMs,
			maxEmpty: maxEmptyMinutes,
			onClose: bar => {
				// The first one began before we came.
				if (this.#sawWholeMinute) {
					this.minutes.add(bar);
				}

				this.#sawWholeMinute = true;
			},
			onBreak: () => {
				// A live book in which nothing moved: no hole.
				this.#sawWholeMinute = false;
				this.minutes.reset(this.#clock, this.#clock);
			},
		});
	}

	/**
	 * Whether the book stands more than a minute before what was seen already: a time was wrong once, or the venue began
	 * anew. Windows and cooldowns would wait for a time that does not come.
	 */
	isBefore(view: BookView): boolean {
		const { time } = view;
		return time > 0 && time < this.#clock - restartMs && view.isLive;
	}

	/** The book after a change of it. */
	applyBook(view: BookView): void {
		this.#book = view;
		const { time } = view;
		this.#advanceTo(time);
		if (time > 0 && view.isLive) {
			this.#takeQuote(view);
		} else {
			this.#loseQuote();
		}
	}

	/** Continuity was lost or won back; carries no venue time. */
	applyStatus(view: BookView | undefined): void {
		this.#book = view ?? this.#book;
		if (view === undefined || !view.isLive) {
			this.#loseQuote();
		}
	}

	/** One print. False when it was counted already. */
	applyTrade(event: TradeEvent): boolean {
		const { time, side } = event;
		const last = this.#lastEvent;
		if (time <= this.#lastTradeTime && last !== undefined && !isLaterTrade(event, last)) {
			return false;
		}

		const price = event.priceNumber ?? Number(event.price);
		const size = event.sizeNumber ?? Number(event.size);
		if (!(price > 0 && size > 0)) {
			return false;
		}

		this.#lastEvent = event;
		const print = { time, side, price, size };
		const isLate = time < this.#clock - lateMs;
		// A history in order still fills the windows that it belongs to.
		if (!isLate || time >= this.#lastTradeTime) {
			this.#advanceTo(time);
			this.tradeFlow.update(print);
			this.vwap.update(print);
			this.sessionVwap.update(print);
		}

		this.#lastTradeTime = Math.max(this.#lastTradeTime, time);
		if (isLate) {
			return true;
		}

		this.#lastTrade = price;
		(side === 'buy' ? this.buySurge : this.sellSurge).add(time, size);
		this.vpin.update(print);
		this.kyle.update(print);
		this.liquidity.trade(side, size);
		this.#seconds.trade(time, price, size);
		this.#wholeMinutes.trade(time, price, size);
		return true;
	}

	applyStats(event: StatsEvent): void {
		this.vpin.setDayVolume(Number(event.volume));
	}

	applyCandle(event: CandleEvent): void {
		this.minutes.seed(event);
	}

	setTick(text: string): void {
		this.#tickText = text;
		this.#tick = Number(text);
		this.#setBuffer();
	}

	clock(): number {
		return this.#clock;
	}

	/** Goes up four times a second of exchange time, where events come. */
	ticks(): number {
		return this.#ticks;
	}

	book(): BookView | undefined {
		return this.#book;
	}

	isLive(): boolean {
		return this.#hasQuote;
	}

	bid(): number {
		return this.#bid;
	}

	ask(): number {
		return this.#ask;
	}

	bidSize(): number {
		return this.#bidSize;
	}

	askSize(): number {
		return this.#askSize;
	}

	mid(): number {
		return this.#mid;
	}

	spreadBps(): number {
		return this.#spreadBps;
	}

	/** Of one tick; NaN while the tick is not known. */
	tickBps(): number {
		return (this.#tick / this.#mid) * 1e4;
	}

	tickText(): string | undefined {
		return this.#tickText;
	}

	lastTrade(): number {
		return this.#lastTrade;
	}

	/** How old the last sequence-true change of the book is, ms; infinite without a live book. */
	bookAgeMs(): number {
		const book = this.#book;
		return this.#hasQuote && book !== undefined ? this.#clock - book.time : Number.POSITIVE_INFINITY;
	}

	/** Distance from a line of the channel that counts as a break, in the unit of the price. */
	buffer(): number {
		return this.#buffer;
	}

	fast(): Momentum {
		return this.#fast;
	}

	#restartChannel(): void {
		this.channel.reset();
		this.#fast = createMomentum();
		this.up.clear();
		this.down.clear();
	}

	#rollSecond(): void {
		const clock = this.#clock;
		this.#nextSecondAt = (Math.floor(clock / 1000) + 1) * 1000;
		this.#seconds.advance(clock);
		this.#wholeMinutes.advance(clock);
		this.minutes.advance(clock);
		this.buySurge.advance(clock);
		this.sellSurge.advance(clock);
		this.orderFlow.advance(clock);
		this.tradeFlow.advance(clock);
		this.vwap.advance(clock);
		this.kyle.advance(clock);
		if (this.#hasQuote) {
			this.spreadGate.update(clock, this.#spreadBps);
			this.volatility.update(clock, this.#mid);
		}
	}

	#skipSurges(from: number, to: number): void {
		this.buySurge.skip(from, to);
		this.sellSurge.skip(from, to);
	}

	/** Nobody looked between two times. */
	#skip(from: number, to: number): void {
		this.#skipSurges(from, to);
		this.volatility.reset();
		// A minute of which something was seen is a bar; one of which nothing was seen is none.
		if (Math.floor(to / minuteMs) - Math.floor(from / minuteMs) > 1) {
			this.#wholeMinutes.reset();
			this.#sawWholeMinute = false;
			this.minutes.reset(from, to);
		}
	}

	#advanceTo(time: number): void {
		const clock = this.#clock;
		if (time <= clock) {
			return;
		}

		if (!this.#hasQuote && clock > 0 && time - clock > holeMs) {
			this.#seconds.reset();
			this.#restartChannel();
			if (this.#hadQuote) {
				this.#skip(clock, time);
			}
		} else if (clock > 0 && time - clock > silenceMs) {
			this.#skipSurges(clock, time);
		}

		this.#clock = time;
		if (time >= this.#nextTickAt) {
			this.#nextTickAt = time + tickMs;
			this.#ticks += 1;
		}

		if (time >= this.#nextSecondAt) {
			this.#rollSecond();
		}
	}

	#loseQuote(): void {
		if (!this.#hasQuote) {
			return;
		}

		this.#hasQuote = false;
		this.#bid = Number.NaN;
		this.#ask = Number.NaN;
		this.#mid = Number.NaN;
		this.#spreadBps = Number.NaN;
		this.#setBuffer();
		this.orderFlow.reset();
		this.kyle.reset();
		this.liquidity.reset();
		this.up.clear();
		this.down.clear();
	}

	#setBuffer(): void {
		const ticks = Number.isNaN(this.#tick) ? 0 : this.#options.bufferTicks * this.#tick;
		this.#buffer = Math.max(ticks, this.#options.bufferSpread * (this.#ask - this.#bid));
	}

	#takeMid(): void {
		const clock = this.#clock;
		const mid = (this.#bid + this.#ask) / 2;
		this.#mid = mid;
		this.#spreadBps = spreadBpsOf(this.#bid, this.#ask);
		this.#setBuffer();
		this.#seconds.quote(clock, mid);
		this.#wholeMinutes.quote(clock, mid);
		this.volatility.update(clock, mid);
		this.kyle.quote(clock, mid);
		this.spreadGate.update(clock, this.#spreadBps);
	}

	#takeQuote(view: BookView): void {
		const { bids, asks } = view;
		const bid = bids.best;
		const ask = asks.best;
		// Also refuses the NaN of an empty side.
		if (!(bid < ask)) {
			this.#loseQuote();
			return;
		}

		const bidSize = bids.sizeAt(0);
		const askSize = asks.sizeAt(0);
		const clock = this.#clock;
		const moved = bid !== this.#bid || ask !== this.#ask;
		if (!this.#hasQuote || moved || bidSize !== this.#bidSize || askSize !== this.#askSize) {
			this.#hasQuote = true;
			this.#hadQuote = true;
			this.#bid = bid;
			this.#ask = ask;
			this.#bidSize = bidSize;
			this.#askSize = askSize;
			this.orderFlow.update({ time: clock, bid, bidSize, ask, askSize });
			if (moved) {
				this.#takeMid();
			}
		}

		const mid = this.#mid;
		const margin = this.#buffer;
		this.up.update(clock, mid, this.channel.high(), margin);
		this.down.update(clock, mid, this.channel.low(), margin);
		if (this.#sampledTick !== this.#ticks) {
			this.#sampledTick = this.#ticks;
			this.liquidity.sample(clock, mid, view);
		}
	}
}

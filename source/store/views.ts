/**
 * What the screen gets to see: plain frozen values, made by selectors at the frame rate, only for the rows asked for.
 * Numbers are for drawing; every price that a person acts on is also here as the venue's own text.
 */
import type { DataState, Freshness } from '../market/freshness.js';
import type { SocketState, TopicState } from '../model/health-event.js';
import type { CandleEvent, CandleInterval, Side } from '../model/market-event.js';
import type { SignalVerification } from '../model/signal-event.js';
import type { SignalLink } from '../signals/source.js';

export type { DataState, Freshness };

/** When a view is made: both clocks, so that selectors stay pure. */
export type Instant = { readonly wall: number; readonly mono: number };

export type LadderRequest = {
	/** Rows on the screen, the spread row not counted. */
	readonly rows: number;
	/** Tick grouping: 1, 2, 5, 10 … ticks a row. */
	readonly groupTicks: number;
	/** Price at the middle of the ladder; undefined centers on the touch. */
	readonly anchor: number | undefined;
};

export type TickerView = {
	readonly symbol: string;
	readonly freshness: Freshness;
	readonly last: string | undefined;
	readonly lastSize: string | undefined;
	/** −1, 0, +1 against the price before. */
	readonly direction: -1 | 0 | 1;
	/** Fraction. */
	readonly changeRate: number | undefined;
	readonly changePrice: string | undefined;
	readonly high: string | undefined;
	readonly low: string | undefined;
	readonly volume: string | undefined;
	readonly quoteVolume: string | undefined;
	readonly bestBid: string | undefined;
	readonly bestBidSize: string | undefined;
	readonly bestAsk: string | undefined;
	readonly bestAskSize: string | undefined;
	readonly spreadBps: number | undefined;
	readonly spread: string | undefined;
	/** Oldest first, mid prices sampled once a second, at most 240. */
	readonly line: readonly number[];
	readonly quoteCurrency: string;
	readonly baseCurrency: string;
};

export type ChartLineKind = 'ema12' | 'ema26' | 'vwap' | 'channelHigh' | 'channelLow';

export type ChartRequest = {
	/** Slots, one a column. */
	readonly count: number;
	/** Venue time within the newest slot to show, ms; undefined follows now. */
	readonly end: number | undefined;
	readonly lines: readonly ChartLineKind[];
};

/** One bar, or the gap of one: no trade, as far as is known. */
export type ChartSlot = { readonly start: number; readonly candle: CandleEvent | undefined };

export type ChartLine = {
	readonly kind: ChartLineKind;
	/** One a slot; NaN where there is none. */
	readonly values: readonly number[];
};

/** A price where something of ours waits. */
export type ChartMark = {
	readonly price: string;
	readonly kind: 'buy' | 'sell' | 'stop' | 'target';
	/** Of a ticket that is open: nothing was sent. */
	readonly isPlanned?: true;
};

export type ChartFill = { readonly time: number; readonly price: number; readonly side: Side };

export type ChartView = {
	readonly symbol: string;
	readonly interval: CandleInterval;
	/** Length of a bar, ms. */
	readonly intervalMs: number;
	readonly freshness: Freshness;
	/** Oldest first. */
	readonly slots: readonly ChartSlot[];
	readonly lines: readonly ChartLine[];
	readonly marks: readonly ChartMark[];
	/** Newest first. */
	readonly fills: readonly ChartFill[];
	/** Of the price increment. */
	readonly decimals: number;
	readonly last: string | undefined;
	/** Start of the oldest and the newest bar known, ms. */
	readonly oldest: number | undefined;
	readonly newest: number | undefined;
	/** Bars known. */
	readonly known: number;
	readonly baseCurrency: string;
	readonly quoteCurrency: string;
};

export type LadderRow = {
	/** The group's price as text at the group's decimals. */
	readonly price: string;
	readonly priceNumber: number;
	readonly bidSize: number;
	readonly askSize: number;
	/** From the touch to this row, in base currency, on the row's own side. */
	readonly cumulative: number;
	/** From the touch to this row, in quote currency. */
	readonly cumulativeFunds: number;
	/** Base volume traded at this price since the program started. */
	readonly tradedVolume: number;
	/** Working size of our own orders at this price; none before orders exist. */
	readonly ownBid: string | undefined;
	readonly ownAsk: string | undefined;
};

export type LadderView = {
	readonly symbol: string;
	readonly freshness: Freshness;
	/** Highest price first; asks, then the spread, then bids. Rows without size are present so that the ladder stays static. */
	readonly rows: readonly LadderRow[];
	/** Index of the first row below the spread (a bid row); rows.length when none is shown. */
	readonly spreadIndex: number;
	readonly bestBid: string | undefined;
	readonly bestAsk: string | undefined;
	readonly mid: number | undefined;
	readonly spread: string | undefined;
	readonly spreadBps: number | undefined;
	/** The tick grouping as text, e.g. `0.5`, and its multiple of the tick. */
	readonly group: string;
	readonly groupTicks: number;
	readonly maxSize: number;
	readonly sizeDecimals: number;
	/** Where the book is from: `level2`, `depth50`, `depth5`. */
	readonly source: string;
	readonly sequence: string;
	/** (bid − ask) / (bid + ask) over as many rows on either side of the touch as a centered ladder shows, wherever this one stands. */
	readonly imbalance: number | undefined;
};

export type TapeRow = {
	/** Venue time, ms. */
	readonly time: number;
	readonly side: Side;
	readonly price: string;
	/** Sum of the prints merged into this row, exact. */
	readonly size: string;
	/** How many prints of the same instant, side and price are merged. */
	readonly prints: number;
	/** In quote currency. */
	readonly funds: number;
	readonly large: boolean;
	/** Our own fill. */
	readonly own: boolean;
};

export type TapeView = {
	readonly symbol: string;
	readonly freshness: Freshness;
	/** Newest first. */
	readonly rows: readonly TapeRow[];
	/** Base currency, since the program started (or the symbol was first watched). */
	readonly buyVolume: number;
	readonly sellVolume: number;
	/** Cumulative volume delta: buyVolume − sellVolume. */
	readonly cvd: number;
	/** Taker buys over all, last 60 s; undefined without trades. */
	readonly buyRatio: number | undefined;
	readonly tradesPerSecond: number;
	readonly sizeDecimals: number;
};

export type SocketHealth = {
	readonly socket: string;
	readonly state: SocketState;
	readonly host: string | undefined;
	/** Since it became live. */
	readonly uptimeMs: number | undefined;
	/** Since the last frame of any kind. */
	readonly ageMs: number | undefined;
	readonly attempt: number;
	readonly nextAttemptInMs: number | undefined;
	readonly reason: string | undefined;
	readonly reconnects: number;
	readonly latencyP50: number | undefined;
	readonly latencyP99: number | undefined;
	/** One value a second, oldest first, at most 60. */
	readonly latencyLine: readonly number[];
	readonly pingRttMs: number | undefined;
	readonly messagesPerSecond: number;
	readonly topics: number;
};

export type TopicHealth = {
	readonly topic: string;
	readonly socket: string;
	readonly state: TopicState;
	readonly data: DataState;
	readonly ageMs: number | undefined;
	readonly note: string;
};

export type HealthView = {
	readonly freshness: Freshness;
	readonly sockets: readonly SocketHealth[];
	/** Of the symbol, of none, of others; as many as were asked for. */
	readonly topics: readonly TopicHealth[];
	readonly topicCount: number;
	readonly gaps: number;
	readonly malformed: number;
	readonly duplicates: number;
	readonly messages: number;
	readonly messagesPerSecond: number;
	readonly lastProblem: string | undefined;
	readonly clockOffsetMs: number | undefined;
	readonly restRttMs: number | undefined;
	readonly venue: string;
	readonly loopDelayP99Ms: number | undefined;
	/** Frame received → own signal told, ms; undefined before the first. */
	readonly signalLatency?: { readonly p50: number; readonly p99: number } | undefined;
	readonly rssMb: number | undefined;
	/** To the terminal, over the last seconds. */
	readonly terminalBytesPerSecond: number | undefined;
};

export type SignalRow = {
	readonly time: number;
	readonly ageMs: number;
	readonly source: string;
	readonly verified: SignalVerification;
	readonly symbol: string;
	readonly signalType: string;
	readonly side: Side | undefined;
	readonly confidence: number;
	/** Whether its type has outcomes enough to say what such a confidence is worth. */
	readonly isCalibrated: boolean;
	/** `67000-67100.5`, or one price. */
	readonly entry: string | undefined;
	readonly entryLow: string | undefined;
	readonly entryHigh: string | undefined;
	readonly stop: string | undefined;
	readonly targets: readonly string[];
	readonly lagMs: number;
	/** Whether it could become an order: `future` has a clock that cannot be trusted. */
	readonly stage: 'open' | 'expired' | 'future' | 'quarantined';
	/** Venue time, ms. */
	readonly expiresAt: number | undefined;
	/** Orders that came of it. */
	readonly taken: number;
	/** What the market reached first since, its stop or its first target; `late`: it was past one of them when it came. */
	readonly reached: 'stop' | 'target' | 'late' | undefined;
	/** Times that it came again. */
	readonly repeats: number;
	/** In words: `new`, `taken`, `expired`, `target hit`, `stopped out`, `late`, `clock?`, `quarantined`, `dup ×2`, or several. */
	readonly state: string;
	readonly reason: string | undefined;
	readonly horizon: string | undefined;
	readonly features: Readonly<Record<string, number>> | undefined;
	/** The maker's; empty for what could not be read. */
	readonly id: string;
	/** Of the row, in this run. */
	readonly key: string;
};

/** What the log is narrowed to; a field that is undefined allows everything. */
export type SignalFilter = {
	readonly source?: string | undefined;
	readonly type?: string | undefined;
	readonly symbol?: string | undefined;
};

/** A value that the log has, and in how many rows. */
export type SignalFacet = { readonly field: keyof SignalFilter; readonly value: string; readonly count: number };

export type SignalsView = {
	readonly freshness: Freshness;
	/** Newest first; those of the filter. */
	readonly rows: readonly SignalRow[];
	readonly filter: SignalFilter;
	readonly received: number;
	readonly quarantined: number;
	readonly duplicates: number;
	readonly sources: readonly { readonly name: string; readonly state: string }[];
	/** Where signals from outside come from, and how each stands. */
	readonly links: readonly SignalLink[];
};

export type WatchSort = 'order' | 'symbol' | 'last' | 'change' | 'volume' | 'value' | 'spread' | 'signal';

export type WatchRequest = {
	/** `favorites`, `all`, `movers`, or a quote currency. */
	readonly group: string;
	/** `order` is that of the user's list; elsewhere by name. */
	readonly sort: WatchSort;
	readonly isDescending: boolean;
	/** Part of a symbol. */
	readonly filter: string;
	readonly from: number;
	readonly count: number;
};

/** The newest signal of a symbol. */
export type WatchBadge = { readonly side: Side | undefined; readonly ageMs: number };

/** A rule as it stands on the focused symbol. */
export type RuleView = {
	readonly type: string;
	/** `waiting`, `holding 120 ms`, `fired`, `refused`, `again in 43 s`. */
	readonly phase: string;
	readonly holding: number;
	readonly conditions: number;
	/** What keeps it from firing, in words: `buy surge z 1.4, needs ≥ 3.0`. */
	readonly failing: readonly string[];
};

export type ScoreView = {
	readonly source: string;
	readonly signalType: string;
	readonly signals: number;
	/** 0 to 1; undefined without outcomes. */
	readonly hitRate: number | undefined;
	/** Mean mark-outs after 5, 30 and 300 s, basis points. */
	readonly meansBps: readonly (number | undefined)[];
	readonly stopFirst: number;
	readonly targetFirst: number;
	/** `uncalibrated 12/200`, or what was said against what came. */
	readonly calibration: string;
};

/** What the rules see of one symbol now, and what signals were worth so far. */
export type SignalPanelView = {
	readonly symbol: string;
	readonly facts: readonly { readonly label: string; readonly value: string }[];
	readonly rules: readonly RuleView[];
	readonly scores: readonly ScoreView[];
};

export type WatchRow = {
	readonly symbol: string;
	readonly last: string | undefined;
	readonly changeRate: number | undefined;
	/** Of 24 h, in base and in quote currency. */
	readonly volume: number | undefined;
	readonly quoteVolume: number | undefined;
	readonly spreadBps: number | undefined;
	readonly freshness: Freshness;
	readonly line: readonly number[];
	readonly signal: WatchBadge | undefined;
};

export type WatchlistView = Pick<WatchRequest, 'group' | 'sort' | 'isDescending' | 'filter' | 'from'> & {
	readonly focused: string;
	/** Of all pairs at once; undefined for the user's own, each of which has its own. */
	readonly freshness: Freshness | undefined;
	/** Every symbol of the group, in order. */
	readonly order: readonly string[];
	/** From `from` on, as many as were asked for. */
	readonly rows: readonly WatchRow[];
};

export type ModeName = 'DEMO' | 'PAPER' | 'LIVE' | 'READ-ONLY' | 'REPLAY';

export type StatusView = {
	readonly mode: ModeName;
	/** In live only. */
	readonly armed: 'ARMED' | 'DISARMED' | undefined;
	readonly viewerOf: number | undefined;
	/** Why a viewer knows no more of who trades: it is gone, or does not answer. */
	readonly viewerProblem?: string | undefined;
	/** Automatic orders from signals, where the settings allow them in this run. */
	readonly auto?:
		| { readonly on: boolean; readonly why: string; readonly orders: number; readonly maxOrders: number }
		| undefined;
	/** Of a replay only: `×10`, `END`. */
	readonly playback?: string | undefined;
	readonly symbol: string;
	/** Wall clock, corrected by the venue's offset. */
	readonly now: number;
	/** The worst data state of the focused symbol's panes, and why. */
	readonly freshness: Freshness;
	readonly trading: 'ACTIVE' | 'REDUCING' | 'HALTED';
	/** Orders of ours that are not final, and those of them whose outcome is unknown. */
	readonly working?: number;
	readonly unknown?: number;
	/** Stops that no exchange holds: they die with the process that watches them. */
	readonly held?: number;
	/** `KuCoin`, or the host of `--rest-url`. */
	readonly venue: string;
	/** What the person should know now: `DNS ENOTFOUND · try 3 in 6s · kcmon --demo works offline`. */
	readonly banner: string | undefined;
	/** The newest notice of trading, for ten seconds, where it is a warning: for a screen without ORDERS. `at`: monotonic ms. */
	readonly warning?: { readonly text: string; readonly at: number } | undefined;
};

/** One order of ours, or of another program on the account. */
export type OrderRow = {
	readonly clientOid: string;
	readonly symbol: string;
	readonly side: Side;
	/** `limit`, `market`, with `post`, `IOC` where it says more; `stop ≤ 66000`, `oco ≤ 66000`, and `stop`, `oco` of others. */
	readonly kind: string;
	readonly price: string | undefined;
	/** Of a stop: `≤ 66000`. */
	readonly trigger: string | undefined;
	/** Of a working entry, where its exits will be; of an exit, where the other one is. Prices. */
	readonly stop: string | undefined;
	readonly target: string | undefined;
	readonly size: string | undefined;
	readonly funds: string | undefined;
	readonly filledSize: string;
	/** Of what is filled, to a hundredth of the tick; undefined without fills. */
	readonly averagePrice: string | undefined;
	/** A word of the contract: `WORKING` `PARTIAL` `FILLED` `CANCELED` `REJECTED` `UNKNOWN` `NOT PLACED` …, `CANCELING` while a cancel is under way. */
	readonly status: string;
	/** `rejected 200004 balance`, `UNKNOWN 3s · checking`, `external`, `dies with this process`. */
	readonly note: string;
	readonly isFinal: boolean;
	readonly external: boolean;
	readonly ageMs: number;
	/** Estimated size ahead of it at its price; for resting orders of a live book. */
	readonly queueAhead: string | undefined;
};

export type FillRow = {
	readonly time: number;
	readonly symbol: string;
	readonly side: Side;
	readonly price: string;
	readonly size: string;
	/** Undefined until the venue told it. */
	readonly fee: string | undefined;
	readonly feeCurrency: string | undefined;
	readonly liquidity: 'taker' | 'maker';
};

export type BalanceRow = {
	readonly currency: string;
	readonly available: string;
	readonly hold: string;
	readonly total: string;
};

export type OrdersView = {
	readonly freshness: Freshness;
	/** Open ones first, ours before those of other programs, newest first; then what ended lately. */
	readonly orders: readonly OrderRow[];
	/** Newest first. */
	readonly fills: readonly FillRow[];
	/** The focused symbol's two currencies, base first, then others that are not zero. */
	readonly balances: readonly BalanceRow[];
	/** Of the focused symbol, by kcmon's own fills. */
	readonly position:
		| {
				readonly size: string;
				/** Fees included; to a hundredth of the tick. */
				readonly averageCost: string | undefined;
				/** What brackets sold of coins that were there before and may buy back; what one unit brought after fees. */
				readonly sold: { readonly size: string; readonly average: string } | undefined;
				readonly realized: string;
				/** At mid, before the fee of ending it; undefined where there is nothing, or the ticker is old. */
				readonly unrealized: string | undefined;
				readonly fees: string;
				/** Charged in other currencies than the quote; only those in base currency are part of the profit. */
				readonly otherFees?: readonly {
					readonly currency: string;
					readonly fee: string;
					readonly isInProfit: boolean;
				}[];
		  }
		| undefined;
	/** Of the focused symbol. */
	readonly quoteCurrency: string;
	/** Over all symbols of that quote currency. */
	readonly sessionProfit: string | undefined;
	/** Something in it is valued by a ticker that is old. */
	readonly isSessionOld?: boolean;
	readonly openCount: number;
	/** Exits that die with this process. */
	readonly heldExits?: number;
	/** By another process. */
	readonly isHeldElsewhere?: boolean;
	readonly trading: 'ACTIVE' | 'REDUCING' | 'HALTED';
	readonly armed: boolean | undefined;
	/** Why no order may be sent now. */
	readonly closedBecause: string | undefined;
	/** Seconds until the venue's dead-man's switch fires if it is not renewed. */
	readonly deadManInS: number | undefined;
	/** The newest notice, for ten seconds. */
	readonly notice: { readonly level: 'info' | 'warning' | 'danger'; readonly text: string } | undefined;
};

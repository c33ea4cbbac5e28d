import type { Side } from '../model/market-event.js';
import { crowdOwner, type EngineOrder } from './book-side.js';
import { type CandleHistory, createCandleHistory, minuteMs } from './candle-history.js';
import { type Candles, createCandles } from './candles.js';
import { type BookImage, type BookRows, createChangeLog } from './change-log.js';
import type { MarketProfile } from './market-profiles.js';
import { type CancelCause, createMatchingEngine, type EngineSink, type MatchingEngine } from './matching-engine.js';
import { startBase } from './number-base.js';
import { createOrderIds, type OrderIds } from './order-ids.js';

/** One price that changed: `lots` is the visible size after, 0 = gone. `ticks` 0 moved only the sequence. */
export type BookRow = { readonly side: Side; readonly ticks: number; readonly lots: number; readonly sequence: number };

/** What one action did to the visible book: an inclusive range of sequences; some numbers may have no row. */
export type BookDelta = {
	readonly sequenceStart: number;
	readonly sequenceEnd: number;
	readonly rows: readonly BookRow[];
	readonly time: number;
};

export type Trade = {
	/** Beyond 2^53: a text. */
	readonly tradeId: string;
	readonly side: Side;
	readonly ticks: number;
	readonly lots: number;
	readonly makerOrderId: string;
	readonly takerOrderId: string;
	readonly time: number;
};

export type TopOfBook = { readonly ticks: number; readonly lots: number };

export type MarketListener = {
	readonly onDelta: (market: Market, delta: BookDelta) => void;
	readonly onTrade: (market: Market, trade: Trade, maker: EngineOrder, taker: EngineOrder) => void;
	/** Only for orders of accounts. */
	readonly onOrder: (market: Market, order: EngineOrder, event: OrderEvent) => void;
};

export type OrderEvent =
	| { readonly type: 'rested' }
	| { readonly type: 'filled' }
	| { readonly type: 'reduced'; readonly oldLots: number }
	| { readonly type: 'canceled'; readonly cause: CancelCause };

/** One market: its book with a sequence, its tape, its bars. All changes happen inside `act`. */
export type Market = {
	readonly profile: MarketProfile;
	readonly symbol: string;
	readonly engine: MatchingEngine;
	readonly candles: Candles;
	readonly orderIds: OrderIds;
	/** Runs one action at a time; what it changed in the book goes out as one delta. */
	readonly act: (time: number, action: () => void) => void;
	/** Moves the sequence without any visible change, as a hidden order does. */
	readonly skipSequence: (withRow: boolean) => void;
	readonly sequence: () => number;
	readonly time: () => number;
	readonly best: (side: Side) => TopOfBook | undefined;
	/** The last 100 trades, oldest first. */
	readonly tape: () => readonly Trade[];
	readonly lastTrade: () => Trade | undefined;
	/** Visible rows, best first; `depth` 0 = all. */
	readonly image: (depth: number) => BookImage;
	readonly imageAt: (sequence: number) => BookImage | undefined;
	readonly sequenceAt: (time: number) => number;
	enabled: boolean;
	removed: boolean;
};

const tapeLength = 100;
const changesKept = 16_384;

export function createMarket(
	options: {
		readonly profile: MarketProfile;
		readonly index: number;
		readonly seed: number;
		/** When the crowd's first orders stood, ms. */
		readonly openedAt: number;
		/** When the venue started, ms: the base of ids that no other run may repeat. */
		readonly startedAt: number;
	},
	listener: MarketListener,
): Market {
	const { profile } = options;
	const liveFrom = Math.floor(options.openedAt / minuteMs) * minuteMs;
	const history: CandleHistory = createCandleHistory(profile, {
		seed: options.seed,
		endMs: liveFrom,
		endTicks: profile.startTicks,
	});
	const candles = createCandles(history, liveFrom);
	const log = createChangeLog(changesKept);
	const tape: Trade[] = [];
	let sequence = profile.sequence;
	let tradeId =
		11_067_996_711_960_577n + BigInt(options.index) * 1_000_003_000_001n + BigInt(startBase(options.startedAt, 1000));
	let now = options.openedAt;
	let acting = false;
	let first = 0;
	let rows: BookRow[] = [];

	const sink: EngineSink = {
		onLevel: (side, ticks, before, after) => {
			sequence += 1;
			log.record(sequence, now, side, ticks, before);
			rows.push({ side, ticks, lots: after, sequence });
		},
		onTrade: (maker, taker, lots) => {
			// Small odd steps: neighbors differ only in digits that a double cannot hold.
			tradeId += 2n * BigInt(1 + (sequence % 3)) + 1n;
			const trade: Trade = {
				tradeId: tradeId.toString(),
				side: taker.side,
				ticks: maker.ticks,
				lots,
				makerOrderId: maker.id,
				takerOrderId: taker.id,
				time: now,
			};
			if (tape.length === tapeLength) {
				tape.shift();
			}

			tape.push(trade);
			candles.onTrade(now, trade.ticks, lots);
			listener.onTrade(market, trade, maker, taker);
		},
		onRest: order => tell(order, { type: 'rested' }),
		onFilled: order => tell(order, { type: 'filled' }),
		onReduced: (order, oldLots) => tell(order, { type: 'reduced', oldLots }),
		onCanceled: (order, cause) => tell(order, { type: 'canceled', cause }),
	};

	const tell = (order: EngineOrder, event: OrderEvent): void => {
		if (order.owner !== crowdOwner) {
			listener.onOrder(market, order, event);
		}
	};

	const engine = createMatchingEngine({ priceLimitRate: Number(profile.instrument.priceLimitRate ?? '0.1') }, sink);

	const visible = (side: Side, depth: number): BookRows => {
		const { levels } = side === 'buy' ? engine.bids : engine.asks;
		const found: (readonly [number, number])[] = [];
		for (let index = levels.length - 1; index >= 0 && (depth === 0 || found.length < depth); index -= 1) {
			const level = levels[index]!;
			if (level.shown > 0) {
				found.push([level.ticks, level.shown]);
			}
		}

		return found;
	};

	const image = (depth: number): BookImage => ({
		sequence,
		bids: visible('buy', depth),
		asks: visible('sell', depth),
	});

	const market: Market = {
		profile,
		symbol: profile.instrument.symbol,
		engine,
		candles,
		orderIds: createOrderIds(options.index + 1, options.startedAt),
		enabled: profile.instrument.enableTrading,
		removed: false,
		act: (time, action) => {
			now = Math.max(now, time);
			if (acting) {
				action();
				return;
			}

			acting = true;
			first = sequence;
			try {
				action();
			} finally {
				acting = false;
			}

			if (sequence > first) {
				const delta = { sequenceStart: first + 1, sequenceEnd: sequence, rows, time: now };
				rows = [];
				listener.onDelta(market, delta);
			}
		},
		skipSequence: withRow => {
			sequence += 1;
			if (withRow) {
				rows.push({ side: sequence % 2 === 0 ? 'buy' : 'sell', ticks: 0, lots: 0, sequence });
			}
		},
		sequence: () => sequence,
		time: () => now,
		best: side => {
			const level = (side === 'buy' ? engine.bids : engine.asks).bestShown();
			return level === undefined ? undefined : { ticks: level.ticks, lots: level.shown };
		},
		tape: () => tape,
		lastTrade: () => tape.at(-1),
		image,
		imageAt: wanted => log.imageAt(wanted, image(0)),
		sequenceAt: time => log.sequenceAt(time, sequence),
	};

	return market;
}

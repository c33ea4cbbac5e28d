import { createBoundedSet } from '../lib/bounded-set.js';
import { decimalsIn } from '../lib/decimal-number.js';
import { type DigitPair, pairOf } from '../lib/digit-pair.js';
import { DigitSet } from '../lib/digit-set.js';
import type { Side, TradeEvent } from '../model/market-event.js';
import { createPrintScale } from './print-scale.js';
import { TapeRows } from './tape-rows.js';
import { createTradeFlow, type TradeFlow } from './trade-flow.js';
import { createVolumeProfile, type PriceVolumes } from './volume-profile.js';

/** One row of the tape: the prints of one instant, side and price. */
export type TapePrint = {
	/** Venue time, ms. */
	readonly time: number;
	readonly side: Side;
	readonly price: string;
	/** Exact sum. */
	readonly size: string;
	readonly prints: number;
	/** Quote currency. */
	readonly funds: number;
	readonly large: boolean;
	/** Of its first print. */
	readonly tradeId: string;
	/** Of the prints merged into it later. */
	readonly moreIds: readonly string[] | undefined;
};

export type Tape = {
	/** A trade whose id was seen is dropped. */
	readonly apply: (trade: TradeEvent) => 'added' | 'duplicate';
	/** Rows, at most `maxRows`. */
	readonly size: () => number;
	/** 0 is the newest. */
	readonly newest: (index: number) => TapePrint | undefined;
	/** Base currency since the tape began. */
	readonly buyVolume: () => number;
	readonly sellVolume: () => number;
	/** Rates of the last 60 s before `now` (venue time, ms). */
	readonly flow: (now: number) => TradeFlow;
	/** Base currency traded by price since the tape began; a live view. */
	readonly volumes: PriceVolumes;
	/** Newest venue time, ms; 0 before the first trade. */
	readonly time: () => number;
	readonly clear: () => void;
};

export type TapeOptions = {
	/** @default 2000 */
	readonly maxRows?: number;
	/** A print of at least these funds is large, in quote currency. Without it the tape's own scale decides. */
	readonly largeFunds?: number;
};

/** More than a fetched history and the overlap of two sockets can repeat. */
const rememberedIds = 4096;

const noPair: DigitPair = { high: 0, low: -1 };

/**
 * The trades of one symbol, merged by instant, side and price, newest first. Late trades (a history fetched after the
 * live ones) find their place by time. Sizes in rows are exact; totals are numbers, for drawing.
 */
export function createTape(options: TapeOptions = {}): Tape {
	const maxRows = options.maxRows ?? 2000;
	const ids = new DigitSet(rememberedIds);
	/** Ids that are no numbers. */
	const texts = createBoundedSet<string>(rememberedIds);
	const scale = createPrintScale(options.largeFunds);
	const flow = createTradeFlow();
	const profile = createVolumeProfile();
	const rows = new TapeRows(maxRows);
	const totals = { buy: 0, sell: 0 };

	return {
		apply(trade) {
			let { idHigh = 0, idLow = -1 } = trade;
			if (idLow === -1) {
				({ high: idHigh, low: idLow } = pairOf(trade.tradeId) ?? noPair);
			}

			if (!(idLow === -1 ? texts.add(trade.tradeId) : ids.add(idHigh, idLow))) {
				return 'duplicate';
			}

			const size = trade.sizeNumber ?? Number(trade.size);
			const price = trade.priceNumber ?? Number(trade.price);
			const funds = size * price;
			totals[trade.side] += size;
			flow.add(trade.side, size, trade.time);
			profile.add(price, size);
			const priceDecimals = trade.priceDecimals ?? decimalsIn(trade.price);
			const sizeDecimals = trade.sizeDecimals ?? decimalsIn(trade.size);
			const at = rows.placeOf(trade.time);
			const same = rows.findSame(at, trade, price, priceDecimals);
			if (same === -1) {
				rows.insert(at, trade, price, priceDecimals, size, sizeDecimals, scale.isLarge(funds), idHigh, idLow);
				scale.add(funds);
			} else {
				const sum = rows.merge(same, trade, size, sizeDecimals, funds);
				rows.markLarge(same, scale.isLarge(sum));
			}

			return 'added';
		},
		size: () => Math.min(rows.count, maxRows),
		newest: index => (index < Math.min(rows.count, maxRows) ? rows.rowAt(rows.count - 1 - index) : undefined),
		buyVolume: () => totals.buy,
		sellVolume: () => totals.sell,
		flow: now => flow.at(now),
		volumes: profile.volumes,
		time: () => rows.newestTime(),
		clear() {
			ids.clear();
			texts.clear();
			scale.clear();
			flow.clear();
			profile.clear();
			rows.clear();
			totals.buy = 0;
			totals.sell = 0;
		},
	};
}

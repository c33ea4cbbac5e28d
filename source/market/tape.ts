import { createBoundedSet } from '../lib/bounded-set.js';
import { addDecimals, decimalText } from '../lib/decimal.js';
import type { Side, TradeEvent } from '../model/market-event.js';
import { createPrintScale } from './print-scale.js';
import { createTradeFlow, type TradeFlow } from './trade-flow.js';
import { createVolumeProfile } from './volume-profile.js';

/** One row of the tape: the prints of one instant, side and price. */
export type TapePrint = {
	/** Venue time, ms. */
	readonly time: number;
	readonly side: Side;
	readonly price: string;
	/** Exact sum. */
	size: string;
	prints: number;
	/** Quote currency. */
	funds: number;
	large: boolean;
	/** Of its first print. */
	readonly tradeId: string;
	/** Of the prints merged into it later. */
	moreIds: string[] | undefined;
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
	readonly volumes: ReadonlyMap<number, number>;
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

/** How far back a print of the same instant is looked for: one large order fills many levels. */
const maxLookBack = 64;

/**
 * The trades of one symbol, merged by instant, side and price, newest first. Late trades (a history fetched after the
 * live ones) find their place by time. Sizes in rows are exact; totals are numbers, for drawing.
 */
export function createTape(options: TapeOptions = {}): Tape {
	const maxRows = options.maxRows ?? 2000;
	const ids = createBoundedSet<string>(rememberedIds);
	const scale = createPrintScale(options.largeFunds);
	const flow = createTradeFlow();
	const profile = createVolumeProfile();
	// Oldest first. Cut in halves, so that a row costs the same however long the program runs.
	let rows: TapePrint[] = [];
	let buyVolume = 0;
	let sellVolume = 0;

	const placeOf = (time: number): number => {
		let at = rows.length;
		while (at > 0 && (rows[at - 1] as TapePrint).time > time) {
			at -= 1;
		}

		return at;
	};

	const findSame = (trade: TradeEvent, before: number): TapePrint | undefined => {
		const lowest = Math.max(0, before - maxLookBack);
		for (let at = before - 1; at >= lowest; at -= 1) {
			const row = rows[at] as TapePrint;
			if (row.time !== trade.time) {
				return undefined;
			}

			if (row.side === trade.side && row.price === trade.price) {
				return row;
			}
		}

		return undefined;
	};

	return {
		apply(trade) {
			if (!ids.add(trade.tradeId)) {
				return 'duplicate';
			}

			const size = Number(trade.size);
			const price = Number(trade.price);
			const funds = size * price;
			if (trade.side === 'buy') {
				buyVolume += size;
			} else {
				sellVolume += size;
			}

			flow.add(trade.side, size, trade.time);
			profile.add(price, size);
			const at = placeOf(trade.time);
			const same = findSame(trade, at);
			if (same !== undefined) {
				same.size = decimalText(addDecimals(same.size, trade.size));
				same.prints += 1;
				same.moreIds ??= [];
				same.moreIds.push(trade.tradeId);
				same.funds += funds;
				same.large ||= scale.isLarge(same.funds);
				return 'added';
			}

			const large = scale.isLarge(funds);
			scale.add(funds);
			const row: TapePrint = {
				time: trade.time,
				side: trade.side,
				price: trade.price,
				size: trade.size,
				prints: 1,
				funds,
				large,
				tradeId: trade.tradeId,
				moreIds: undefined,
			};
			if (at === rows.length) {
				rows.push(row);
			} else {
				rows.splice(at, 0, row);
			}

			if (rows.length >= maxRows * 2) {
				rows = rows.slice(-maxRows);
			}

			return 'added';
		},
		size: () => Math.min(rows.length, maxRows),
		newest: index => (index < maxRows ? rows[rows.length - 1 - index] : undefined),
		buyVolume: () => buyVolume,
		sellVolume: () => sellVolume,
		flow: now => flow.at(now),
		volumes: profile.volumes,
		time: () => rows.at(-1)?.time ?? 0,
		clear() {
			ids.clear();
			scale.clear();
			flow.clear();
			profile.clear();
			rows = [];
			buyVolume = 0;
			sellVolume = 0;
		},
	};
}

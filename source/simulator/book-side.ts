import type { Side } from '../model/market-event.js';

/** Owner of every order of the seeded crowd; real accounts count from 1. */
export const crowdOwner = 0;

export type TimeInForce = 'GTC' | 'GTT' | 'IOC' | 'FOK';

export type SelfTradePrevention = 'CN' | 'CO' | 'CB' | 'DC';

/** An order as the matching engine sees it. Prices are ticks, sizes are lots: safe integers, never fractions. */
export type EngineOrder = {
	readonly id: string;
	readonly owner: number;
	readonly side: Side;
	readonly type: 'limit' | 'market';
	/** 0 for a market order. */
	readonly ticks: number;
	/** Ordered size less what partial cancels took away; 0 for a market order by funds. */
	lots: number;
	remaining: number;
	/** What a market order by funds may still spend, in ticks × lots; undefined for orders by size. */
	funds: bigint | undefined;
	readonly timeInForce: TimeInForce;
	readonly postOnly: boolean;
	readonly hidden: boolean;
	/** Lots an iceberg shows at a time; 0 for others. */
	readonly peak: number;
	readonly stp: SelfTradePrevention | undefined;
	/** Lots in the visible book now. */
	shown: number;
	resting: boolean;
};

export type PriceLevel = {
	readonly ticks: number;
	/** Visible lots. */
	shown: number;
	/** Time priority, oldest first. */
	readonly queue: EngineOrder[];
	/** Hidden orders come after the visible ones of their price. */
	readonly dark: EngineOrder[];
};

export type BookSide = {
	/** Best of all, hidden ones included. */
	readonly best: () => PriceLevel | undefined;
	/** Best level that anybody can see. */
	readonly bestShown: () => PriceLevel | undefined;
	readonly find: (ticks: number) => PriceLevel | undefined;
	readonly obtain: (ticks: number) => PriceLevel;
	readonly remove: (level: PriceLevel) => void;
	/** Levels, best LAST. */
	readonly levels: readonly PriceLevel[];
};

/** One side of a book: levels sorted by price. The best is kept at the end, where changes are most frequent. */
export function createBookSide(side: Side): BookSide {
	const levels: PriceLevel[] = [];
	const sign = side === 'buy' ? 1 : -1;

	const indexOf = (ticks: number): number => {
		let low = 0;
		let high = levels.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (levels[middle]!.ticks * sign < ticks * sign) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}

		return low;
	};

	return {
		levels,
		best: () => levels.at(-1),
		bestShown: () => {
			for (let index = levels.length - 1; index >= 0; index -= 1) {
				if (levels[index]!.shown > 0) {
					return levels[index];
				}
			}

			return undefined;
		},
		find: ticks => {
			const level = levels[indexOf(ticks)];
			return level?.ticks === ticks ? level : undefined;
		},
		obtain: ticks => {
			const index = indexOf(ticks);
			const found = levels[index];
			if (found?.ticks === ticks) {
				return found;
			}

			const level: PriceLevel = { ticks, shown: 0, queue: [], dark: [] };
			levels.splice(index, 0, level);
			return level;
		},
		remove: level => {
			const index = indexOf(level.ticks);
			if (levels[index] === level) {
				levels.splice(index, 1);
			}
		},
	};
}

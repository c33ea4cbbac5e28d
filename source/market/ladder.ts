import { scaledText } from '../lib/integer-text.js';
import { decimalsOf } from '../model/instrument.js';
import type { OrderBook } from './order-book.js';
import type { PriceLevels } from './price-levels.js';
import type { PriceVolumes } from './volume-profile.js';

/** One price of the ladder: a group of ticks. */
export type LadderStep = {
	/** At the group's decimals. */
	readonly price: string;
	readonly priceNumber: number;
	readonly bidSize: number;
	readonly askSize: number;
	/** From the touch to this row on the row's own side, base currency. */
	readonly cumulative: number;
	/** The same in quote currency. */
	readonly cumulativeFunds: number;
	/** Base volume traded in the group. */
	readonly tradedVolume: number;
};

export type Ladder = {
	/** Highest price first. */
	readonly steps: readonly LadderStep[];
	/** Index of the first step of the bid side; `steps.length` when none is shown. */
	readonly spreadIndex: number;
	/** Text of the group's size. */
	readonly group: string;
	/** (bid − ask) / (bid + ask) over as many groups on either side of the touch as a centered ladder shows, wherever this one
	 * stands; undefined when they are all empty. */
	readonly imbalance: number | undefined;
	readonly maxSize: number;
};

export type LadderOptions = {
	readonly rows: number;
	/** Price increment of the instrument. */
	readonly tick: string;
	/** An integer of at least 1. */
	readonly groupTicks: number;
	/** Price in the middle; undefined centers on the touch. */
	readonly anchor: number | undefined;
	/** Base volume traded, by price. */
	readonly volumes: PriceVolumes;
};

/** A spread of more than this part of the rows is left out, lest the ladder show nothing else. */
const widestSpread = 1 / 3;

/** Beyond so many single prices it is cheaper to walk what was traded. */
const manyPrices = 4096;

/**
 * The rows of a ladder around an anchor. A row is a group of ticks named by its worse end: a bid belongs to the group
 * at or below its price, an ask to the group at or above it, so that a row never promises a better price than it has.
 * Group numbers are whole, so prices of rows are exact. Rows without size are there too: a price keeps its place while
 * the anchor stands. Rows at or below a price of 0 are left out.
 */
export function buildLadder(book: OrderBook, options: LadderOptions): Ladder {
	const grid = createGrid(options.tick, options.groupTicks);
	const { bids, asks } = book;
	const bestBid = bids.count > 0 ? grid.below(bids.best) : undefined;
	const bestAsk = asks.count > 0 ? grid.above(asks.best) : undefined;
	const center = options.anchor === undefined ? undefined : grid.below(options.anchor);
	const { askGroups, bidGroups } = chooseGroups(options.rows, bestBid, bestAsk, center);
	const traded = groupVolumes(grid, options, askGroups, bidGroups);
	const askSteps = fillSide(asks, askGroups, grid, traded);
	const bidSteps = fillSide(bids, bidGroups, grid, traded);
	const steps = [...askSteps.reverse(), ...bidSteps];

	let maxSize = 0;
	for (const step of steps) {
		maxSize = Math.max(maxSize, step.bidSize, step.askSize);
	}

	// Not over the rows that are shown: a ladder that stands still while the market moves away shows more of one side.
	const reach = Math.ceil(options.rows / 2);
	const bidTotal = bestBid === undefined ? 0 : sumTo(bids, price => grid.below(price) > bestBid - reach);
	const askTotal = bestAsk === undefined ? 0 : sumTo(asks, price => grid.above(price) < bestAsk + reach);
	const total = bidTotal + askTotal;
	return {
		steps,
		spreadIndex: askSteps.length,
		group: scaledText(grid.groupUnits, grid.decimals),
		imbalance: total > 0 ? (bidTotal - askTotal) / total : undefined,
		maxSize,
	};
}

function sumTo(levels: PriceLevels, isNear: (price: number) => boolean): number {
	let sum = 0;
	for (let index = 0; index < levels.count && isNear(levels.priceAt(index)); index += 1) {
		sum += levels.sizeAt(index);
	}

	return sum;
}

/** Prices as group numbers. `units` are whole numbers of the tick's last digit: 67995.3 at a tick of 0.1 is 679953. */
type Grid = {
	readonly decimals: number;
	readonly unit: number;
	readonly tickUnits: number;
	readonly groupTicks: number;
	readonly groupUnits: number;
	readonly below: (price: number) => number;
	readonly above: (price: number) => number;
};

function createGrid(tick: string, groupTicks: number): Grid {
	const decimals = decimalsOf(tick);
	const unit = 10 ** decimals;
	const ticks = Math.max(1, Math.floor(groupTicks));
	const tickUnits = Math.max(1, Math.round(Number(tick) * unit));
	const groupUnits = tickUnits * ticks;
	return {
		decimals,
		unit,
		tickUnits,
		groupTicks: ticks,
		groupUnits,
		below: price => Math.floor(Math.round(price * unit) / groupUnits),
		above: price => Math.ceil(Math.round(price * unit) / groupUnits),
	};
}

/** Group numbers of each side, from the touch outwards. */
function chooseGroups(
	rows: number,
	bestBid: number | undefined,
	bestAsk: number | undefined,
	center: number | undefined,
): { readonly askGroups: number[]; readonly bidGroups: number[] } {
	const lowest = bestBid ?? (bestAsk === undefined ? center : bestAsk - 1);
	if (lowest === undefined) {
		return { askGroups: [], bidGroups: [] };
	}

	const highest = bestAsk ?? lowest + 1;
	// The spread's own rows are shown while they are few; a wide spread is one line between the sides.
	const folded = highest - lowest - 1 > rows * widestSpread ? highest - lowest - 1 : 0;
	const middle = center === undefined ? (lowest + highest - folded) / 2 : fold(center, lowest, highest, folded);
	const top = Math.floor(middle + rows / 2);
	const askGroups: number[] = [];
	const bidGroups: number[] = [];
	for (let position = top; position > top - rows; position -= 1) {
		if (position <= lowest) {
			if (position > 0) {
				bidGroups.push(position);
			}
		} else if (position + folded > 0) {
			askGroups.push(position + folded);
		}
	}

	return { askGroups: askGroups.reverse(), bidGroups };
}

/** Place of a group number when the spread takes no rows. */
function fold(group: number, lowest: number, highest: number, folded: number): number {
	if (folded === 0 || group <= lowest) {
		return group;
	}

	return group >= highest ? group - folded : lowest + 0.5;
}

function fillSide(
	levels: PriceLevels,
	groups: readonly number[],
	grid: Grid,
	traded: ReadonlyMap<number, number>,
): LadderStep[] {
	const isBid = levels.side === 'bid';
	const steps: LadderStep[] = [];
	let cumulative = 0;
	let cumulativeFunds = 0;
	let index = 0;
	for (const number of groups) {
		let size = 0;
		for (; index < levels.count; index += 1) {
			const price = levels.priceAt(index);
			const group = isBid ? grid.below(price) : grid.above(price);
			if (isBid ? group < number : group > number) {
				break;
			}

			const levelSize = levels.sizeAt(index);
			cumulative += levelSize;
			cumulativeFunds += levelSize * price;
			// Levels between the touch and the window count towards the sums only.
			size += group === number ? levelSize : 0;
		}

		const price = scaledText(number * grid.groupUnits, grid.decimals);
		steps.push({
			price,
			priceNumber: Number(price),
			bidSize: isBid ? size : 0,
			askSize: isBid ? 0 : size,
			cumulative,
			cumulativeFunds,
			tradedVolume: traded.get(isBid ? number : -number) ?? 0,
		});
	}

	return steps;
}

/** Traded volume by group: bid groups by their number, ask groups by its negative. */
function groupVolumes(
	grid: Grid,
	options: LadderOptions,
	askGroups: readonly number[],
	bidGroups: readonly number[],
): ReadonlyMap<number, number> {
	const { volumes } = options;
	const sums = new Map<number, number>();
	const add = (key: number, volume: number): void => {
		sums.set(key, (sums.get(key) ?? 0) + volume);
	};
	if (options.rows * grid.groupTicks > Math.max(manyPrices, volumes.size)) {
		for (const [price, volume] of volumes) {
			add(grid.below(price), volume);
			add(-grid.above(price), volume);
		}

		return sums;
	}

	const addGroup = (key: number, firstUnits: number): void => {
		for (let tick = 0; tick < grid.groupTicks; tick += 1) {
			// The quotient of two whole numbers is the very double that the price's text parses to.
			add(key, volumes.get((firstUnits + tick * grid.tickUnits) / grid.unit) ?? 0);
		}
	};
	for (const number of bidGroups) {
		addGroup(number, number * grid.groupUnits);
	}

	for (const number of askGroups) {
		addGroup(-number, (number - 1) * grid.groupUnits + grid.tickUnits);
	}

	return sums;
}

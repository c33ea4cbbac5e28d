import type { BookSideView, BookView } from '../book-view.js';

/** What became of one side's depth. Sizes in base currency. */
export type DepthShift = {
	/** (now + traded − before) / before: what was added or taken away by orders, as a fraction; NaN while not known. */
	readonly change: number;
	readonly before: number;
	readonly now: number;
	/** Taken from this side by trades meanwhile. */
	readonly traded: number;
	/** How far back `before` is, ms. */
	readonly spanMs: number;
};

/** A change of this share or more has a name; what was only traded away is `consumed`. */
export type ShiftName = 'stacked' | 'pulled' | 'consumed' | 'steady' | 'unknown';

export type LiquidityShift = {
	/** One print: a taker's buy takes from the asks. */
	readonly trade: (side: 'buy' | 'sell', size: number) => void;
	/** Notes the depth at a venue time, at most once each quarter of a second. */
	readonly sample: (time: number, mid: number, book: BookView) => void;
	/**
	 * The book as it is now against that of 5 s before. With `leastBps`, no further than both are known, where that is so
	 * far at least.
	 */
	readonly measure: (
		time: number,
		mid: number,
		book: BookView,
		leastBps?: number,
	) => { readonly bid: DepthShift; readonly ask: DepthShift };
	/** The measure as of the last sample. */
	readonly bid: () => DepthShift;
	readonly ask: () => DepthShift;
	/** The book was lost. */
	readonly reset: () => void;
};

export type LiquidityShiftOptions = {
	/** Distance from mid. @default 10 */
	readonly bps?: number;
	/** @default 5000 */
	readonly windowMs?: number;
};

const sampleEveryMs = 250;
/**
 * Steps of one basis point beyond the distance: how far mid may move in a window and still be compared. A percent: the
 * fastest moves are those in which it matters most.
 */
const moreSteps = 100;
const unknown: DepthShift = {
	change: Number.NaN,
	before: Number.NaN,
	now: Number.NaN,
	traded: Number.NaN,
	spanMs: Number.NaN,
};

/** What a change is called. */
export function nameShift(shift: DepthShift, share: number): ShiftName {
	if (Number.isNaN(shift.change)) {
		return 'unknown';
	}

	if (Math.abs(shift.change) >= share) {
		return shift.change > 0 ? 'stacked' : 'pulled';
	}

	return shift.traded >= share * shift.before ? 'consumed' : 'steady';
}

type Sample = {
	time: number;
	mid: number;
	bought: number;
	sold: number;
	/** Depth from the touch to `bps − inner + index` basis points from mid; NaN beyond what the book knows. */
	readonly bids: Float64Array;
	readonly asks: Float64Array;
};

/**
 * Depth near mid against that of `windowMs` ago, less what traded there: orders pulled or stacked, as against consumed.
 *
 * Both depths reach to the same price: `bps` beyond the mid of then or of now, whichever is further out, rounded up to a
 * whole basis point. So a mid that moves changes nothing by itself. Every sample keeps its depth by basis points, for
 * the price that will be asked for is known only later. A hidden order that is traded against reads as stacked.
 * O(levels within the distance) a sample, four samples a second.
 */
export function createLiquidityShift(options: LiquidityShiftOptions = {}): LiquidityShift {
	const bps = options.bps ?? 10;
	const windowMs = options.windowMs ?? 5000;
	/** Steps of one basis point within the distance, for a book that is not known that far. */
	const inner = Math.ceil(bps) - 1;
	const steps = inner + moreSteps + 1;
	const capacity = Math.ceil(windowMs / sampleEveryMs) + 4;
	const ring: Sample[] = [];
	let next = 0;
	let lastAt = Number.NEGATIVE_INFINITY;
	let bought = 0;
	let sold = 0;
	let bidShift = unknown;
	let askShift = unknown;

	const baseOf = (time: number): Sample | undefined => {
		let found: Sample | undefined;
		for (const sample of ring) {
			if (sample.time <= time - windowMs && (found === undefined || sample.time > found.time)) {
				found = sample;
			}
		}

		return found;
	};

	const compare = (
		base: Sample,
		time: number,
		mid: number,
		side: BookSideView,
		isBid: boolean,
		edge: number,
		leastBps: number,
	): DepthShift => {
		const sign = isBid ? -1 : 1;
		const target = isBid ? Math.min(base.mid, mid) * (1 - bps / 1e4) : Math.max(base.mid, mid) * (1 + bps / 1e4);
		const least = mid * (1 + (sign * leastBps) / 1e4);
		const depths = isBid ? base.bids : base.asks;
		// A hair less, so that an unmoved mid is exactly `bps` away.
		const wanted = inner + Math.max(0, Math.ceil(sign * (target / base.mid - 1) * 1e4 - bps - 1e-6));
		for (let step = Math.min(wanted, steps - 1); step >= 0; step -= 1) {
			const limit = base.mid * (1 + (sign * (bps - inner + step)) / 1e4);
			if (step < wanted && (leastBps >= bps || sign * (limit - least) < 0)) {
				return unknown;
			}

			const before = depths[step]!;
			if (!Number.isNaN(before) && sign * (limit - edge) <= 0) {
				const now = sumTo(side, limit);
				const traded = isBid ? sold - base.sold : bought - base.bought;
				const change = before > 0 ? (now + traded - before) / before : Number.NaN;
				return Number.isNaN(change) ? unknown : { change, before, now, traded, spanMs: time - base.time };
			}
		}

		return unknown;
	};

	const measure = (time: number, mid: number, book: BookView, leastBps = bps) => {
		const base = baseOf(time);
		return base === undefined
			? { bid: unknown, ask: unknown }
			: {
					bid: compare(base, time, mid, book.bids, true, book.bidFloor, leastBps),
					ask: compare(base, time, mid, book.asks, false, book.askCeiling, leastBps),
				};
	};

	return {
		trade(side, size) {
			if (side === 'buy') {
				bought += size;
			} else {
				sold += size;
			}
		},
		sample(time, mid, book) {
			if (time - lastAt < sampleEveryMs) {
				return;
			}

			lastAt = time;
			const { bid, ask } = measure(time, mid, book);
			bidShift = bid;
			askShift = ask;
			const sample = ring[next] ?? makeSample(steps);
			ring[next] = sample;
			next = next + 1 === capacity ? 0 : next + 1;
			sample.time = time;
			sample.mid = mid;
			sample.bought = bought;
			sample.sold = sold;
			fillDepth(sample.bids, book.bids, true, mid, bps - inner, book.bidFloor);
			fillDepth(sample.asks, book.asks, false, mid, bps - inner, book.askCeiling);
		},
		measure,
		bid: () => bidShift,
		ask: () => askShift,
		reset() {
			ring.length = 0;
			next = 0;
			lastAt = Number.NEGATIVE_INFINITY;
			bidShift = unknown;
			askShift = unknown;
		},
	};
}

const makeSample = (steps: number): Sample => ({
	time: 0,
	mid: 0,
	bought: 0,
	sold: 0,
	bids: new Float64Array(steps),
	asks: new Float64Array(steps),
});

/** Asked one at a time: here, so that nothing is allocated. */
const oneLimit = new Float64Array(1);
const oneSum = new Float64Array(1);

function sumTo(side: BookSideView, limit: number): number {
	oneLimit[0] = limit;
	side.sumWithin(oneLimit, 1, oneSum);
	return oneSum[0]!;
}

function fillDepth(
	depths: Float64Array,
	side: BookSideView,
	isBid: boolean,
	mid: number,
	fromBps: number,
	edge: number,
): void {
	// The limits stand where their sums will.
	let known = 0;
	for (; known < depths.length; known += 1) {
		const limit = mid * (1 + ((isBid ? -1 : 1) * (fromBps + known)) / 1e4);
		if (isBid ? limit < edge : limit > edge) {
			break;
		}

		depths[known] = limit;
	}

	side.sumWithin(depths, known, depths);
	depths.fill(Number.NaN, known);
}

import type { Side } from '../model/market-event.js';
import type { Signal } from '../model/signal-event.js';

/** Best prices at a venue time, ms. */
export type Quote = { readonly time: number; readonly bid: number; readonly ask: number };

/**
 * `none`: the signal names no stop and target. `neither`: an hour passed without either. `late`: the market was past one of
 * them when the signal came, so that nobody could have taken it; neither a hit nor a miss, or who lags would score best.
 */
export type FirstReached = 'open' | 'stop' | 'target' | 'neither' | 'none' | 'late';

/** What became of one signal. Plain JSON. */
export type Outcome = {
	readonly id: string;
	readonly source: string;
	readonly signalType: string;
	readonly symbol: string;
	readonly side: Side;
	/** Venue time from which it is followed. */
	readonly time: number;
	/** As stated, 0 to 1. */
	readonly confidence: number;
	readonly mid: number;
	/** After 5, 30 and 300 s: basis points of mid, signed by side; null while open, and where no quote was known. */
	readonly marks: [number | null, number | null, number | null];
	first: FirstReached;
	/** Target before stop; without them, a mark above zero after 300 s. Null while open, late, or never known. */
	hit: boolean | null;
	/** In at the touch, out at target or stop (without them after 300 s, with neither after an hour), two taker fees off; bps. */
	netBps: number | null;
};

/** A signal that is being followed. Plain JSON. */
export type OpenScore = {
	readonly outcome: Outcome;
	/** Horizons settled, in order. */
	settled: number;
	readonly stop: number | null;
	readonly target: number | null;
	/** What taking the signal cost: the ask of a buy, the bid of a sale. */
	readonly entry: number;
};

export const horizonsMs = [5000, 30_000, 300_000] as const;
/** How long stop and target are watched for. */
const watchMs = 3_600_000;

const midOf = ({ bid, ask }: Quote): number => (bid + ask) / 2;

/** Ten digits: what is below is binary rounding. */
const tidy = (value: number): number => Number(value.toPrecision(10));

export function startScore(signal: Signal, side: Side, quote: Quote): OpenScore {
	const stop = signal.stop === undefined ? null : Number(signal.stop);
	const target = signal.targets[0] === undefined ? null : Number(signal.targets[0]);
	const hasBoth = stop !== null && target !== null;
	return {
		outcome: {
			id: signal.id,
			source: signal.source,
			signalType: signal.signalType,
			symbol: signal.symbol,
			side,
			time: quote.time,
			confidence: signal.confidence,
			mid: midOf(quote),
			marks: [null, null, null],
			first: hasBoth ? (isPast(side, midOf(quote), stop, target) ? 'late' : 'open') : 'none',
			hit: null,
			netBps: null,
		},
		settled: 0,
		stop: hasBoth ? stop : null,
		target: hasBoth ? target : null,
		entry: side === 'buy' ? quote.ask : quote.bid,
	};
}

const isPast = (side: Side, mid: number, stop: number, target: number): boolean => {
	const sign = side === 'buy' ? 1 : -1;
	return sign * (mid - stop) <= 0 || sign * (mid - target) >= 0;
};

/**
 * Follows a signal to the quote `now`. A horizon that ended before it is marked at the quote that stood then, `before`,
 * or stays empty where none was known. True when nothing is open any more.
 */
export function stepScore(score: OpenScore, before: Quote | undefined, now: Quote, fee: number): boolean {
	const { outcome } = score;
	while (score.settled < horizonsMs.length) {
		const due = outcome.time + horizonsMs[score.settled]!;
		if (due > now.time) {
			break;
		}

		settleHorizon(score, due === now.time ? now : before, fee);
	}

	if (outcome.first === 'open') {
		watchPrices(score, now, fee);
	}

	return score.settled === horizonsMs.length && outcome.first !== 'open';
}

/** Until this venue time nothing becomes of a score by time alone: only other prices do. */
export function dueAtOf({ outcome, settled }: OpenScore): number {
	const horizon = horizonsMs[settled];
	const due = horizon === undefined ? Number.POSITIVE_INFINITY : outcome.time + horizon;
	return outcome.first === 'open' ? Math.min(due, outcome.time + watchMs) : due;
}

function settleHorizon(score: OpenScore, quote: Quote | undefined, fee: number): void {
	const { outcome } = score;
	const isLast = score.settled === horizonsMs.length - 1;
	if (quote !== undefined) {
		const sign = outcome.side === 'buy' ? 1 : -1;
		const mark = tidy(((sign * (midOf(quote) - outcome.mid)) / outcome.mid) * 1e4);
		outcome.marks[score.settled] = mark;
		if (isLast && outcome.first === 'none') {
			outcome.hit = mark > 0;
			outcome.netBps = netOf(score, exitOf(outcome.side, quote), fee);
		}
	}

	score.settled += 1;
}

function watchPrices(score: OpenScore, now: Quote, fee: number): void {
	const { outcome, stop, target } = score;
	const sign = outcome.side === 'buy' ? 1 : -1;
	const mid = midOf(now);
	// What happened after the watch ended is another story.
	if (now.time - outcome.time > watchMs) {
		outcome.first = 'neither';
		outcome.hit = false;
		outcome.netBps = netOf(score, exitOf(outcome.side, now), fee);
		return;
	}

	if (sign * (mid - stop!) <= 0) {
		outcome.first = 'stop';
		outcome.hit = false;
		// A stop sells at what there is, which a jump may have left behind.
		outcome.netBps = netOf(score, exitOf(outcome.side, now), fee);
	} else if (sign * (mid - target!) >= 0) {
		outcome.first = 'target';
		outcome.hit = true;
		outcome.netBps = netOf(score, target!, fee);
	}
}

const exitOf = (side: Side, quote: Quote): number => (side === 'buy' ? quote.bid : quote.ask);

function netOf(score: OpenScore, exit: number, fee: number): number {
	const sign = score.outcome.side === 'buy' ? 1 : -1;
	return tidy(((sign * (exit - score.entry)) / score.entry) * 1e4 - 2 * fee * 1e4);
}

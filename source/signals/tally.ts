import type { OpenScore, Outcome } from './score.js';

/** Counts and sums of one source and type. Plain JSON, changed in place. */
export type Tally = {
	readonly source: string;
	readonly signalType: string;
	/** All that came, followed or not. */
	signals: number;
	/** Those with a hit or a miss. */
	outcomes: number;
	hits: number;
	stopFirst: number;
	targetFirst: number;
	neither: number;
	late: number;
	readonly markCount: [number, number, number];
	readonly markSum: [number, number, number];
	netCount: number;
	netSum: number;
	/** By tenths of stated confidence. */
	readonly binCount: number[];
	readonly binHits: number[];
	readonly binStated: number[];
	/** Sum of (stated − hit)². */
	brierSum: number;
};

export type CalibrationBin = {
	readonly from: number;
	readonly to: number;
	readonly count: number;
	/** Means of the bin, 0 to 1. */
	readonly stated: number;
	readonly hitRate: number;
};

export type ScoreRow = {
	readonly source: string;
	readonly signalType: string;
	readonly signals: number;
	readonly outcomes: number;
	/** 0 to 1; undefined without outcomes. */
	readonly hitRate: number | undefined;
	/** Mean mark-out in basis points after each horizon; undefined where there is none. */
	readonly meanBps: {
		readonly '5s': number | undefined;
		readonly '30s': number | undefined;
		readonly '300s': number | undefined;
	};
	readonly stopFirst: number;
	readonly targetFirst: number;
	readonly neither: number;
	/** The market was past stop or target when they came. */
	readonly late: number;
	/** Mean; undefined where there is none. */
	readonly netBpsAfterFees: number | undefined;
	/** False until 200 outcomes: a stated confidence means nothing proved before. */
	readonly isCalibrated: boolean;
	/** Bins that hold something. */
	readonly calibration: readonly CalibrationBin[];
	/** Mean squared error of the stated confidence, 0 to 1; 0.25 is a coin. */
	readonly brier: number | undefined;
};

export const scorecardVersion = 1;
export const calibratedFrom = 200;

export type ScorecardState = {
	readonly version: typeof scorecardVersion;
	readonly tallies: readonly Tally[];
	readonly recent: readonly Outcome[];
	readonly open: readonly OpenScore[];
};

const bins = 10;

export const createTally = (source: string, signalType: string): Tally => ({
	source,
	signalType,
	signals: 0,
	outcomes: 0,
	hits: 0,
	stopFirst: 0,
	targetFirst: 0,
	neither: 0,
	late: 0,
	markCount: [0, 0, 0],
	markSum: [0, 0, 0],
	netCount: 0,
	netSum: 0,
	binCount: Array.from({ length: bins }, () => 0),
	binHits: Array.from({ length: bins }, () => 0),
	binStated: Array.from({ length: bins }, () => 0),
	brierSum: 0,
});

/** The marks from one horizon up to another, which have just been settled. */
export function addMarks(tally: Tally, outcome: Outcome, from: number, to: number): void {
	for (let index = from; index < to; index += 1) {
		const mark = outcome.marks[index] ?? null;
		if (mark !== null) {
			tally.markCount[index]! += 1;
			tally.markSum[index]! += mark;
		}
	}
}

/** An outcome that has just become a hit or a miss. */
export function addJudgment(tally: Tally, outcome: Outcome, isHit: boolean): void {
	tally.stopFirst += outcome.first === 'stop' ? 1 : 0;
	tally.targetFirst += outcome.first === 'target' ? 1 : 0;
	tally.neither += outcome.first === 'neither' ? 1 : 0;
	if (outcome.netBps !== null) {
		tally.netCount += 1;
		tally.netSum += outcome.netBps;
	}

	const hit = isHit ? 1 : 0;
	const bin = Math.min(bins - 1, Math.floor(outcome.confidence * bins));
	tally.outcomes += 1;
	tally.hits += hit;
	tally.binCount[bin]! += 1;
	tally.binHits[bin]! += hit;
	tally.binStated[bin]! += outcome.confidence;
	tally.brierSum += (outcome.confidence - hit) ** 2;
}

export function summarize(tally: Tally): ScoreRow {
	const meanOf = (sum: number, count: number): number | undefined => (count === 0 ? undefined : sum / count);
	const markOf = (index: 0 | 1 | 2): number | undefined => meanOf(tally.markSum[index], tally.markCount[index]);
	return {
		source: tally.source,
		signalType: tally.signalType,
		signals: tally.signals,
		outcomes: tally.outcomes,
		hitRate: meanOf(tally.hits, tally.outcomes),
		meanBps: { '5s': markOf(0), '30s': markOf(1), '300s': markOf(2) },
		stopFirst: tally.stopFirst,
		targetFirst: tally.targetFirst,
		neither: tally.neither,
		late: tally.late,
		netBpsAfterFees: meanOf(tally.netSum, tally.netCount),
		isCalibrated: tally.outcomes >= calibratedFrom,
		calibration: tally.binCount.flatMap((count, index) =>
			count === 0
				? []
				: [
						{
							from: index / bins,
							to: (index + 1) / bins,
							count,
							stated: tally.binStated[index]! / count,
							hitRate: tally.binHits[index]! / count,
						},
					],
		),
		brier: meanOf(tally.brierSum, tally.outcomes),
	};
}

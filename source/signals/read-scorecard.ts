import type { OpenScore, Outcome } from './score.js';
import { type ScorecardState, scorecardVersion, type Tally } from './tally.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= 200;
const isOrNull = (value: unknown, check: (value: unknown) => boolean): boolean => value === null || check(value);
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

const isListOf = (value: unknown, length: number, check: (value: unknown) => boolean): boolean =>
	Array.isArray(value) && value.length === length && value.every(check);

const firsts = new Set<unknown>(['open', 'stop', 'target', 'neither', 'none', 'late']);

function isTally(value: unknown): value is Tally {
	return (
		isFields(value) &&
		isText(value.source) &&
		isText(value.signalType) &&
		['signals', 'outcomes', 'hits', 'stopFirst', 'targetFirst', 'neither', 'netCount'].every(key =>
			isCount(value[key]),
		) &&
		// Scorecards of before had none.
		(value.late === undefined || isCount(value.late)) &&
		isListOf(value.markCount, 3, isCount) &&
		isListOf(value.markSum, 3, isNumber) &&
		isListOf(value.binCount, 10, isCount) &&
		isListOf(value.binHits, 10, isCount) &&
		isListOf(value.binStated, 10, isNumber) &&
		isNumber(value.netSum) &&
		isNumber(value.brierSum)
	);
}

function isOutcome(value: unknown): value is Outcome {
	return (
		isFields(value) &&
		['id', 'source', 'signalType', 'symbol'].every(key => isText(value[key])) &&
		(value.side === 'buy' || value.side === 'sell') &&
		isNumber(value.time) &&
		isNumber(value.confidence) &&
		value.confidence >= 0 &&
		value.confidence <= 1 &&
		isNumber(value.mid) &&
		isListOf(value.marks, 3, mark => isOrNull(mark, isNumber)) &&
		firsts.has(value.first) &&
		isOrNull(value.hit, isBoolean) &&
		isOrNull(value.netBps, isNumber)
	);
}

function isOpenScore(value: unknown): value is OpenScore {
	return (
		isFields(value) &&
		isOutcome(value.outcome) &&
		isCount(value.settled) &&
		(value.settled as number) <= 3 &&
		isOrNull(value.stop, isNumber) &&
		isOrNull(value.target, isNumber) &&
		(value.outcome.first !== 'open' || (value.stop !== null && value.target !== null)) &&
		isNumber(value.entry)
	);
}

/** A saved scorecard, as parsed from JSON; undefined when it is of another version or was damaged. */
export function readScorecard(value: unknown): ScorecardState | undefined {
	const isSound =
		isFields(value) &&
		value.version === scorecardVersion &&
		Array.isArray(value.tallies) &&
		value.tallies.every(isTally) &&
		Array.isArray(value.recent) &&
		value.recent.every(isOutcome) &&
		Array.isArray(value.open) &&
		value.open.every(isOpenScore);
	return isSound ? (value as unknown as ScorecardState) : undefined;
}

import type { Signal } from '../model/signal-event.js';
import { dueAtOf, type OpenScore, type Outcome, type Quote, startScore, stepScore } from './score.js';
import {
	addJudgment,
	addMarks,
	calibratedFrom,
	createTally,
	type ScorecardState,
	type ScoreRow,
	scorecardVersion,
	summarize,
	type Tally,
} from './tally.js';

export type ScorecardOptions = {
	/** Fee of one leg, a fraction. @default 0.001 */
	readonly takerFee?: number;
	/** What an earlier run saved. What was open is followed on; horizons that passed meanwhile are missing. */
	readonly saved?: ScorecardState;
};

/** The quotes of one symbol, for whoever tells them. */
export type ScoreQuotes = {
	/** Best bid and ask at a venue time: settles what is due, and says whether stop or target was reached. */
	readonly quote: (time: number, bid: number, ask: number) => void;
	/** There is no trustworthy quote until the next: what falls due meanwhile is missing. */
	readonly lose: () => void;
};

export type Scorecard = {
	/** A signal, once by its source and id; one that repeats another, or has no side, is not followed. */
	readonly track: (signal: Signal) => void;
	readonly quotesOf: (symbol: string) => ScoreQuotes;
	/** By source and type, in the order of first appearance. */
	readonly rows: () => readonly ScoreRow[];
	readonly rowOf: (source: string, signalType: string) => ScoreRow | undefined;
	/** Of a signal that is followed or was lately; undefined of others. */
	readonly outcomeOf: (source: string, id: string) => Outcome | undefined;
	/** Whether a stated confidence of the type has 200 outcomes behind it. */
	readonly isCalibrated: (source: string, signalType: string) => boolean;
	/** Newest last. */
	readonly recent: () => readonly Outcome[];
	/** Plain JSON: the same history gives the same bytes. */
	readonly state: () => ScorecardState;
};

const maxOpenPerSymbol = 100;
const maxRecent = 500;
const maxTallies = 500;

/**
 * What signals were worth: mid after 5, 30 and 300 s, in basis points signed by side; whether stop or target came first;
 * hit rate, means and calibration by source and type. Runs on the venue's time, told with the quotes.
 */
export function createScorecard(options: ScorecardOptions = {}): Scorecard {
	const fee = options.takerFee ?? 0.001;
	const saved = structuredClone(options.saved);
	const tallies = new Map<string, Tally>(
		(saved?.tallies ?? []).map(tally => [keyOf(tally), { ...tally, late: tally.late ?? 0 }]),
	);
	const recent: Outcome[] = [...(saved?.recent ?? [])];
	const symbols = new Map<string, ReturnType<typeof createSymbol>>();
	for (const score of saved?.open ?? []) {
		symbolOf(score.outcome.symbol).open.push(score);
	}

	function tallyOf(source: string, signalType: string): Tally | undefined {
		const key = keyOf({ source, signalType });
		let tally = tallies.get(key);
		if (tally === undefined && tallies.size < maxTallies) {
			tally = createTally(source, signalType);
			tallies.set(key, tally);
		}

		return tally;
	}

	function retire(outcome: Outcome): void {
		recent.push(outcome);
		if (recent.length > maxRecent) {
			recent.shift();
		}
	}

	function createSymbol() {
		const open: OpenScore[] = [];
		/** Until then the same prices settle nothing; the past after a new score. */
		let dueAt = Number.NEGATIVE_INFINITY;
		const last: { time: number; bid: number; ask: number } = { time: 0, bid: Number.NaN, ask: Number.NaN };
		const settle = (quote: Quote | undefined, now: Quote): void => {
			let kept = 0;
			dueAt = Number.POSITIVE_INFINITY;
			for (const score of open) {
				const { settled } = score;
				const wasJudged = score.outcome.hit !== null;
				const isOver = stepScore(score, quote, now, fee);
				if (score.settled > settled || wasJudged !== (score.outcome.hit !== null)) {
					count(score, settled, wasJudged);
				}

				if (isOver) {
					retire(score.outcome);
				} else {
					open[kept] = score;
					kept += 1;
					dueAt = Math.min(dueAt, dueAtOf(score));
				}
			}

			open.length = kept;
		};
		const count = ({ outcome, settled }: OpenScore, before: number, wasJudged: boolean): void => {
			const tally = tallyOf(outcome.source, outcome.signalType);
			if (tally !== undefined) {
				addMarks(tally, outcome, before, settled);
				if (!wasJudged && outcome.hit !== null) {
					addJudgment(tally, outcome, outcome.hit);
				}
			}
		};

		const isKnown = (): boolean => !Number.isNaN(last.bid);
		return {
			open,
			last,
			follow(score: OpenScore): void {
				open.push(score);
				dueAt = Number.NEGATIVE_INFINITY;
			},
			quote(time: number, bid: number, ask: number): void {
				if (open.length > 0 && (time >= dueAt || bid !== last.bid || ask !== last.ask)) {
					settle(isKnown() ? last : undefined, { time, bid, ask });
				}

				last.time = time;
				last.bid = bid;
				last.ask = ask;
			},
			lose(): void {
				last.bid = Number.NaN;
				last.ask = Number.NaN;
			},
			isKnown,
		};
	}

	function symbolOf(symbol: string): ReturnType<typeof createSymbol> {
		let record = symbols.get(symbol);
		if (record === undefined) {
			record = createSymbol();
			symbols.set(symbol, record);
		}

		return record;
	}

	const findOutcome = (source: string, id: string): Outcome | undefined => {
		const isIt = (outcome: Outcome): boolean => outcome.source === source && outcome.id === id;
		for (const { open } of symbols.values()) {
			const found = open.find(({ outcome }) => isIt(outcome));
			if (found !== undefined) {
				return found.outcome;
			}
		}

		return recent.findLast(isIt);
	};

	return {
		track(signal) {
			if (signal.duplicateOf !== undefined || findOutcome(signal.source, signal.id) !== undefined) {
				return;
			}

			const tally = tallyOf(signal.source, signal.signalType);
			if (tally === undefined) {
				return;
			}

			tally.signals += 1;
			const record = symbols.get(signal.symbol);
			if (record === undefined || !record.isKnown() || signal.side === undefined) {
				return;
			}

			if (record.open.length === maxOpenPerSymbol) {
				retire(record.open.shift()!.outcome);
			}

			const score = startScore(signal, signal.side, record.last);
			tally.late += score.outcome.first === 'late' ? 1 : 0;
			record.follow(score);
		},
		quotesOf: symbolOf,
		rows: () => [...tallies.values()].map(summarize),
		rowOf(source, signalType) {
			const tally = tallies.get(keyOf({ source, signalType }));
			return tally === undefined ? undefined : summarize(tally);
		},
		outcomeOf: findOutcome,
		isCalibrated: (source, signalType) => (tallies.get(keyOf({ source, signalType }))?.outcomes ?? 0) >= calibratedFrom,
		recent: () => recent,
		state: () =>
			structuredClone({
				version: scorecardVersion,
				tallies: [...tallies.values()],
				recent,
				open: [...symbols.values()].flatMap(({ open }) => open),
			}),
	};
}

const keyOf = ({ source, signalType }: { readonly source: string; readonly signalType: string }): string =>
	`${source}\n${signalType}`;

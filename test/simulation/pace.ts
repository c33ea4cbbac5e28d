/** How much happens in a while. Times in ms. */
export type Pace = {
	/** Statistics of 24 h come each 2 s, and are a third of what a quiet day costs. */
	readonly hasStats: boolean;
	/** Of the crowd's acts, against those of a run of minutes. */
	readonly crowd: number;
	/** Between two acts of the trader, in the mean. */
	readonly traderPauseMs: number;
	/** Of the trader's acts, in a hundred: R. It makes connections young. */
	readonly reconnects: number;
	/** Between two faults, in the mean: one of these by seed, or the calm one. */
	readonly faultGapsMs: readonly [number, number, number];
	readonly calmGapMs: number;
	/** Between two moves of the price: at least this, and up to so much more. */
	readonly marketMs: readonly [atLeast: number, more: number];
	/** Between two looks at the screen: at least this, and up to so much more. */
	readonly lookMs: readonly [atLeast: number, more: number];
	/** Of so many looks one compares what the panes show with the truth; each sees what is LIVE. */
	readonly looksPerPaint: number;
	readonly countMs: number;
};

/** Ten minutes in which a year's trouble happens. */
export const minutesPace: Pace = {
	hasStats: true,
	crowd: 1,
	traderPauseMs: 4000,
	reconnects: 3,
	faultGapsMs: [8000, 18_000, 35_000],
	calmGapMs: 60_000,
	marketMs: [3000, 20_000],
	lookMs: [150, 100],
	looksPerPaint: 1,
	countMs: 1000,
};

const hourMs = 3_600_000;

/** Days of a quiet market with little trouble: long enough for tokens, connections and arming to grow old. */
export const daysPace: Pace = {
	hasStats: false,
	crowd: 1 / 300,
	traderPauseMs: 900_000,
	reconnects: 0,
	faultGapsMs: [20 * hourMs, 40 * hourMs, 80 * hourMs],
	calmGapMs: 60 * hourMs,
	marketMs: [600_000, 3_600_000],
	lookMs: [2000, 1000],
	looksPerPaint: 3,
	countMs: 10_000,
};

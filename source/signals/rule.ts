import type { Side } from '../model/market-event.js';
import type { ConditionSpec } from './condition.js';
import type { FeatureName } from './features.js';
import type { SymbolFeatures } from './symbol-features.js';

/** Prices as exact decimal texts on the tick. */
export type Plan = {
	readonly entry: string;
	readonly stop: string;
	/** Nearest first. */
	readonly targets: readonly string[];
	/** Entry to stop, and what a round trip costs: two taker fees and the spread; basis points of the entry. */
	readonly riskBps: number;
	readonly costBps: number;
};

/** What a rule says when it fires. */
export type Finding = {
	readonly side: Side | undefined;
	/** 0 to 1. */
	readonly confidence: number;
	readonly plan?: Plan;
	/** One sentence, without what the conditions say. */
	readonly summary: string;
};

/** A rule over one symbol. It holds no state: that is `rule-state.ts`. */
export type Rule = {
	readonly type: string;
	/** All of them must hold for `holdMs`. The cheapest and rarest first: the rest is not read where it fails. */
	readonly conditions: readonly ConditionSpec[];
	/** Judged once, when the conditions have held that long. One that fails refuses the signal until the conditions let go. */
	readonly gates: readonly ConditionSpec[];
	/**
	 * When it is judged: after every event, after every print, or four times a second of exchange time, which is as often as
	 * what it reads is computed.
	 */
	readonly pace: 'event' | 'trade' | 'tick';
	readonly holdMs: number;
	readonly cooldownMs: number;
	readonly ttlMs: number;
	readonly horizon: string;
	/** Kept with the signal, for audit. */
	readonly features: readonly FeatureName[];
	/** Undefined when there is nothing to say after all; then the rule waits. */
	readonly find: (features: SymbolFeatures) => Finding | undefined;
};

import { type Condition, describeCondition, holds, isReleased } from './condition.js';
import type { Finding, Rule } from './rule.js';
import type { SymbolFeatures } from './symbol-features.js';

/** `waiting`: not all conditions hold. `holding`: they do, not yet long enough. `fired`, `refused`: until they let go. */
export type RulePhase = 'waiting' | 'holding' | 'fired' | 'refused';

/** A rule as it stands, for the panel. */
export type RuleReport = {
	readonly type: string;
	readonly phase: RulePhase;
	/** Exchange time for which all conditions have held, ms. */
	readonly heldMs: number;
	/** Until it may fire again, ms; 0 when it may. */
	readonly cooldownMs: number;
	readonly conditions: readonly Condition[];
	readonly gates: readonly Condition[];
	/** What failed at the last refusal, with its venue time. */
	readonly refusal: { readonly time: number; readonly text: string } | undefined;
	/** Venue time of the last signal. */
	readonly firedAt: number | undefined;
};

export type RuleState = {
	/** After every event of the symbol. A finding is a signal to be told. */
	readonly step: (features: SymbolFeatures) => Finding | undefined;
	/** Continuity was lost: nothing holds through that. */
	readonly interrupt: () => void;
	readonly report: (features: SymbolFeatures) => RuleReport;
};

/** Nobody looked for this long, exchange time: that it held meanwhile was not seen. */
const longestBlinkMs = 1000;

/** One rule on one symbol: hold time, hysteresis and cooldown. One breakout is one signal. */
export const createRuleState = (rule: Rule): RuleState => new Judgment(rule);

class Judgment implements RuleState {
	readonly #rule: Rule;
	#phase: RulePhase = 'waiting';
	#since = 0;
	#seenAt = Number.NEGATIVE_INFINITY;
	/** NaN before the first signal. */
	#firedAt = Number.NaN;
	#refusal: RuleReport['refusal'];

	constructor(rule: Rule) {
		this.#rule = rule;
	}

	step(features: SymbolFeatures): Finding | undefined {
		const now = features.clock();
		const blinked = now - this.#seenAt > longestBlinkMs;
		this.#seenAt = now;
		if (this.#phase === 'fired' || this.#phase === 'refused') {
			if (!this.#hasLetGo(features)) {
				return undefined;
			}

			this.#phase = 'waiting';
		}

		if (!this.#allHold(features)) {
			this.#phase = 'waiting';
			return undefined;
		}

		if (this.#isCooling(now)) {
			// What began while it was cooling is the same move still.
			this.#phase = 'fired';
			return undefined;
		}

		if (this.#phase === 'waiting' || blinked) {
			this.#phase = 'holding';
			this.#since = now;
		}

		return now - this.#since >= this.#rule.holdMs ? this.#decide(features, now) : undefined;
	}

	interrupt(): void {
		if (this.#phase === 'holding') {
			this.#phase = 'waiting';
		}
	}

	report(features: SymbolFeatures): RuleReport {
		const now = features.clock();
		const { type, cooldownMs, conditions, gates } = this.#rule;
		return {
			type,
			phase: this.#phase,
			heldMs: this.#phase === 'holding' ? now - this.#since : 0,
			cooldownMs: this.#isCooling(now) ? cooldownMs - (now - this.#firedAt) : 0,
			conditions: conditions.map(spec => describeCondition(spec, features)),
			gates: gates.map(spec => describeCondition(spec, features)),
			refusal: this.#refusal,
			firedAt: Number.isNaN(this.#firedAt) ? undefined : this.#firedAt,
		};
	}

	#allHold(features: SymbolFeatures): boolean {
		const { conditions } = this.#rule;
		for (let index = 0; index < conditions.length; index += 1) {
			if (!holds(conditions[index]!, features)) {
				return false;
			}
		}

		return true;
	}

	#hasLetGo(features: SymbolFeatures): boolean {
		return this.#rule.conditions.some(spec => isReleased(spec, features));
	}

	#isCooling(now: number): boolean {
		return now - this.#firedAt < this.#rule.cooldownMs;
	}

	#decide(features: SymbolFeatures, now: number): Finding | undefined {
		const failed = this.#rule.gates.find(gate => !holds(gate, features));
		if (failed !== undefined) {
			this.#phase = 'refused';
			this.#refusal = { time: now, text: describeCondition(failed, features).text };
			return undefined;
		}

		const finding = this.#rule.find(features);
		if (finding !== undefined) {
			this.#phase = 'fired';
			this.#firedAt = now;
		}

		return finding;
	}
}

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
export function createRuleState(rule: Rule): RuleState {
	let phase: RulePhase = 'waiting';
	let since = 0;
	let seenAt = Number.NEGATIVE_INFINITY;
	let firedAt: number | undefined;
	let refusal: RuleReport['refusal'];

	const allHold = (features: SymbolFeatures): boolean => {
		for (const spec of rule.conditions) {
			if (!holds(spec, features)) {
				return false;
			}
		}

		return true;
	};

	const hasLetGo = (features: SymbolFeatures): boolean => rule.conditions.some(spec => isReleased(spec, features));

	const isCooling = (now: number): boolean => firedAt !== undefined && now - firedAt < rule.cooldownMs;

	const decide = (features: SymbolFeatures, now: number): Finding | undefined => {
		const failed = rule.gates.find(gate => !holds(gate, features));
		if (failed !== undefined) {
			phase = 'refused';
			refusal = { time: now, text: describeCondition(failed, features).text };
			return undefined;
		}

		const finding = rule.find(features);
		if (finding !== undefined) {
			phase = 'fired';
			firedAt = now;
		}

		return finding;
	};

	return {
		step(features) {
			const now = features.clock();
			const blinked = now - seenAt > longestBlinkMs;
			seenAt = now;
			if (phase === 'fired' || phase === 'refused') {
				if (!hasLetGo(features)) {
					return undefined;
				}

				phase = 'waiting';
			}

			if (!allHold(features)) {
				phase = 'waiting';
				return undefined;
			}

			if (isCooling(now)) {
				// What began while it was cooling is the same move still.
				phase = 'fired';
				return undefined;
			}

			if (phase === 'waiting' || blinked) {
				phase = 'holding';
				since = now;
			}

			return now - since >= rule.holdMs ? decide(features, now) : undefined;
		},
		interrupt() {
			if (phase === 'holding') {
				phase = 'waiting';
			}
		},
		report(features) {
			const now = features.clock();
			return {
				type: rule.type,
				phase,
				heldMs: phase === 'holding' ? now - since : 0,
				cooldownMs: isCooling(now) ? rule.cooldownMs - (now - firedAt!) : 0,
				conditions: rule.conditions.map(spec => describeCondition(spec, features)),
				gates: rule.gates.map(spec => describeCondition(spec, features)),
				refusal,
				firedAt,
			};
		},
	};
}

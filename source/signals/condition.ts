import type { SymbolFeatures } from './symbol-features.js';

/** One thing that a rule asks for, as data: the rule, the panel and the reason of a signal read the same. */
export type ConditionSpec = {
	/** Few words for a person. */
	readonly name: string;
	/** NaN while it is not known: then the condition does not hold, unless `unknownPasses`. */
	readonly read: (features: SymbolFeatures) => number;
	/** NaN while it is not known. */
	readonly threshold: (features: SymbolFeatures) => number;
	readonly sense: 'above' | 'below' | 'at-least' | 'at-most';
	/** Where a signal that fired lets go: further than the threshold, so that a value at the threshold fires once. */
	readonly release?: (features: SymbolFeatures) => number;
	readonly format: (value: number) => string;
	/** A veto that only what is known can make; the text says that it is not known. */
	readonly unknownPasses?: boolean;
};

/** A condition as it stands now. */
export type Condition = {
	readonly name: string;
	readonly holds: boolean;
	/** NaN is told as undefined. */
	readonly value: number | undefined;
	readonly threshold: number | undefined;
	/** `buy surge z 1.4, needs ≥ 3.0`. */
	readonly text: string;
};

const signs = { above: '>', below: '<', 'at-least': '≥', 'at-most': '≤' } as const;

function compare(sense: ConditionSpec['sense'], value: number, threshold: number): boolean {
	switch (sense) {
		case 'above':
			return value > threshold;
		case 'below':
			return value < threshold;
		case 'at-least':
			return value >= threshold;
		case 'at-most':
			return value <= threshold;
	}
}

const isMetBy = (spec: ConditionSpec, value: number, threshold: number): boolean =>
	compare(spec.sense, value, threshold) || (spec.unknownPasses === true && Number.isNaN(value));

export const holds = (spec: ConditionSpec, features: SymbolFeatures): boolean =>
	isMetBy(spec, spec.read(features), spec.threshold(features));

/** Whether a condition that held has let go. What is not known has. */
export function isReleased(spec: ConditionSpec, features: SymbolFeatures): boolean {
	const release = spec.release ?? spec.threshold;
	return !compare(spec.sense, spec.read(features), release(features));
}

export function describeCondition(spec: ConditionSpec, features: SymbolFeatures): Condition {
	const value = spec.read(features);
	const threshold = spec.threshold(features);
	const isMet = isMetBy(spec, value, threshold);
	const isUnknown = Number.isNaN(value);
	const shown = isUnknown ? (isMet ? 'not known, no veto' : 'not known yet') : spec.format(value);
	const wanted =
		isUnknown && (isMet || Number.isNaN(threshold))
			? ''
			: Number.isNaN(threshold)
				? ' its limit is not known yet'
				: ` ${isMet ? '' : 'needs '}${signs[spec.sense]} ${spec.format(threshold)}`;
	return {
		name: spec.name,
		holds: isMet,
		value: Number.isFinite(value) ? value : undefined,
		threshold: Number.isFinite(threshold) ? threshold : undefined,
		text: `${spec.name} ${shown}${isMet || wanted === '' ? wanted : `,${wanted}`}`,
	};
}

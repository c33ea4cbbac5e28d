import { type RuleSettingSpec, ruleSettingTable } from '../lib/rule-setting-table.js';

export type RuleSettingKey = keyof typeof ruleSettingTable;

/** The value of every rule setting, by its dotted key. */
export type RuleSettings = {
	readonly [Key in RuleSettingKey]: (typeof ruleSettingTable)[Key]['type'] extends 'boolean' ? boolean : number;
};

export const ruleSettingKeys = Object.keys(ruleSettingTable) as readonly RuleSettingKey[];

/** The defaults, with what is given put over them. Throws `RangeError` on a value that its setting does not allow. */
export function resolveRuleSettings(given: Partial<RuleSettings> = {}): RuleSettings {
	const values: Record<string, boolean | number> = {};
	for (const key of ruleSettingKeys) {
		const spec: RuleSettingSpec = ruleSettingTable[key];
		const value = given[key] ?? spec.default;
		if (spec.type === 'boolean' ? typeof value !== 'boolean' : !isAllowed(spec, value)) {
			const wanted = spec.type === 'boolean' ? 'true or false' : `a number from ${spec.minimum} to ${spec.maximum}`;
			throw new RangeError(`Expected rule setting \`${key}\` to be ${wanted}, was ${JSON.stringify(value)}`);
		}

		values[key] = value;
	}

	return Object.freeze(values) as RuleSettings;
}

function isAllowed(spec: Exclude<RuleSettingSpec, { type: 'boolean' }>, value: unknown): boolean {
	return (
		typeof value === 'number' &&
		value >= spec.minimum &&
		value <= spec.maximum &&
		(spec.type === 'number' || Number.isInteger(value))
	);
}

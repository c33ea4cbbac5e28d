import { type RuleSettingSpec, ruleSettingTable } from '../lib/rule-setting-table.js';
import { indicatorCatalog, ruleCatalog } from './catalog.js';

/** Cells of a Markdown table: a bar would end one. */
const row = (...cells: readonly string[]): string =>
	`| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const head = (...names: readonly string[]): readonly string[] => [row(...names), row(...names.map(() => '---'))];

/** Every indicator as a Markdown table. */
export function formatIndicatorTable(): string {
	return [
		...head('indicator', 'formula', 'unit', 'default', 'source'),
		...indicatorCatalog.map(({ label, formula, unit, default: defaults, source }) =>
			row(label, formula, unit, defaults, source),
		),
	].join('\n');
}

function describeSpec(spec: RuleSettingSpec): readonly [value: string, allowed: string] {
	return spec.type === 'boolean'
		? ['on', 'true, false']
		: [`${spec.default}${spec.unit === '' ? '' : ` ${spec.unit}`}`, `${spec.minimum} to ${spec.maximum}`];
}

/** Every rule, then every threshold, as two Markdown tables. */
export function formatRuleTable(): string {
	return [
		...head('signal', 'fires when', 'source'),
		...ruleCatalog.map(({ type, formula, source }) => row(`\`${type}\``, formula, source)),
		'',
		...head('setting below `signals.rules`', 'default', 'allowed', 'what'),
		...Object.entries<RuleSettingSpec>(ruleSettingTable).map(([key, spec]) =>
			row(`\`${key}\``, ...describeSpec(spec), spec.summary),
		),
	].join('\n');
}

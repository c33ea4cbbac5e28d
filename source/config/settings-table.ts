import { describeAllowed, settingKeys, settingOf, whenApplied } from './schema.js';

/** Every setting as a Markdown table, for the documentation. */
export function formatSettingsTable(): string {
	const rows = settingKeys.map(key => {
		const spec = settingOf(key);
		const initial = spec.default === undefined ? 'not set' : `\`${JSON.stringify(spec.default)}\``;
		return [`\`${key}\``, spec.summary, describeAllowed(spec), initial, whenApplied(key)];
	});
	return [
		'| setting | what | allowed | default | a change counts |',
		'| --- | --- | --- | --- | --- |',
		...rows.map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`),
		'',
	].join('\n');
}

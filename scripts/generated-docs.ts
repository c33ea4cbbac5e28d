import { formatManPage } from '../source/app/man-page.js';
import { formatMetricTable } from '../source/app/metric-names.js';
import { formatSettingsTable } from '../source/config/settings-table.js';
import { formatIndicatorTable, formatRuleTable } from '../source/signals/format-catalog.js';
import { formatDenialTable } from '../source/trading/denial.js';
import { formatKeyTable } from '../source/ui/keymap/cheatsheet.js';

/**
 * What the documents draw from the source. With a marker it stands between the lines `<!-- MARKER: … -->` and
 * `<!-- /MARKER -->` of the file; without one it is the whole file. `npm run docs` writes it, `test/generated.test.ts` sees
 * that it is fresh.
 */
export type GeneratedDoc = { readonly file: string; readonly marker?: string; readonly make: () => string };

export const generatedDocs: readonly GeneratedDoc[] = [
	{ file: 'README.md', marker: 'keys', make: formatKeyTable },
	{ file: 'docs/kcmon.1', make: formatManPage },
	{ file: 'docs/metrics.md', marker: 'metrics', make: formatMetricTable },
	{ file: 'docs/settings.md', marker: 'settings', make: formatSettingsTable },
	{ file: 'docs/orders.md', marker: 'denials', make: formatDenialTable },
	{ file: 'docs/own-signals.md', marker: 'indicators', make: formatIndicatorTable },
	{ file: 'docs/own-signals.md', marker: 'rules', make: formatRuleTable },
];

/** The file's text with the part replaced; throws where it has no such part. */
export function fillDoc({ file, marker, make }: GeneratedDoc, text: string): string {
	if (marker === undefined) {
		return make();
	}

	const part = new RegExp(`(<!-- ${marker}:[^>]*-->\\n)[\\s\\S]*?(<!-- /${marker} -->)`);
	if (!part.test(text)) {
		throw new Error(`${file} has no lines <!-- ${marker}: … --> and <!-- /${marker} -->`);
	}

	return text.replace(part, (_, start: string, end: string) => `${start}${make().trim()}\n${end}`);
}

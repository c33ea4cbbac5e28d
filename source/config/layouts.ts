import type { PartProblem } from '../intake/check-providers.js';
import { parseLayout } from '../lib/layout-text.js';

const most = 50;
const namePattern = /^[a-z][a-z0-9-]{0,31}$/;

export const layoutsExpected =
	'layouts by name, each a text such as "ticker=3 / depth*2 | (tape / orders)"; a name is lower-case letters, digits and -';

/** What is wrong with a person's own layouts, and where. */
export function problemOfLayouts(value: unknown): PartProblem | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length > most) {
		return { path: [], expected: layoutsExpected };
	}

	for (const [name, text] of Object.entries(value)) {
		if (!namePattern.test(name)) {
			return {
				path: [name],
				expected: `a name of lower-case letters, digits and - in place of ${JSON.stringify(name)}`,
			};
		}

		const parsed = parseLayout(typeof text === 'string' ? text : '');
		if (!parsed.ok) {
			return { path: [name], expected: parsed.expected };
		}
	}

	return undefined;
}

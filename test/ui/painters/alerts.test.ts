import { expect, test } from 'vitest';
import { paintAlerts } from '../../../source/ui/painters/alerts.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { boxed } from '../sample-views.js';

test.each([74, 60, 30])('the examples in an empty field are whole, %i cells wide', width => {
	const [, field] = toText(paintAlerts({ text: '', index: 0, alerts: [], watched: [] }, width, 10, boxed)).split('\n');

	expect(field).not.toContain('…');
	expect(field).toMatch(/add +>70000(?:, (?:spread>5|order filled|connection|signal|volume>250000))* *│$/);
});

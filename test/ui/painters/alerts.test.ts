import { expect, test } from 'vitest';
import { paintAlerts } from '../../../source/ui/painters/alerts.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { boxed } from '../sample-views.js';

test.each([74, 60, 30])('the examples in an empty field are whole, %i cells wide', width => {
	const [, field] = toText(paintAlerts({ text: '', index: 0, alerts: [], watched: [] }, width, 10, boxed)).split('\n');

	expect(field).not.toContain('…');
	expect(field).toMatch(/add +>70000(?:, (?:spread>5|order filled|connection|signal|volume>250000))* *│$/);
});

test('an alert of a symbol that is not watched says that it cannot go off; of others what they wait for, or when they went off', () => {
	const alertOf = (text: string, state: 'waiting' | 'armed' | 'done', symbol?: string) => ({
		text,
		symbol,
		state,
		last: state === 'done' ? { at: Date.UTC(2026, 0, 2, 3, 4, 5), text: 'it was filled' } : undefined,
	});
	const alerts = [
		alertOf('PEPE-USDT>1', 'waiting', 'PEPE-USDT'),
		alertOf('BTC-USDT>1', 'waiting', 'BTC-USDT'),
		alertOf('connection', 'armed'),
		alertOf('order filled', 'done'),
	];
	const text = toText(paintAlerts({ text: '', index: 0, alerts, watched: ['BTC-USDT'] }, 74, 10, boxed));

	expect(text).toMatch(/PEPE-USDT>1 +cannot go off: not watched \(w, \+ adds it\)/);
	expect(text).toMatch(/BTC-USDT>1 +waits to see it from the other side/);
	expect(text).toMatch(/connection +armed *│/);
	expect(text).toMatch(/order filled +done 03:04:05 it was filled/);
});

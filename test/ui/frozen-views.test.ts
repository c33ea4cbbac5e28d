import { expect, test } from 'vitest';
import { createFrozenViews } from '../../source/ui/frozen-views.js';
import { tape, watchlist } from './sample-views.js';

const stale = { state: 'STALE', ageMs: 9000, note: 'dead socket' } as const;

test('a frozen pane keeps its rows and tells the state of now', () => {
	const frozen = createFrozenViews();
	frozen.show('tape', tape, false);

	const shown = frozen.show('tape', { ...tape, rows: [], freshness: stale }, true);

	expect(shown.rows).toEqual(tape.rows);
	expect(shown.freshness).toEqual(stale);
});

test('rows of one symbol are never shown for another', () => {
	const frozen = createFrozenViews();
	frozen.show('tape', tape, false);
	const other = { ...tape, symbol: 'ETH-USDT', rows: [] };

	expect(frozen.show('tape', other, true)).toBe(other);
});

test('a frozen watchlist keeps prices, and each row the state of now', () => {
	const frozen = createFrozenViews();
	frozen.showWatchlist(watchlist, false);
	const rows = watchlist.rows.map(row => ({ ...row, last: '1', freshness: stale }));

	const shown = frozen.showWatchlist({ ...watchlist, focused: 'ETH-USDT', rows }, true);

	expect(shown.focused).toBe('ETH-USDT');
	expect(shown.rows[0]).toMatchObject({ last: '67234.5', freshness: stale });
});

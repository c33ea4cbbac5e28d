import { expect, test } from 'vitest';
import { computeLayout, type PaneRectangle } from '../../source/ui/layout.js';

const names = (panes: readonly PaneRectangle[]): string[] => panes.map(({ pane }) => pane);

const overlap = (a: PaneRectangle, b: PaneRectangle): boolean =>
	a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test.each([
	[59, 24],
	[60, 15],
	[1, 1],
	[200, 15],
])('%i×%i has one safe line and no pane', (columns, rows) => {
	expect(computeLayout(columns, rows, undefined)).toEqual({ size: 'safe', frame: 'rule', panes: [] });
});

test.each([
	[60, 16],
	[80, 24],
	[119, 60],
	[200, 35],
])('%i×%i shows ticker, depth, tape, signals and health', (columns, rows) => {
	const layout = computeLayout(columns, rows, undefined);

	expect(layout.size).toBe('compact');
	expect(names(layout.panes)).toEqual(['ticker', 'depth', 'tape', 'signals', 'health']);
});

test('120×36 shows orders and the watchlist too', () => {
	const layout = computeLayout(120, 36, undefined);

	expect(layout.size).toBe('full');
	expect(names(layout.panes)).toEqual(['ticker', 'depth', 'tape', 'signals', 'health', 'orders', 'watchlist']);
});

test('200×60 has room for a chart', () => {
	expect(names(computeLayout(200, 60, undefined).panes)).toContain('chart');
});

test('no pane overlaps another, leaves the screen, or covers the first and last line', () => {
	for (let columns = 60; columns <= 400; columns += 7) {
		for (let rows = 16; rows <= 130; rows += 3) {
			const { panes } = computeLayout(columns, rows, undefined);
			for (const [index, pane] of panes.entries()) {
				expect(pane.x).toBeGreaterThanOrEqual(0);
				expect(pane.x + pane.width).toBeLessThanOrEqual(columns);
				expect(pane.y).toBeGreaterThanOrEqual(1);
				expect(pane.y + pane.height).toBeLessThanOrEqual(rows - 1);
				expect(panes.slice(index + 1).filter(other => overlap(pane, other))).toEqual([]);
			}
		}
	}
});

test('every pane is large enough for its title and something to say', () => {
	for (let columns = 60; columns <= 250; columns += 5) {
		for (let rows = 16; rows <= 90; rows += 1) {
			const { panes, frame } = computeLayout(columns, rows, undefined);
			for (const { width, height } of panes) {
				expect(width).toBeGreaterThanOrEqual(25);
				expect(height).toBeGreaterThanOrEqual(frame === 'box' ? 4 : 3);
			}
		}
	}
});

test('an expanded pane takes the whole body', () => {
	expect(computeLayout(120, 36, 'tape').panes).toEqual([{ pane: 'tape', x: 0, y: 1, width: 120, height: 34 }]);
	expect(computeLayout(80, 24, 'chart').panes).toEqual([{ pane: 'chart', x: 0, y: 1, width: 80, height: 22 }]);
});

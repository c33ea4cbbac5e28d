import { expect, test } from 'vitest';
import { computeLayout, type Layout, type PaneRectangle, paneNames } from '../../source/ui/layout.js';
import { createLayouts, presetNames } from '../../source/ui/layouts.js';

const names = (panes: readonly PaneRectangle[]): string[] => panes.map(({ pane }) => pane);

const overlap = (a: PaneRectangle, b: PaneRectangle): boolean =>
	a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test.each([
	[59, 24],
	[60, 15],
	[1, 1],
	[200, 15],
])('%i×%i has one safe line and no pane', (columns, rows) => {
	expect(computeLayout(columns, rows, undefined)).toEqual({
		size: 'safe',
		frame: 'rule',
		isFallback: false,
		panes: [],
	});
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

const presets = createLayouts({});

/** What is wrong with a layout on a screen of this size; undefined where nothing is. */
function faultOf({ panes, frame }: Layout, columns: number, rows: number): string | undefined {
	for (const [index, pane] of panes.entries()) {
		const isInside = pane.x >= 0 && pane.x + pane.width <= columns && pane.y >= 1 && pane.y + pane.height <= rows - 1;
		if (!isInside) {
			return `${pane.pane} leaves the body`;
		}

		if (pane.width < 25 || pane.height < (frame === 'box' ? 4 : 3)) {
			return `${pane.pane} is too small`;
		}

		const other = panes.slice(index + 1).find(one => overlap(pane, one));
		if (other !== undefined) {
			return `${pane.pane} overlaps ${other.pane}`;
		}
	}

	const right = Math.max(...panes.map(({ x, width }) => x + width));
	const bottom = Math.max(...panes.map(({ y, height }) => y + height));
	return right === columns && bottom === rows - 1 ? undefined : 'there is room left';
}

test.each(presetNames)('the preset %s has room on every screen from 60×16 on, and is tidy', name => {
	const plans = presets.get(name)!;
	const faults: string[] = [];
	let laid = 0;
	for (let columns = 60; columns <= 330; columns += 9) {
		for (let rows = 16; rows <= 110; rows += 3) {
			for (const focus of [undefined, ...paneNames]) {
				const layout = computeLayout(columns, rows, undefined, focus, plans);
				const isShown = focus === undefined || name === 'full' || layout.panes.some(({ pane }) => pane === focus);
				const fault = layout.isFallback ? 'gives way' : isShown ? faultOf(layout, columns, rows) : 'focus is nowhere';
				laid += 1;
				if (fault !== undefined) {
					faults.push(`${columns}×${rows} ${focus}: ${fault}`);
				}
			}
		}
	}

	expect(faults).toEqual([]);
	expect(laid).toBeGreaterThan(8000);
});

test('below 60×16 every layout is the safe line', () => {
	for (const plans of presets.values()) {
		expect(computeLayout(59, 24, undefined, undefined, plans).size).toBe('safe');
	}
});

test('each preset has what it is for', () => {
	const at = (name: string) => names(computeLayout(200, 60, undefined, undefined, presets.get(name)).panes);

	expect(at('scalper')).toEqual(['ticker', 'depth', 'tape', 'health', 'orders', 'chart']);
	expect(at('watcher')).toEqual(['ticker', 'signals', 'health', 'watchlist', 'chart']);
	expect(at('signals')).toEqual(['ticker', 'depth', 'signals', 'health', 'orders']);
	expect(at('tiny')).toEqual(['ticker', 'depth']);
});

test("one's own layout is laid as it is written: fixed lines, then shares", () => {
	const plans = createLayouts({ mine: 'ticker=5 / depth*2 | tape' }).get('mine')!;

	expect(computeLayout(93, 30, undefined, 'depth', plans).panes).toEqual([
		{ pane: 'ticker', x: 0, y: 1, width: 93, height: 5 },
		{ pane: 'depth', x: 0, y: 6, width: 61, height: 23 },
		{ pane: 'tape', x: 62, y: 6, width: 31, height: 23 },
	]);
});

test('a share that is too small gets what the pane needs, and the others what is left', () => {
	const plans = createLayouts({ mine: 'depth*20 | tape' }).get('mine')!;

	expect(computeLayout(80, 24, undefined, 'depth', plans).panes).toMatchObject([
		{ pane: 'depth', width: 53 },
		{ pane: 'tape', x: 54, width: 26 },
	]);
});

test('a layout without room on this screen gives way to the default, and says so', () => {
	const plans = createLayouts({ wide: 'depth | tape | orders | health' }).get('wide')!;
	const layout = computeLayout(80, 24, undefined, 'depth', plans);

	expect(layout.isFallback).toBe(true);
	expect(names(layout.panes)).toEqual(['ticker', 'depth', 'tape', 'signals', 'health']);
	expect(computeLayout(119, 24, undefined, 'depth', plans).isFallback).toBe(false);
});

test('a pane without a place takes that of the last one while it has the focus', () => {
	const plans = createLayouts({ mine: 'depth | (tape / orders)' }).get('mine')!;

	expect(names(computeLayout(80, 24, undefined, 'signals', plans).panes)).toEqual(['depth', 'tape', 'signals']);
	// The chart needs more than the corner of the orders.
	expect(computeLayout(80, 24, undefined, 'chart', plans).panes).toEqual([
		{ pane: 'chart', x: 0, y: 1, width: 80, height: 22 },
	]);
});

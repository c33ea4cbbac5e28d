import { expect, test } from 'vitest';
import { createScorecard } from '../../../source/signals/scorecard.js';
import { createState } from '../../../source/store/initial-state.js';
import { selectSignalPanel } from '../../../source/store/selectors/signal-panel.js';
import { asciiGlyphs, unicodeGlyphs } from '../../../source/ui/painters/glyphs.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { paintSignalPanel, paintWithPanel } from '../../../source/ui/painters/signal-panel.js';
import { createMarket, playBreak, playOn, playQuiet } from '../../signals/breakout-market.js';

/** The breakout of the rule's own test, with what differs, as the panel sees it 300 ms after the break. */
function viewOf(change: Parameters<typeof playBreak>[1] & { readonly quietOnly?: boolean } = {}) {
	const market = createMarket();
	playQuiet(market);
	if (change.quietOnly !== true) {
		playBreak(market, change);
		playOn(market, 300, change);
	}

	const scorecard = createScorecard();
	const state = createState(['BTC-USDT']);
	state.signals.own = { panel: market.engine.panel, scores: scorecard.rows };
	for (const signal of market.signals) {
		scorecard.track(signal);
	}

	return selectSignalPanel(state, 'BTC-USDT')!;
}

const textOf = (view: ReturnType<typeof viewOf>, width = 120, height = 30, glyphs = unicodeGlyphs) =>
	toText(paintSignalPanel(view, width, height, glyphs));

test('shows the indicators of the symbol, and what each rule waits for', () => {
	const text = textOf(viewOf({ quietOnly: true }));

	for (const label of ['imbalance', 'OFI z', 'CVD', 'buy surge z', 'spread 2.00 of 2.00 bps', 'VPIN', 'λ', 'R²']) {
		expect(text).toContain(label);
	}

	expect(text).toMatch(/^BTC-USDT +imbalance/);
	expect(text).toMatch(/^rule +phase +holds +missing/m);
	expect(text).toMatch(/long_breakout +waiting +\d\/5 +mid beyond the high of 60 s 100(\.\d+)?, needs > 100\.03/);
});

test('a limit that is not known yet is said to be so', () => {
	const market = createMarket();
	playOn(market, 300);
	const state = createState(['BTC-USDT']);
	state.signals.own = { panel: market.engine.panel, scores: () => [] };

	expect(textOf(selectSignalPanel(state, 'BTC-USDT')!, 200)).toMatch(
		/long_breakout +waiting +\d\/5 +mid beyond the high of 60 s 100(\.\d+)?, its limit is not known yet/,
	);
});

test('says which condition a weak surge and a wide spread fail', () => {
	expect(textOf(viewOf({ size: 0.4 }))).toMatch(/long_breakout +waiting +\d\/5 +buy surge z -?\d\.\d, needs ≥ 3\.0/);
	const wide = [
		[99.9, 5],
		[99.8, 10],
	] as const;
	const asks = [
		[100.2, 5],
		[100.3, 20],
	] as const;
	expect(textOf(viewOf({ bids: wide, asks }), 400)).toMatch(/spread bps \d+\.\d+, needs ≤ \d\.\d+/);
});

test('says that a signal fired, when it may again, and that its confidence proves nothing yet', () => {
	const text = textOf(viewOf());

	expect(text).toMatch(/long_breakout +again in 60 s +5\/5/);
	expect(text).toMatch(/kcmon +long_breakout +1 +- .*uncalibrated 0\/200/);
});

test('never leaves its rectangle, nor ASCII where nothing else is wanted', () => {
	const view = viewOf();
	for (const width of [1, 20, 40, 80, 200]) {
		for (const height of [0, 1, 3, 10]) {
			const rows = textOf(view, width, height).split('\n');
			expect(rows.length).toBeLessThanOrEqual(Math.max(1, height));
			expect(Math.max(...rows.map(row => row.length))).toBeLessThanOrEqual(width);
		}
	}

	expect(textOf(view, 120, 30, asciiGlyphs)).toMatch(/^[\x20-\x7e\n]*$/);
});

test('stands beside the log where the pane is wide, below where it is high, nowhere else', () => {
	const view = viewOf();
	const paint = (width: number, height: number) =>
		toText(
			paintWithPanel(
				{ width, height },
				() => view,
				unicodeGlyphs,
				() => [[{ text: 'LOG', token: 'text' }]],
			),
		);

	expect(paint(120, 5).split('\n')[0]).toMatch(/^LOG +BTC-USDT +imbalance/);
	expect(paint(80, 20).split('\n')[0]).toBe('LOG');
	expect(paint(80, 20)).toContain('imbalance');
	expect(paint(72, 3)).toBe('LOG');
});

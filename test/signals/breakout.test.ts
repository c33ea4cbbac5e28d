import { expect, test } from 'vitest';
import {
	breakAt,
	brokenAsks,
	createMarket,
	playBreak,
	playOn,
	playQuiet,
	quietAsks,
	quietBids,
	start,
} from './breakout-market.js';

const breakouts = (market: ReturnType<typeof createMarket>) =>
	market.signals.filter(({ signalType }) => signalType === 'long_breakout');

test('a breakout fires once, 250 ms after all conditions came to hold, with entry, stop and targets by hand', () => {
	const market = createMarket();
	playQuiet(market);
	playBreak(market);
	playOn(market, 10_000);

	expect(breakouts(market)).toHaveLength(1);
	const signal = breakouts(market)[0]!;
	expect(signal).toMatchObject({
		timestamp: breakAt + 250,
		receivedAt: breakAt + 290,
		lagMs: 40,
		symbol: 'BTC-USDT',
		id: `kcmon:long_breakout:BTC-USDT:${breakAt + 250}`,
		source: 'kcmon',
		verified: 'local',
		side: 'buy',
		// The best ask.
		entryLow: '100.06',
		entryHigh: '100.06',
		// The level 100.01 less the larger of 2 ticks (0.02) and 1.5 ATR (0.30).
		stop: '99.71',
		// 1R is 0.35.
		targets: ['100.41', '100.76'],
		ttlMs: 60_000,
		schemaVersion: 1,
		duplicateOf: undefined,
	});
	expect(signal.features).toMatchObject({ mid: 100.05, donchian_high: 100.01, atr_1m: 0.2, book_age_ms: 0 });
	expect(signal.reason).toContain('mid 100.05 broke the high 100.01 of 60 s');
	expect(signal.confidence).toBeGreaterThan(0.4);
	expect(signal.confidence).toBeLessThan(1);
});

test('the mirror says to leave, with prices by hand', () => {
	const market = createMarket({ mirror: true });
	playQuiet(market);
	playBreak(market);
	playOn(market, 10_000);

	expect(breakouts(market)).toEqual([]);
	const exits = market.signals.filter(({ signalType }) => signalType === 'exit_breakdown');
	expect(exits).toHaveLength(1);
	// Best bid 99.94; the broken low 99.99 and 0.30; 1R is 0.35.
	expect(exits[0]).toMatchObject({
		timestamp: breakAt + 250,
		side: 'sell',
		entryLow: '99.94',
		stop: '100.29',
		targets: ['99.59', '99.24'],
	});
});

test('the level is the one that was broken, although its own second closes while it holds', () => {
	const market = createMarket();
	playQuiet(market);
	// Late in its second: at breakAt + 1000 the second closes with a high of 100.05.
	for (let print = 0; print < 4; print += 1) {
		market.trade(breakAt + 850, 'buy', 100.03, 5);
	}

	market.book(breakAt + 850, [[100.04, 5]], brokenAsks);
	for (let after = 900; after <= 1200; after += 50) {
		market.book(breakAt + after, [[100.04, 5 + (after % 100)]], brokenAsks);
	}

	expect(breakouts(market)).toHaveLength(1);
	expect(breakouts(market)[0]).toMatchObject({ timestamp: breakAt + 1100, stop: '99.71' });
	expect(market.engine.panel('BTC-USDT')?.features.donchian_high).toBe(100.05);
	// What was broken stands with the signal, beside the channel of then.
	expect(breakouts(market)[0]?.features).toMatchObject({ level_high: 100.01, donchian_high: 100.05 });
});

test('a wide spread keeps it from firing, and is named', () => {
	const market = createMarket();
	const bids = [[100.01, 5]] as const;
	const asks = [[100.09, 5]] as const;
	playQuiet(market);
	playBreak(market, { bids, asks });
	playOn(market, 400, { bids, asks });

	expect(market.failing('long_breakout')).toEqual(['spread bps 8.00, needs ≤ 2.50']);
	playOn(market, 5000, { bids, asks });
	expect(breakouts(market)).toEqual([]);
});

test('a weak surge keeps it from firing, and is named', () => {
	const market = createMarket();
	playQuiet(market);
	playBreak(market, { size: 0.4 });
	playOn(market, 400);

	const failing = market.failing('long_breakout');
	expect(failing.some(text => text.startsWith('buy surge z'))).toBe(true);
	expect(failing.every(text => /surge|imbalance/.test(text))).toBe(true);
	playOn(market, 5000);
	expect(breakouts(market)).toEqual([]);
});

test('a stale book keeps it from firing, and is named', () => {
	const market = createMarket();
	playQuiet(market);
	playBreak(market);
	for (let after = 2050; after <= 2500; after += 50) {
		market.trade(breakAt + after, 'buy', 100.06, 3);
	}

	expect(market.failing('long_breakout')).toEqual(['book age ms 2500, needs ≤ 2000']);
	expect(breakouts(market)).toEqual([]);
});

test('a book that lost its continuity keeps it from firing, and is named', () => {
	const market = createMarket();
	playQuiet(market);
	playBreak(market);
	market.setLive(false);
	market.observe({ type: 'book-status', symbol: 'BTC-USDT', status: 'gap', reason: 'missing', receivedAt: breakAt });
	playOn(market, 2000);

	expect(market.failing('long_breakout')).toContain('book age ms not live, needs ≤ 2000');
	expect(breakouts(market)).toEqual([]);
});

test('a gap within the hold begins the hold anew', () => {
	const market = createMarket();
	playQuiet(market);
	playBreak(market);
	market.book(breakAt + 200, [[100.04, 5]], brokenAsks);
	market.setLive(false);
	market.observe({ type: 'book-status', symbol: 'BTC-USDT', status: 'gap', reason: 'missing', receivedAt: breakAt });
	market.setLive(true);
	market.observe({ type: 'book-status', symbol: 'BTC-USDT', status: 'live', reason: '', receivedAt: breakAt });
	market.book(breakAt + 300, [[100.04, 6]], brokenAsks);
	market.book(breakAt + 500, [[100.04, 5]], brokenAsks);
	expect(breakouts(market)).toEqual([]);
	market.book(breakAt + 550, [[100.04, 6]], brokenAsks);

	expect(breakouts(market)[0]?.timestamp).toBe(breakAt + 550);
	// The book is younger than the five seconds of which that is known.
	expect(breakouts(market)[0]?.reason).toContain(', asks stacked above not known');
});

test('asks stacked above the level are a veto, and are named', () => {
	const market = createMarket();
	const asks = [
		[100.06, 5],
		[100.1, 100],
	] as const;
	playQuiet(market);
	playBreak(market, { asks });
	playOn(market, 250, { asks });

	expect(market.failing('long_breakout')).toEqual([]);
	expect(market.refusing('long_breakout')).toHaveLength(1);
	expect(market.refusing('long_breakout')[0]).toMatch(/^asks stacked above \d+ %, needs < 30 %$/);
	const report = market.engine.panel('BTC-USDT')?.rules.find(({ type }) => type === 'long_breakout');
	expect(report).toMatchObject({ phase: 'refused', refusal: { time: breakAt + 250 } });
	playOn(market, 10_000, { asks });
	expect(breakouts(market)).toEqual([]);
});

/** The same with a mid that jumps by 40 basis points, to 100.40. */
const fastBids = [[100.39, 5]] as const;

test('asks stacked above are a veto however fast the price came there', () => {
	const market = createMarket();
	const asks = [
		[100.41, 5],
		[100.45, 1000],
	] as const;
	playQuiet(market);
	playBreak(market, { bids: fastBids, asks });
	playOn(market, 250, { bids: fastBids, asks });

	// Up to ten basis points above 100.40 stood 46.25; 1006 stand now, and 28 were bought: 987.75 / 46.25.
	expect(market.failing('long_breakout')).toEqual([]);
	expect(market.refusing('long_breakout')).toEqual(['asks stacked above 2136 %, needs < 30 %']);
	playOn(market, 10_000, { bids: fastBids, asks });
	expect(breakouts(market)).toEqual([]);
});

test('a fast breakout without a stack above fires, and holds what the asks did', () => {
	const market = createMarket();
	const asks = [
		[100.41, 5],
		[100.45, 20],
	] as const;
	playQuiet(market);
	playBreak(market, { bids: fastBids, asks });
	playOn(market, 250, { bids: fastBids, asks });

	expect(breakouts(market)).toHaveLength(1);
	// (25 + 28 − 45) / 45 at the last sample, that of the break.
	expect(breakouts(market)[0]?.features?.liquidity_ask).toBeCloseTo(8 / 45, 1);
});

test('asks stacked as far as the book is known are a veto, where that is half the way', () => {
	const market = createMarket();
	const asks = [
		[100.06, 5],
		[100.1, 100],
	] as const;
	market.know(0, 100.13);
	playQuiet(market);
	playBreak(market, { asks });
	playOn(market, 250, { asks });

	expect(market.refusing('long_breakout')).toHaveLength(1);
	expect(market.refusing('long_breakout')[0]).toMatch(/^asks stacked above \d+ %, needs < 30 %$/);
	playOn(market, 5000, { asks });
	expect(breakouts(market)).toEqual([]);
});

test('where nobody knows whether asks are stacked it is said, and is worth less confidence', () => {
	const known = createMarket();
	const unknown = createMarket();
	// Five basis points above 100.05 are 100.1.
	unknown.know(0, 100.09);
	for (const market of [known, unknown]) {
		playQuiet(market);
		playBreak(market);
		playOn(market, 250);
	}

	const gate = unknown.engine.panel('BTC-USDT')!.rules[0]!.gates[0]!;
	expect(gate).toMatchObject({ holds: true, value: undefined, text: 'asks stacked above not known, no veto' });
	expect(breakouts(unknown)[0]?.reason).toContain(', asks stacked above not known');
	expect(breakouts(known)[0]?.reason).not.toContain('stacked');
	expect(breakouts(unknown)[0]?.features).not.toHaveProperty('liquidity_ask');
	// The logistic of one less.
	const odds = (confidence: number): number => Math.log(confidence / (1 - confidence));
	expect(odds(breakouts(unknown)[0]!.confidence)).toBeCloseTo(odds(breakouts(known)[0]!.confidence) - 1, 2);
});

test('a risk smaller than fees and spread is refused, and is named', () => {
	// 0.35 of 100.06 is 35.0 bps; two fees of 0.2 % and the spread are 42.0 bps.
	const market = createMarket({ rules: { 'fees.taker': 0.002 } });
	playQuiet(market);
	playBreak(market);
	playOn(market, 250);

	expect(market.refusing('long_breakout')).toEqual(['1R bps against fees and spread 35.0, needs ≥ 42.0']);
	playOn(market, 10_000);
	expect(breakouts(market)).toEqual([]);
});

test('without an average range there is no stop, and so no signal', () => {
	const market = createMarket({ rules: { 'breakout.atrBars': 30 } });
	playQuiet(market);
	playBreak(market);
	playOn(market, 1000);

	expect(market.refusing('long_breakout')).toContain('ATR of 30 min not known yet, needs ≥ 0');
	expect(breakouts(market)).toEqual([]);
});

test('conditions that hold for 249 ms are not enough', () => {
	const market = createMarket();
	playQuiet(market);
	playBreak(market);
	market.book(breakAt + 249, [[100.04, 9]], brokenAsks);
	market.book(breakAt + 251, [[99.99, 9]], [[100.03, 5]]);
	playOn(market, 200);

	expect(breakouts(market)).toEqual([]);
});

test('a hold that nobody saw is none: silence of more than a second begins it anew', () => {
	const market = createMarket();
	playQuiet(market);
	playBreak(market);
	market.trade(breakAt + 1500, 'buy', 100.06, 12);
	const asks = [[100.06, 17]] as const;
	market.book(breakAt + 1500, [[100.04, 9]], asks);
	expect(breakouts(market)).toEqual([]);
	market.book(breakAt + 1750, [[100.04, 5]], asks);

	expect(breakouts(market)[0]?.timestamp).toBe(breakAt + 1750);
});

test('a second breakout in the cooldown is not told, one after it is', () => {
	const market = createMarket();
	playQuiet(market);
	playBreak(market);
	playOn(market, 1000);
	const again = (at: number, price: number): void => {
		market.book(at - 1000, quietBids, quietAsks);
		market.trade(at, 'buy', price - 0.01, 45);
		for (let after = 0; after <= 500; after += 50) {
			market.book(at + after, [[price - 0.02, 5 + (after % 100)]], [[price, 2]]);
		}
	};

	again(breakAt + 20_000, 100.12);
	expect(breakouts(market)).toHaveLength(1);
	for (let at = breakAt + 21_000; at < breakAt + 120_000; at += 500) {
		market.book(at, quietBids, quietAsks.with(0, [100.01, 10 + (at % 1000) / 500]));
		if (at % 1000 === 500) {
			market.trade(at, 'buy', 100.01, 1 + (Math.floor(at / 1000) % 2));
			market.trade(at, 'sell', 99.99, 1);
		}
	}

	again(breakAt + 120_000, 100.12);
	expect(breakouts(market)).toHaveLength(2);
});

test('the same events give the same signals, byte for byte', () => {
	const play = (): string => {
		const market = createMarket();
		playQuiet(market);
		playBreak(market);
		playOn(market, 10_000);
		return JSON.stringify([market.signals, market.engine.panel('BTC-USDT')]);
	};

	expect(play()).toBe(play());
});

test('a print that comes twice counts once', () => {
	const market = createMarket();
	playQuiet(market);
	const event = {
		type: 'trade',
		symbol: 'BTC-USDT',
		tradeId: '9',
		side: 'buy',
		price: '100.01',
		size: '7',
		sequence: '9999999999',
		makerOrderId: 'm',
		takerOrderId: 't',
		time: breakAt,
		receivedAt: breakAt,
	} as const;
	const before = market.engine.panel('BTC-USDT')!.features.cvd_session!;
	market.observe(event);
	market.observe(event);

	expect(market.engine.panel('BTC-USDT')!.features.cvd_session).toBeCloseTo(before + 7, 9);
});

test('a history that comes after newer prints moves no window', () => {
	const market = createMarket();
	playQuiet(market);
	const before = market.engine.panel('BTC-USDT')!.features.buy_surge_z!;
	for (let print = 0; print < 50; print += 1) {
		market.trade(start + print, 'buy', 100.01, 50);
	}

	const { features } = market.engine.panel('BTC-USDT')!;
	expect(features.buy_surge_z).toBeCloseTo(before, 9);
	expect(features.trade_imbalance_10s).toBeLessThan(0.5);
});

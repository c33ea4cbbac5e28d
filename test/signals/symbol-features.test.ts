import { expect, test } from 'vitest';
import type { MarketEvent } from '../../source/model/market-event.js';
import { breakAt, createMarket, playQuiet, quietAsks, quietBids, start } from './breakout-market.js';

const featuresOf = (market: ReturnType<typeof createMarket>) => market.engine.panel('BTC-USDT')!.features;

const statusOf = (status: 'gap' | 'live'): MarketEvent => ({
	type: 'book-status',
	symbol: 'BTC-USDT',
	status,
	reason: '',
	receivedAt: start,
});

test('what one book says, by hand', () => {
	const market = createMarket();
	market.book(
		start,
		[
			[99.99, 3],
			[99.95, 7],
		],
		[
			[100.01, 1],
			[100.2, 9],
		],
	);

	expect(featuresOf(market)).toMatchObject({
		mid: 100,
		wmid: 100.005,
		spread_bps: 2,
		queue_imbalance: 0.75,
		// 10 against 10, and within 10 bps 10 against 1.
		book_imbalance_5: 0,
		book_imbalance_10bps: 0.8181818182,
		book_age_ms: 0,
	});
	for (const name of ['donchian_high', 'atr_1m', 'vpin', 'kyle_lambda', 'liquidity_bid']) {
		expect(featuresOf(market)).not.toHaveProperty(name);
	}
});

test('a book known less far than ten basis points has no imbalance within them', () => {
	const market = createMarket();
	market.know(99.95, 100.2);
	market.book(start, quietBids, quietAsks);

	expect(featuresOf(market)).not.toHaveProperty('book_imbalance_10bps');
	expect(featuresOf(market)).toHaveProperty('book_imbalance_5');
});

test('what the prints say, by hand', () => {
	const market = createMarket();
	market.book(start, quietBids, quietAsks);
	market.trade(start, 'buy', 100.01, 3);
	market.trade(start + 5000, 'sell', 99.99, 1);
	market.trade(start + 12_000, 'sell', 99.99, 1);

	expect(featuresOf(market)).toMatchObject({
		cvd_session: 1,
		trade_imbalance_10s: -1,
		trade_imbalance_60s: 0.2,
		// (3·100.01 + 2·99.99) / 5.
		vwap_15m: 100.002,
		vwap_session: 100.002,
		book_age_ms: 12_000,
	});
});

test('after a quiet while the channel, the range and the surge stand where the market was', () => {
	const market = createMarket();
	playQuiet(market);

	expect(featuresOf(market)).toMatchObject({
		donchian_high: 100.01,
		donchian_low: 99.99,
		donchian_high_bps: 1,
		donchian_low_bps: 1,
		atr_1m: 0.2,
		volatility: 0,
		spread_limit_bps: 2,
		rsi_1s: 50,
		macd_1s: 0,
		liquidity_bid: 0.1,
	});
});

test('a lost book is unknown, not old', () => {
	const market = createMarket();
	playQuiet(market);
	market.setLive(false);
	market.observe(statusOf('gap'));

	const features = featuresOf(market);
	expect([features.mid, features.spread_bps, features.book_imbalance_5, features.book_age_ms]).toEqual([
		undefined,
		undefined,
		undefined,
		undefined,
	]);
	expect(features.donchian_high).toBe(100.01);
});

test('a short gap keeps the channel, a hole of more than five seconds ends it', () => {
	for (const [silence, isKept] of [
		[4000, true],
		[6000, false],
	] as const) {
		const market = createMarket();
		playQuiet(market);
		market.setLive(false);
		market.observe(statusOf('gap'));
		market.setLive(true);
		market.observe(statusOf('live'));
		market.book(breakAt - 250 + silence, quietBids, quietAsks);

		expect(featuresOf(market).donchian_high).toBe(isKept ? 100.01 : undefined);
	}
});

test('a jump through a hole is no breakout', () => {
	const market = createMarket();
	playQuiet(market);
	market.setLive(false);
	market.observe(statusOf('gap'));
	market.setLive(true);
	market.observe(statusOf('live'));
	for (let after = 20_000; after < 22_000; after += 50) {
		market.trade(breakAt + after, 'buy', 101, 20);
		market.book(breakAt + after, [[100.99, 5]], [[101.01, 5 + (after % 100)]]);
	}

	expect(market.signals.filter(({ signalType }) => signalType === 'long_breakout')).toEqual([]);
});

/** The book is lost, and is there again so long after the break that never came; then calm trading for so many seconds. */
function playHole(market: ReturnType<typeof createMarket>, holeMs: number, seconds: number): number {
	market.setLive(false);
	market.observe(statusOf('gap'));
	market.setLive(true);
	market.observe(statusOf('live'));
	const back = breakAt + holeMs;
	for (let second = 0; second < seconds; second += 1) {
		market.book(back + second * 1000, quietBids, quietAsks.with(0, [100.01, 10 + (second % 2)]));
		market.trade(back + second * 1000 + 500, 'buy', 100.01, 1 + (second % 2));
		market.trade(back + second * 1000 + 500, 'sell', 99.99, 1);
	}

	return back + seconds * 1000;
}

test('after a hole of a minute trading as before is no surge', () => {
	const market = createMarket();
	playQuiet(market);
	const before = featuresOf(market);
	playHole(market, 60_000, 2);

	// One and two in turn: a deviation of 1/2.
	expect(before.buy_surge_z).toBeCloseTo(1, 1);
	expect(featuresOf(market).buy_surge_z).toBeCloseTo(1, 1);
	expect(market.signals).toEqual([]);
});

test('after a hole of an hour what is usual is learned anew, and is unknown until then', () => {
	const market = createMarket();
	playQuiet(market);
	const end = playHole(market, 3_600_000, 50);
	expect(featuresOf(market)).not.toHaveProperty('buy_surge_z');
	expect(featuresOf(market)).not.toHaveProperty('sell_surge_count_z');

	playHole(market, end - breakAt, 20);
	expect(featuresOf(market).buy_surge_z).toBeLessThan(2);
	expect(market.signals).toEqual([]);
});

test('a print behind ten minutes without any is no surge of prints', () => {
	const market = createMarket();
	playQuiet(market);
	market.trade(breakAt + 600_000, 'buy', 100.01, 2);
	market.book(breakAt + 600_000, quietBids, quietAsks);

	expect(featuresOf(market)).not.toHaveProperty('buy_surge_count_z');
	expect(market.signals).toEqual([]);
});

test('what is not known yet is left out, and a rule says so', () => {
	const market = createMarket();
	market.book(start, quietBids, quietAsks);
	market.book(start + 1000, quietBids, quietAsks);

	for (const name of ['buy_surge_z', 'sell_surge_z', 'buy_surge_count_z', 'ofi_z', 'volatility', 'vwap_15m_z']) {
		expect(featuresOf(market)).not.toHaveProperty(name);
	}

	expect(market.failing('long_breakout')).toContain('buy surge z not known yet, needs ≥ 3.0');
	expect(market.failing('volume_surge')).toEqual([
		'volume surge z not known yet, needs ≥ 6.0',
		'count surge z not known yet, needs ≥ 2.0',
	]);
});

test('minutes that nobody saw are no flat ones: the range is unknown until the venue tells them', () => {
	const market = createMarket();
	playQuiet(market);
	expect(featuresOf(market).atr_1m).toBe(0.2);
	const end = playHole(market, 600_000, 70);
	expect(featuresOf(market)).not.toHaveProperty('atr_1m');
	expect(featuresOf(market)).not.toHaveProperty('rsi_1m');

	for (let at = start; at < end - 120_000; at += 60_000) {
		market.observe({
			type: 'candle',
			symbol: 'BTC-USDT',
			interval: '1min',
			open: '100.00',
			close: '100.00',
			high: '100.20',
			low: '99.80',
			volume: '10',
			turnover: '1000',
			start: at,
			receivedAt: end,
		});
	}

	// Twenty of 0.20, and as many of 0.40 as were told.
	const told = Math.ceil((end - 120_000 - start) / 60_000);
	expect(told).toBe(11);
	expect(featuresOf(market).atr_1m).toBeCloseTo(0.4 - 0.2 * (13 / 14) ** told, 9);
});

test('a lost half minute leaves the range as it is', () => {
	const market = createMarket();
	playQuiet(market);
	playHole(market, 30_000, 2);

	expect(featuresOf(market).atr_1m).toBeGreaterThan(0.18);
});

test('a book whose time was wrong once begins anew', () => {
	const market = createMarket();
	playQuiet(market);
	market.book(breakAt + 3_600_000_000, quietBids, quietAsks);
	market.book(breakAt + 1000, quietBids, quietAsks);

	expect(market.engine.panel('BTC-USDT')?.time).toBe(breakAt + 1000);
	expect(featuresOf(market).mid).toBe(100);
});

test('buckets of VPIN come from the 24 h volume, or from five minutes of prints', () => {
	const known = createMarket();
	known.observe({
		type: 'stats',
		symbol: 'BTC-USDT',
		last: undefined,
		changeRate: undefined,
		changePrice: undefined,
		open: undefined,
		high: undefined,
		low: undefined,
		volume: '14400',
		quoteVolume: undefined,
		time: start,
		receivedAt: start,
	});
	// A bucket is 10: fifty of them, each with 7 bought and 3 sold.
	for (let print = 0; print < 100; print += 1) {
		known.trade(start + print, print % 2 === 0 ? 'buy' : 'sell', 100, print % 2 === 0 ? 7 : 3);
	}

	expect(featuresOf(known).vpin).toBe(0.4);

	const learned = createMarket();
	for (let print = 0; print <= 300; print += 1) {
		learned.trade(start + print * 1000, 'buy', 100, 1);
	}

	// 300 in five minutes: a bucket is 60, and the first print after them is in it.
	expect(featuresOf(learned).vpin).toBeUndefined();
	for (let print = 0; print < 50 * 60; print += 1) {
		learned.trade(start + 301_000 + print, 'buy', 100, 1);
	}

	expect(featuresOf(learned).vpin).toBe(1);
});

test('the fee of a pair is the base fee times its coefficient, or what is told', () => {
	const market = createMarket();
	playQuiet(market);
	const cost = market.engine.panel('BTC-USDT')!.rules[0]!.gates.at(-1)!.threshold!;
	// Two fees of 0.1 % and a spread of 0.02 of 100.01.
	expect(cost).toBeCloseTo(20 + (0.02 / 100.01) * 1e4, 6);
});

test('a symbol that is forgotten starts from nothing', () => {
	const market = createMarket();
	playQuiet(market);
	market.engine.forget('BTC-USDT');

	expect(market.engine.panel('BTC-USDT')).toBeUndefined();
	market.book(breakAt, quietBids, quietAsks);
	expect(featuresOf(market).donchian_high).toBeUndefined();
});
